"""`outreach why`: the story of one client, and what stands against writing to him."""

from collections.abc import Iterator
from datetime import date

import click

from outreach.book.records import Connection, client_card, find_client
from outreach.campaign.records import known_campaign
from outreach.campaign.records.shown import Decided, decided
from outreach.cli.desk import open_desk
from outreach.cli.reasons import sentence, why_so
from outreach.cli.screen import as_json, next_step, out, table
from outreach.cli.words import (
    basis_label,
    change_label,
    effect_label,
    event_label,
    source_label,
    state_label,
    stop_label,
)
from outreach.journal import Told, story_of
from outreach.locale import say
from outreach.outcome.figures import money, short_day
from outreach.outcome.labels import choice_label, kind_label
from outreach.policy.records.suppressed import Standstill, stands_against
from outreach.store.words import (
    Because,
    Choice,
    Event,
    IncomingEffect,
    SuppressionReason,
    SuppressionScope,
)


@click.command()
@click.argument("who")
@click.argument("campaign", required=False)
@click.option("--json", "json_", is_flag=True, help="Print JSON.")
def why(who: str, campaign: str | None, json_: bool) -> None:
    """The story of one client (and one campaign): every decision with its reason, every letter, what came of it."""
    desk = open_desk()
    with desk.firm.store.write() as connection:
        known = known_campaign(connection, desk.content(campaign).campaign, now=desk.now) if campaign else None
    campaign_id = known.id if known else None
    with desk.firm.store.read() as connection:
        client_id = find_client(connection, who)
        stops = stops_of(connection, client_id)
        rows = decided(connection, client_id=client_id, campaign_id=campaign_id)
        story = story_of(connection, client_id, campaign_id=campaign_id)
    if json_:
        told = [{"at": one.at, "event": one.event, "by": one.by, "detail": one.detail} for one in story]
        against = [
            {"scope": one.scope, "key": one.key, "reason": one.reason, "source": one.source, "at": one.at}
            for one in stops
        ]
        decisions = [letter_dict(one) for one in rows]
        as_json({"client": client_id, "stops": against, "decisions": decisions, "journal": told})
        return
    for line in stop_lines(stops):
        out(line, style="red")
    for one in rows:
        _show_decision(one)
    if not rows:
        out(say("No campaign has considered client {n} yet.", n=client_id))
    if story:
        _show_story(story, currency=desk.firm.settings.book.currency)
    next_step(f"outreach clients show {client_id}", f"outreach skip CAMPAIGN {client_id}")


def stops_of(connection: Connection, client_id: int) -> tuple[Standstill, ...]:
    """What stands against him, each of his addresses and their domains."""
    keys = tuple(address.address_key for address in client_card(connection, client_id).addresses)
    return stands_against(connection, client_id=client_id, address_keys=keys)


def stop_lines(stops: tuple[Standstill, ...]) -> Iterator[str]:
    """Each stop with its reason, day and source; at the end how it may be lifted, or that it may not."""
    for stop in stops:
        why = stop_label(stop.reason) + (f" ({kind_label(stop.kind)})" if stop.kind else "")
        source = f" ({source_label(stop.source)})" if stop.source else ""
        yield _stopped(stop, why=why, since=short_day(stop.at.date())) + source
    for reason in dict.fromkeys(stop.reason for stop in stops):
        yield "  " + lifted_how(reason)


def _stopped(stop: Standstill, *, why: str, since: str) -> str:
    match stop.scope:
        case SuppressionScope.ADDRESS:
            return say("Nothing is written to {address}: {why}, since {day}", address=stop.key, why=why, day=since)
        case SuppressionScope.DOMAIN:
            return say("Nobody at {domain} is written to: {why}, since {day}", domain=stop.key, why=why, day=since)
        case SuppressionScope.CLIENT:
            return say("Nothing is written to him: {why}, since {day}", why=why, day=since)


def lifted_how(reason: SuppressionReason) -> str:
    """What a person may do about a stop; an import lifts none."""
    return {
        SuppressionReason.UNSUBSCRIBED: say(
            "Only he can take an unsubscription back, on the page that his letters link to."
        ),
        SuppressionReason.COMPLAINED: say("A spam report is never lifted: talk to him by telephone."),
        SuppressionReason.REFUSED_CONTACT: say("What he asked for is never lifted: he is not written to again."),
        SuppressionReason.DEAD: say("A dead address stays dead: import another address for him."),
        SuppressionReason.BLOCKED: say("No command lifts a block: import another address for him."),
    }[reason]


def letter_dict(one: Decided) -> dict[str, object]:
    """A decision and its letter as plain values."""
    return {
        "campaign": one.campaign,
        "occasion": one.occasion,
        "client": one.client_id,
        "choice": one.choice,
        "because": one.because,
        "why": sentence(one.because, one.detail),
        "permitted_on": one.permitted_on,
        "due_at": one.due_at,
        "letter": one.letter_id,
        "state": one.state,
        "subject": one.subject,
    }


def _show_decision(one: Decided) -> None:
    parts = (choice_label(one.choice), why_so(one.because, one.detail))
    out(f"{one.campaign} {one.occasion}: " + ", ".join(part for part in parts if part), style="bold")
    if one.permitted_on:
        out("  " + say("next permitted: {day}", day=one.permitted_on))
    if one.letter_id:
        because = f" ({change_label(one.cancelled_because)})" if one.cancelled_because else ""
        state = state_label(one.state) if one.state else ""
        out("  " + say("letter {n}: {state}", n=one.letter_id, state=state) + because + f"  {one.subject}")


def _show_story(story: tuple[Told, ...], *, currency: str) -> None:
    out()
    rows = [
        (
            f"{one.at:%Y-%m-%d %H:%M}",
            event_label(one.event),
            one.letter_id or "",
            one.by,
            said_detail(one.event, one.detail, currency=currency),
        )
        for one in story
    ]
    table(rows, headings=(say("when (UTC)"), say("what happened"), say("letter"), say("by"), ""))


def said_detail(event: Event, detail: dict[str, object], *, currency: str) -> str:
    """What a person wants to know of an entry; numbers of rows and codes are left to `--json`."""
    known = {key: str(value) for key, value in detail.items() if value is not None}
    match event:
        case Event.LOST if {"lost_on", "value_year"} <= known.keys():
            sum_ = money(int(known["value_year"]), currency)
            return say("since {day}, worth {sum} a year", day=_day(known["lost_on"]), sum=sum_)
        case Event.RETURNED if "ended_on" in known:
            return _day(known["ended_on"])
        case Event.MERGED | Event.UNMERGED | Event.APART | Event.APART_UNDONE:
            return _two_clients(known)
        case Event.CANCELLED | Event.STOPPED if "because" in known:
            return change_label(known["because"])
        case Event.DECIDED_ANEW if {"choice", "because"} <= known.keys():
            because = why_so(Because(known["because"]), known)
            return ", ".join(part for part in (choice_label(Choice(known["choice"])), because) if part)
        case Event.SUPPRESSED if "reason" in known:
            parts = (stop_label(SuppressionReason(known["reason"])), source_label(known.get("source", "")))
            return ", ".join(part for part in parts if part)
        case Event.CONSENT_RECORDED if "basis" in known:
            return basis_label(known["basis"])
        case Event.BOUNCED if known.get("why") in set(IncomingEffect):
            return effect_label(IncomingEffect(known["why"]))
        case Event.RESCHEDULED if "due_at" in known:
            return known["due_at"][:16].replace("T", " ")
        case _:
            return known.get("answer") or known.get("status") or known.get("why") or known.get("what") or ""


def _two_clients(known: dict[str, str]) -> str:
    if {"kept", "gone"} <= known.keys():
        return f"№ {known['gone']} → № {known['kept']}"
    return f"№ {known['one']} ≠ № {known['other']}" if {"one", "other"} <= known.keys() else ""


def _day(text: str) -> str:
    return short_day(date.fromisoformat(text))


COMMANDS = {"why": why}
