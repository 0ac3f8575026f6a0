"""The firm whose letters these are: its folder, its settings, its secrets and its store, found and opened."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from outreach.errors import FilesAreWrong, NotFound, RefusedForSafety
from outreach.locale import say
from outreach.problems import Problem
from outreach.settings import Settings
from outreach.store.engine import Store, open_store
from outreach.tomlfile import check, read_document

CONFIG = "config.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """Passwords and keys by name; they are looked up when they are used and never kept in a noun that is printed."""

    folder: Path

    def get(self, name: str) -> str | None:
        """From OUTREACH_NAME, the file that OUTREACH_NAME_FILE names, systemd's credentials, or secrets/NAME.

        A file that others may read is refused.
        """
        if value := os.environ.get(f"OUTREACH_{name.upper()}"):
            return value
        named = os.environ.get(f"OUTREACH_{name.upper()}_FILE")
        credentials = os.environ.get("CREDENTIALS_DIRECTORY")
        places = [Path(named)] if named else []
        places += [Path(credentials) / name] if credentials else []
        places.append(self.folder / "secrets" / name)
        for place in places:
            if place.is_file():
                return _read_private(place)
        return None

    def need(self, name: str) -> str:
        """The same, or a refusal that says where it is looked for."""
        found = self.get(name)
        if found is None:
            raise RefusedForSafety(
                say(
                    "the secret {name} is missing; put it into secrets/{name} (mode 0600) or into OUTREACH_{variable}",
                    name=name,
                    variable=name.upper(),
                )
            )
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """What every step is given."""

    folder: Path
    settings: Settings
    store: Store
    secrets: Secrets

    def path(self, name: str) -> Path:
        """A file or folder of the firm's, absolute names as they are."""
        return self.folder / name


def find_config(start: Path) -> Path:
    """config.toml in `start` or above it; OUTREACH_CONFIG names another. NotFound if there is none."""
    if named := os.environ.get("OUTREACH_CONFIG"):
        return Path(named).resolve()
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / CONFIG).is_file():
            return folder / CONFIG
    raise NotFound(say("there is no config.toml here or above; make one with: outreach init shop"))


def read_settings(config: Path) -> tuple[Settings | None, tuple[Problem, ...]]:
    """The settings of a config.toml, or every mistake in it."""
    document = read_document(config)
    if isinstance(document, Problem):
        return None, (document,)
    return check(document, Settings)


def open_firm(config: Path) -> Firm:
    """Reads the settings and opens the store; FilesAreWrong if the settings have mistakes."""
    settings, problems = read_settings(config)
    if settings is None:
        raise FilesAreWrong(problems)
    folder = config.parent
    return Firm(
        folder=folder,
        settings=settings,
        store=open_store(_database(settings.database, folder=folder)),
        secrets=Secrets(folder=folder),
    )


def _database(url: str, *, folder: Path) -> str:
    """The URL; a file of SQLite without a leading slash is beside config.toml, wherever the command is run."""
    file = url.removeprefix("sqlite:///") if url else "outreach.sqlite"
    if file == url or not file or file.startswith((":", "file:")):
        return url
    return f"sqlite:///{folder / file}"


def _read_private(path: Path) -> str:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise RefusedForSafety(say("{file} may be read by others; run: chmod 600 {path}", file=path.name, path=path))
    return path.read_text(encoding="utf-8").strip()
