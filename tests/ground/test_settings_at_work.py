"""Each setting changed by itself, and what then is another: for those that no other room's tests prove."""

import datetime as dt
import email
import email.policy
import socket
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from outreach import steps
from outreach.book.plan import plan_import
from outreach.cli.main import main
from outreach.delivery.drop import DropCourier
from outreach.delivery.relay_courier import RelayCourier
from outreach.delivery.road import open_road
from outreach.errors import FilesAreWrong, NotFound, OutOfReach, RefusedForSafety
from outreach.firm import Secrets, find_config, open_firm, read_settings
from outreach.outbox.records import claim
from outreach.policy.law import live_refusals
from outreach.settings import Law, Letters, Settings, Web
from outreach.store import tables
from outreach.store.engine import Store
from outreach.store.identity import argue_clock
from outreach.store.words import LetterKind
from outreach.web.serve import _door
from tests.shop import GREETING, MONDAY, NEWSLETTER, Shop, Sink, add_people, open_shop

BIRTHDAY = """
title = "Birthday"
kind = "greeting"
template = "greetings/hello"
from = "manager"
[who]
[when]
day = "birthday"
[care]
approve = "nobody"
"""


@pytest.fixture
def shop(tmp_path: Path, sqlite_store: Store) -> Shop:
    return open_shop(tmp_path / "firm", sqlite_store, news=NEWSLETTER)


def letter_of(shop: Shop, *, campaign: str = NEWSLETTER) -> tuple[str, str]:
    """Head and text of the one letter that the shop sends now; the envelope's sender stands in the head."""
    shop.write("campaigns/news.toml", campaign)
    add_people(shop.store, 1)
    shop.prepare()
    shop.clock.now = MONDAY.replace(hour=15, minute=29)
    shop.send(sink := Sink())
    (parcel,) = sink.parcels
    message = email.message_from_bytes(parcel.message, policy=email.policy.default)
    text = message.get_body(("plain",))
    assert text is not None
    head = "".join(f"{name}: {value}\n" for name, value in message.items())
    return f"{head}MAIL FROM: {parcel.mail_from}\n", text.get_content()


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("Ottisk Press", "Otter Press", "text"),
        ('city = "Kyiv"', 'city = "Lviv"', "text"),
        ("7 Printers Street", "9 Printers Street", "text"),
        ("weekdays 9:00 to 18:00", "weekdays 8:00 to 17:00", "text"),
        ("https://firm.example", "https://otter.example", "text"),
        ("+999 0000100", "+999 0000200", "text"),
        ("Olena Hai", "Olena Gai", "text"),
        ("Client Manager", "Key Manager", "text"),
        ("olena@firm.example", "hai@firm.example", "head"),
        ('post = "Client Manager"', 'post = "Client Manager"\nphones = ["+999 77"]', "text"),
        ('domain = "firm.example"', 'domain = "mail.example"', "head"),
        ("[letters]", '[letters]\nbounce_address = "back@in.firm.example"', "head"),
        ("stop@firm.example", "no@firm.example", "head"),
        ("[letters]", '[web]\nurl = "https://pages.example"\n[letters]', "head"),
    ],
)
def test_what_the_firm_says_of_itself_stands_in_the_letter(shop: Shop, old: str, new: str, where: str) -> None:
    shop.configure(old, new)
    head, text = letter_of(shop)
    said = new.replace('"', "").replace("]", "").rpartition("= ")[2].removeprefix("[").split("\n")[0]
    said = said.replace("back@", "back+").replace("no@", "no+").partition("in.")[0].partition("firm.")[0]
    assert said in (text if where == "text" else head)


def test_a_letter_larger_than_allowed_waits(shop: Shop) -> None:
    shop.configure("[letters]", "[letters]\nmax_kilobytes = 8")
    shop.write("improvements.toml", (shop.folder / "improvements.toml").read_text().replace("Since", "Since " * 2_000))
    add_people(shop.store, 1)
    shop.prepare()
    assert shop.decisions() == {1: ("wait", "check_failed")}
    shop.configure("max_kilobytes = 8", "max_kilobytes = 100")
    shop.prepare()
    assert shop.decisions() == {1: ("write", "due")}


def test_the_hours_and_days_of_the_firm(shop: Shop) -> None:
    shop.configure("[letters]", '[care]\nhours = "11:00-12:00"\ndays = ["wed"]\n\n[letters]')
    add_people(shop.store, 5)
    shop.prepare()
    with shop.store.read() as connection:
        for row in connection.execute(select(tables.decisions)):
            assert row.send_on == dt.date(2026, 1, 14)
            assert dt.time(9) <= row.due_at.time() < dt.time(10)  # 11 to 12 in Kyiv


@pytest.mark.parametrize(("leap_day", "greeted_on"), [("02-28", dt.date(2026, 3, 2)), ("03-01", dt.date(2026, 3, 2))])
def test_who_is_born_on_the_29th_of_february(shop: Shop, leap_day: str, greeted_on: dt.date) -> None:
    """Both days are a weekend in 2026, so that the letter leaves on the Monday; the occasion is another."""
    shop.configure("[letters]", f'[care]\nleap_day = "{leap_day}"\n\n[letters]')
    shop.write("campaigns/news.toml", BIRTHDAY)
    add_people(shop.store, 1, birthday=dt.date(1980, 2, 29))
    shop.clock.now = dt.datetime(2026, 2, 26, 6, 0, tzinfo=dt.UTC)
    shop.prepare()
    with shop.store.read() as connection:
        row = connection.execute(select(tables.decisions)).one()
    assert (row.occasion, row.send_on) == (f"2026-{leap_day}", greeted_on)


def test_occasions_are_planned_so_many_days_ahead(shop: Shop) -> None:
    shop.write("campaigns/news.toml", GREETING.replace("2026-01-12", "2026-01-22"))
    add_people(shop.store, 1)
    shop.prepare()
    assert shop.decisions() == {}
    shop.configure("[letters]", "[daemon]\nplan_days_ahead = 10\n\n[letters]")
    shop.prepare()
    assert shop.decisions() == {1: ("write", "due")}


def test_the_firms_own_day_is_that_of_its_zone(shop: Shop) -> None:
    late = dt.datetime(2026, 1, 12, 23, 0, tzinfo=dt.UTC)
    assert steps.today(shop.firm, now=late) == dt.date(2026, 1, 13)
    shop.configure("Europe/Kyiv", "UTC")
    assert steps.today(shop.firm, now=late) == dt.date(2026, 1, 12)


def test_an_inbox_that_nobody_reads_holds_sending(shop: Shop) -> None:
    assert steps.blind(shop.firm, now=MONDAY) == ""
    shop.configure("[letters]", '[inbox]\nmaildir = "mail"\nunseen_hours = 5\n\n[letters]')
    assert steps.blind(shop.firm, now=MONDAY)
    for folder in ("cur", "new", "tmp"):
        (shop.folder / "mail" / folder).mkdir(parents=True)
    steps.read_inbox(shop.firm, now=MONDAY, by="test")
    assert steps.blind(shop.firm, now=MONDAY + dt.timedelta(hours=5)) == ""
    assert steps.blind(shop.firm, now=MONDAY + dt.timedelta(hours=5, minutes=1))


def test_a_claim_is_held_so_many_minutes(shop: Shop) -> None:
    shop.configure("[letters]", "[delivery]\nlease_minutes = 3\n\n[letters]")
    add_people(shop.store, 1)
    shop.prepare()
    shop.clock.now = MONDAY.replace(hour=15)
    with shop.store.write() as connection:
        connection.execute(tables.letters.update().values(due_at=MONDAY))
        claim(
            connection, limit=1, attempt="a", delivery=shop.firm.settings.delivery, relay="r", now=shop.clock(),
            by="test", kinds=frozenset(LetterKind),
        )  # fmt: skip
        until = connection.execute(select(tables.letters.c.lease_until)).scalar_one()
    assert until == shop.clock() + dt.timedelta(minutes=3)


def test_so_many_connections_at_once(shop: Shop) -> None:
    shop.configure("[letters]", "[delivery]\nconnections = 3\n\n[letters]")
    add_people(shop.store, 9)
    shop.prepare()
    with shop.store.write() as connection:
        connection.execute(tables.letters.update().values(due_at=MONDAY))
    shop.clock.now = MONDAY.replace(hour=15)
    at_once: list[int] = []

    class Counts(Sink):
        now = 0

        async def deliver(self, parcel, *, go):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            self.now += 1
            at_once.append(self.now)
            try:
                return await super().deliver(parcel, go=go)
            finally:
                self.now -= 1

    shop.send(Counts())
    assert max(at_once) == 3


# -- the road ----------------------------------------------------------------------------------------------------


def road(shop: Shop, *, password: str | None = None):  # type: ignore[no-untyped-def]  # noqa: ANN201
    return open_road(
        shop.store, folder=shop.folder, settings=shop.firm.settings, password=password, clock=shop.clock, by="test"
    )


LIVE = """[law]
basis = "interest"
decided_by = "Daryna"
date = 2026-01-01

[delivery]
live = true
host = "127.0.0.2"
port = 2525
security = "none"
username = "firm"
drop = "elsewhere"

[letters]"""


def test_a_rehearsal_drops_files_and_a_live_firm_asks_its_relay(shop: Shop) -> None:
    shop.configure("[letters]", '[delivery]\ndrop = "out"\n\n[letters]')
    rehearsal = road(shop)
    assert isinstance(rehearsal.courier, DropCourier)
    assert rehearsal.relay == "rehearsal"
    shop.send(rehearsal.courier)
    shop.configure('[delivery]\ndrop = "out"\n\n[letters]', LIVE)
    live = road(shop, password="secret")
    assert isinstance(live.courier, RelayCourier)
    asked = live.courier.relay
    assert (asked.host, asked.port, asked.security.value, asked.username) == ("127.0.0.2", 2525, "none", "firm")
    assert "secret" not in repr(vars(live.courier))


def test_the_drop_folder_is_where_the_letters_lie(shop: Shop) -> None:
    shop.configure("[letters]", '[delivery]\ndrop = "out"\n\n[letters]')
    add_people(shop.store, 1)
    shop.prepare()
    shop.clock.now = MONDAY.replace(hour=15, minute=29)
    shop.send(road(shop).courier)
    assert len(list((shop.folder / "out").rglob("*.eml"))) == 1


def test_a_live_firm_must_have_decided_the_law(shop: Shop) -> None:
    shop.configure("[letters]", LIVE.replace('basis = "interest"\n', ""))
    with pytest.raises(RefusedForSafety, match="basis"):
        road(shop)


@pytest.mark.parametrize(("key", "word"), [("basis", "basis"), ("decided_by", "decided_by"), ("date", "date")])
def test_each_part_of_the_law_is_asked_for(key: str, word: str) -> None:
    whole = {"basis": "consent", "decided_by": "Daryna", "date": dt.date(2026, 1, 1)}
    letters = Letters(unsubscribe_address="stop@firm.example")
    assert live_refusals(Settings(law=Law.model_validate(whole), letters=letters)) == ()
    del whole[key]
    (refusal,) = live_refusals(Settings(law=Law.model_validate(whole), letters=letters))
    assert word in refusal


def test_without_a_way_to_say_stop_nothing_leaves() -> None:
    law = Law(basis="interest", decided_by="x", date=dt.date(2026, 1, 1))
    assert len(live_refusals(Settings(law=law))) == 1
    assert live_refusals(Settings(law=law, web=Web(url="https://x.example"))) == ()


def test_a_database_whose_clock_was_argued_sends_to_this_machine_only(shop: Shop) -> None:
    with shop.store.write() as connection:
        argue_clock(connection)
    shop.configure("[letters]", LIVE)
    road(shop)
    shop.configure("127.0.0.2", "relay.example")
    with pytest.raises(RefusedForSafety, match="rehearsal"):
        road(shop)


# -- the firm ----------------------------------------------------------------------------------------------------


def test_the_database_lies_beside_the_settings_or_where_they_say(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text("")
    assert open_firm(config).store.url == f"sqlite:///{tmp_path / 'outreach.sqlite'}"
    config.write_text(f'database = "sqlite:///{tmp_path}/other.sqlite"')
    firm = open_firm(config)
    assert firm.store.url.endswith("other.sqlite")
    assert firm.path("segments") == tmp_path / "segments"


def test_a_config_with_mistakes_opens_no_firm(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text("langage = 1\nbook = 2")
    with pytest.raises(FilesAreWrong) as wrong:
        open_firm(config)
    assert len(wrong.value.problems) == 2
    config.write_text("=")
    assert read_settings(config)[0] is None


def test_the_config_is_found_above_or_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OUTREACH_CONFIG", raising=False)
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    with pytest.raises(NotFound):
        find_config(inner)
    (tmp_path / "config.toml").touch()
    assert find_config(inner) == tmp_path / "config.toml"
    monkeypatch.setenv("OUTREACH_CONFIG", str(tmp_path / "other.toml"))
    assert find_config(inner) == tmp_path / "other.toml"


def test_a_secret_is_looked_for_in_four_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = Secrets(folder=tmp_path)
    assert secrets.get("relay_password") is None
    with pytest.raises(RefusedForSafety, match="secrets/relay_password"):
        secrets.need("relay_password")

    def put(path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(text)

    put(tmp_path / "secrets" / "relay_password", "four\n")
    assert secrets.need("relay_password") == "four"
    put(tmp_path / "systemd" / "relay_password", "three")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "systemd"))
    assert secrets.need("relay_password") == "three"
    put(tmp_path / "file", "two")
    monkeypatch.setenv("OUTREACH_RELAY_PASSWORD_FILE", str(tmp_path / "file"))
    assert secrets.need("relay_password") == "two"
    monkeypatch.setenv("OUTREACH_RELAY_PASSWORD", "one")
    assert secrets.need("relay_password") == "one"
    assert "one" not in repr(secrets)


def test_a_secret_that_others_may_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    path = tmp_path / "secrets" / "token_key"
    path.write_text("x")
    path.chmod(0o644)
    with pytest.raises(RefusedForSafety, match="chmod 600"):
        Secrets(folder=tmp_path).get("token_key")


# -- screens, pages and files ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "said"), [("ru", "outreach db upgrade"), ("en", "has no tables yet")])
def test_screens_speak_the_language_that_is_set(
    shop: Shop, language: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.configure("time_zone", f'language = "{language}"\ntime_zone')
    monkeypatch.setattr("sys.argv", ["outreach", "--config", str(shop.folder / "config.toml"), "status"])
    with pytest.raises(SystemExit):
        main()
    told = capsys.readouterr().err
    assert said in told
    assert ("no tables" in told) is (language == "en")


def test_the_pages_listen_where_they_are_told(shop: Shop) -> None:
    shop.configure("[letters]", '[web]\nbind = "127.0.0.3"\nport = 0\n\n[letters]')
    with closing(_door(shop.firm)) as door:
        host, port = door.getsockname()
    assert host == "127.0.0.3"
    taken = socket.create_server(("127.0.0.3", port))
    with closing(taken):
        shop.configure("port = 0", f"port = {port}")
        with pytest.raises(OutOfReach, match=str(port)):
            _door(shop.firm)


def test_what_a_row_does_not_say_the_firm_says_for_it(shop: Shop, tmp_path: Path) -> None:
    shop.configure("[letters]", '[book]\ncountry = "MD"\nlanguage = "ru"\ncurrency = "MDL"\n\n[letters]')
    (tmp_path / "clients.csv").write_text("code,name,email\nX1,Anna Field,x1@example.com\n")
    (tmp_path / "orders.csv").write_text("code,number,date,amount\nX1,1,2025-02-03,10.50\n")
    for name in ("clients", "orders"):
        plan = plan_import(tmp_path / f"{name}.csv")
        steps.import_book(shop.firm, plan, dry_run=False, now=MONDAY, by="test")
    with shop.store.read() as connection:
        client = connection.execute(select(tables.clients)).one()
        assert (client.country, client.language) == ("MD", "ru")
        assert connection.execute(select(tables.orders.c.currency)).scalar_one() == "MDL"
