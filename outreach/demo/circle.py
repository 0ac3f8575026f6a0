"""The demonstration: one turn of the whole circle on real purchases, from a client list to the quarterly report.

The clock is an argument. Letters travel over real SMTP to a post office on this machine, and nowhere else.
"""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path

from outreach import steps
from outreach.book.importing import ImportReport
from outreach.book.plan import plan_import
from outreach.campaign.records import known_campaign
from outreach.delivery.road import open_road
from outreach.demo.office import PostOffice
from outreach.demo.people import SEED, write_book, write_later_orders
from outreach.firm import Firm
from outreach.lapse.summary import Lapsed, lapsed
from outreach.letter.content import Content, Files, read_files
from outreach.outbox.records import approve, count_letters, next_due
from outreach.outcome.report import Report, make_report
from outreach.settings import Security, Settings
from outreach.store.identity import argue_clock, be_seen

BEGINS = date(2025, 10, 1)  # the book is imported as of this day
LAST_SENDING = date(2025, 11, 1)
ENDS = date(2026, 1, 31)  # by then every window of 90 days has closed for the greeting and the newsletter
QUARTER = "2025Q4"
CAMPAIGNS = ("quarterly-improvements", "cooks-day")
BY = "demo"
STEP = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What happened at the stations, for whoever prints it."""

    imports: dict[str, ImportReport] = field(default_factory=dict)
    found: list[Lapsed] = field(default_factory=list)
    planned: dict[str, Counter[str]] = field(default_factory=dict)
    drafted: Counter[str] = field(default_factory=Counter)
    approved: dict[str, int] = field(default_factory=dict)
    sent: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)
    later_orders: Counter[str] = field(default_factory=Counter)
    returned: Counter[str] = field(default_factory=Counter)
    reports: list[Report] = field(default_factory=list)


Station = Callable[[str, Told], None]


def go_round(firm: Firm, *, tell: Station) -> Report:
    """The whole circle in the folder of `firm`; done again, it sends nothing again. `tell` is called a station each."""
    told = Told()
    with PostOffice(firm.folder / "post-office", SEED, inbox=firm.folder / "inbox") as office:
        turn = _Turn(replace(firm, settings=_towards(firm.settings, port=office.port)), office, told)
        for name, station in turn.stations():
            station()
            tell(name, told)
    return told.reports[-1]


class _Turn:
    """The stations in their order, each with its moment."""

    def __init__(self, firm: Firm, office: PostOffice, told: Told) -> None:
        self.firm = firm
        self.office = office
        self.told = told
        self.now = _at(BEGINS, hour=5)

    def stations(self) -> Iterator[tuple[str, Callable[[], None]]]:
        yield "book", self.import_book
        yield "lapse", self.find_the_lost
        yield "plan", self.plan
        yield "approve", self.approve
        yield "send", self.send_for_a_month
        yield "inbox", lambda: None  # read while sending
        yield "returns", self.wait_for_returns
        yield "report", self.report

    def import_book(self) -> None:
        with self.firm.store.write() as connection:
            argue_clock(connection)
            be_seen(connection, now=self.now)
        files = write_book(self.firm.folder / "exports", until=BEGINS - timedelta(days=1))
        for path in (files.clients, files.orders, files.facts, files.reasons):
            self.told.imports[path.stem] = self._import(path)

    def find_the_lost(self) -> None:
        steps.refresh_facts(self.firm, now=self.now)
        with self.firm.store.read() as connection:
            self.told.found.append(lapsed(connection, today=self._today()))

    def plan(self) -> None:
        """Both campaigns, as the daemon would have planned them by then; nothing leaves without approval."""
        for name in CAMPAIGNS:
            counts: Counter[str] = Counter()
            for planned in steps.plan_due(self.firm, self.files, now=self.now, by=BY, only=name, ahead=30):
                counts.update(planned.tally())
            self.told.planned[name] = counts
            self.told.drafted.update(steps.write_drafts(self.firm, self.files, now=self.now, by=BY, only=name).tally())

    def approve(self) -> None:
        for name in CAMPAIGNS:
            content = self.files.contents[name]
            self.told.approved[name] = self._approve(content)
        steps.make_ready(self.firm, self.files, now=self.now, by=BY)

    def send_for_a_month(self) -> None:
        """A quarter of an hour at a time where letters are due; a fresh book and the inbox on every such morning."""
        looked_on = None
        while look := self._next_look():
            if look.date() != looked_on:
                looked_on = look.date()
                self.now = max(self.now, _at(looked_on, hour=0))
                self._import_orders(until=looked_on - timedelta(days=1))
                self._read_mail()
                self._withdraw()
            self.now = max(self.now, look)
            self._send()

    def wait_for_returns(self) -> None:
        for month in (date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), ENDS):
            self.now = max(self.now, _at(month, hour=5))
            self._import_orders(until=month - timedelta(days=1))
            self._read_mail()
            steps.expire_late(self.firm, now=self.now, by=BY)
            self.told.returned["found"] += int(steps.find_returns(self.firm, now=self.now))

    def report(self) -> None:
        with self.firm.store.write() as connection:
            be_seen(connection, now=self.now)
        with self.firm.store.read() as connection:
            made = make_report(connection, settings=self.firm.settings, quarter=QUARTER, today=self._today())
        self.told.reports.append(made)

    @cached_property
    def files(self) -> Files:
        """Read once: nobody edits them while the demonstration runs."""
        return read_files(self.firm.folder, settings=self.firm.settings)

    def _today(self) -> date:
        return steps.today(self.firm, now=self.now)

    def _import(self, path: Path) -> ImportReport:
        return steps.import_book(self.firm, plan_import(path), dry_run=False, now=self.now, by=BY)

    def _import_orders(self, *, until: date) -> None:
        path = write_later_orders(self.firm.folder / "exports", since=BEGINS, until=until)
        report = self._import(path)
        self.told.later_orders["new"] += report.new
        done = steps.refresh_facts(self.firm, now=self.now)
        self.told.returned["lapses ended"] += done.returned

    def _approve(self, content: Content) -> int:
        with self.firm.store.write() as connection:
            known = known_campaign(connection, content.campaign, now=self.now)
            count = count_letters(connection, campaign_id=known.id, digest=content.digest)
            approve(
                connection,
                campaign_id=known.id,
                digest=content.digest,
                letters=count,
                months=self.firm.settings.care.approval_months,
                by=BY,
                now=self.now,
            )
        return count

    def _next_look(self) -> datetime | None:
        """A little behind the next due letter, within the month."""
        with self.firm.store.read() as connection:
            due = next_due(connection, now=self.now)
        if due is None or due.date() >= LAST_SENDING:
            return None
        return max(due, self.now) + STEP

    def _withdraw(self) -> None:
        steps.expire_late(self.firm, now=self.now, by=BY)
        self.told.sent["withdrawn"] += steps.withdraw_changed(self.firm, self.files, now=self.now, by=BY)

    def _send(self) -> None:
        road = open_road(
            self.firm.store,
            folder=self.firm.folder,
            settings=self.firm.settings,
            password=None,
            clock=lambda: self.now,
            by=BY,
        )
        while (report := steps.send_due(self.firm, road)).found_work:
            self.told.sent.update(report.counts)

    def _read_mail(self) -> None:
        self.office.deliver_returns(now=self.now)
        for one in steps.read_inbox(self.firm, now=self.now, by=BY).kinds:
            self.told.read[one.kind] += one.number


def prepare(folder: Path, *, data: Path) -> None:
    """Puts the demonstration's own campaign beside those of a new folder; the others stay to be looked at."""
    shutil.copyfile(data / "demo" / "cooks-day.toml", folder / "campaigns" / "cooks-day.toml")


def _towards(settings: Settings, *, port: int) -> Settings:
    """The folder's settings, but live towards the post office on this machine."""
    delivery = settings.delivery.model_copy(
        update={"live": True, "host": "127.0.0.1", "port": port, "security": Security.NONE}
    )
    law = settings.law.model_copy(update={"basis": "contract", "decided_by": "the demonstration", "date": BEGINS})
    return settings.model_copy(update={"delivery": delivery, "law": law})


def _at(day: date, *, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=UTC)
