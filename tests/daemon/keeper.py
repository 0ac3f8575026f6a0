"""Starts real daemons on a firm of our own, listens where systemd would, and waits for what is to happen."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE = 30.0  # seconds, for a machine under load; nothing waits so long on a good day


def until(happened: Callable[[], object], *, what: str) -> None:
    """Looks again and again; a test that waits for nothing fails with `what`."""
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, f"waited in vain: {what}"
        threading.Event().wait(0.02)


@dataclass(kw_only=True)
class Started:
    """A daemon in a process of its own."""

    process: subprocess.Popen[str]

    def end(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """The exit code after this signal, and what it told on stderr."""
        self.process.send_signal(number)
        _, told = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, told


@contextmanager
def daemon(folder: Path, *words: str, listens_at: Path | None = None, first: str = "") -> Iterator[Started]:
    """`outreach daemon` in this folder, after `first` was executed; killed in the end, if it still lives."""
    known = {name: value for name, value in os.environ.items() if name not in {"NOTIFY_SOCKET", "OUTREACH_CONFIG"}}
    if listens_at:
        known["NOTIFY_SOCKET"] = str(listens_at)
    code = f"{first}from outreach.cli.main import main; main()"
    command = [sys.executable, "-c", code, "--config", str(folder / "config.toml"), "--verbose", *words, "daemon"]
    process = subprocess.Popen(command, env=known, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        yield Started(process=process)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=PATIENCE)


@dataclass(kw_only=True)
class Systemd:
    """The other end of NOTIFY_SOCKET."""

    channel: socket.socket
    heard: list[str] = field(default_factory=list)

    def hears(self, word: str) -> bool:
        """Whether a message that begins so has come by now."""
        while True:
            try:
                self.heard.append(self.channel.recv(4096).decode())
            except BlockingIOError:
                return any(one.startswith(word) for one in self.heard)


@contextmanager
def systemd(place: Path) -> Iterator[Systemd]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(str(place))
        channel.setblocking(False)
        yield Systemd(channel=channel)
