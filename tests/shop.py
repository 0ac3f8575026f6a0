"""A small firm for tests that plan, write and send: files in a folder, people in a store, a road to a courier."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import insert, select, update

from outreach import steps
from outreach.campaign.records import known_campaign
from outreach.delivery.answer import Accepted, Answer, Verdict, Withheld
from outreach.delivery.courier import Courier, Go, Parcel
from outreach.delivery.ledger import Ledger
from outreach.delivery.send import Road
from outreach.firm import Firm, Secrets, read_settings
from outreach.letter.content import Files, read_files
from outreach.letter.template import KeptTemplates
from outreach.outbox.records import approve, count_letters
from outreach.store import tables
from outreach.store.engine import Store
from outreach.store.words import LetterKind, State
from tests.wares import APOLOGY, CONFIG, GREETING, IMPROVEMENTS, NEWSLETTER, TEMPLATES

REPOSITORY = Path(__file__).parents[1]
KEPT = KeptTemplates()  # from one test to the next: what is made of the same bytes is compiled once
MONDAY = dt.datetime(2026, 1, 12, 6, 0, tzinfo=dt.UTC)  # 08:00 in Kyiv
NOON = dt.datetime(2026, 1, 12, 12, 0, tzinfo=dt.UTC)


@dataclass(kw_only=True)
class Clock:
    """A clock that a test sets."""

    now: dt.datetime = MONDAY

    def __call__(self) -> dt.datetime:
        return self.now

    def move(self, **span: float) -> dt.datetime:
        self.now += dt.timedelta(**span)
        return self.now


@dataclass(kw_only=True)
class Sink:
    """A courier that records what left, in order; `says` may answer otherwise, by the letter's number."""

    parcels: list[Parcel] = field(default_factory=list)
    says: Callable[[Parcel], Verdict | None] = lambda _parcel: None
    before_dot: Callable[[Parcel], None] = lambda _parcel: None

    async def deliver(self, parcel: Parcel, *, go: Go) -> Verdict:
        if not await go():
            return Withheld()
        self.before_dot(parcel)
        said = self.says(parcel)
        if said is not None and not isinstance(said, Accepted):
            return said
        self.parcels.append(parcel)
        return said or Accepted(answer=Answer(code=250, text="taken"))

    async def close(self) -> None:
        pass

    @property
    def letter_ids(self) -> list[int]:
        return [parcel.letter_id for parcel in self.parcels]


@dataclass(kw_only=True)
class Shop:
    """The firm with its clock; `files` are read anew when one of them has changed."""

    firm: Firm
    clock: Clock
    attempts: int = 0
    read: tuple[object, Files] | None = None

    @property
    def folder(self) -> Path:
        return self.firm.folder

    @property
    def store(self) -> Store:
        return self.firm.store

    @property
    def files(self) -> Files:
        seen = (self.firm.settings, tuple(sorted(_stamps(self.folder))))
        if self.read is None or self.read[0] != seen:
            files = read_files(self.folder, settings=self.firm.settings, kept=KEPT)
            assert not files.problems, "; ".join(map(str, files.problems))
            self.read = (seen, files)
        return self.read[1]

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def configure(self, old: str, new: str) -> None:
        """Another line in config.toml, read at once."""
        config = self.folder / "config.toml"
        text = config.read_text(encoding="utf-8")
        assert old in text
        config.write_text(text.replace(old, new), encoding="utf-8")
        settings, problems = read_settings(config)
        assert settings is not None, problems
        self.firm = replace(self.firm, settings=settings)

    def road(self, courier: Courier, **more: object) -> Road:
        def new_attempt() -> str:
            self.attempts += 1
            return f"attempt-{id(self)}-{self.attempts}"

        fields: dict[str, object] = {
            "store": self.store,
            "courier": courier,
            "ledger": Ledger(self.folder / "ledger.log"),
            "relay": "relay.test",
            "care": self.firm.settings.care,
            "delivery": self.firm.settings.delivery,
            "clock": self.clock,
            "new_attempt": new_attempt,
            "by": "test",
        }
        return Road(**(fields | more))  # type: ignore[arg-type]

    def plan(self) -> int:
        done = steps.plan_due(self.firm, self.files, now=self.clock(), by="test")
        return sum(bool(one.counts) or bool(one.decided_anew) for one in done)

    def draft(self) -> int:
        made = steps.write_drafts(self.firm, self.files, now=self.clock(), by="test")
        return made.drafted + made.held

    def withdraw(self) -> int:
        return steps.withdraw_changed(self.firm, self.files, now=self.clock(), by="test")

    def ready(self) -> int:
        return steps.make_ready(self.firm, self.files, now=self.clock(), by="test")

    def expire(self) -> int:
        return steps.expire_late(self.firm, now=self.clock(), by="test")

    def refresh(self) -> None:
        steps.refresh_facts(self.firm, now=self.clock())

    def prepare(self) -> int:
        """All steps before sending, each until it finds no work; how many rounds that took."""
        for rounds in range(50):
            self.refresh()
            if not (self.withdraw() + self.plan() + self.draft() + self.ready() + self.expire()):
                return rounds
        raise AssertionError("the steps find work without end")

    def send(self, courier: Courier, *, limit: int = 100, **more: object) -> dict[str, int]:
        """Batches until nothing is due; how many letters ended how."""
        counts: dict[str, int] = {}
        for _ in range(1_000):
            report = steps.send_due(self.firm, self.road(courier, **more), limit=limit)
            for word, count in report.counts.items():
                counts[word] = counts.get(word, 0) + count
            if not report.counts or report.held_because:
                return counts
        raise AssertionError("sending finds work without end")

    def campaign_id(self, key: str) -> int:
        with self.store.write() as connection:
            return known_campaign(connection, self.files.contents[key].campaign, now=self.clock()).id

    def approve(self, key: str, *, letters: int | None = None) -> None:
        """A person's word for the campaign's present content."""
        content, number = self.files.contents[key], self.campaign_id(key)
        with self.store.write() as connection:
            seen = count_letters(connection, campaign_id=number, digest=content.digest) if letters is None else letters
            approve(
                connection,
                campaign_id=number,
                digest=content.digest,
                letters=seen,
                months=self.firm.settings.care.approval_months,
                by="Anna",
                now=self.clock(),
            )

    def decisions(self, campaign: str = "", occasion: str = "") -> dict[int, tuple[str, str]]:
        """Choice and because by client (of one campaign, of one occasion)."""
        table = tables.decisions
        query = select(table.c.client_id, table.c.choice, table.c.because).order_by(table.c.id)
        if campaign:
            query = query.where(table.c.campaign_id == self.campaign_id(campaign))
        if occasion:
            query = query.where(table.c.occasion == occasion)
        with self.store.read() as connection:
            return {row.client_id: (row.choice.value, row.because.value) for row in connection.execute(query)}

    def states(self, *, client_id: int | None = None) -> list[str]:
        """The states of all letters in the order of their numbers."""
        query = select(tables.letters.c.state).order_by(tables.letters.c.id)
        if client_id is not None:
            query = query.where(tables.letters.c.client_id == client_id)
        with self.store.read() as connection:
            return [state.value for state in connection.scalars(query)]


def _stamps(folder: Path) -> Iterable[tuple[str, int, int]]:
    for path in folder.rglob("*.*"):
        if path.suffix in {".toml", ".md", ".html", ".css", ".csv"}:
            stat = path.stat()
            yield str(path), stat.st_mtime_ns, stat.st_size


def open_shop(folder: Path, store: Store, *, now: dt.datetime = MONDAY, config: str = "", **campaigns: str) -> Shop:
    """A firm whose campaigns are these; underscores in their names are hyphens. Its book was imported just now."""
    folder.mkdir(parents=True, exist_ok=True)
    text = CONFIG + config if "[" in config else config + CONFIG
    (folder / "config.toml").write_text(text, encoding="utf-8")
    settings, problems = read_settings(folder / "config.toml")
    assert settings is not None, problems
    (folder / "secrets").mkdir(exist_ok=True)
    key = folder / "secrets" / "token_key"
    key.touch(mode=0o600)
    key.write_text("0:" + "ab" * 32, encoding="ascii")
    shutil.copytree(REPOSITORY / "templates" / "layouts", folder / "templates" / "layouts", dirs_exist_ok=True)
    firm = Firm(folder=folder, settings=settings, store=store, secrets=Secrets(folder=folder))
    shop = Shop(firm=firm, clock=Clock(now=now))
    for name, source in TEMPLATES.items():
        shop.write(f"templates/{name}", source)
    shop.write("improvements.toml", IMPROVEMENTS)
    for name, source in campaigns.items():
        shop.write(f"campaigns/{name.replace('_', '-')}.toml", source)
    note_import(store, now=now)
    return shop


def note_import(store: Store, *, now: dt.datetime) -> None:
    """A client list was read: the book is fresh."""
    with store.write() as connection:
        connection.execute(
            insert(tables.imports).values(file="clients.csv", sha256="0", what="clients", mapping=[], counts={}, at=now)
        )


def add_people(
    store: Store, count: int, *, shared_by: int = 1, facts: bool = True, now: dt.datetime = MONDAY, **columns: object
) -> list[int]:
    """So many clients who may be written to; every `shared_by` of them share one address."""
    with store.write() as connection:
        first = (connection.execute(select(tables.clients.c.id).order_by(tables.clients.c.id.desc())).scalar() or 0) + 1
        numbers = list(range(first, first + count))
        base = {
            "gender": "f",
            "given_name": "Ann",
            "family_name": "Field",
            "country": "UA",
            "language": "en",
            "time_zone": "Europe/Kyiv",
            "named_at": now,
            "created_at": now,
            "changed_at": now,
        } | columns
        connection.execute(
            insert(tables.clients), [base | {"id": one, "code": f"C{one}", "name": "Ann Field"} for one in numbers]
        )
        keys = {one: f"client{(one - first) // shared_by + first}@example.com" for one in numbers}
        connection.execute(
            insert(tables.addresses),
            [{"client_id": one, "email": key, "address_key": key, "added_at": now} for one, key in keys.items()],
        )
        if facts:
            fact = {"key": "project", "value": "opened the warehouse", "language": None, "added_at": now}
            connection.execute(insert(tables.personal_facts), [fact | {"client_id": one} for one in numbers])
    return numbers


def change_client(store: Store, client_id: int, *, now: dt.datetime, **columns: object) -> None:
    with store.write() as connection:
        connection.execute(
            update(tables.clients).where(tables.clients.c.id == client_id).values(changed_at=now, **columns)
        )


def accept_all(letters: Iterable[Parcel]) -> set[str]:
    """The addresses that parcels went to."""
    return {parcel.rcpt_to for parcel in letters}


__all__ = [
    "APOLOGY",
    "CONFIG",
    "GREETING",
    "IMPROVEMENTS",
    "MONDAY",
    "NEWSLETTER",
    "NOON",
    "TEMPLATES",
    "Clock",
    "LetterKind",
    "Shop",
    "Sink",
    "State",
    "add_people",
    "change_client",
    "note_import",
    "open_shop",
]
