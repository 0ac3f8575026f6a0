"""The only SQL of policy: `stops` (suppressions, consents, the gate), `caps`, `standings`, `pauses`."""

from outreach.policy.records.caps import confirm, release, reserve, restore, stand_in_line
from outreach.policy.records.merged import give_grounds, later_caps, move_grounds, share_stops
from outreach.policy.records.pauses import Pause, count_paused, pause, paused_clients, resume, standing_pauses
from outreach.policy.records.standings import standings
from outreach.policy.records.stops import (
    is_unsubscribed,
    lift_unsubscription,
    pass_the_gate,
    record_consents,
    record_opt_outs,
    stop_the_gate,
    suppress,
    withdraw_consents,
)

__all__ = [
    "Pause",
    "confirm",
    "count_paused",
    "give_grounds",
    "is_unsubscribed",
    "later_caps",
    "lift_unsubscription",
    "move_grounds",
    "pass_the_gate",
    "pause",
    "paused_clients",
    "record_consents",
    "record_opt_outs",
    "release",
    "reserve",
    "restore",
    "resume",
    "share_stops",
    "stand_in_line",
    "standing_pauses",
    "standings",
    "stop_the_gate",
    "suppress",
    "withdraw_consents",
]
