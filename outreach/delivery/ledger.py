"""The second witness: an append-only file of what went to the dot, fsynced before the dot, for the day of a restore.

The database remains the truth; the ledger only knows more after an older copy of the database was put back.
"""

import errno
import os
from collections.abc import Sequence
from pathlib import Path

WENT, STAYED = "W", "S"


class Ledger:
    """Lines `W letter attempt message-id` (went to the dot) and `S letter attempt` (provably stayed after all)."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def went(self, letters: Sequence[tuple[int, str, str]]) -> None:
        """Letter, attempt and Message-ID of each; on disk when this returns."""
        self._append([f"{WENT} {letter} {attempt} {message_id}" for letter, attempt, message_id in letters])

    def stayed(self, letters: Sequence[tuple[int, str]]) -> None:
        """Letters that went to the dot and were provably refused there."""
        self._append([f"{STAYED} {letter} {attempt}" for letter, attempt in letters])

    def numbers_gone(self) -> set[int]:
        """Letters that went and did not provably stay; a torn last line is not believed."""
        if not self._path.exists():
            return set()
        gone: dict[tuple[int, str], bool] = {}
        with self._path.open(encoding="ascii", errors="replace") as lines:
            for line in lines:
                parts = line.split()
                if line.endswith("\n") and len(parts) >= 3 and parts[1].isdigit():  # noqa: PLR2004
                    gone[(int(parts[1]), parts[2])] = parts[0] == WENT
        return {letter for (letter, _), went in gone.items() if went}

    def _append(self, lines: Sequence[str]) -> None:
        if not lines:
            return
        is_new = not self._path.exists()
        file = os.open(self._path, os.O_CREAT | os.O_APPEND | os.O_RDWR, 0o600)
        try:
            text = ("" if _ends_a_line(file) else "\n") + "".join(f"{line}\n" for line in lines)
            written = text.encode("ascii", "replace")
            if os.write(file, written) != len(written):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(file)
        finally:
            os.close(file)
        if is_new:
            _keep_name(self._path.parent)


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
