"""Whoever wants to write to SQLite stands in line, across threads and processes.

SQLite has one writer at a time and lets the others look again every tenth of a second: whoever writes batch after batch
would be there again long before them, and keep a `stop` waiting until it gives up. Beside the file of the database lies
an empty one; its lock is held while waiting to write and let go as soon as the transaction has begun, so that who has
written waits behind whoever came meanwhile. The lock ends with its process, however that ends.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def place_in_line(database: Path) -> int:
    """A descriptor of its own for one connection; whoever opened it closes it."""
    return os.open(database.with_name(f"{database.name}-turn"), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)


@contextmanager
def in_line(place: int) -> Iterator[None]:
    """Meanwhile nobody else begins to wait for the database; those before have had their turn."""
    fcntl.flock(place, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(place, fcntl.LOCK_UN)
