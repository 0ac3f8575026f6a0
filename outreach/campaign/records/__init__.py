"""The only SQL of campaign: `campaigns` (identity, stop), `candidates` (reads), `decisions` (writes), `anew`."""

from outreach.campaign.records.anew import (
    Waiting,
    decide_all_anew,
    decide_anew,
    leave_merged,
    reconsider,
    reopen_changed,
    reopen_parted,
    skip_client,
    skip_stopped,
    to_wait,
    waiting,
)
from outreach.campaign.records.campaigns import (
    Known,
    known_campaign,
    known_occasion,
    mark_planned,
    plan_alone,
    stop_campaign,
    wake_campaign,
)
from outreach.campaign.records.candidates import audience_ids, candidates, still_in, who_of
from outreach.campaign.records.decisions import decided_clients, has_left, write_decisions

__all__ = [
    "Known",
    "Waiting",
    "audience_ids",
    "candidates",
    "decide_all_anew",
    "decide_anew",
    "decided_clients",
    "has_left",
    "known_campaign",
    "known_occasion",
    "leave_merged",
    "mark_planned",
    "plan_alone",
    "reconsider",
    "reopen_changed",
    "reopen_parted",
    "skip_client",
    "skip_stopped",
    "still_in",
    "stop_campaign",
    "to_wait",
    "waiting",
    "wake_campaign",
    "who_of",
    "write_decisions",
]
