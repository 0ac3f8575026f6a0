"""What systemd and the daemon say to one another."""

import socket
from pathlib import Path

import pytest

from outreach.cli.working import unit
from outreach.daemon import notify
from tests.daemon.keeper import systemd


def test_nobody_listens_and_nothing_is_said(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    opened: list[tuple[object, ...]] = []
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    monkeypatch.setattr("socket.socket", lambda *what: opened.append(what))
    notify("READY=1")
    assert (opened, caplog.text) == ([], "")


def test_a_message_arrives_as_it_was_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with systemd(tmp_path / "notify") as listens:
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        notify("READY=1")
        notify("STATUS=3 letters sent")
        assert listens.hears("STATUS")
    assert listens.heard == ["READY=1", "STATUS=3 letters sent"]


def test_an_abstract_socket_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind("")  # the kernel chooses an abstract name
        monkeypatch.setenv("NOTIFY_SOCKET", "@" + channel.getsockname()[1:].decode())
        notify("WATCHDOG=1")
        assert channel.recv(100) == b"WATCHDOG=1"


def test_a_systemd_that_went_away_does_not_stop_the_work(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "nobody"))
    notify("WATCHDOG=1")
    assert "systemd does not listen" in caplog.text


def test_the_unit_starts_the_daemon_of_this_folder_and_hands_it_its_key(tmp_path: Path) -> None:
    text = unit(tmp_path)
    assert "Type=notify" in text
    assert f"--config {tmp_path}/config.toml --verbose daemon\n" in text
    assert f"LoadCredential=token_key:{tmp_path}/secrets/token_key\n" in text
    assert f"ReadWritePaths={tmp_path}\n" in text
    assert f"User={tmp_path.owner()}\n" in text
    sections = [line for line in text.splitlines() if line.startswith("[")]
    assert sections == ["[Unit]", "[Service]", "[Install]"]


def test_the_unit_waits_longer_than_a_relay_may_take_for_its_answer(tmp_path: Path) -> None:
    """RFC 5321 §4.5.3.2.6: ten minutes for the answer to the dot."""
    settings = dict(line.split("=", 1) for line in unit(tmp_path).splitlines() if "=" in line)
    assert int(settings["TimeoutStopSec"]) > 600
    assert int(settings["WatchdogSec"]) > 2 * 5
