"""The daemon: for each step, while it finds work. APScheduler is only the clock; what is due stands in the store.

One process leads; others wait for its lease. SIGTERM finishes the letter in hand. What a step does is in `steps`.
"""

import logging
import os
import signal
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import FrameType

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.schedulers.background import BackgroundScheduler

from outreach import clock as the_clock
from outreach import steps, steps_sources
from outreach.delivery.ledger import Ledger
from outreach.delivery.road import open_road
from outreach.delivery.send import Road
from outreach.errors import LockIsHeld, OutreachError
from outreach.firm import Firm
from outreach.letter.content import read_files
from outreach.letter.template import KeptTemplates
from outreach.locale import say
from outreach.outbox.records import count_unknown, doubt_restored
from outreach.policy.records import Pause, pause
from outreach.store.engine import Connection
from outreach.store.identity import be_seen, identity_of
from outreach.store.lease import give_up_lease, take_lease
from outreach.store.words import PauseScope
from outreach.web.serve import PagesBeside

log = logging.getLogger("outreach.daemon")

LEADER = "leader"
LEASE = timedelta(minutes=2)
MOST_TURNS = 10_000  # of one step in one pass; a step that never ends is a mistake of ours
BEAT = 5.0  # seconds between signs of life
HUNG = timedelta(hours=2)  # a pass that takes longer is dead: the process ends, and its supervisor starts another

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class PassReport:
    """What one pass did, a count per word; `held` says why nothing was sent."""

    counts: Counter[str] = field(default_factory=Counter)
    held: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """One line a figure, or one that says that there was nothing to do."""
        done = {word: count for word, count in self.counts.items() if count}
        if not done and not self.held:
            yield "nothing to do"
        for word, count in done.items():
            yield f"{count:>7}  {word}"
        yield from (f"held: {reason}" for reason in self.held)


@dataclass(slots=True, kw_only=True)
class Memory:
    """What a pass leaves to the next so that it need not be worked out again; a pass without it does the same."""

    templates: KeptTemplates = field(default_factory=KeptTemplates)
    ledger: Ledger | None = None
    tried: dict[str, datetime] = field(default_factory=dict)  # sources, and when they may be tried again
    away: set[str] = field(default_factory=set)  # those that did not answer

    def same(self, ledger: Ledger) -> Ledger:
        """The ledger of this path as it was read before; another database has another one."""
        if self.ledger is None or self.ledger.path != ledger.path:
            self.ledger = ledger
        return self.ledger


def one_pass(
    firm: Firm,
    *,
    clock: Clock,
    by: str,
    memory: Memory | None = None,
    sends: bool = True,
    leads: Callable[[], bool] = lambda: True,
    should_stop: Callable[[], bool] = lambda: False,
) -> PassReport:
    """Every step once, each until it finds no work. May be killed at any line and run again."""
    report = PassReport()
    memory = memory or Memory()
    for reason in _reasons_to_stand_still(firm, memory, now=clock(), by=by):
        report.held.append(reason)
    for turn in _turns(firm, memory, clock=clock, by=by, report=report):
        if should_stop() or not leads():
            return report
        _until_done(turn, report)
    if sends and not should_stop():
        _send_all(firm, clock=clock, by=by, report=report, leads=leads, should_stop=should_stop)
    return report


def _turns(
    firm: Firm, memory: Memory, *, clock: Clock, by: str, report: PassReport
) -> Iterator[Callable[[], Counter[str]]]:
    """The steps in their order; each turn gives what it did, and nothing when there is no more to do."""
    yield lambda: Counter({"letters in doubt": steps.doubt_stale(firm, now=clock(), by=by)})
    yield lambda: _read_inbox(firm, clock=clock, by=by, report=report)
    yield lambda: _read_sources(firm, memory, clock=clock, by=by, report=report)
    yield lambda: _take_incoming(firm, clock=clock, by=by, report=report)
    yield lambda: _refreshed(firm, clock=clock)
    yield lambda: Counter({"returns looked for": int(steps.find_returns(firm, now=clock()))})
    files = read_files(firm.folder, settings=firm.settings, kept=memory.templates)
    for problem in files.problems:
        log.warning("%s", problem)
    yield lambda: Counter({"letters withdrawn": steps.withdraw_changed(firm, files, now=clock(), by=by)})
    yield lambda: sum((one.tally() for one in steps.plan_due(firm, files, now=clock(), by=by)), Counter())
    yield lambda: steps.write_drafts(firm, files, now=clock(), by=by).tally()
    yield lambda: Counter({"letters ready": steps.make_ready(firm, files, now=clock(), by=by)})
    yield lambda: Counter({"letters late": steps.expire_late(firm, now=clock(), by=by)})


def _until_done(turn: Callable[[], Counter[str]], report: PassReport) -> None:
    for _ in range(MOST_TURNS):
        done = turn()
        report.counts.update(done)
        if not sum(done.values()):
            return
    raise AssertionError("a step found work without end")


def _read_inbox(firm: Firm, *, clock: Clock, by: str, report: PassReport) -> Counter[str]:
    try:
        read = steps.read_inbox(firm, now=clock(), by=by)
    except OutreachError as problem:  # letters go on until `unseen_hours` are over
        report.held.append(str(problem))
        return Counter()
    return Counter({f"{count.kind} read": count.number for count in read.kinds})


def _read_sources(firm: Firm, memory: Memory, *, clock: Clock, by: str, report: PassReport) -> Counter[str]:
    """Each source whose time has come, once; one that is away is told once, and tried again when its time comes."""
    now, done = clock(), Counter[str]()
    for name in steps_sources.due_sources(firm, now=now):
        if now < memory.tried.get(name, now):
            continue
        memory.tried[name] = now + timedelta(minutes=firm.settings.sources[name].every_minutes)
        try:
            synced = steps_sources.sync_source(firm, name, now=now, by=by)
        except OutreachError as problem:
            if name not in memory.away:
                report.held.append(str(problem))
            memory.away.add(name)
            continue
        if name in memory.away:
            memory.away.remove(name)
            log.info("source %s is there again", name)
        for one in synced:
            done[f"rows changed from {one.name}"] += one.report.new + one.report.changed
            done[f"rows refused from {one.name}"] += one.report.refused
    return done


def _take_incoming(firm: Firm, *, clock: Clock, by: str, report: PassReport) -> Counter[str]:
    try:
        taken, _ = steps_sources.take_incoming(firm, now=clock(), by=by)
    except OSError as problem:  # a folder that may not be written to
        report.held.append(str(problem))
        return Counter()
    return Counter("files refused" if one.report is None else "files taken in" for one in taken)


def _refreshed(firm: Firm, *, clock: Clock) -> Counter[str]:
    report = steps.refresh_facts(firm, now=clock())
    return Counter({"clients newly lost": report.newly_lost, "clients returned": report.returned})


def _send_all(
    firm: Firm,
    *,
    clock: Clock,
    by: str,
    report: PassReport,
    leads: Callable[[], bool],
    should_stop: Callable[[], bool],
) -> None:
    if reason := steps.blind(firm, now=clock()):
        report.held.append(reason)
        return
    try:
        road = open_road_of(firm, clock=clock, by=by, should_stop=should_stop)
    except OutreachError as refused:
        report.held.append(str(refused))
        return
    while leads() and not should_stop():
        sent = steps.send_due(firm, road)
        report.counts.update({f"letters {word}": count for word, count in sent.counts.items()})
        if sent.held_because:
            report.held.append(sent.held_because)
        if sent.held_because or not sent.found_work:
            return


def open_road_of(firm: Firm, *, clock: Clock, by: str, should_stop: Callable[[], bool] = lambda: False) -> Road:
    """The firm's road to its relay, or to the rehearsal's folder; RefusedForSafety where something is undecided."""
    return open_road(
        firm.store,
        folder=firm.folder,
        settings=firm.settings,
        password=firm.secrets.get("relay_password"),
        clock=clock,
        by=by,
        should_stop=should_stop,
    )


def _reasons_to_stand_still(firm: Firm, memory: Memory, *, now: datetime, by: str) -> list[str]:
    """A copy, a restore, a clock that stepped back: sending pauses until a person says `outreach resume`."""
    reasons = []
    gone = memory.same(steps.ledger_of(firm)).numbers_gone()
    with firm.store.write() as connection:
        known = identity_of(connection)
        reason = be_seen(connection, now=now)
        if reason and not known.clock_argued:
            reasons.append(reason)
        if gone and (count := doubt_restored(connection, sorted(gone), care=firm.settings.care, now=now, by=by)):
            reasons.append(_restored(connection, gone, count=count))
        for text in reasons:
            pause(connection, Pause(scope=PauseScope.ALL, reason=text), now=now, by=by)
    return reasons


def _restored(connection: Connection, gone: set[int], *, count: int) -> str:
    reason = f"the database was restored: {count} letters that went are in doubt"
    if unknown := count_unknown(connection, sorted(gone)):
        reason += (
            f"; {unknown} went that this copy does not know, and their clients could be written to again: "
            "put back a later copy, or stop those campaigns"
        )
    return reason


# -- for years ---------------------------------------------------------------------------------------------------


def run(firm: Firm, *, clock: Clock = the_clock.now) -> int:
    """Works until SIGTERM or SIGINT, then 0. LockIsHeld if another one leads, OutOfReach if the pages have no port.

    If a pass has hung, the process itself ends with 1: nothing else frees a thread that waits for ever.
    """
    worker = _Worker(firm, clock=clock)
    if not worker.leads():
        raise LockIsHeld(say("another daemon leads; this one would only wait"))
    try:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, worker.end)
        scheduler = _scheduler(worker, every=firm.settings.daemon.tick_seconds)
        with PagesBeside(firm) if firm.settings.web.url else nullcontext():
            scheduler.start()
            notify("READY=1")
            log.info("at work as %s", worker.name)
            if not worker.wait():
                os._exit(1)
        notify("STOPPING=1")
        scheduler.shutdown()
        log.info("told to stop: what was in hand is finished")
    finally:
        worker.leave()
    return 0


def _scheduler(worker: "_Worker", *, every: int) -> BackgroundScheduler:
    """Due dates are ours and stand in the store: it only wakes us, and a late wake-up is as good as any."""
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # it would tell every error twice, and long passes
    scheduler = BackgroundScheduler(timezone="UTC")
    scheduler.add_listener(_log_error, EVENT_JOB_ERROR)
    scheduler.add_job(
        worker.work,
        "interval",
        seconds=every,
        next_run_time=the_clock.now(),  # the world's time, whatever moment the work is told
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    return scheduler


class _Worker:
    def __init__(self, firm: Firm, *, clock: Clock) -> None:
        self.firm = firm
        self.clock = clock
        self.name = the_clock.process_name()
        self.memory = Memory()
        self.ending = threading.Event()
        self.began: float | None = None  # a pass is under way since
        self.told = 0.0

    def leads(self) -> bool:
        with self.firm.store.write() as connection:
            return take_lease(connection, LEADER, holder=self.name, lasts=LEASE, now=self.clock())

    def work(self) -> None:
        """One pass, if we lead."""
        if self.ending.is_set() or not self.leads():
            return
        self.began = the_clock.monotonic()
        try:
            report = one_pass(
                self.firm,
                clock=self.clock,
                by="daemon",
                memory=self.memory,
                leads=self.leads,
                should_stop=self.ending.is_set,
            )
        finally:
            self.began = None
        done = ", ".join(line.strip() for line in report.lines())
        notify(f"STATUS={done}")
        if sum(report.counts.values()) or report.held or the_clock.monotonic() - self.told > 60:  # noqa: PLR2004
            self.told = the_clock.monotonic()
            log.info("%s", done)

    def wait(self) -> bool:
        """Until the end is asked for; False if a pass has hung."""
        while not self.ending.wait(timeout=BEAT):
            notify("WATCHDOG=1")
            began = self.began
            if began is not None and the_clock.monotonic() - began > HUNG.total_seconds():
                log.error("a pass has hung; the process ends")
                return False
        return True

    def end(self, number: int, frame: FrameType | None) -> None:
        """The signal handler: the letter in hand is finished, no other begun."""
        del number, frame
        self.ending.set()

    def leave(self) -> None:
        with self.firm.store.write() as connection:
            give_up_lease(connection, LEADER, holder=self.name)


def _log_error(event: JobExecutionEvent) -> None:
    is_bug = not isinstance(event.exception, OutreachError)
    log.error("a pass failed: %s", event.exception, exc_info=event.exception if is_bug else None)


def notify(message: str) -> None:
    """Tells systemd, if it started us (sd_notify(3)); says nothing to anybody else."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
        try:
            channel.connect(address)
            channel.sendall(message.encode())
        except OSError as problem:
            log.warning("systemd does not listen: %s", problem)
