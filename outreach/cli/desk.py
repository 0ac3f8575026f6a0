"""What every command begins with: the firm opened, the language chosen, the moment agreed on."""

import getpass
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

import click

from outreach import clock
from outreach.delivery.relay import host_is_loopback
from outreach.errors import FilesAreWrong, NotFound, RefusedForSafety
from outreach.firm import Firm, find_config, open_firm
from outreach.letter.content import Content, Files, read_files
from outreach.locale import say
from outreach.problems import nearest
from outreach.store.identity import argue_clock, identity_of
from outreach.store.schema import ensure_current

YEARS = range(1970, 2200)  # of a moment that is typed


@dataclass(frozen=True)
class Desk:
    """The firm, the moment, and who is at the keyboard. Files are read when they are asked for."""

    firm: Firm
    now: datetime
    by: str
    argued: bool = False  # whether time was given by an argument, now or once in this database's life

    def clock(self) -> datetime:
        """The moment as it passes, for work that takes long; a time that was argued stands still."""
        return self.now if self.argued else clock.now()

    def running_clock(self) -> Callable[[], datetime]:
        """The same for the daemon: a time that was argued runs on from there."""
        ahead = self.now - clock.now() if self.argued else timedelta()
        return lambda: clock.now() + ahead

    @cached_property
    def files(self) -> Files:
        return read_files(self.firm.folder, settings=self.firm.settings)

    def content(self, name: str) -> Content:
        """The campaign with this name, ready; its mistakes as FilesAreWrong, an unknown name as NotFound."""
        wanted = Path(name).name.removesuffix(".toml")
        if wanted in self.files.contents:
            return self.files.contents[wanted]
        path = self.firm.folder / "campaigns" / f"{wanted}.toml"
        if path.exists():
            raise FilesAreWrong(self.files.problems)
        known = [file.stem for file in sorted((self.firm.folder / "campaigns").glob("*.toml"))]
        meant = nearest(wanted, known)
        hint = say("Did you mean “{meant}”?", meant=meant) if meant else say("There are: {all}", all=", ".join(known))
        raise NotFound(say("There is no campaign “{name}”.", name=name) + " " + hint)


def open_desk(*, schema: bool = True) -> Desk:
    """The desk of the current command; `schema` False for commands that make or mend the database.

    The database is closed when the command ends, however it does.
    """
    root = click.get_current_context().find_root()
    said = root.obj or {}
    _log(int(said.get("verbose") or 0))
    firm = open_firm((said.get("config") or find_config(Path.cwd())).resolve())
    root.call_on_close(firm.store.close)
    if schema:
        ensure_current(firm.store)
    now, argued = _moment(firm, said.get("now"), schema=schema)
    return Desk(firm=firm, now=now, by=_person(), argued=argued)


def _moment(firm: Firm, argued: str | None, *, schema: bool) -> tuple[datetime, bool]:
    """The moment, and whether somebody said so."""
    if argued is None:
        return _as_it_stands(firm) if schema else (clock.now(), False)
    moment = read_moment(argued)
    delivery = firm.settings.delivery
    if delivery.live and not host_is_loopback(delivery.host):
        raise RefusedForSafety(say("--now is for rehearsals: these settings send for real"))
    if schema:
        with firm.store.write() as connection:
            argue_clock(connection)
    return moment, True


def read_moment(text: str) -> datetime:
    """A moment as it is typed, within the years that calendars know; anything else as a UsageError."""
    try:
        moment = clock.parse_moment(text)
    except (ValueError, OverflowError):
        moment = None
    if moment is None or moment.year not in YEARS:
        raise click.UsageError(say("“{text}” is no moment; write 2025-10-01 or 2025-10-01T09:30", text=text))
    return moment


def _as_it_stands(firm: Firm) -> tuple[datetime, bool]:
    """The present moment; in a database whose time was given by an argument, the moment it has come to."""
    with firm.store.read() as connection:
        known = identity_of(connection)
    if known.clock_argued and known.last_seen_at:
        return known.last_seen_at, True
    return clock.now(), known.clock_argued


def _person() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no account for this uid, as in some containers
        return "cli"


def _log(verbose: int) -> None:
    level = logging.WARNING if verbose == 0 else logging.INFO if verbose == 1 else logging.DEBUG
    logging.basicConfig(level=level, format="%(asctime)s %(name)s %(levelname)s %(message)s")
