"""The only SQL of the inbox: `ledger` (taking over), `subjects` (what a message is about), `outcomes`, `replies`."""

from sqlalchemy import Connection

from outreach.inbox.records.ledger import last_read_at, quarantine, take_in, unapplied
from outreach.inbox.records.outcomes import lock_new, set_outcomes
from outreach.inbox.records.replies import count_incoming, mark_read, read_replies
from outreach.inbox.records.subjects import already_applied, clients_at, letters_about

__all__ = [
    "Connection",
    "already_applied",
    "clients_at",
    "count_incoming",
    "last_read_at",
    "letters_about",
    "lock_new",
    "mark_read",
    "quarantine",
    "read_replies",
    "set_outcomes",
    "take_in",
    "unapplied",
]
