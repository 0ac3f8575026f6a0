"""The only SQL of campaign: `campaigns` (identity, occasions, stop), `candidates` (reads), `decisions` (writes)."""

from outreach.campaign.records.campaigns import (
    Known,
    known_campaign,
    known_occasion,
    mark_planned,
    stop_campaign,
    wake_campaign,
)
from outreach.campaign.records.candidates import audience_ids, candidates, still_in
from outreach.campaign.records.decisions import (
    Waiting,
    decide_all_anew,
    decide_anew,
    decided_clients,
    has_left,
    reconsider,
    skip_client,
    to_wait,
    waiting,
    write_decisions,
)

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
    "mark_planned",
    "reconsider",
    "skip_client",
    "still_in",
    "stop_campaign",
    "to_wait",
    "waiting",
    "wake_campaign",
    "write_decisions",
]
