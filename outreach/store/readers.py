"""Other processes that read beside a long writing transaction, since one interpreter keeps one processor busy.

SQLite only: a reader there sees what stood when the transaction began, and PostgreSQL is a process beside ours anyhow.
They hold a pipe and nothing else: however this process ends, so does the pipe, and with it they do.
"""

import gc
import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from itertools import cycle
from multiprocessing import Pipe
from multiprocessing.connection import Connection as End
from typing import Any, TypeVar

from sqlalchemy import Connection, make_url

from outreach.errors import OutOfReach
from outreach.locale import say
from outreach.store.engine import has_written, open_store

FEW, MOST = 2, 4
AHEAD = 2  # tasks that each has at hand, so that nobody waits for this process

Task = TypeVar("Task")
Result = TypeVar("Result")
Work = Callable[[Connection, Task], Result]


class Readers:
    """Does work that only reads, here if there is no other process for it."""

    def __init__(self, connection: Connection, pipes: Sequence[End] = ()) -> None:
        self._connection, self._pipes = connection, pipes

    def __len__(self) -> int:
        return len(self._pipes)

    def map(self, work: Work[Task, Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """The result of each task, in their order. `work` is a function of a module, or a `partial` of one."""
        if not self._pipes:
            yield from (work(self._connection, task) for task in tasks)
            return
        try:
            yield from self._elsewhere(work, tasks)
        except (EOFError, ConnectionError) as gone:
            raise OutOfReach(
                say("a process that helped was ended from outside; nothing is lost, run it again")
            ) from gone

    def _elsewhere(self, work: Work[Task, Result], tasks: Iterable[Task]) -> Iterator[Result]:
        for pipe in self._pipes:
            pipe.send(work)
        waiting: deque[End] = deque()
        for task, pipe in zip(tasks, cycle(self._pipes), strict=False):
            if len(waiting) == AHEAD * len(self._pipes):
                yield _answer(waiting.popleft())
            pipe.send((task,))
            waiting.append(pipe)
        while waiting:
            yield _answer(waiting.popleft())


@contextmanager
def readers(connection: Connection, *, wanted: bool, many: int | None = None) -> Iterator[Readers]:
    """If they are `wanted` one for each processor, or so `many`; none where they would not read what we read."""
    if many is None:
        many = min(_processors(), MOST)
    if not wanted or many < FEW or not _same_elsewhere(connection):
        yield Readers(connection)
        return
    with ExitStack() as stack:
        pipes = [stack.enter_context(_started(str(connection.engine.url))) for _ in range(many)]
        yield Readers(connection, pipes)


def serve(end: int, url: str) -> None:
    """Does the tasks that come through this end of a pipe, until the other is closed."""
    for asked in (signal.SIGINT, signal.SIGTERM):  # meant for the process that writes, which is ours to wait for
        signal.signal(asked, signal.SIG_IGN)
    gc.disable()  # rows have no circles
    store = open_store(url)
    with End(end) as pipe, store.read() as connection, suppress(EOFError, OSError):
        answer(pipe, connection)
    store.close()


def answer(pipe: End, connection: Connection) -> None:
    """Each task with the work sent last; what goes wrong is told instead of the result."""
    work: Callable[[Connection, Any], object] | None = None
    while True:
        said = pipe.recv()
        if not isinstance(said, tuple):
            work = said
            continue
        assert work is not None
        try:
            result = work(connection, said[0])
        except Exception as problem:  # noqa: BLE001 whoever waits for the result raises it
            result = _Failed(problem)
        pipe.send(result)


class _Failed:
    def __init__(self, problem: Exception) -> None:
        self.problem = problem


def _answer(pipe: End) -> Any:
    said = pipe.recv()
    if isinstance(said, _Failed):
        raise said.problem
    return said


@contextmanager
def _started(url: str) -> Iterator[End]:
    # Neither forked (the daemon has threads, and a connection of SQLite must not cross a fork) nor spawned by
    # multiprocessing, which would run the main script again, whatever that is.
    ours, theirs = Pipe()
    path = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    said = f"from {__name__} import serve; serve({theirs.fileno()}, {url!r})"
    command = [sys.executable, "-P", "-c", said]
    with subprocess.Popen(command, env=os.environ | path, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()]):  # noqa: S603 our own
        theirs.close()
        with ours:
            yield ours


def _same_elsewhere(connection: Connection) -> bool:
    where = make_url(connection.engine.url)
    in_file = where.get_backend_name() == "sqlite" and where.database not in {None, "", ":memory:"}
    return in_file and not has_written(connection)


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
