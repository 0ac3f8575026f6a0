"""A letter on trial: as one client would get it at a campaign's next occasion, decided about and written, kept nowhere.

Real letters are decided about in `campaign.plan` and kept by the outbox.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from outreach.almanac.window import birthday_in
from outreach.campaign.campaign import ANNIVERSARY, BIRTHDAY, PROJECT
from outreach.campaign.decide import Candidate, Decision, World, decide
from outreach.campaign.occasion import Occasion
from outreach.campaign.records import candidates, still_in, who_of
from outreach.campaign.sender import sender_for
from outreach.errors import NotFound
from outreach.letter.draft import Draft, Held
from outreach.letter.records import ToWrite, of_client
from outreach.letter.token import LETTER_BITS
from outreach.letter.writer import Writer
from outreach.locale import say
from outreach.store.engine import Connection

NOBODYS = (1 << LETTER_BITS) - 1  # the number of a letter on trial: no real one has it, so its tokens do nothing
MARK = "[TEST]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """`decision` is what planning would decide now; `in_audience` whether the campaign concerns him at all."""

    wanted: ToWrite
    occasion: Occasion
    decision: Decision
    in_audience: bool
    made: Draft | Held


def trial(
    connection: Connection,
    client_id: int,
    *,
    writer: Writer,
    worlds: Iterable[World],
    language: str = "",
    to: str = "",
) -> Trial:
    """The letter to one client; `language` and the address `to` override his own.

    NotFound if there is no occasion, no template or nobody to sign.
    """
    known = of_client(connection, client_id, language=language)
    if known is None:
        raise NotFound(say("There is no client {number}.", number=client_id))
    world = _world_for(known, list(worlds))
    candidate, decision = _decided(connection, client_id, world)
    wanted = _wanted(known, candidate, decision, world=world, language=language)
    wanted = replace(wanted, email=to or wanted.email)
    if wanted.language != known.language:  # facts are chosen by language
        facts = of_client(connection, client_id, language=wanted.language)
        wanted = replace(wanted, facts=facts.facts if facts else {})
    return Trial(
        wanted=wanted,
        occasion=world.occasion,
        decision=decision,
        in_audience=bool(still_in(connection, world.campaign.segment, [client_id], today=world.today)),
        made=writer.write(wanted, letter_id=NOBODYS),
    )


def of_decision(connection: Connection, decision: Decision, *, writer: Writer, world: World) -> Trial:
    """The letter that a decision to write asks for."""
    assert decision.language, "a decision to write names its language"
    known = of_client(connection, decision.client_id, language=decision.language)
    assert known is not None, "a decision is about a client"
    wanted = replace(
        known,
        campaign=world.campaign.key,
        occasion=world.occasion.key,
        sender=decision.sender or "",
        send_on=decision.send_on or world.today,
        email=decision.email or known.email,
        address_key=decision.address_key or known.address_key,
    )
    made = writer.write(wanted, letter_id=NOBODYS)
    return Trial(wanted=wanted, occasion=world.occasion, decision=decision, in_audience=True, made=made)


def marked(message: bytes) -> bytes:
    """The message with [TEST] before its subject, on a line of its own, since encoded words fill theirs."""
    head, end, body = message.partition(b"\r\n\r\n")
    assert head.count(b"\r\nSubject: ") == 1, "a message has one subject"
    return head.replace(b"\r\nSubject: ", f"\r\nSubject: {MARK}\r\n ".encode("ascii")) + end + body


def _world_for(known: ToWrite, worlds: list[World]) -> World:
    """The first occasion that he keeps; where he keeps none, the first of all."""
    if not worlds:
        raise NotFound(say("This campaign has no occasion within the next thirteen months."))
    kept = [world for world in worlds if _is_his(world, known)]
    return (kept or worlds)[0]


def _is_his(world: World, known: ToWrite) -> bool:
    """Whether it is a day that he keeps; birthdays are occasions for those born on them."""
    occasion, when = world.occasion, world.campaign.when
    if occasion.holidays:
        return occasion.may_be_his(who_of(known.client))
    if not when.is_personal or occasion.day is None:
        return True
    days = {
        BIRTHDAY: known.client.birthday,
        ANNIVERSARY: known.first_order_on,
        PROJECT: known.greatest_order_on,
    }
    first = days[when.day]
    leap_day = world.settings.care.leap_day
    return first is not None and birthday_in(occasion.day.year, born=first, leap_day=leap_day) == occasion.day


def _decided(connection: Connection, client_id: int, world: World) -> tuple[Candidate, Decision]:
    found = candidates(
        connection, [client_id], campaign=world.campaign, occasion=world.occasion, today=world.today, now=world.now
    )[0]
    return found, decide(found, world)


def _wanted(known: ToWrite, candidate: Candidate, decision: Decision, *, world: World, language: str) -> ToWrite:
    sender = decision.sender or sender_for(
        world.campaign.sender, manager=candidate.manager, senders=world.settings.senders
    )
    if sender is None:
        text = say("Nobody can sign: no sender in config.toml fits “{name}”.", name=world.campaign.sender)
        raise NotFound(text)
    boxes = candidate.standing.mailboxes
    return replace(
        known,
        campaign=world.campaign.key,
        occasion=world.occasion.key,
        language=language or _language(candidate, world),
        sender=sender,
        send_on=decision.send_on or _day(world),
        email=decision.email or (boxes[0].email if boxes else known.email),
    )


def _language(candidate: Candidate, world: World) -> str:
    """His own where the campaign speaks it, else the firm's, else any of the campaign's."""
    wished = (candidate.language or "", world.settings.book.language)
    return next((one for one in wished if one in world.languages), min(world.languages))


def _day(world: World) -> dt.date:
    occasion = world.occasion
    return max(world.today, min(occasion.day or occasion.starts_on, occasion.ends_on))
