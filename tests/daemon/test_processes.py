"""Real daemons in processes of their own: one leads, a signal ends it gently, a kill does no harm."""

import datetime as dt
import signal
import threading
from pathlib import Path

import pytest

from outreach import clock
from outreach.daemon import LEADER, LEASE, _Worker, run
from outreach.errors import LockIsHeld, OutOfReach, OutreachError
from outreach.settings import Settings
from outreach.store.engine import open_store
from outreach.store.lease import Lease, standing_leases, take_lease
from outreach.store.upgrade import upgrade
from tests.daemon.keeper import PATIENCE, daemon, systemd, until
from tests.relay import Hang, Held, Relay, Script
from tests.shop import GREETING, MONDAY, Shop, add_people, open_shop

NOW = "2026-01-12T15:11"  # late in the sending hours of Kyiv: every letter of the day is due
MINUTE = dt.timedelta(minutes=1)
LIVE = """
[law]
basis = "contract"
decided_by = "Daryna Levytska"
date = 2026-01-01

[daemon]
tick_seconds = 1

[delivery]
live = true
security = "none"
connections = 1
port = {port}
"""


def firm_towards(folder: Path, port: int) -> Shop:
    """Three letters of this firm are ready; it is live, towards a relay on this machine."""
    store = open_store(f"sqlite:///{folder / 'outreach.sqlite'}")
    upgrade(store)
    shop = open_shop(folder, store, config=LIVE.format(port=port), hello=GREETING)
    add_people(store, 3)
    shop.prepare()
    return shop


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "firm"
    made.mkdir()
    return made


def test_sigterm_finishes_the_letter_in_hand_and_begins_no_other(folder: Path, tmp_path: Path) -> None:
    answers = threading.Event()
    with Relay(Script(dot=[Held(answers, "250 2.0.0 taken over")])) as relay, systemd(tmp_path / "notify") as listens:
        shop = firm_towards(folder, relay.port)
        with daemon(folder, "--now", NOW, listens_at=tmp_path / "notify") as started:
            until(relay.reached["dot"].is_set, what="the first letter")
            started.process.send_signal(signal.SIGTERM)
            until(lambda: listens.hears("STOPPING=1"), what="the end of the daemon")
            assert started.process.poll() is None  # it waits for the relay's answer
            answers.set()
            code, told = started.end(signal.SIGCONT)
        assert (code, "Traceback" in told) == (0, False)
        assert len(relay.accepted) == 1
        assert sorted(shop.states()) == ["ready", "ready", "sent"]
        assert [one.name for one in leases(shop)] == []
        assert listens.heard[0] == "READY=1"
        shop.store.close()


def test_the_next_look_is_after_as_many_seconds_as_the_firm_says(folder: Path, tmp_path: Path) -> None:
    """One second here; at the default nobody would have the patience for a third look."""
    assert 2 * Settings().daemon.tick_seconds > PATIENCE
    with Relay() as relay, systemd(tmp_path / "notify") as listens:
        shop = firm_towards(folder, relay.port)
        with daemon(folder, "--now", NOW, listens_at=tmp_path / "notify"):
            until(lambda: listens.hears("STATUS=") and sum(one.startswith("STATUS=") for one in listens.heard) > 2,
                  what="a third look")  # fmt: skip
        shop.store.close()


def test_two_daemons_the_second_says_so_and_goes(folder: Path) -> None:
    with Relay() as relay:
        shop = firm_towards(folder, relay.port)
        with daemon(folder, "--now", NOW) as first:
            until(lambda: len(relay.accepted) == 3, what="the letters")
            with daemon(folder, "--now", NOW) as second:
                _, told = second.process.communicate(timeout=30)
                assert second.process.returncode == 75  # EX_TEMPFAIL, for whoever starts it
                assert "another daemon leads" in told
            assert first.process.poll() is None
            code, told = first.end()
            assert (code, "Traceback" in told) == (0, False)
        assert len(relay.accepted) == 3
        shop.store.close()


def test_a_killed_daemon_is_followed_when_its_lease_has_run_out(folder: Path) -> None:
    """Kill -9 while the relay holds its answer: the letter in hand is in doubt, the others go, none twice."""
    with Relay(Script(dot=[Held(threading.Event(), "")])) as relay:
        shop = firm_towards(folder, relay.port)
        with daemon(folder, "--now", NOW) as first:
            until(relay.reached["dot"].is_set, what="the first letter")
            first.end(signal.SIGKILL)
        assert sorted(shop.states()) == ["claimed", "claimed", "going"]
        lease = leases(shop)[0]

        shop.clock.now = lease.until - dt.timedelta(seconds=1)
        assert not _Worker(shop.firm, clock=shop.clock).leads()
        with pytest.raises(LockIsHeld):
            run(shop.firm, clock=shop.clock)
        shop.clock.now = lease.until
        follower = _Worker(shop.firm, clock=shop.clock)
        assert follower.leads()

        with Relay() as other:
            shop.configure(f"port = {relay.port}", f"port = {other.port}")
            follower = _Worker(shop.firm, clock=shop.clock)
            for shop.clock.now in (MONDAY + 567 * MINUTE, MONDAY + 580 * MINUTE):  # 15:27, 15:40
                follower.work()
            assert len(other.accepted) == 2
        assert sorted(shop.states()) == ["in_doubt", "sent", "sent"]
        shop.store.close()


def test_whoever_does_not_lead_does_nothing(folder: Path) -> None:
    with Relay() as relay:
        shop = firm_towards(folder, relay.port)
        shop.clock.now = MONDAY + dt.timedelta(hours=9, minutes=15)
        with shop.store.write() as connection:
            assert take_lease(connection, LEADER, holder="another", lasts=LEASE, now=shop.clock())
        _Worker(shop.firm, clock=shop.clock).work()
        assert relay.connections == 0
        shop.store.close()


def test_a_daemon_that_leaves_lets_the_next_one_lead_at_once(folder: Path) -> None:
    with Relay() as relay:
        shop = firm_towards(folder, relay.port)
        worker = _Worker(shop.firm, clock=shop.clock)
        assert worker.leads()
        assert leases(shop)[0].holder == clock.process_name()
        worker.leave()
        assert leases(shop) == ()
        shop.store.close()


def test_a_pass_that_hangs_ends_the_process_so_that_another_is_started(folder: Path) -> None:
    """The relay never answers; `HUNG` is no time at all here."""
    impatient = "import outreach.daemon as d; from datetime import timedelta; d.BEAT, d.HUNG = 0.05, timedelta(0); "
    with Relay(Script(dot=[Hang()])) as relay:
        shop = firm_towards(folder, relay.port)
        with daemon(folder, "--now", NOW, first=impatient) as started:
            _, told = started.process.communicate(timeout=30)
            assert started.process.returncode == 1
            assert "a pass has hung" in told
        shop.store.close()


def test_a_daemon_whose_pages_have_no_port_says_so_and_leads_no_longer(folder: Path) -> None:
    with Relay() as relay:
        shop = firm_towards(folder, relay.port)
        shop.configure("[delivery]", f'[web]\nurl = "http://letters.test"\nport = {relay.port}\n[delivery]')
        before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]
        try:
            with pytest.raises(OutOfReach, match="cannot listen"):
                run(shop.firm, clock=shop.clock)
        finally:
            for number, handler in zip((signal.SIGTERM, signal.SIGINT), before, strict=True):
                signal.signal(number, handler)
        assert leases(shop) == ()
        shop.store.close()


def test_a_pass_that_fails_does_not_keep_the_next_one_from_working(folder: Path) -> None:
    with Relay() as relay:
        shop = firm_towards(folder, relay.port)
        shop.clock.now = MONDAY + dt.timedelta(hours=9, minutes=15)
        worker = _Worker(shop.firm, clock=shop.clock)
        key = (folder / "secrets" / "token_key").read_text(encoding="ascii")
        shop.write("secrets/token_key", "not a key")
        with pytest.raises(OutreachError):
            worker.work()
        assert relay.accepted == []
        shop.write("secrets/token_key", key)
        worker.work()
        assert len(relay.accepted) == 3
        shop.store.close()


def leases(shop: Shop) -> tuple[Lease, ...]:
    with shop.store.read() as connection:
        return standing_leases(connection)
