"""What is said for every decision code: one sentence, and how a person can mend what waits."""

from collections.abc import Callable, Mapping

from outreach.cli.words import change_label
from outreach.locale import say, spoken
from outreach.names.doubt import Doubt, DoubtCode, explain
from outreach.outcome.figures import money
from outreach.outcome.labels import reason_label
from outreach.settings import Fact, in_language
from outreach.store.words import Because

Detail = Mapping[str, str]


def sentence(because: Because, detail: Detail) -> str:
    """Why, in the reader's language."""
    return _SAYS[because](detail)


def why_so(because: Because, detail: Detail) -> str:
    """The same; nothing where nothing speaks against a letter."""
    return "" if because is Because.DUE else sentence(because, detail)


def fact_examples(facts: Mapping[str, Fact]) -> tuple[str, ...]:
    """For whoever is asked for a personal fact: the sentence of each kind, and an example, where there is one."""
    said = [(key, in_language(one.frame, spoken()), in_language(one.example, spoken())) for key, one in facts.items()]
    return tuple(
        say("{key}: “{sentence}”, for example “{example}”", key=key, sentence=sentence, example=example)
        for key, sentence, example in said
        if example
    )


def personal(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """Those that count as something that would not suit anyone else."""
    return {key: one for key, one in facts.items() if one.personal}


def mend(because: Because, *, client: str, campaign: str, facts: Mapping[str, Fact]) -> str:
    """The command that helps a decision that waits; empty where none does."""
    match because:
        case Because.NAME_DOUBTFUL:
            return f'outreach clients set {client} salutation="…"'
        case Because.LANGUAGE_UNKNOWN | Because.COUNTRY_UNKNOWN | Because.ZONE_UNKNOWN:
            # whoever waits for his zone lives where there are several, so none is proposed
            key = {"language": "language=uk", "country": "country=UA", "zone": "time_zone=Area/City"}
            return f"outreach clients set {client} {key[because.split('_')[0]]}"
        case Because.NOTHING_PERSONAL:
            return f'outreach clients fact {client} {next(iter(personal(facts)), "KEY")} "…"'
        case Because.REASON_UNVERIFIED:
            return f'outreach clients reason {client} late_delivery --event "…"'
        case Because.NOT_MENDED:
            return "outreach check"
        case Because.WARNED:
            return f"outreach clients set {client} cleared=all"
        case Because.UNREAD_REPLY:
            return "outreach inbox --read N"
        case Because.BOOK_STALE:
            return "outreach import FILE"
        case Because.MISSING_VALUE | Because.CHECK_FAILED:
            return f"outreach preview {campaign} --client {client}"
        case _:
            return ""


def _doubted(detail: Detail) -> str:
    code = detail.get("code") or detail.get("value")
    if code not in set(DoubtCode):
        return say("we are not sure how to address this person")
    return explain(Doubt(code=DoubtCode(code), text_args=tuple(detail.items())))


def _not_mended(detail: Detail) -> str:
    """The journal keeps no reasons, only that there was one."""
    if "reason" not in detail:
        return say("what he left for is not put right")
    return say("left because of this: {reason}; fixes.toml has no fix of it that is done",
               reason=reason_label(detail["reason"]))  # fmt: skip


def _warned(detail: Detail) -> str:
    found = [f"“{word}”" for word in detail.get("words", "").split(", ") if word]
    if detail.get("debt"):
        found.append(say("a debt of {sum}", sum=money(int(detail["debt"]), detail.get("currency", ""))))
    if not found:  # as the journal has it, which keeps no words
        return say("something noted of him must be looked at first")
    return say("a person should look first; noted of him: {words}", words=", ".join(found))


_SAYS: dict[Because, Callable[[Detail], str]] = {
    Because.DUE: lambda _: say("is written to"),
    Because.HELD_OUT: lambda _: say("held out for the control group, by lot"),
    Because.CALL_FIRST: lambda _: say("is better called: the campaign's `call` condition holds"),
    Because.ONLY_PHONE: lambda _: say("has a telephone, but no address to write to"),
    Because.NO_ADDRESS: lambda _: say("has neither address nor telephone"),
    Because.DEAD_ADDRESS: lambda _: say("mail to every address came back"),
    Because.NEEDS_SMTPUTF8: lambda _: say("the address has letters that the relay cannot carry"),
    Because.SAME_ADDRESS: lambda d: say(
        "same address as client {client}, who is written to",
        client=d.get("client", "?"),
    ),
    Because.UNSUBSCRIBED: lambda _: say("has unsubscribed"),
    Because.COMPLAINED: lambda _: say("reported a letter as spam"),
    Because.REFUSED_CONTACT: lambda _: say("told us not to write"),
    Because.BLOCKED_DOMAIN: lambda _: say("the whole domain is blocked"),
    Because.OPTED_OUT: lambda _: say("does not want this kind of letter"),
    Because.NO_CONSENT: lambda _: say("has given no consent"),
    Because.CONSENT_EXPIRED: lambda d: say("the consent ran out on {day}", day=d.get("ended", "?")),
    Because.CAPPED: lambda _: say("had one too short a time ago"),
    Because.HAD_APOLOGY: lambda _: say("has had the one apology"),
    Because.HAD_IT: lambda d: say(
        "had this letter as {name} on {day}",
        name=d.get("campaign", "?"), day=d.get("on", "?"),
    ),
    Because.HAD_GREETING: lambda d: say(
        "had a professional greeting this year ({name}, {day})", name=d.get("campaign", "?"), day=d.get("on", "?")
    ),
    Because.SILENT: lambda d: say("is left in peace: {why}", why=d.get("why", "")),
    Because.COUNTRY_CLOSED: lambda d: say(
        "nobody in {country} is written to: [care] never_countries", country=d.get("country", "?")
    ),
    Because.NOT_WINNING_BACK: lambda d: say("is not to be won back: {why}", why=d.get("why", "")),
    Because.AWAY: lambda _: say("is away by agreement"),
    Because.CAME_BACK: lambda _: say("has come back"),
    Because.LEFT_AUDIENCE: lambda _: say("no longer belongs to the audience"),
    Because.MERGED: lambda d: say("is one with client {client}, who is decided about", client=d.get("client", "?")),
    Because.NOTHING_NEW: lambda _: say("nothing has improved since the last newsletter"),
    Because.NO_PERMITTED_DAY: lambda _: say("no working day or hour is left before the occasion passes"),
    Because.BY_HAND: lambda _: say("left out by hand"),
    Because.STOPPED: lambda _: say("the campaign was stopped"),
    Because.NAME_DOUBTFUL: _doubted,
    Because.LANGUAGE_UNKNOWN: lambda d: say(
        "no template in the client's language ({known})",
        known=d.get("known", ""),
    ),
    Because.COUNTRY_UNKNOWN: lambda _: say("the country is unknown, and the day is a national one"),
    Because.ZONE_UNKNOWN: lambda _: say("the time zone is unknown, so are the sending hours"),
    Because.NOTHING_PERSONAL: lambda _: say("nothing is known that would not suit anyone else"),
    Because.REASON_UNVERIFIED: lambda _: say("no verified event to apologise for"),
    Because.NOT_MENDED: _not_mended,
    Because.WARNED: _warned,
    Because.UNREAD_REPLY: lambda _: say("has answered, and nobody has read it yet"),
    Because.MISSING_VALUE: lambda d: say("the letter needs what is not known: {value}", value=d.get("value", "")),
    Because.CHECK_FAILED: lambda d: say("the finished letter failed a check: {value}", value=d.get("value", "")),
    Because.BOOK_STALE: lambda _: say("the client list is too old"),
    Because.CHANGED: lambda d: say(
        "something changed since drafting ({change}); decided anew by itself",
        change=change_label(d.get("change", "")),
    ),
}  # fmt: skip
