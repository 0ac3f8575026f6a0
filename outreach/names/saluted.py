"""The noun that a salutation is: its opening, how he is called within a sentence, and what it was made of."""

from dataclasses import dataclass

from outreach.names.reading import Certainty
from outreach.names.split import Parts

HONORIFIC = {("ru", "m"): "Уважаемый", ("ru", "f"): "Уважаемая", ("uk", "m"): "Шановний", ("uk", "f"): "Шановна",
              ("be", "m"): "Паважаны", ("be", "f"): "Паважаная"}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Salutation:
    """`opening` stands before "!" or "," ("Шановна Ганно Петрівно"); `addressed` within a sentence or a subject.

    `gender` is "m", "f" or "" where the language did not need it. `parts` are the parts of the name where a rule made
    the salutation of them; None where the client's own words did, or a title.
    """

    opening: str
    addressed: str
    gender: str = ""
    parts: Parts | None = None

    @property
    def certainty(self) -> Certainty:
        """How sure we are of the name; what a client list says in so many words is sure."""
        return self.parts.certainty if self.parts else Certainty.SURE
