"""What a campaign brought: counts beside those of the control group, their difference, and what it allows to be said.

Clients come back unasked, so what was ordered after a letter is never taken for what the letter brought. One verdict
is given, when every window has closed; looking earlier and stopping at a good moment finds effects that are not there.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from outreach.outcome.proportion import Interval, Share, detectable, difference
from outreach.outcome.records import Connection
from outreach.outcome.records import effects as records
from outreach.outcome.records.effects import OccasionRow
from outreach.outcome.records.returned import LEFT
from outreach.store.words import Because, Choice, Event, LetterKind, State

FEW = 10  # a side with fewer clients allows no comparison, whatever came of it


class Finding(StrEnum):
    """What may be said about a campaign's effect."""

    PRELIMINARY = "preliminary"  # a window is still open: counts only
    NO_CONTROL = "no_control"  # nobody was held out: nothing to compare with
    TOO_FEW = "too_few"  # the names tell more than any share
    BROUGHT_BACK = "brought_back"  # more came back with a letter than without, beyond chance
    NOT_SHOWN = "not_shown"  # the difference may be chance
    KEPT_AWAY = "kept_away"  # fewer came back with a letter than without, beyond chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """So many clients were decided about in this way, for this reason."""

    choice: Choice
    because: Because
    clients: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One campaign, over one occasion or several; money in minor units.

    `letters` and `held_out` are those who ordered inside the window, of all who were assigned: bounced letters count.
    `detectable` is the least difference these numbers would have shown in 4 of 5 cases.
    """

    campaign: str
    title: str
    kind: LetterKind
    occasions: tuple[str, ...]
    first_on: date
    last_on: date
    closes_on: date
    selected: int
    decided: tuple[Decided, ...]
    control: int
    sent: int
    delivered: int
    bounced: int
    refused: int
    in_doubt: int
    replied: int
    unsubscribed: int
    complained: int
    letters: Share
    held_out: Share
    ordered_after: int
    difference: Interval | None
    detectable: float | None
    finding: Finding


def effects(
    connection: Connection, *, start: date, end: date, window_days: int, today: date, campaign: str | None = None
) -> tuple[Effect, ...]:
    """One Effect for each occasion whose first letter was planned for a day from `start` to `end`."""
    return tuple(_effects(connection, start=start, end=end, window_days=window_days, today=today, campaign=campaign))


def pooled(found: Iterable[Effect], *, today: date) -> tuple[Effect, ...]:
    """The occasions of each campaign together: what many small lists show that none shows alone."""
    by_campaign: dict[str, list[Effect]] = {}
    for effect in found:
        by_campaign.setdefault(effect.campaign, []).append(effect)
    return tuple(_together(each, today=today) if len(each) > 1 else each[0] for each in by_campaign.values())


def finding_of(letters: Share, held_out: Share, *, closes_on: date, today: date) -> Finding:
    """What may be said as of `today`; the window is open up to and on `closes_on`."""
    if today <= closes_on:
        return Finding.PRELIMINARY
    if not held_out.of:
        return Finding.NO_CONTROL
    if min(letters.of, held_out.of) < FEW:
        return Finding.TOO_FEW
    gap = difference(letters, held_out)
    if gap.low > 0:
        return Finding.BROUGHT_BACK
    return Finding.KEPT_AWAY if gap.high < 0 else Finding.NOT_SHOWN


def _effects(
    connection: Connection, *, start: date, end: date, window_days: int, today: date, campaign: str | None
) -> Iterator[Effect]:
    decided = records.decided(connection, start=start, end=end)
    states = records.states(connection, start=start, end=end)
    answered = records.answered(connection, start=start, end=end)
    returned = records.returned(connection, start=start, end=end)
    for row in records.occasions(connection, start=start, end=end, campaign=campaign):
        key = (row.campaign_id, row.occasion)
        back = returned.get(key, {})
        choices = _in_order(Decided(choice=c, because=b, clients=n) for c, b, n in decided.get(key, []))
        yield _effect(
            row,
            choices,
            Counter(states.get(key, {})),
            Counter(answered.get(key, {})),
            back={choice: each.clients for choice, each in back.items()},
            ordered_after=back[Choice.WRITE].amount if Choice.WRITE in back else 0,
            closes_on=row.last_on + timedelta(days=window_days),
            today=today,
        )


def _effect(
    row: OccasionRow,
    decided: tuple[Decided, ...],
    states: Counter[State],
    answered: Counter[Event],
    *,
    back: dict[Choice, int],
    ordered_after: int,
    closes_on: date,
    today: date,
) -> Effect:
    sent = sum(states[state] for state in LEFT)
    control = sum(each.clients for each in decided if each.choice is Choice.CONTROL)
    letters = Share(count=back.get(Choice.WRITE, 0), of=sent + states[State.REFUSED])
    held_out = Share(count=back.get(Choice.CONTROL, 0), of=control)
    finding = finding_of(letters, held_out, closes_on=closes_on, today=today)
    return Effect(
        campaign=row.campaign,
        title=row.title,
        kind=row.kind,
        occasions=(row.occasion,),
        first_on=row.first_on,
        last_on=row.last_on,
        closes_on=closes_on,
        selected=sum(each.clients for each in decided),
        decided=decided,
        control=control,
        sent=sent,
        delivered=sent - states[State.BOUNCED],
        bounced=states[State.BOUNCED],
        refused=states[State.REFUSED],
        in_doubt=states[State.IN_DOUBT],
        replied=answered[Event.REPLIED],
        unsubscribed=answered[Event.UNSUBSCRIBED],
        complained=answered[Event.COMPLAINED],
        letters=letters,
        held_out=held_out,
        ordered_after=ordered_after,
        difference=_shown_difference(finding, letters, held_out),
        detectable=detectable(held_out.rate, letters=letters.of, control=held_out.of),
        finding=finding,
    )


def _in_order(decided: Iterable[Decided]) -> tuple[Decided, ...]:
    choices = list(Choice)
    return tuple(sorted(decided, key=lambda each: (choices.index(each.choice), -each.clients, each.because)))


def _shown_difference(finding: Finding, letters: Share, held_out: Share) -> Interval | None:
    if finding in {Finding.PRELIMINARY, Finding.NO_CONTROL, Finding.TOO_FEW}:
        return None
    return difference(letters, held_out)


def _together(found: list[Effect], *, today: date) -> Effect:
    last = max(found, key=lambda effect: effect.closes_on)
    letters = Share(count=sum(e.letters.count for e in found), of=sum(e.letters.of for e in found))
    held_out = Share(count=sum(e.held_out.count for e in found), of=sum(e.held_out.of for e in found))
    counted: Counter[tuple[Choice, Because]] = Counter()
    for each in (decided for effect in found for decided in effect.decided):
        counted[each.choice, each.because] += each.clients
    finding = finding_of(letters, held_out, closes_on=last.closes_on, today=today)
    return Effect(
        campaign=last.campaign,
        title=last.title,
        kind=last.kind,
        occasions=tuple(occasion for effect in found for occasion in effect.occasions),
        first_on=min(effect.first_on for effect in found),
        last_on=max(effect.last_on for effect in found),
        closes_on=last.closes_on,
        selected=sum(effect.selected for effect in found),
        decided=_in_order(Decided(choice=c, because=b, clients=n) for (c, b), n in counted.items()),
        control=sum(effect.control for effect in found),
        sent=sum(effect.sent for effect in found),
        delivered=sum(effect.delivered for effect in found),
        bounced=sum(effect.bounced for effect in found),
        refused=sum(effect.refused for effect in found),
        in_doubt=sum(effect.in_doubt for effect in found),
        replied=sum(effect.replied for effect in found),
        unsubscribed=sum(effect.unsubscribed for effect in found),
        complained=sum(effect.complained for effect in found),
        letters=letters,
        held_out=held_out,
        ordered_after=sum(effect.ordered_after for effect in found),
        difference=_shown_difference(finding, letters, held_out),
        detectable=detectable(held_out.rate, letters=letters.of, control=held_out.of),
        finding=finding,
    )
