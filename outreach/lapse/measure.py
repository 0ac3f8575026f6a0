"""By which measures a client is judged: the firm's, or those of his kind. Pure."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from outreach.settings import Kind, Lapse, Signs

EDITION = 3  # raised whenever the same settings would give other dates
OF_LAPSE = ("multiplier", "floor_days", "cap_days", "no_history_days", "fixed_days")
OF_SIGNS = ("inquiries", "no_answers", "volume_share")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    lapse: Lapse
    signs: Signs


class Measures:
    """The measure of each client by his industry, territory and country; the first kind that fits him holds."""

    def __init__(self, lapse: Lapse, *, signs: Signs | None = None, kinds: Mapping[str, Kind] | None = None) -> None:
        self.usual = Measure(lapse=lapse, signs=signs or Signs())
        self._kinds = [(kind, self._of(kind)) for kind in (kinds or {}).values()]
        self._known: dict[tuple[str | None, ...], Measure] = {}

    @property
    def by_kind(self) -> bool:
        """Whether the kind of a client matters at all."""
        return bool(self._kinds)

    def of(self, industry: str | None, territory: str | None, country: str | None) -> Measure:
        if not self._kinds:
            return self.usual
        who = (industry, territory, country)
        if who not in self._known:
            fitting = (
                measure
                for kind, measure in self._kinds
                if industry in kind.industry or territory in kind.territory or country in kind.country
            )
            self._known[who] = next(fitting, self.usual)
        return self._known[who]

    def digest(self) -> str:
        """Changes whenever a measure would: stored beside the facts, so that others refresh everybody."""
        said = [
            str(EDITION),
            self.usual.lapse.model_dump_json(),
            self.usual.signs.model_dump_json(),
            *(f"{kind.model_dump_json()}" for kind, _ in self._kinds),
        ]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()[:32]

    def _of(self, kind: Kind) -> Measure:
        said = {name: value for name, value in kind.model_dump().items() if value is not None}
        return Measure(
            lapse=self.usual.lapse.model_copy(update={name: said[name] for name in OF_LAPSE if name in said}),
            signs=self.usual.signs.model_copy(update={name: said[name] for name in OF_SIGNS if name in said}),
        )
