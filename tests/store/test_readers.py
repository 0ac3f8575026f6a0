"""Other processes that read beside a writing transaction: what they find, what goes wrong there, and how they end."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import Pipe

import pytest
from sqlalchemy import Connection, delete, func, select, text

from outreach.errors import OutOfReach
from outreach.store.engine import Store
from outreach.store.readers import Readers, answer, readers
from outreach.store.tables import clients
from tests.cast import add_client

LEFT_ALONE = """
import os, signal, sys
from outreach.store.engine import open_store
from outreach.store.readers import readers
from tests.store.test_readers import number_of_process
with open_store(sys.argv[1]).write() as connection, readers(connection, wanted=True, many=2) as crew:
    print(*crew.map(number_of_process, [1, 2]), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def number_of_process(connection: Connection, task: int) -> int:
    assert connection.execute(text("SELECT 1")).scalar() == 1
    return os.getpid()


def known(connection: Connection, task: int, *, more: int) -> tuple[int, int]:
    return task + more, connection.execute(select(func.count()).select_from(clients)).scalar_one()


def refuse(connection: Connection, task: int) -> int:
    raise ValueError(task)


@contextmanager
def crew_of(store: Store, *, many: int | None = 2) -> Iterator[Readers]:
    with store.write() as connection, readers(connection, wanted=True, many=many) as crew:
        yield crew


def test_results_come_in_the_order_of_the_tasks_from_what_stood_when_the_writer_began(sqlite_store: Store) -> None:
    anna = add_client(sqlite_store, email=None)
    with sqlite_store.write() as connection, readers(connection, wanted=True, many=2) as crew:
        before = list(crew.map(partial(known, more=10), range(9)))
        connection.execute(delete(clients).where(clients.c.id == anna))
        after = list(crew.map(partial(known, more=20), range(2)))
    assert before == [(number + 10, 1) for number in range(9)]
    assert after == [(20, 1), (21, 1)]
    with sqlite_store.read() as connection:
        assert known(connection, 1, more=0) == (1, 0)


def test_they_are_processes_of_their_own_that_end_with_the_work(sqlite_store: Store) -> None:
    with crew_of(sqlite_store) as crew:
        theirs = set(crew.map(number_of_process, range(8)))
    assert len(theirs) == 2
    assert os.getpid() not in theirs
    for pid in theirs:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_what_goes_wrong_there_is_raised_here(sqlite_store: Store) -> None:
    with crew_of(sqlite_store) as crew, pytest.raises(ValueError, match="3"):
        list(crew.map(refuse, [3, 4]))


def give_up(connection: Connection, task: int) -> int:
    os._exit(task)


def test_one_that_is_ended_from_outside_is_told_of_and_what_was_written_is_taken_back(sqlite_store: Store) -> None:
    with pytest.raises(OutOfReach, match="ended from outside"), crew_of(sqlite_store) as crew:
        list(crew.map(give_up, [1, 2, 3]))


def test_none_is_started_unless_it_helps(store: Store) -> None:
    with store.write() as connection:
        with readers(connection, wanted=False, many=2) as crew:
            assert len(crew) == 0
        with readers(connection, wanted=True, many=1) as crew:
            assert list(crew.map(number_of_process, [1])) == [os.getpid()]
        if not store.is_sqlite:
            with readers(connection, wanted=True, many=2) as crew:
                assert len(crew) == 0


def test_what_a_transaction_has_written_is_read_by_itself_alone(sqlite_store: Store) -> None:
    anna = add_client(sqlite_store)
    with sqlite_store.write() as connection:
        connection.execute(text("UPDATE clients SET city = 'Lviv' WHERE id = :anna"), {"anna": anna})
        with readers(connection, wanted=True, many=2) as crew:
            assert len(crew) == 0


def test_killed_processes_leave_no_readers_behind(sqlite_store: Store) -> None:
    command = [sys.executable, "-c", LEFT_ALONE, sqlite_store.url]
    ended = subprocess.run(command, stdout=subprocess.PIPE, timeout=60, check=False)  # until the last has closed it
    assert ended.returncode == -9
    assert len(ended.stdout.split()) == 2


def test_a_task_is_done_with_the_work_that_came_last(sqlite_store: Store) -> None:
    ours, theirs = Pipe()
    with sqlite_store.read() as connection, theirs, ThreadPoolExecutor() as aside:
        answering = aside.submit(answer, theirs, connection)
        ours.send(partial(known, more=1))
        ours.send((1,))
        assert ours.recv() == (2, 0)
        ours.send(refuse)
        ours.send((2,))
        assert isinstance(ours.recv().problem, ValueError)
        ours.close()
        assert isinstance(answering.exception(), EOFError)
