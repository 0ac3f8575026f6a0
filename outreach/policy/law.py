"""What must be decided before anything leaves for real: a ground in law, and a way to say stop."""

from outreach.locale import say
from outreach.settings import Settings


def live_refusals(settings: Settings) -> tuple[str, ...]:
    """Why live sending is refused, in the reader's language; empty if nothing stands against it."""
    refusals = []
    law = settings.law
    if not law.basis:
        refusals.append(say("[law] basis says on what ground the firm writes; it is empty"))
    if not law.decided_by:
        refusals.append(say("[law] decided_by says who decided it; it is empty"))
    if law.date is None:
        refusals.append(say("[law] date says on what day; it is empty"))
    if not settings.web.url and not settings.letters.unsubscribe_address:
        refusals.append(say("there is no way to unsubscribe: set [web] url or [letters] unsubscribe_address"))
    return tuple(refusals)
