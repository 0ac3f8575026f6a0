"""What would hold a letter at planning takes back one that is written: a draft, a ready one, one before the dot."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from outreach.book.records.desk import add_note
from outreach.campaign.caution import Caution, Noted, read_caution
from outreach.campaign.fix import Fix
from outreach.cli.words import change_label
from outreach.delivery.road import open_road
from outreach.locale import LANGUAGES, speak
from outreach.store import tables
from outreach.store.engine import Store
from outreach.store.words import Because, LetterKind, ReasonStanding
from tests.shop import GREETING, MONDAY, NEWSLETTER, NOON, Shop, Sink, add_people, change_client, open_shop

NOT_DONE = '[[fix]]\nkey = "drivers"\nreason = "late_delivery"\nwhat = "More drivers."\n'
DONE = NOT_DONE + "done_on = 2026-01-11\n"


def owe(shop: Shop) -> None:
    change_client(shop.store, 1, now=shop.clock(), debt=900_00)


def noted_by_hand(shop: Shop) -> None:
    change_client(shop.store, 1, now=shop.clock(), notes="Просил больше не звонить.")


def told_in_a_talk(shop: Shop) -> None:
    with shop.store.write() as connection:
        add_note(connection, 1, "Подають до суду", on_day=MONDAY.date(), now=shop.clock(), by="Olena")


def imported_talk(shop: Shop) -> None:
    """As an import of contacts writes it: nothing of the client's own row changes."""
    row = {"client_id": 1, "source_key": "n|7", "on_day": MONDAY.date(), "channel": "call", "what": "Чёрный список!"}
    with shop.store.write() as connection:
        connection.execute(insert(tables.contacts).values(**row))


def a_word_of_the_firms_own(shop: Shop) -> None:
    change_client(shop.store, 1, now=shop.clock(), notes="Спрашивал про скидку")
    shop.write("warnings.csv", "words\nскидк*\n")


WARNINGS: dict[str, Callable[[Shop], None]] = {
    "a debt": owe,
    "words in his notes": noted_by_hand,
    "words in a talk": told_in_a_talk,
    "words in a list of calls": imported_talk,
    "a word of the firm's own": a_word_of_the_firms_own,
}


@pytest.fixture
def shop(tmp_path: Path, store: Store) -> Shop:
    """Two clients of a newsletter, who left because of late deliveries; an improvement answers that."""
    shop = open_shop(tmp_path / "firm", store, news=NEWSLETTER)
    for number in add_people(store, 2):
        leave(shop, number, "late_delivery")
    return shop


def leave(shop: Shop, client_id: int, reason: str) -> None:
    row = {"client_id": client_id, "reason": reason, "standing": ReasonStanding.VERIFIED, "added_at": shop.clock()}
    with shop.store.write() as connection:
        connection.execute(insert(tables.reasons).values(**row))
        connection.execute(insert(tables.touched).values(client_id=client_id, touch=1))


def draft(shop: Shop) -> None:
    shop.refresh()
    shop.plan()
    shop.draft()


def cancelled(shop: Shop) -> list[tuple[int, str]]:
    letters = tables.letters
    query = select(letters.c.client_id, letters.c.cancelled_because).where(letters.c.cancelled_because.is_not(None))
    with shop.store.read() as connection:
        return [(row[0], row[1]) for row in connection.execute(query.order_by(letters.c.client_id))]


def last_check(shop: Shop) -> dict[str, Any]:
    return {"caution": read_caution(shop.folder, time_zone="Europe/Kyiv")}


@pytest.mark.parametrize("what", WARNINGS)
def test_a_draft_is_taken_back_when_there_is_a_warning(shop: Shop, what: str) -> None:
    draft(shop)
    WARNINGS[what](shop)
    assert shop.withdraw() == 1
    assert cancelled(shop) == [(1, "warned")]
    shop.prepare()
    assert shop.decisions()[1] == ("wait", "warned")
    assert shop.decisions()[2] == ("write", "due")


def test_a_letter_that_is_ready_is_taken_back(shop: Shop) -> None:
    shop.prepare()
    assert shop.states() == ["ready", "ready"]
    owe(shop)
    assert shop.withdraw() == 1
    assert shop.states(client_id=1) == ["cancelled"]


@pytest.mark.parametrize("what", ["a debt", "words in a list of calls"])
def test_the_last_word_before_the_dot_sees_a_warning(shop: Shop, what: str) -> None:
    shop.prepare()
    shop.clock.move(hours=9)
    sink = Sink()
    WARNINGS[what](shop)
    assert shop.send(sink, **last_check(shop))["withheld"] == 1
    assert {parcel.rcpt_to for parcel in sink.parcels} == {"client2@example.com"}
    assert cancelled(shop) == [(1, "warned")]
    assert shop.decisions()[1] == ("wait", "changed")


def test_a_person_who_has_looked_sends_it_after_all(shop: Shop) -> None:
    shop.prepare()
    owe(shop)
    shop.prepare()
    assert shop.states(client_id=1) == ["cancelled"]
    change_client(shop.store, 1, now=shop.clock(), cleared="debt=90000")
    shop.prepare()
    assert shop.states(client_id=1) == ["cancelled", "ready"]


def test_a_fix_that_is_not_done_any_more_takes_letters_back_until_it_is(shop: Shop) -> None:
    shop.prepare()
    shop.write("fixes.toml", NOT_DONE)
    assert shop.withdraw() == 2
    assert cancelled(shop) == [(1, "not_mended"), (2, "not_mended")]
    shop.prepare()
    assert set(shop.decisions().values()) == {("wait", "not_mended")}
    shop.write("fixes.toml", DONE)
    shop.prepare()
    assert set(shop.decisions().values()) == {("write", "due")}
    assert sorted(shop.states()) == ["cancelled", "cancelled", "ready", "ready"]


def test_a_reason_that_is_learnt_later_holds_the_letter(shop: Shop) -> None:
    shop.prepare()
    with shop.store.write() as connection:
        connection.execute(update(tables.reasons).where(tables.reasons.c.client_id == 1).values(reason="price"))
        connection.execute(insert(tables.touched).values(client_id=1, touch=9))
    shop.refresh()
    assert shop.withdraw() == 1
    assert cancelled(shop) == [(1, "not_mended")]


def test_the_last_word_before_the_dot_sees_a_fix_that_is_not_done(shop: Shop) -> None:
    shop.prepare()
    shop.clock.move(hours=9)
    shop.write("fixes.toml", NOT_DONE)
    sink = Sink()
    assert shop.send(sink, **last_check(shop)) == {"withheld": 2}
    assert sink.parcels == []
    assert cancelled(shop) == [(1, "not_mended"), (2, "not_mended")]


def test_a_fix_counts_from_its_day_on_in_the_firms_own_zone() -> None:
    fix = Fix(key="drivers", reason="late_delivery", what="More drivers", done_on=dt.date(2026, 1, 13))
    caution = Caution(fixes=(fix,), time_zone="Europe/Kyiv")
    left = Noted(reason="late_delivery")
    evening = dt.datetime(2026, 1, 12, 21, 59, tzinfo=dt.UTC)  # 23:59 in Kyiv
    assert caution.against(LetterKind.NEWSLETTER, left, now=evening) is Because.NOT_MENDED
    assert caution.against(LetterKind.NEWSLETTER, left, now=evening + dt.timedelta(minutes=1)) is None
    assert caution.against(LetterKind.GREETING, left, now=evening) is None


def test_an_operational_notice_goes_to_a_debtor_all_the_same() -> None:
    owes = Noted(debt=5_00)
    assert Caution().against(LetterKind.NOTICE, owes, now=NOON) is None
    assert Caution().against(LetterKind.GREETING, owes, now=NOON) is Because.WARNED


def test_greetings_wait_for_warnings_and_not_for_fixes(tmp_path: Path, store: Store) -> None:
    shop = open_shop(tmp_path / "firm", store, hello=GREETING)
    for number in add_people(store, 2):
        leave(shop, number, "price")
    shop.prepare()
    assert shop.states() == ["ready", "ready"]
    owe(shop)
    assert shop.withdraw() == 1
    assert cancelled(shop) == [(1, "warned")]


def test_the_road_to_the_relay_reads_the_firms_registers(shop: Shop) -> None:
    shop.write("fixes.toml", NOT_DONE)
    shop.write("warnings.csv", "words\nскидк*\n")
    road = open_road(
        shop.store, folder=shop.folder, settings=shop.firm.settings, password=None, clock=shop.clock, by="test"
    )
    assert road.caution is not None
    assert road.caution.time_zone == "Europe/Kyiv"
    assert [fix.done_on for fix in road.caution.fixes] == [None]
    assert road.caution.improvements
    assert road.caution.warnings.found_in(["скидку"]) == ("скидку",)


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_are_told_in_words(language: str) -> None:
    speak(language)
    assert change_label(Because.WARNED) != "warned"
    assert change_label(Because.NOT_MENDED) != "not_mended"
