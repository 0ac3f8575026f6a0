"""A Maildir given over to what comes back: `new` and the unseen of `cur` are read, then kept in `cur` as seen.

The folder is the program's own: every message in it is taken over, ours or not, and none is deleted. A message that a
person's mail program marked as seen before us counts as read by him.
"""

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from outreach.errors import OutOfReach
from outreach.inbox.limits import MESSAGE_BYTES
from outreach.inbox.source import Raw
from outreach.locale import say
from outreach.problems import os_reason

log = logging.getLogger("outreach.inbox")

SEEN = "S"
_FLAGS = ":2,"  # https://cr.yp.to/proto/maildir.html: everything after it are flags, in ASCII order


class Maildir:
    """Messages are files `new/UNIQUE` and `cur/UNIQUE:2,FLAGS`; the key is that path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def name(self) -> str:
        return f"maildir:{self.folder}"

    def new(self) -> Iterator[Raw]:
        """In the order of names, which begin with the time of delivery; a file that cannot be read waits."""
        for key in [*self._names("new"), *(key for key in self._names("cur") if SEEN not in _flags(key))]:
            content = self._read(key)
            if content is not None:
                yield Raw(key=key, content=content)

    def done(self, key: str) -> None:
        """Moves the file to `cur` and marks it as seen; the message itself is not touched."""
        file = self.folder / key
        unique = file.name.partition(_FLAGS)[0]
        flags = "".join(sorted({*_flags(key), SEEN}))
        target = self.folder / "cur" / f"{unique}{_FLAGS}{flags}"
        if not file.exists() or file == target:
            return  # set aside before a crash
        if target.exists():  # another message of that name: keep both
            target = target.with_name(f"{unique}.{file.stat().st_ino}{_FLAGS}{flags}")
        file.rename(target)

    def _names(self, part: str) -> list[str]:
        try:
            with os.scandir(self.folder / part) as entries:
                return sorted(f"{part}/{entry.name}" for entry in entries if not entry.name.startswith("."))
        except OSError as problem:
            why = os_reason(problem)
            raise OutOfReach(
                say("the Maildir {folder} cannot be read: {why}", folder=self.folder, why=why)
            ) from problem

    def _read(self, key: str) -> bytes | None:
        try:
            with os.fdopen(os.open(self.folder / key, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
                return file.read(MESSAGE_BYTES) if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else None
        except OSError as problem:  # gone meanwhile, a folder, or not ours to read
            log.warning("a message in the Maildir could not be read: %s", problem.strerror)
            return None


def _flags(key: str) -> str:
    return key.partition(_FLAGS)[2]
