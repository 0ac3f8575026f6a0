"""Who writes (P22): the director, the client's manager, a new manager, or a named sender."""

from collections.abc import Mapping

from outreach.settings import Sender


def sender_for(wanted: str, *, manager: str | None, senders: Mapping[str, Sender]) -> str | None:
    """Key of the sender for `from` and a client's manager; None if nobody fits.

    "new manager" is never the one the client had: his successor if one is named, else the first other manager.
    """
    if wanted == "director":
        return next((key for key, sender in senders.items() if sender.role == "director"), None)
    known = manager if manager and manager in senders else None
    if wanted == "manager":
        return known or _first_manager(senders, but=None)
    if wanted == "new manager":
        successor = senders[known].replaced_by if known else ""
        return successor if successor in senders else _first_manager(senders, but=manager)
    return wanted if wanted in senders else None


def _first_manager(senders: Mapping[str, Sender], *, but: str | None) -> str | None:
    return next((key for key, sender in senders.items() if sender.role == "manager" and key != but), None)
