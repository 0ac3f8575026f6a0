"""The second witness: an append-only file of what went to the dot, fsynced before the dot, for the day of a restore.

The database remains the truth; the ledger only knows more after an older copy of the database was put back.
"""

import errno
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

WENT, STAYED = "W", "S"


class Ledger:
    """Lines `W letter attempt message-id` (went to the dot) and `S letter attempt` (provably stayed after all)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: _Known | None = None

    def went(self, letters: Sequence[tuple[int, str, str]]) -> None:
        """Letter, attempt and Message-ID of each; on disk when this returns."""
        self._append([f"{WENT} {letter} {attempt} {message_id}" for letter, attempt, message_id in letters])

    def stayed(self, letters: Sequence[tuple[int, str]]) -> None:
        """Letters that went to the dot and were provably refused there."""
        self._append([f"{STAYED} {letter} {attempt}" for letter, attempt in letters])

    def numbers_gone(self) -> set[int]:
        """Letters that went and did not provably stay; a torn last line is not believed.

        Asked again, it reads what was appended since; a file that is not the continuation of what was read (restored,
        replaced, cut) is read from its beginning.
        """
        try:
            file = self.path.open("rb")
        except FileNotFoundError:
            self._known = None
            return set()
        with file:
            if self._known is None or not self._known.goes_on_in(file):
                self._known = _Known(file=_which(file))
            self._known.read_on(file)
        return self._known.numbers()

    def _append(self, lines: Sequence[str]) -> None:
        if not lines:
            return
        is_new = not self.path.exists()
        file = os.open(self.path, os.O_CREAT | os.O_APPEND | os.O_RDWR, 0o600)
        try:
            text = ("" if _ends_a_line(file) else "\n") + "".join(f"{line}\n" for line in lines)
            written = text.encode("ascii", "replace")
            if os.write(file, written) != len(written):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(file)
        finally:
            os.close(file)
        if is_new:
            _keep_name(self.path.parent)


@dataclass(slots=True)
class _Known:
    """What was read so far of one file. Numbers stand by attempt, of which there is one for a whole batch."""

    file: tuple[int, int]
    end: int = 0
    last: bytes = b""  # the line before `end`: attempts are unique, so another history has another line there
    gone: dict[bytes, set[int]] = field(default_factory=dict)

    def goes_on_in(self, file: BinaryIO) -> bool:
        if _which(file) != self.file:
            return False
        file.seek(self.end - len(self.last))
        return file.read(len(self.last)) == self.last

    def read_on(self, file: BinaryIO) -> None:
        file.seek(self.end)
        for line in file:
            if not line.endswith(b"\n"):
                return
            self.end += len(line)
            self.last = line
            self._take(line.split())

    def numbers(self) -> set[int]:
        return set().union(*self.gone.values())

    def _take(self, parts: list[bytes]) -> None:
        if len(parts) < 3 or not parts[1].isdigit():  # noqa: PLR2004
            return
        letters = self.gone.setdefault(parts[2], set())
        if parts[0] == WENT.encode():
            letters.add(int(parts[1]))
        else:
            letters.discard(int(parts[1]))


def _which(file: BinaryIO) -> tuple[int, int]:
    """The file itself, whatever its name: device and number."""
    found = os.fstat(file.fileno())
    return found.st_dev, found.st_ino


def _ends_a_line(file: int) -> bool:
    """False after a line that was torn by a crash: the next one must not be read as its end."""
    size = os.fstat(file).st_size
    return size == 0 or os.pread(file, 1, size - 1) == b"\n"


def _keep_name(folder: Path) -> None:
    """A new file survives a power cut only if its folder is on disk, too."""
    place = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)
