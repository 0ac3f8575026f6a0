"""A Maildir is read without losing, deleting or reading twice."""

import os
from pathlib import Path

import pytest

from outreach.errors import OutOfReach
from outreach.inbox.limits import MESSAGE_BYTES
from outreach.inbox.maildir import Maildir


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for part in ("new", "cur", "tmp"):
        (tmp_path / "box" / part).mkdir(parents=True)
    return tmp_path / "box"


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_new_and_unseen_messages_are_read_in_the_order_of_their_names(folder: Path) -> None:
    for name in ("new/2.b", "new/1.a", "cur/3.c:2,", "cur/4.d:2,F", "cur/5.e:2,FS", "new/.hidden", "tmp/6.f"):
        (folder / name).write_text(name)
    raws = list(Maildir(folder).new())
    assert [raw.key for raw in raws] == ["new/1.a", "new/2.b", "cur/3.c:2,", "cur/4.d:2,F"]
    assert raws[0].content == b"new/1.a"
    assert Maildir(folder).name == f"maildir:{folder}"


def test_what_is_done_is_kept_as_seen(folder: Path) -> None:
    (folder / "new/1.a").write_text("one")
    (folder / "cur/2.b:2,RF").write_text("two")
    box = Maildir(folder)
    for raw in list(box.new()):
        box.done(raw.key)
    assert files(folder) == ["cur/1.a:2,S", "cur/2.b:2,FRS"]
    assert not list(box.new())


def test_doing_it_again_after_a_crash_changes_nothing(folder: Path) -> None:
    (folder / "new/1.a").write_text("one")
    box = Maildir(folder)
    box.done("new/1.a")
    box.done("new/1.a")
    box.done("cur/1.a:2,S")
    assert files(folder) == ["cur/1.a:2,S"]


def test_another_message_of_the_same_name_is_not_overwritten(folder: Path) -> None:
    (folder / "cur/1.a:2,S").write_text("old")
    (folder / "new/1.a").write_text("new")
    Maildir(folder).done("new/1.a")
    kept = files(folder)
    assert len(kept) == 2
    assert {(folder / name).read_text() for name in kept} == {"old", "new"}


def test_a_large_message_is_read_to_the_limit_and_kept_whole(folder: Path) -> None:
    (folder / "new/1.a").write_bytes(b"x" * (MESSAGE_BYTES + 10))
    box = Maildir(folder)
    (raw,) = box.new()
    box.done(raw.key)
    assert len(raw.content) == MESSAGE_BYTES
    assert (folder / "cur/1.a:2,S").stat().st_size == MESSAGE_BYTES + 10


def test_what_cannot_be_read_does_not_stop_the_rest(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    (folder / "new/1.folder").mkdir()
    os.mkfifo(folder / "new/2.pipe")
    (folder / "new/3.gone").symlink_to(folder / "nowhere")
    (folder / "new/4.a").write_text("read")
    assert [raw.content for raw in Maildir(folder).new()] == [b"read"]
    assert "could not be read" in caplog.text


def test_a_missing_maildir_is_out_of_reach(tmp_path: Path) -> None:
    with pytest.raises(OutOfReach, match="cannot be read"):
        list(Maildir(tmp_path / "none").new())
