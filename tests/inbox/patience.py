"""Tells work that grows with the square of a message from work that grows with it: minutes from a second."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

ENOUGH = 60  # seconds of this process's own work; the honest way needs about one


@contextmanager
def bounded() -> Iterator[None]:
    begun = time.process_time()
    yield
    assert time.process_time() - begun < ENOUGH
