"""The only SQL of the outbox: `drafts`, `approvals`, `claims` (claim and going), `settling`, `changes`."""

from outreach.outbox.records.approvals import (
    approve,
    ready_what_is_approved,
    revoke_approvals,
    standing_approval,
)
from outreach.outbox.records.changes import cancel, expire_late, reasons_to_stop, withdraw_changed
from outreach.outbox.records.claims import Gone, Moved, claim, go, past_their_day, release_dead_claims, reschedule
from outreach.outbox.records.drafts import add_drafts, count_letters, letter_message, make_ready, take_numbers
from outreach.outbox.records.of_client import waiting_of
from outreach.outbox.records.queue import (
    Addressee,
    InDoubt,
    Queue,
    addressee,
    count_due,
    letters_in_doubt,
    letters_of,
    next_due,
    queue,
)
from outreach.outbox.records.settling import (
    count_unknown,
    doubt_restored,
    doubt_stale,
    mark_bounced,
    prove_not_sent,
    prove_sent,
    settle_later,
    settle_refused,
    settle_released,
    settle_sent,
    settle_unknown,
)
from outreach.outbox.records.stillness import QUIET_DAY, due_on_quiet_days

__all__ = [
    "QUIET_DAY",
    "Addressee",
    "Gone",
    "InDoubt",
    "Moved",
    "Queue",
    "add_drafts",
    "addressee",
    "approve",
    "cancel",
    "claim",
    "count_due",
    "count_letters",
    "count_unknown",
    "doubt_restored",
    "doubt_stale",
    "due_on_quiet_days",
    "expire_late",
    "go",
    "letter_message",
    "letters_in_doubt",
    "letters_of",
    "make_ready",
    "mark_bounced",
    "next_due",
    "past_their_day",
    "prove_not_sent",
    "prove_sent",
    "queue",
    "ready_what_is_approved",
    "reasons_to_stop",
    "release_dead_claims",
    "reschedule",
    "revoke_approvals",
    "settle_later",
    "settle_refused",
    "settle_released",
    "settle_sent",
    "settle_unknown",
    "standing_approval",
    "take_numbers",
    "waiting_of",
    "withdraw_changed",
]
