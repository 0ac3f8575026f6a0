"""All that makes the words or the audience of a campaign, as named inputs of the digest an approval is bound to."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from outreach.almanac.holiday import Holiday
from outreach.almanac.table import day_words, find_day
from outreach.almanac.trade import known_trades
from outreach.almanac.window import parse_hours
from outreach.campaign.campaign import PERSONAL_DAYS, PROFESSIONAL_DAY, Campaign
from outreach.campaign.file import unknown_sender
from outreach.campaign.folder import Folder, languages_of, read_folder
from outreach.errors import FilesAreWrong
from outreach.letter.template import KeptTemplates, Template, read_template
from outreach.locale import say
from outreach.names.fingerprint import salutation_rules
from outreach.policy.law import live_refusals
from outreach.problems import Place, Problem, Severity, errors_in, nearest
from outreach.settings import Settings, in_language
from outreach.store.words import LetterKind
from outreach.tomlfile import Document, parse_document, read_document

TELLS_IMPROVEMENTS = frozenset({LetterKind.NEWSLETTER, LetterKind.APOLOGY})


def templates_of(
    campaign: Campaign, *, templates: Path, settings: Settings, kept: KeptTemplates
) -> dict[str, Template]:
    """The campaign's template in every language; FilesAreWrong if one of them has a mistake."""
    return {
        language: read_template(campaign.template, language=language, folder=templates, facts=settings.facts, kept=kept)
        for language in sorted(languages_of(campaign.template, templates=templates))
    }


def content_inputs(
    campaign: Campaign, *, folder: Folder, settings: Settings, compiled: Mapping[str, Template]
) -> dict[str, bytes]:
    """Name and bytes of every input; a template's digest stands for its includes, layout and style."""
    inputs: dict[str, object] = {
        "audience": (campaign.segment, campaign.call_segment),  # with what the saved segments say
        "rules of lapse": settings.lapse,
        "rules of care": settings.care,
        "ground": settings.law,
        "senders": sorted(settings.senders.items()),
        "company": settings.company,
        "addresses": (settings.letters, settings.web.url),
        "salutations": salutation_rules(),
    }
    if campaign.when.is_of_trade:
        inputs["holiday"] = tuple(map(_as_greeted, folder.almanac.professional))
        inputs["trades"] = known_trades()
    elif campaign.when.day and not campaign.when.is_personal:
        inputs["holiday"] = tuple(map(_as_greeted, find_day(folder.almanac, campaign.when.day)))
    if campaign.kind in TELLS_IMPROVEMENTS:
        inputs["improvements"] = folder.improvements
    asked = {fact for template in compiled.values() for fact in template.facts_asked}
    inputs["frames"] = sorted((key, frame) for key, frame in settings.facts.items() if key in asked)
    made = {name: repr(value).encode() for name, value in inputs.items()}
    made["campaign file"] = campaign.content
    for language, template in compiled.items():
        made[f"template {language}"] = template.digest.encode()
    return made


def _as_greeted(day: Holiday) -> Holiday:
    """What of a day makes words or audience: that somebody looked it up again changes neither."""
    return replace(day, review_on=None, source="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A campaign ready to be planned and written: its templates compiled, its content digested."""

    campaign: Campaign
    templates: Mapping[str, Template]
    inputs: Mapping[str, str]  # SHA-256 of each input, to say what changed
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """Everything that people write, read and compiled once; a campaign with an error has no content, only problems."""

    folder: Folder
    contents: Mapping[str, Content]
    problems: tuple[Problem, ...]


def read_files(path: Path, *, settings: Settings, kept: KeptTemplates | None = None) -> Files:
    """Reads the firm's folder, every file of it; templates that `kept` has of an earlier reading are not compiled."""
    kept = kept or KeptTemplates()
    kept.begin()
    folder = read_folder(path)
    contents: dict[str, Content] = {}
    config = path / "config.toml"
    problems = [*folder.problems, *_successors(settings, config=config), *_undecided(settings, config=config)]
    for campaign in folder.campaigns:
        try:
            templates = templates_of(campaign, templates=path / "templates", settings=settings, kept=kept)
        except FilesAreWrong as wrong:
            problems += [problem for problem in wrong.problems if problem not in problems]
            continue
        found = _about(campaign, templates, folder=folder, settings=settings)
        problems += [problem for problem in found if problem not in problems]
        if not errors_in(found):
            contents[campaign.key] = _content(campaign, templates, folder=folder, settings=settings)
    return Files(folder=folder, contents=contents, problems=tuple(problems))


def _content(campaign: Campaign, templates: Mapping[str, Template], *, folder: Folder, settings: Settings) -> Content:
    inputs = content_inputs(campaign, folder=folder, settings=settings, compiled=templates)
    return Content(
        campaign=campaign,
        templates=templates,
        inputs={name: hashlib.sha256(value).hexdigest() for name, value in inputs.items()},
        digest=digest_of(inputs),
    )


def digest_of(inputs: Mapping[str, bytes]) -> str:
    """SHA-256 over the named inputs, independent of their order; names and lengths are part of it."""
    total = hashlib.sha256()
    for name in sorted(inputs):
        total.update(f"{len(name.encode())}:{name}:{len(inputs[name])}:".encode())
        total.update(inputs[name])
    return total.hexdigest()


def _about(
    campaign: Campaign, templates: Mapping[str, Template], *, folder: Folder, settings: Settings
) -> tuple[Problem, ...]:
    """Mistakes that show only when a campaign is seen beside the other files."""
    problems = []
    if not templates:
        text = say("there is no template templates/{name}.LANG.md", name=campaign.template)
        problems.append(Problem(rule="L022", place=_place(campaign, "template"), text=text))
    meant = unknown_sender(campaign, settings.senders)
    if meant is not None:
        mend = say("Did you mean “{meant}”?", meant=meant) if meant else say("Add it to [senders] in config.toml.")
        text = say("there is no sender “{name}”", name=campaign.sender)
        problems.append(Problem(rule="L023", place=_place(campaign, "from"), text=text, mend=mend))
    when = campaign.when
    problems += _about_day(campaign, folder=folder)
    if when.hours and not parse_hours(settings.care.hours).intersect(parse_hours(when.hours)):
        text = say("these hours and the firm's ({hours}) do not meet", hours=settings.care.hours)
        problems.append(Problem(rule="L025", place=_place(campaign, "when", "hours"), text=text))
    return (*problems, *_unsigned(templates, settings=settings, place=Place(file=folder.path / "config.toml")))


def _about_day(campaign: Campaign, *, folder: Folder) -> Iterator[Problem]:
    """Whether the almanac has the day that the campaign names, and it is one to write on."""
    when, almanac = campaign.when, folder.almanac
    if not when.day or when.is_personal or when.is_of_trade:
        return
    place = _place(campaign, "when", "day")
    found = find_day(almanac, when.day)
    if found and all(day.is_silent for day in found):
        text = say("letters wait on “{name}”: nobody is written to for its sake", name=when.day)
        yield Problem(rule="L030", place=place, text=text)
    elif not found:
        meant = nearest(when.day, (*day_words(almanac), *PERSONAL_DAYS, PROFESSIONAL_DAY))
        mend = say("Did you mean “{meant}”?", meant=meant) if meant else ""
        text = say("the almanac knows no day “{name}”", name=when.day)
        yield Problem(rule="L024", place=place, text=text, mend=mend)


def _place(campaign: Campaign, *key: str) -> Place:
    """Where the campaign's file says it."""
    document = parse_document(campaign.content.decode(), path=campaign.path)
    assert isinstance(document, Document)  # it was read as a campaign
    return document.place(key)


def _successors(settings: Settings, *, config: Path) -> Iterator[Problem]:
    """A `replaced_by` that names nobody: "new manager" would be whoever stands first."""
    document = read_document(config)
    for key, sender in settings.senders.items():
        if sender.replaced_by and sender.replaced_by not in settings.senders:
            meant = nearest(sender.replaced_by, settings.senders)
            mend = say("Did you mean “{meant}”?", meant=meant) if meant else say("Add it to [senders] in config.toml.")
            text = say("there is no sender “{name}”", name=sender.replaced_by)
            path = ("senders", key, "replaced_by")
            place = document.place(path) if isinstance(document, Document) else Place(file=config)
            yield Problem(rule="L023", place=place, text=text, mend=mend)


def _undecided(settings: Settings, *, config: Path) -> Iterator[Problem]:
    """What keeps every letter here though `live` is set: better heard at the desk than on the day they are due."""
    if not settings.delivery.live:
        return
    document = read_document(config)
    place = document.place(("delivery", "live")) if isinstance(document, Document) else Place(file=config)
    for refusal in live_refusals(settings):
        yield Problem(rule="L027", place=place, text=refusal, severity=Severity.WARNING)


def _unsigned(templates: Mapping[str, Template], *, settings: Settings, place: Place) -> list[Problem]:
    """Parts of the signature (P31) that config.toml does not give in a language of the templates: all letters wait."""
    problems = []
    company = settings.company
    for language in templates:  # a template that does not sign is a mistake of its own
        parts = {name: in_language(getattr(company, name), language) for name in ("name", "city", "address", "hours")}
        parts["site"] = company.site
        if not company.phones and not all(sender.phones for sender in settings.senders.values()):
            parts["phones"] = ""
        missing = ", ".join(f"company.{name}" for name, value in parts.items() if not value)
        if missing:
            text = say(
                "the signature in “{language}” lacks {parts}: every letter waits", language=language, parts=missing
            )
            problems.append(Problem(rule="L026", place=place, text=text, severity=Severity.WARNING))
    return problems
