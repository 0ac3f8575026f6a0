"""Whoever is not written to can be told why: every reason a decision can have, brought about and read on the screen.

One firm, Monday 12 January 2026. Each client's `industry` says which campaigns concern him.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from outreach.book.records import mark_addresses_dead
from outreach.cli.reasons import mend, sentence
from outreach.locale import LANGUAGES, speak
from outreach.outcome.labels import because_label
from outreach.policy.cap import NEVER_AGAIN
from outreach.policy.records import suppress
from outreach.policy.suppression import Suppress
from outreach.store import tables
from outreach.store.engine import open_store
from outreach.store.upgrade import upgrade
from outreach.store.words import (
    Because,
    ConsentBasis,
    Evidence,
    IncomingKind,
    IncomingState,
    LetterKind,
    ReasonStanding,
    SuppressionReason,
    SuppressionScope,
)
from tests.cast import add_client, add_order
from tests.cli.shop import Shop as Desk
from tests.shop import APOLOGY, GREETING, IMPROVEMENTS, MONDAY, NEWSLETTER, TEMPLATES, change_client, open_shop

MORNING = "2026-01-12T06:00"
NIGHT = "2026-01-12T20:00"  # 22:00 in Kyiv
NEXT_MONTH = "2026-02-20T06:00"
LAW = '\n[law]\nbasis = "consent"\n\n[care]\nnever_countries = ["MD"]\n'
FIXES = """
[[fix]]
key = "ask-first"
reason = "offence"
what = "Whoever was hurt is called by the director."
done_on = 2026-01-05
"""
NO_ANSWER = "we forgot the anniversary of your firm"


def concerns(campaign: str, industry: str, *more: str, template: str = "") -> str:
    """The campaign for one industry, with a template of its own, so that no letter is another one's twin."""
    made = campaign.replace("[who]", f"[who]\nwhere = \"industry = '{industry}'\"\n" + "\n".join(more))
    return made.replace("greetings/hello", f"greetings/{template or industry}")


def campaigns() -> dict[str, str]:
    holiday = GREETING.replace("on = 2026-01-12\nlate_days = 3", 'day = "{day}"').replace("after", "before")
    timed = GREETING.replace("[when]", '[when]\nhours = "09:30-17:30"')  # so that his clock must be known
    return {
        "a_greeting": concerns(timed, "greeted").replace("[care]", "[care]\ncall = \"city = 'Odesa'\""),
        "its_copy": concerns(GREETING, "greeted", template="greeted"),
        "compared": concerns(GREETING, "compared").replace("[care]", "[care]\ncontrol = 0.5"),
        "too_late": concerns(GREETING, "too-late").replace("late_days = 3", "late_days = 0"),
        "to_be_stopped": concerns(GREETING, "to-be-stopped"),
        "moving": concerns(GREETING, "moving"),
        "changing": concerns(GREETING, "changing"),
        "twins": concerns(GREETING, "twins"),
        "returning": concerns(GREETING, "returning").replace(
            "industry = 'returning'", "industry = 'returning' and orders = 0"
        ),
        "press": concerns(holiday.format(day="press"), "papers"),
        "prosecutors": concerns(holiday.format(day="prosecutor"), "papers", template="prosecutors"),
        "news": concerns(NEWSLETTER, "news"),
        "stale_news": concerns(NEWSLETTER, "stale"),
        "sorry": concerns(APOLOGY, "sorry"),
    }


@dataclass(kw_only=True)
class Told:
    """What the screens said about each reason, at the moment when it stood."""

    why: dict[Because, list[str]] = field(default_factory=dict)
    plan: dict[Because, list[str]] = field(default_factory=dict)
    detail: dict[Because, Mapping[str, str]] = field(default_factory=dict)
    permitted: dict[Because, dt.date | None] = field(default_factory=dict)


class Scene:
    """The firm, its people one by one, and what is written down about them."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.store = open_store(f"sqlite:///{folder / 'outreach.sqlite'}")
        upgrade(self.store)
        shop = open_shop(folder, self.store, now=MONDAY, config=LAW, **campaigns())
        shop.write("improvements.toml", IMPROVEMENTS.replace("2025-07-01", "2026-01-05"))
        shop.write("fixes.toml", FIXES)
        industries = (
            "greeted",
            "compared",
            "too-late",
            "to-be-stopped",
            "moving",
            "changing",
            "returning",
            "twins",
            "papers",
        )
        for name in (*industries, "prosecutors"):
            shop.write(f"templates/greetings/{name}.en.md", TEMPLATES["greetings/hello.en.md"])
        self.desk = Desk(folder=folder)
        self.told = Told()

    def client(self, industry: str, *, fact: str = "opened the warehouse", consent: bool = True, **more: Any) -> int:
        known = {"name": "", "gender": "f", "given_name": "Ann", "family_name": "Field", "language": "en"}
        number = add_client(self.store, now=MONDAY, **(known | {"industry": industry} | more))
        with self.store.write() as connection:
            if fact:
                row = {"client_id": number, "key": "project", "value": fact, "added_at": MONDAY}
                connection.execute(insert(tables.personal_facts).values(**row))
            if consent:
                self.consents(connection, number, expires_on=None)
            connection.execute(insert(tables.touched).values(client_id=number, touch=1))
        return number

    @staticmethod
    def consents(connection: Any, number: int, *, expires_on: dt.date | None) -> None:
        row = {"client_id": number, "basis": ConsentBasis.CONSENT, "expires_on": expires_on, "at": MONDAY}
        connection.execute(insert(tables.consents).values(**row))

    def suppressed(self, industry: str, reason: SuppressionReason, *, kind: LetterKind | None = None) -> None:
        number = self.client(industry)
        order = Suppress(scope=SuppressionScope.CLIENT, key=str(number), reason=reason, kind=kind)
        with self.store.write() as connection:
            suppress(connection, order, now=MONDAY, by="test")

    def cap(self, number: int, kind: LetterKind, *, last_on: dt.date, free_on: dt.date) -> None:
        row = {"kind": kind, "holder": f"client:{number}", "last_on": last_on, "free_on": free_on}
        with self.store.write() as connection:
            connection.execute(insert(tables.caps).values(**row))

    def event(self, number: int, reason: str, what: str) -> None:
        row = {"client_id": number, "reason": reason, "standing": ReasonStanding.VERIFIED, "event": what,
               "on_day": dt.date(2025, 12, 1), "added_at": MONDAY}  # fmt: skip
        with self.store.write() as connection:
            connection.execute(insert(tables.reasons).values(**row))

    def run(self, *words: str, now: str = MORNING) -> str:
        said = self.desk.run(*words, now=now, width=500)
        assert said.code == 0, (words, said)
        return said.out

    def look(self, campaign: str, *, now: str = MORNING, plans: bool = True) -> None:
        """Plans the campaign, and keeps what `plan` and `why` say about a client of each reason."""
        shown = self.run("plan", campaign, now=now) if plans else ""
        rows = select(tables.decisions).join(tables.campaigns).where(tables.campaigns.c.key == campaign)
        with self.store.read() as connection:
            for row in connection.execute(rows).all():
                self.keep(row, shown=shown, now=now)

    def keep(self, row: Any, *, shown: str, now: str) -> None:
        told = self.told
        if shown:
            told.plan.setdefault(row.because, []).append(shown)
        if row.because in told.why:
            return
        told.why[row.because] = [self.run("why", f"C{row.client_id}", now=now)]
        told.detail[row.because] = row.detail
        told.permitted[row.because] = row.permitted_on


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    scene = Scene(tmp_path_factory.mktemp("reasons") / "firm")
    greeted(scene)
    others(scene)
    by_and_by(scene)
    scene.store.close()
    return scene.told


def greeted(scene: Scene) -> None:
    """One campaign, and nearly everything that may stand between it and a client."""
    scene.client("greeted", email="shared@example.com")
    scene.client("greeted", email="shared@example.com")
    scene.client("greeted", city="Odesa")
    scene.client("greeted", country="MD")
    scene.client("greeted", email=None, phone="+999 1")
    scene.client("greeted", email=None)
    scene.client("greeted", email="почта@example.com")
    scene.client("greeted", email="someone@blocked.example")
    scene.client("greeted", email="gone@example.com")
    for reason in (SuppressionReason.UNSUBSCRIBED, SuppressionReason.COMPLAINED, SuppressionReason.REFUSED_CONTACT):
        scene.suppressed("greeted", reason)
    scene.suppressed("greeted", SuppressionReason.UNSUBSCRIBED, kind=LetterKind.GREETING)
    scene.client("greeted", consent=False)
    expired = scene.client("greeted", consent=False)
    scene.client("greeted", silent_because="serving")
    scene.client("greeted", not_winning_back="he owes us for a year")
    scene.client("greeted", given_name="", family_name="", name="Purchasing department")
    scene.client("greeted", language="de")
    scene.client("greeted", country="US", time_zone=None)
    scene.client("greeted", fact="")
    scene.client("greeted", fact="got the posters done at a discount")
    answered = scene.client("greeted")
    by_hand = scene.client("greeted")
    blocked = Suppress(
        scope=SuppressionScope.DOMAIN, key="blocked.example", reason=SuppressionReason.BLOCKED, source="test"
    )
    reply = {"source": "test", "sha256": "1", "raw": b"", "fetched_at": MONDAY, "state": IncomingState.APPLIED,
             "kind": IncomingKind.REPLY, "evidence": Evidence.REFERENCE, "client_id": answered}  # fmt: skip
    with scene.store.write() as connection:
        scene.consents(connection, expired, expires_on=dt.date(2026, 1, 1))
        suppress(connection, blocked, now=MONDAY, by="test")
        mark_addresses_dead(connection, "gone@example.com", now=MONDAY)
        connection.execute(insert(tables.incoming).values(**reply))
    scene.run("plan", "a-greeting")
    scene.run("skip", "a-greeting", f"C{by_hand}")
    scene.look("a-greeting")
    scene.look("its-copy")


def others(scene: Scene) -> None:
    for _ in range(8):
        scene.client("compared")
    scene.look("compared")
    scene.client("too-late")
    scene.look("too-late", now=NIGHT)

    scene.client("papers", country="RU", time_zone="Europe/Moscow")
    scene.client("papers", country=None)
    scene.look("prosecutors")
    scene.look("press")

    scene.client("news", away_until=dt.date(2026, 2, 1))
    early = scene.client("news")
    scene.cap(early, LetterKind.NEWSLETTER, last_on=dt.date(2026, 1, 4), free_on=dt.date(2026, 4, 4))
    nothing_new = scene.client("news")
    scene.cap(nothing_new, LetterKind.NEWSLETTER, last_on=dt.date(2026, 1, 6), free_on=dt.date(2026, 4, 6))
    scene.look("news")
    scene.client("stale")
    scene.look("stale-news", now=NEXT_MONTH)

    scene.client("sorry")
    scene.event(scene.client("sorry"), "offence", NO_ANSWER)
    scene.event(scene.client("sorry"), "rival", NO_ANSWER)
    scene.client("sorry", notes="Не звонить: спор о долге, debt since May", debt=12_050)
    apologised = scene.client("sorry")
    scene.cap(apologised, LetterKind.APOLOGY, last_on=dt.date(2024, 5, 1), free_on=NEVER_AGAIN)
    scene.look("sorry")


def by_and_by(scene: Scene) -> None:
    """What is decided anew after the plan."""
    scene.client("to-be-stopped")
    scene.run("plan", "to-be-stopped")
    scene.run("stop", "to-be-stopped")
    scene.look("to-be-stopped")

    later = MONDAY + dt.timedelta(minutes=5)
    moving = scene.client("moving", language="de")
    scene.run("plan", "moving")
    change_client(scene.store, moving, now=later, industry="retired")
    scene.look("moving", now="2026-01-12T06:10")

    returning = scene.client("returning")
    scene.run("plan", "returning")
    add_order(scene.store, returning, on=dt.date(2026, 1, 12), now=later)
    with scene.store.write() as connection:
        connection.execute(insert(tables.touched).values(client_id=returning, touch=2))
    scene.look("returning", now="2026-01-12T06:10")

    twins = [scene.client("twins", language="de") for _ in range(2)]
    scene.run("plan", "twins")
    scene.run("clients", "merge", *(f"C{one}" for one in twins), "--yes", now="2026-01-12T06:10")
    scene.look("twins", now="2026-01-12T06:10")

    changing = scene.client("changing")
    scene.run("plan", "changing")
    change_client(scene.store, changing, now=later, family_name="Meadow", named_at=later)
    with scene.store.write() as connection:
        connection.execute(
            update(tables.letters)
            .where(tables.letters.c.client_id == changing)
            .values(due_at=MONDAY + dt.timedelta(minutes=6))
        )
    scene.run("send", "changing", "--yes", now="2026-01-12T07:40")
    scene.look("changing", now="2026-01-12T07:40", plans=False)


@pytest.mark.parametrize("because", list(Because))
def test_every_reason_comes_about_and_why_tells_it(told: Told, because: Because) -> None:
    assert because in told.why, f"nobody was decided about as {because}"
    (said,) = told.why[because]
    expected = sentence(because, told.detail[because])
    assert (": to be written to" if because is Because.DUE else expected) in said  # the decision itself says it
    assert "?" not in sentence(because, told.detail[because])  # nothing that the sentence needs is missing


@pytest.mark.parametrize("because", sorted(set(Because) - {Because.CHANGED}))
def test_the_plan_counts_it(told: Told, because: Because) -> None:
    """All but one: what changed since drafting is decided anew by the next plan, before it is shown."""
    assert any(because_label(because) in shown for shown in told.plan[because])


@pytest.mark.parametrize(
    ("because", "day"),
    [(Because.CAPPED, dt.date(2026, 4, 4)), (Because.AWAY, dt.date(2026, 2, 2))],
)
def test_the_next_permitted_day_is_told_where_there_is_one(told: Told, because: Because, day: dt.date) -> None:
    assert told.permitted[because] == day
    assert f"next permitted: {day}" in told.why[because][0]
    assert any(str(day) in shown for shown in told.plan[because])


def test_no_other_reason_promises_a_day(told: Told) -> None:
    assert {because for because, day in told.permitted.items() if day} == {Because.CAPPED, Because.AWAY}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_its_own_sentence_in_every_language(told: Told, language: str) -> None:
    speak(language)
    said = {because: sentence(because, told.detail[because]) for because in Because}
    assert len(set(said.values())) == len(said)
    assert all(text.strip() for text in said.values())


def test_what_waits_for_a_person_names_the_command_that_mends_it(told: Told) -> None:
    waits = {
        Because.NAME_DOUBTFUL, Because.LANGUAGE_UNKNOWN, Because.COUNTRY_UNKNOWN, Because.ZONE_UNKNOWN,
        Because.NOTHING_PERSONAL, Because.REASON_UNVERIFIED, Because.UNREAD_REPLY, Because.BOOK_STALE,
        Because.MISSING_VALUE, Because.CHECK_FAILED, Because.NOT_MENDED, Because.WARNED,
    }  # fmt: skip
    for because in Because:
        command = mend(because, client="7", campaign="news", facts={})
        assert command.startswith("outreach ") is (because in waits), because
