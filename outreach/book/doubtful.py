"""Clients whom no letter could address: why, and which columns we propose to change. Pure; a person decides."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from outreach.book.records.naming import Named
from outreach.names.doubt import Doubt, DoubtCode, doubt
from outreach.names.form import form_for
from outreach.names.junk import flaw_in
from outreach.names.language import language_of, likely_language, spoken_in
from outreach.names.mailbox import disagreement
from outreach.names.proposal import proposal_for
from outreach.names.salutation import salute
from outreach.names.spelling import tidy
from outreach.settings import Letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubtful:
    """A client who waits for a person, and what would let him be addressed; `proposed` is empty where nothing is."""

    client: Named
    doubt: Doubt
    proposed: Mapping[str, str]


def doubtful(clients: Iterable[Named], *, letters: Letters) -> Iterator[Doubtful]:
    """Those of `clients` whom a letter in their language could not address."""
    for client in clients:
        found = doubt_about(client, letters=letters)
        if found is not None:
            yield found


def doubt_about(client: Named, *, letters: Letters) -> Doubtful | None:
    """What keeps letters from him, with a proposal; None where he is addressed without a doubt."""
    person = client.person
    language = language_of(person, country=client.country)
    if not language:
        name = tidy(person.name or person.given)
        flaw = flaw_in(name) if name else None  # whoever “test” is, his language is not what is missing
        unknown = doubt(flaw, name) if flaw else doubt(DoubtCode.LANGUAGE_UNKNOWN, "")
        return Doubtful(client=client, doubt=unknown, proposed=_language_for(client))
    called = salute(person, language=language, form=form_for(letters, language))
    found = called if isinstance(called, Doubt) else disagreement(called, email=client.email)
    if found is None:
        return None
    return Doubtful(client=client, doubt=found, proposed=proposal_for(person, found, language=language))


def _language_for(client: Named) -> Mapping[str, str]:
    """The language that the letters of his name speak for; else his country's, if a mend of the name suits it."""
    if likely := likely_language(client.person):
        return {"language": likely}
    if not (spoken := spoken_in(client.country)):
        return {}
    called = salute(client.person, language=spoken)
    mend = proposal_for(client.person, called, language=spoken) if isinstance(called, Doubt) else {}
    return {"language": spoken, **mend} if mend else {}
