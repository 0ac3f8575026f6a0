"""Rehearsal: letters are dropped as .eml files into a folder, and nothing touches the network."""

import asyncio
import os
from pathlib import Path

from outreach.delivery.answer import Accepted, Answer, Deferred, Fault, Phase, Verdict, Withheld, no_answer
from outreach.delivery.courier import Go, Parcel


class DropCourier:
    """Writes `<letter number>.eml`, readable by its owner alone; a second delivery of a letter replaces the file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def deliver(self, parcel: Parcel, *, go: Go) -> Verdict:
        """See `Courier`: the file is written beside its place, and moved there after `go`."""
        place = self._folder / f"{parcel.letter_id}.eml"
        beside = self._folder / f".{parcel.letter_id}.part"
        try:
            await asyncio.to_thread(_write, beside, parcel.message)
        except OSError as problem:
            return _not_written(problem)
        try:
            if not await go():
                return Withheld()
            return _move(beside, place)
        finally:
            beside.unlink(missing_ok=True)

    async def close(self) -> None:
        """Nothing is kept open."""


def _write(path: Path, message: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(file, "wb") as stream:
        stream.write(message)
        stream.flush()
        os.fsync(file)


def _move(beside: Path, place: Path) -> Verdict:
    try:
        beside.replace(place)
    except OSError as problem:
        return _not_written(problem)
    return Accepted(answer=Answer(code=250, enhanced="2.0.0", text=f"dropped as {place.name}"))


def _not_written(problem: OSError) -> Deferred:
    what = no_answer(f"the drop folder cannot be written: {problem.strerror or problem}")
    return Deferred(answer=what, phase=Phase.BODY, fault=Fault.RELAY)
