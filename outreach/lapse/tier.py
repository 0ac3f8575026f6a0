"""Gold, silver, copper: two cut-off amounts found by cumulative share of revenue (P16), and the tier of one client."""

from collections.abc import Iterable
from dataclasses import dataclass

from outreach.settings import Lapse
from outreach.store.words import Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Cuts:
    """The least revenue, in minor units, of a gold and of a silver client; None while nobody has bought anything."""

    gold_from: int | None = None
    silver_from: int | None = None


def cuts_of(revenues: Iterable[tuple[int, int]], *, total: int, settings: Lapse) -> Cuts:
    """`revenues` are (revenue, how many clients) from the greatest down, all above zero, `total` their sum.

    A client belongs to the tier that is not yet full before him, so the first is always gold; equals share a tier.
    Stops reading once silver is full.
    """
    gold_from = silver_from = None
    before = 0
    for revenue, clients in revenues:
        if before < settings.gold_share * total:
            gold_from = revenue
        elif before >= settings.silver_share * total:
            break
        silver_from = revenue
        before += revenue * clients
    return Cuts(gold_from=gold_from, silver_from=silver_from)


def tier_of(revenue: int, cuts: Cuts) -> Tier:
    """The tier of a client with this revenue; without cuts everybody is copper."""
    if cuts.gold_from is not None and revenue >= cuts.gold_from:
        return Tier.GOLD
    if cuts.silver_from is not None and revenue >= cuts.silver_from:
        return Tier.SILVER
    return Tier.COPPER
