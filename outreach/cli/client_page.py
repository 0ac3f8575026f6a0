"""One client on a page: who he is, how he is addressed, what he bought and said, what he was sent and answered."""

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date

from outreach.book.client import Client, ClientCard
from outreach.book.records import Connection, client_card
from outreach.book.records.naming import person_of
from outreach.cli.lapse_lines import sign_lines, stage_line
from outreach.cli.screen import console, out
from outreach.cli.story import stop_lines, stops_of
from outreach.cli.words import attitude_label, incoming_label, loyalty_label, state_label
from outreach.inbox.records.of_client import Came, came_from
from outreach.lapse.records.one import OneClient, one_client
from outreach.lapse.sign import Sign, named
from outreach.locale import say, say_n
from outreach.names.doubt import Doubt, DoubtCode, doubt, explain
from outreach.names.form import form_for
from outreach.names.language import language_of
from outreach.names.salutation import salute
from outreach.outbox.records.of_client import LetterShown, letters_of
from outreach.outcome.figures import money, short_day
from outreach.outcome.labels import reason_label, tier_label
from outreach.policy.records.suppressed import Standstill
from outreach.settings import Settings, in_language
from outreach.store.words import AddressState, ReasonStanding

WORD = 16  # characters of the left column
NARROWEST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientPage:
    """What every room knows of him."""

    card: ClientCard
    lapse: OneClient
    stops: tuple[Standstill, ...]
    letters: tuple[LetterShown, ...]
    came: tuple[Came, ...]


def read_page(connection: Connection, client_id: int, *, today: date) -> ClientPage:
    """The page of a client as of a day; NotFound if the number is nobody's."""
    card = client_card(connection, client_id)
    return ClientPage(
        card=card,
        lapse=one_client(connection, client_id, today=today),
        stops=stops_of(connection, client_id),
        letters=letters_of(connection, client_id),
        came=came_from(connection, client_id),
    )


def plain_page(page: ClientPage) -> dict[str, object]:
    """The page for `--json`: names of fields as in the nouns."""
    return asdict(page)


def show_page(page: ClientPage, *, settings: Settings, today: date) -> None:
    """Prints the page, leaving out what is not known."""
    client = page.card.client
    name = client.name or " ".join(part for part in (client.given_name, client.family_name) if part)
    title = " · ".join(part for part in (f"№ {client.id}", name, client.company) if part)
    out(title, style="bold")
    for line in stop_lines(page.stops):
        out(line, style="red")
    _part("", _who(page.card, settings=settings))
    _part(say("Orders"), _orders(page, settings=settings, today=today))
    _part(say("Personal facts"), _facts(page.card, settings=settings))
    _part(say("Why he left"), _reasons(page.card))
    _part(say("Asked and told"), _talks(page.card))
    _part(say("Letters"), _letters(page))


def salutation_line(client: Client, *, settings: Settings) -> str:
    """How a letter would open, or why it would wait for a person."""
    person = person_of(client)
    if not (language := language_of(person, country=client.country or "")):
        return say("A letter would wait: {why}", why=explain(doubt(DoubtCode.LANGUAGE_UNKNOWN, "")))
    called = salute(person, language=language, form=form_for(settings.letters, language))
    if isinstance(called, Doubt):
        return say("A letter would wait: {why}", why=explain(called))
    return say("A letter opens: {words}", words=called.opening)


def _part(title: str, lines: Iterable[tuple[str, str]]) -> None:
    found = [(word, text) for word, text in lines if text]
    if not found:
        return
    out()
    if title:
        out(title, style="bold")
    room = max(console().width, NARROWEST)
    for word, text in found:
        begin = f"  {word:<{WORD}}  " if word else "  "
        for piece in textwrap.wrap(" ".join(text.split()), width=room - len(begin)) or [""]:
            out(begin + piece)
            begin = " " * len(begin)


def _who(card: ClientCard, *, settings: Settings) -> Iterator[tuple[str, str]]:
    client = card.client
    yield say("code"), client.code
    yield say("salutation"), salutation_line(client, settings=settings)
    for address in card.addresses:
        dead = "" if address.state is AddressState.LIVE else f"  ({say('dead')})"
        yield say("e-mail"), address.email + dead
    yield say("telephone"), client.phone or ""
    yield say("lives in"), ", ".join(part for part in (client.city, client.country, client.time_zone) if part)
    yield say("language"), language_of(person_of(client), country=client.country or "")
    yield say("works in"), ", ".join(dict.fromkeys(part for part in (client.industry, client.profession) if part))
    yield say("post"), client.post or ""
    yield say("our manager"), client.manager or ""
    for one in card.managers if len(card.managers) > 1 else ():
        since = short_day(one.since) if one.since else "…"
        yield "", f"{one.manager}: {since} – {short_day(one.until) if one.until else say('now')}"
    for one_there in card.people:
        parts = (one_there.name, one_there.post, one_there.phone, one_there.email, one_there.note)
        yield say("at the firm"), ", ".join(part for part in parts if part)
    yield say("group of firms"), client.group_code or ""
    yield say("birthday"), short_day(client.birthday) if client.birthday else ""
    yield say("known since"), short_day(client.first_seen_on) if client.first_seen_on else ""
    yield say("away until"), short_day(client.away_until) if client.away_until else ""
    yield say("silent because"), client.silent_because or ""
    yield say("not won back"), client.not_winning_back or ""
    yield say("attitude"), attitude_label(client.attitude)
    yield say("loyalty"), loyalty_label(client.loyalty)
    yield say("potential"), str(client.potential) if client.potential is not None else ""
    yield say("rival"), client.rival or ""
    yield say("owes us"), money(client.debt, settings.book.currency) if client.debt else ""
    if client.contact_on:
        plan = (short_day(client.contact_on), client.contact_by or client.manager, client.contact_about)
        yield say("next contact"), ", ".join(part for part in plan if part)
    yield say("merged into"), f"№ {client.merged_into}" if client.merged_into else ""
    yield say("one with"), ", ".join(f"№ {one}" for one in card.merged)
    yield say("notes"), client.notes or ""


def _opening(client: Client, *, currency: str) -> str:
    """What the client list told of orders that no file of orders names."""
    count, revenue, last = client.opening_orders, client.opening_revenue, client.opening_last_order_on
    said = [
        say_n("{n} order", "{n} orders", count) if count else "",
        money(revenue, currency) if revenue else "",
        say("the last on {day}", day=short_day(last)) if last else "",
    ]
    return ", ".join(filter(None, said))


def _orders(page: ClientPage, *, settings: Settings, today: date) -> Iterator[tuple[str, str]]:
    orders, lapse = page.card.orders, page.lapse
    yield "", _standing(lapse, today=today)
    yield say("stage"), stage_line(lapse)
    yield from sign_lines(lapse, currency=settings.book.currency, today=today)
    if lapse.tier:
        yield say("tier"), tier_label(lapse.tier)
    if orders.count:
        sums = ", ".join(money(one.amount, one.currency) for one in orders.revenue)
        yield say("in all"), say_n("{n} order, {sums}", "{n} orders, {sums}", orders.count, sums=sums)
    yield say("as told before"), _opening(page.card.client, currency=settings.book.currency)
    if lapse.figures:
        gap = lapse.figures.typical_gap
        yield say("usual gap"), say_n("{n} day", "{n} days", gap) if gap else ""
    for order in orders.last[:5]:
        amount = money(order.amount.amount, order.amount.currency)
        back = say("goods that came back") if order.amount.amount < 0 else ""
        yield short_day(order.ordered_on), "  ".join(filter(None, (amount, back, order.what, order.number)))
    for spell in lapse.spells:
        until = short_day(spell.ended_on) if spell.ended_on else say("now")
        worth = money(spell.value_year, settings.book.currency)
        yield say("lost"), say("{since} to {until}, worth {sum} a year", since=short_day(spell.lost_on), until=until,
                               sum=worth)  # fmt: skip


def _standing(lapse: OneClient, *, today: date) -> str:
    """The sign with its figures (P3)."""
    known = lapse.figures
    if known is None or known.judged_from is None:
        return ""
    days = (today - known.judged_from).days
    silent = say_n("{n} day since the last order", "{n} days since the last order", days)
    if known.lost_on and known.lost_on <= today:
        return say("Lost since {day}: {sign}, {figures}", day=short_day(known.lost_on), sign=named(Sign.SILENCE),
                   figures=silent)  # fmt: skip
    if known.at_risk_on and known.at_risk_on <= today:
        return say("At risk since {day}: {figures}", day=short_day(known.at_risk_on), figures=silent)
    return silent


def _facts(card: ClientCard, *, settings: Settings) -> Iterator[tuple[str, str]]:
    for fact in card.facts:
        frame = settings.facts.get(fact.key)
        said = in_language(frame.frame, fact.language or card.client.language or "") if frame else ""
        text = said.replace("…", fact.value) if "…" in said else fact.value
        yield fact.key, text if fact.usable else f"{text}  ({say('not for letters')})"


def _reasons(card: ClientCard) -> Iterator[tuple[str, str]]:
    for reason in card.reasons:
        standing = say("verified") if reason.standing is ReasonStanding.VERIFIED else say("as he says")
        told = [reason_label(reason.reason), reason.event or "", short_day(reason.on_day) if reason.on_day else ""]
        yield standing, ", ".join(part for part in told if part)
    for problem in card.problem_orders:
        end = say("settled") if problem.settled_on else say("not settled")
        yield say("order {number}", number=problem.order_number), f"{problem.what} ({end})"


def _talks(card: ClientCard) -> Iterator[tuple[str, str]]:
    for inquiry in card.inquiries[:5]:
        answer = "" if inquiry.answered_on else f"  ({say('not answered')})"
        yield short_day(inquiry.asked_on), say("asked: {what}", what=inquiry.what or "") + answer
    for contact in card.contacts[:5]:
        yield short_day(contact.on_day), " ".join(part for part in (contact.channel, contact.by, contact.what) if part)


def _letters(page: ClientPage) -> Iterator[tuple[str, str]]:
    for letter in page.letters:
        day = (letter.settled_at or letter.due_at).date()
        subject = say("“{text}”", text=letter.subject)
        yield short_day(day), f"{letter.campaign} {letter.occasion}  {subject}  {state_label(letter.state)}"
    for came in page.came:
        unread = "" if came.read_at else f"  ({say('not read')})"
        yield short_day(came.fetched_at.date()), f"{incoming_label(came.kind)}  {came.subject or ''}{unread}"
