"""The SQL of the book, and the only place from which its tables are written."""

from sqlalchemy import Connection

from outreach.book.records.card import client_card, find_client
from outreach.book.records.changes import add_fact, add_reason, mark_addresses_dead, set_name, set_place, set_salutation
from outreach.book.records.touched import Touched, clear_touched, last_import_at, touched_clients

__all__ = [
    "Connection",
    "Touched",
    "add_fact",
    "add_reason",
    "clear_touched",
    "client_card",
    "find_client",
    "last_import_at",
    "mark_addresses_dead",
    "set_name",
    "set_place",
    "set_salutation",
    "touched_clients",
]
