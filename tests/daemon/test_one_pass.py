"""One pass over all steps on an argued clock: everything is done until nothing is left, and nothing is done late."""

import datetime as dt
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from outreach.daemon import PassReport, one_pass
from outreach.policy.records import resume
from outreach.store import tables
from outreach.store.engine import Store
from outreach.store.identity import argue_clock
from outreach.store.words import Event, PauseScope
from tests.cast import add_order
from tests.shop import GREETING, MONDAY, NEWSLETTER, Shop, add_people, open_shop

KYIV = ZoneInfo("Europe/Kyiv")
WANTS_A_PERSON = GREETING.replace('approve = "nobody"', 'approve = "content"')
IN_A_WEEK = WANTS_A_PERSON.replace("2026-01-12", "2026-01-21").replace("late_days = 3", "late_days = 1")


def work(shop: Shop, **more: bool) -> PassReport:
    return one_pass(shop.firm, clock=shop.clock, by="daemon", **more)  # type: ignore[arg-type]


def afternoon(shop: Shop) -> None:
    """Every letter of the day is due, and the sending hours are not over."""
    shop.clock.now = MONDAY + dt.timedelta(hours=9, minutes=15)


def looks_from(first: dt.date, *, days: int) -> list[dt.datetime]:
    """Two looks a day on Kyiv's clock: late in the sending hours, and after them."""
    hours = (dt.time(17, 15), dt.time(22))
    every = [first + dt.timedelta(days=day) for day in range(days)]
    return [dt.datetime.combine(day, hour, KYIV).astimezone(dt.UTC) for day in every for hour in hours]


def dropped(shop: Shop) -> list[Path]:
    return sorted((shop.folder / "outgoing").glob("*.eml"))


@pytest.fixture
def shop(sqlite_store: Store, tmp_path: Path) -> Shop:
    with sqlite_store.write() as connection:
        argue_clock(connection)
    return open_shop(tmp_path / "firm", sqlite_store, hello=GREETING)


def test_a_pass_does_everything_from_the_book_to_the_letters(store: Store, tmp_path: Path) -> None:
    shop = open_shop(tmp_path / "firm", store, hello=GREETING)
    add_people(shop.store, 3)
    add_order(shop.store, 1, on=dt.date(2024, 1, 15))
    first = work(shop)
    assert (first.counts["write"], first.counts["letters drafted"], first.counts["letters ready"]) == (3, 3, 3)
    afternoon(shop)
    assert work(shop).counts["letters sent"] == 3
    assert len(dropped(shop)) == 3


def test_a_second_pass_at_once_has_nothing_to_do(shop: Shop) -> None:
    add_people(shop.store, 3)
    work(shop)
    afternoon(shop)
    work(shop)
    assert list(work(shop).lines()) == ["nothing to do"]


def test_a_pass_without_sending_does_the_rest(shop: Shop) -> None:
    add_people(shop.store, 2)
    assert work(shop, sends=False).counts["letters ready"] == 2
    afternoon(shop)
    work(shop, sends=False)
    assert dropped(shop) == []


def test_who_is_told_to_stop_stops_between_two_steps(shop: Shop) -> None:
    add_people(shop.store, 2)
    stop = one_pass(shop.firm, clock=shop.clock, by="daemon", should_stop=lambda: True)
    unled = one_pass(shop.firm, clock=shop.clock, by="daemon", leads=lambda: False)
    assert not stop.counts
    assert not unled.counts
    assert shop.decisions() == {}


def test_who_lost_the_lease_before_sending_sends_nothing(shop: Shop) -> None:
    add_people(shop.store, 2)
    afternoon(shop)
    work(shop, sends=False)
    afternoon(shop)
    turns = iter([True] * 9)
    one_pass(shop.firm, clock=shop.clock, by="daemon", leads=lambda: next(turns, False))
    assert shop.states() == ["ready", "ready"]
    assert dropped(shop) == []


def test_a_mistake_in_one_file_does_not_keep_the_others_from_being_sent(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    add_people(shop.store, 1)
    shop.write("campaigns/broken.toml", 'title = "x"\nkind = "greetnig"\n')
    work(shop)
    afternoon(shop)
    assert work(shop).counts["letters sent"] == 1
    assert "broken.toml" in caplog.text


def test_approved_content_greets_with_nobody_at_the_desk(sqlite_store: Store, tmp_path: Path) -> None:
    """A fortnight: planned a week ahead, gone on the day itself, once."""
    with sqlite_store.write() as connection:
        argue_clock(connection)
    shop = open_shop(tmp_path / "firm", sqlite_store, hello=IN_A_WEEK)
    add_people(shop.store, 5)
    seen: dict[dt.date, int] = {}
    for shop.clock.now in looks_from(MONDAY.date(), days=14):
        before = len(dropped(shop))
        report = work(shop)
        if report.counts["letters drafted"]:
            shop.approve("hello")  # the one thing a person does
        if len(dropped(shop)) > before:
            day = shop.clock().astimezone(KYIV).date()
            seen[day] = seen.get(day, 0) + len(dropped(shop)) - before
    assert seen == {dt.date(2026, 1, 21): 5}
    for file in dropped(shop):
        left = parsedate_to_datetime(message_from_bytes(file.read_bytes())["Date"]).astimezone(KYIV)
        assert dt.time(9, 30) <= left.time() <= dt.time(17, 30)


def test_without_a_person_s_word_nothing_leaves(sqlite_store: Store, tmp_path: Path) -> None:
    with sqlite_store.write() as connection:
        argue_clock(connection)
    shop = open_shop(tmp_path / "firm", sqlite_store, hello=WANTS_A_PERSON)
    add_people(shop.store, 3)
    for _ in range(5):
        shop.clock.move(hours=24)
        work(shop)
    assert dropped(shop) == []
    assert set(shop.states()) == {"expired"}


def test_the_same_approval_greets_next_year_too(sqlite_store: Store, tmp_path: Path) -> None:
    """Medics' day is on 27 July in Ukraine: a Monday in 2026, a Tuesday in 2027."""
    with sqlite_store.write() as connection:
        argue_clock(connection)
    medics = WANTS_A_PERSON.replace("on = 2026-01-12\nlate_days = 3", 'day = "medics"').replace("after", "before")
    july = dt.datetime(2026, 7, 22, tzinfo=dt.UTC)
    shop = open_shop(tmp_path / "firm", sqlite_store, now=july, medics=medics)
    add_people(shop.store, 2, now=july)
    work(shop)
    shop.approve("medics")
    left: dict[dt.date, int] = {}
    for looks in (looks_from(july.date(), days=8), looks_from(dt.date(2027, 7, 22), days=8)):
        for shop.clock.now in looks:
            before = len(dropped(shop))
            work(shop)
            if len(dropped(shop)) > before:
                left[shop.clock().date()] = len(dropped(shop)) - before
    assert left == {dt.date(2026, 7, 27): 2, dt.date(2027, 7, 27): 2}


def test_a_greeting_whose_day_passed_while_the_daemon_was_off_is_told_and_never_sent(shop: Shop) -> None:
    add_people(shop.store, 3)
    work(shop)
    shop.clock.move(days=5)
    report = work(shop)
    assert report.counts["letters late"] == 3
    assert "3  letters late" in "\n".join(report.lines())
    assert set(shop.states()) == {"expired"}
    assert dropped(shop) == []
    with shop.store.read() as connection:
        told = connection.scalars(select(tables.journal.c.event).where(tables.journal.c.event == Event.EXPIRED)).all()
    assert len(told) == 3


def test_a_letter_whose_hours_are_over_leaves_the_next_day_if_the_occasion_allows(shop: Shop) -> None:
    add_people(shop.store, 1)
    work(shop)
    shop.clock.move(hours=14)  # 22:00 in Kyiv
    assert work(shop).counts["letters sent"] == 0
    shop.clock.now = dt.datetime(2026, 1, 13, 15, 25, tzinfo=dt.UTC)
    assert work(shop).counts["letters sent"] == 1


def test_win_back_letters_wait_for_a_fresh_client_list(sqlite_store: Store, tmp_path: Path) -> None:
    with sqlite_store.write() as connection:
        argue_clock(connection)
    shop = open_shop(tmp_path / "firm", sqlite_store, hello=GREETING, news=NEWSLETTER)
    add_people(shop.store, 2)
    with shop.store.write() as connection:
        connection.execute(tables.imports.update().values(at=MONDAY - dt.timedelta(days=30)))
    work(shop)
    afternoon(shop)
    work(shop)
    assert set(shop.decisions("news").values()) == {("wait", "book_stale")}
    assert len(dropped(shop)) == 2  # a greeting needs no list of this week


def test_letters_hold_while_nobody_reads_what_comes_back(sqlite_store: Store, tmp_path: Path) -> None:
    with sqlite_store.write() as connection:
        argue_clock(connection)
    shop = open_shop(tmp_path / "firm", sqlite_store, config='\n[inbox]\nmaildir = "mail"\n', hello=GREETING)
    add_people(shop.store, 1)
    work(shop)
    afternoon(shop)
    report = work(shop)
    assert any("cannot be read" in reason for reason in report.held)
    assert any("has not been read" in reason for reason in report.held)
    assert dropped(shop) == []
    for part in ("new", "cur", "tmp"):
        (shop.folder / "mail" / part).mkdir(parents=True)
    assert work(shop).counts["letters sent"] == 1


def test_a_pause_holds_letters_and_its_end_lets_them_go(shop: Shop) -> None:
    from outreach.policy.records import Pause, pause

    add_people(shop.store, 1)
    work(shop)
    afternoon(shop)
    with shop.store.write() as connection:
        pause(connection, Pause(scope=PauseScope.ALL, reason="moving house"), now=shop.clock(), by="Anna")
    work(shop)
    assert dropped(shop) == []
    with shop.store.write() as connection:
        resume(connection, scope=PauseScope.ALL, key="", now=shop.clock(), by="Anna")
    work(shop)
    assert len(dropped(shop)) == 1


def test_live_sending_that_is_not_decided_is_told_and_the_rest_is_done(shop: Shop) -> None:
    add_people(shop.store, 1)
    shop.configure("[letters]", "[delivery]\nlive = true\n[letters]")
    report = work(shop)
    assert any("[law] basis" in reason for reason in report.held)
    assert report.counts["letters ready"] == 1
