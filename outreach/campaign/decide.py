"""Decides about one client for one occasion: write, call, control, wait or skip, and why. Nouns in, a noun out."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from outreach.almanac.holiday import Holiday
from outreach.almanac.quiet import Place, quiet_days
from outreach.almanac.window import Hours, day_bounds, parse_hours, zone_of
from outreach.book.warning import NOTHING, Warnings
from outreach.campaign.campaign import Campaign
from outreach.campaign.caution import Caution, Noted
from outreach.campaign.control import fraction, is_held_out
from outreach.campaign.fix import Fix
from outreach.campaign.improvement import Improvement, answer_to, news_for
from outreach.campaign.occasion import NOBODY, Occasion, Who, day_for
from outreach.campaign.sender import sender_for
from outreach.names.doubt import Doubt
from outreach.names.form import form_for
from outreach.names.mailbox import disagreement
from outreach.names.person import Person
from outreach.names.salutation import salute
from outreach.policy.standing import Objection, Permission, Standing, permission
from outreach.settings import Care, Settings
from outreach.store.words import Because, Choice, LetterKind

BEFORE_CLOSING = dt.timedelta(minutes=20)  # no letter is due so late that a short delay would cost it the day

ROOM_TO_LEAVE = dt.timedelta(minutes=30)  # what a day must still have for a letter planned on it


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFact:
    key: str
    value: str
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A letter that this client had, or is about to have, from a campaign."""

    campaign: str
    on: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """All that is known about a client of the audience when it is decided about him."""

    client_id: int
    standing: Standing
    person: Person
    language: str | None
    country: str | None
    city: str | None
    time_zone: str | None
    manager: str | None
    region: str | None = None
    who: Who = NOBODY  # what says which day is his
    facts: tuple[KnownFact, ...] = ()
    reason: str | None = None  # verified, else stated
    verified_event: str | None = None  # what happened, if it is verified
    last_newsletter_on: dt.date | None = None
    had: Earlier | None = None  # the same letter, by theme, within ten months
    had_professional: Earlier | None = None
    better_called: bool = False
    notes: tuple[str, ...] = ()  # what was written down about him, and about talks with him
    debt: int | None = None  # minor units
    cleared: str | None = None  # words of warning that a person looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What is the same for every client of a run."""

    campaign: Campaign
    occasion: Occasion
    settings: Settings
    improvements: tuple[Improvement, ...]
    languages: frozenset[str]  # in which the template exists
    today: dt.date
    now: dt.datetime
    smtputf8: bool = False
    book_is_stale: bool = False
    fixes: tuple[Fix, ...] = ()
    warnings: Warnings = NOTHING
    quiet: tuple[Holiday, ...] = ()  # days on which letters wait, wherever they are kept

    @property
    def caution(self) -> Caution:
        """What a letter that is written already is asked again before it goes."""
        return Caution(
            warnings=self.warnings,
            fixes=self.fixes,
            improvements=self.improvements,
            time_zone=self.settings.time_zone,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A row of `decisions`; `detail` holds codes and figures that the sentence for `because` needs."""

    client_id: int
    choice: Choice
    because: Because
    detail: Mapping[str, str] = field(default_factory=dict)
    permitted_on: dt.date | None = None
    email: str | None = None
    address_key: str | None = None
    language: str | None = None
    sender: str | None = None
    send_on: dt.date | None = None
    due_at: dt.datetime | None = None
    day_ends_at: dt.datetime | None = None
    expires_at: dt.datetime | None = None
    time_zone: str | None = None


def decide(candidate: Candidate, world: World) -> Decision:
    """The decision, policy first; the control group is drawn from those who would be written to."""
    if closed := _closed_to_him(candidate, world):
        return closed
    allowed = permission(
        candidate.standing, world.campaign.kind, law=world.settings.law, today=world.today, smtputf8=world.smtputf8
    )
    if isinstance(allowed, Objection):
        return _objected(candidate, allowed)
    if candidate.better_called:
        return Decision(client_id=candidate.client_id, choice=Choice.CALL, because=Because.CALL_FIRST)
    if waiting := _waiting(candidate, world, email=allowed.mailbox.email):
        return waiting
    return _written(candidate, world, allowed)


def _closed_to_him(candidate: Candidate, world: World) -> Decision | None:
    """By his country, or by what he had already."""
    if candidate.country in world.settings.care.never_countries:
        return _skip(candidate, Because.COUNTRY_CLOSED, country=candidate.country or "")
    if candidate.had and not world.campaign.care.repeat:
        return _skip(candidate, Because.HAD_IT, campaign=candidate.had.campaign, on=candidate.had.on.isoformat())
    if candidate.had_professional and world.occasion.is_professional:
        earlier = candidate.had_professional
        return _skip(candidate, Because.HAD_GREETING, campaign=earlier.campaign, on=earlier.on.isoformat())
    return None


def _objected(candidate: Candidate, objection: Objection) -> Decision:
    return Decision(
        client_id=candidate.client_id,
        choice=objection.choice,
        because=objection.because,
        detail=dict(objection.detail),
        permitted_on=objection.permitted_on,
    )


def _skip(candidate: Candidate, because: Because, **detail: str) -> Decision:
    return Decision(client_id=candidate.client_id, choice=Choice.SKIP, because=because, detail=detail)


def _wait(candidate: Candidate, because: Because, **detail: str) -> Decision:
    return Decision(client_id=candidate.client_id, choice=Choice.WAIT, because=because, detail=detail)


def _waiting(candidate: Candidate, world: World, *, email: str) -> Decision | None:
    """What a person must do first, the plainest first."""
    campaign, language = world.campaign, candidate.language
    if warned := _warned(candidate, world):
        return warned
    if world.book_is_stale and campaign.kind is not LetterKind.GREETING:
        return _wait(candidate, Because.BOOK_STALE)
    if not language or language not in world.languages:
        known = ", ".join(sorted(world.languages))
        return _wait(candidate, Because.LANGUAGE_UNKNOWN, language=language or "", known=known)
    if world.occasion.holidays and not world.occasion.holiday_of(candidate.who):
        return _not_his_day(candidate)
    doubt = _doubted(candidate.person, world, language=language, email=email)
    if doubt:
        return _wait(candidate, Because.NAME_DOUBTFUL, code=doubt.code, **dict(doubt.text_args))
    if _zone(candidate, world) is None:
        return _wait(candidate, Because.ZONE_UNKNOWN)
    return _waiting_for_words(candidate, world, language=language)


def _not_his_day(candidate: Candidate) -> Decision:
    """Where his country is not known a person is asked; else it was corrected, and his day is another one."""
    if not candidate.country:
        return _wait(candidate, Because.COUNTRY_UNKNOWN)
    return _skip(candidate, Because.LEFT_AUDIENCE)


def _zone(candidate: Candidate, world: World) -> str | None:
    """His own clock; where it is not known, the firm's, unless the campaign keeps to hours of its own."""
    known = zone_of(time_zone=candidate.time_zone or "", country=candidate.country or "", city=candidate.city or "")
    return known or (None if world.campaign.when.hours else world.settings.time_zone)


def _doubted(person: Person, world: World, *, language: str, email: str) -> Doubt | None:
    called = salute(person, language=language, form=form_for(world.settings.letters, language))
    return called if isinstance(called, Doubt) else disagreement(called, email=email)


def _warned(candidate: Candidate, world: World) -> Decision | None:
    words, debt = world.caution.warned(world.campaign.kind, _noted(candidate))
    owed = {"debt": str(debt), "currency": world.settings.book.currency} if debt else {}
    return _wait(candidate, Because.WARNED, words=", ".join(words), **owed) if words or debt else None


def _noted(candidate: Candidate) -> Noted:
    return Noted(notes=candidate.notes, debt=candidate.debt, cleared=candidate.cleared, reason=candidate.reason)


def _waiting_for_words(candidate: Candidate, world: World, *, language: str) -> Decision | None:
    if candidate.reason and world.caution.unmended(world.campaign.kind, _noted(candidate), today=world.today):
        return _wait(candidate, Because.NOT_MENDED, reason=candidate.reason)
    if world.campaign.kind is LetterKind.GREETING:
        needed = world.settings.care.min_personal_facts
        if sum(_is_personal(fact, world, language=language) for fact in candidate.facts) < needed:
            return _wait(candidate, Because.NOTHING_PERSONAL)
    if world.campaign.kind is LetterKind.NEWSLETTER:
        since = candidate.last_newsletter_on
        news = news_for(world.improvements, since=since, today=world.today, reason=candidate.reason, language=language)
        if not news:
            return _skip(candidate, Because.NOTHING_NEW, since=since.isoformat() if since else "")
    if world.campaign.kind is LetterKind.APOLOGY:
        if not candidate.verified_event:
            return _wait(candidate, Because.REASON_UNVERIFIED)
        if answer_to(world.improvements, reason=candidate.reason, today=world.today, language=language) is None:
            return _wait(candidate, Because.MISSING_VALUE, value="event.done", reason=candidate.reason or "")
    return None


def _is_personal(fact: KnownFact, world: World, *, language: str) -> bool:
    frame = world.settings.facts.get(fact.key)
    return bool(frame and frame.personal and fact.value.strip()) and fact.language in {None, "", language}


def _written(candidate: Candidate, world: World, allowed: Permission) -> Decision:
    campaign, occasion, care = world.campaign, world.occasion, world.settings.care
    place = fraction(candidate.client_id, campaign=campaign.key)
    zone = _zone(candidate, world)
    assert zone is not None
    if allowed.not_before > occasion.ends_on:
        capped = _skip(candidate, Because.CAPPED)
        return _at(capped, permitted_on=allowed.not_before)
    hours = hours_of(campaign, care)
    day = _day_with_hours_left(candidate, world, allowed.not_before, zone=zone, hours=hours, place=place)
    sender = sender_for(campaign.sender, manager=candidate.manager, senders=world.settings.senders)
    if day is None:
        capped_out = allowed.not_before > world.today
        because = Because.CAPPED if capped_out else Because.NO_PERMITTED_DAY
        return _at(_skip(candidate, because), permitted_on=allowed.not_before if capped_out else None)
    if allowed.until and allowed.until < day:
        return _skip(candidate, Because.CONSENT_EXPIRED, ended=allowed.until.isoformat())
    if sender is None:
        return _wait(candidate, Because.MISSING_VALUE, value="sender", sender=campaign.sender)
    held_out = is_held_out(
        candidate.client_id, campaign=campaign.key, occasion=occasion.key, share=campaign.care.control
    )
    # One who is held out is timed like one who is written to: the same clock runs for both.
    ends = day_bounds(occasion.ends_on, hours, zone=zone)[1]
    opens, closes = day_bounds(day, hours, zone=zone)
    opens = max(opens, world.now)  # planned during the day itself: what is left of the hours is the window
    due = opens + max(closes - opens - BEFORE_CLOSING, (closes - opens) / 2) * place
    return Decision(
        client_id=candidate.client_id,
        choice=Choice.CONTROL if held_out else Choice.WRITE,
        because=Because.HELD_OUT if held_out else Because.DUE,
        email=allowed.mailbox.email,
        address_key=allowed.mailbox.address_key,
        language=candidate.language,
        sender=sender,
        send_on=day,
        due_at=due,
        day_ends_at=closes,
        expires_at=ends,
        time_zone=zone,
    )


def _day_with_hours_left(
    candidate: Candidate, world: World, not_before: dt.date, *, zone: str, hours: Hours, place: float
) -> dt.date | None:
    """The permitted day, or the next one if its hours on the client's clock are over, or nearly so."""
    quiet = _quiet(candidate, world)
    for room in (ROOM_TO_LEAVE, dt.timedelta()):
        for earliest in (not_before, not_before + dt.timedelta(days=1)):
            day = day_for(
                world.occasion,
                world.campaign,
                country=candidate.country,
                days=world.settings.care.days,
                fraction=place,
                not_before=earliest,
                quiet=quiet,
            )
            if day and day_bounds(day, hours, zone=zone)[1] > world.now + room:
                return day
    return None


def _quiet(candidate: Candidate, world: World) -> Mapping[dt.date, Holiday]:
    """Days of this occasion on which nothing leaves to where he lives; an operational notice may."""
    if world.campaign.kind is LetterKind.NOTICE:
        return {}
    place = Place(country=candidate.country or "", city=candidate.city or "", region=candidate.region or "")
    occasion, cheerful = world.occasion, world.campaign.care.cheerful
    return quiet_days(world.quiet, place, cheerful=cheerful, first=occasion.starts_on, last=occasion.ends_on)


def hours_of(campaign: Campaign, care: Care) -> Hours:
    """The firm's sending hours, narrowed by the campaign's; where they do not meet, the firm's."""
    firm = parse_hours(care.hours)
    return (firm.intersect(parse_hours(campaign.when.hours)) if campaign.when.hours else firm) or firm


def _at(decision: Decision, *, permitted_on: dt.date | None) -> Decision:
    return Decision(
        client_id=decision.client_id,
        choice=decision.choice,
        because=decision.because,
        detail=decision.detail,
        permitted_on=permitted_on,
    )
