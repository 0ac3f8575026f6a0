"""What may be handed to a courier at all, the rehearsal's drop, and the Date stamp."""

import asyncio
from datetime import UTC, datetime
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.delivery.answer import Verdict
from outreach.delivery.courier import Go, Parcel, ParcelIsMalformed
from outreach.delivery.drop import DropCourier
from outreach.delivery.stamp import stamped
from tests.delivery.post import no, parcel, words, yes

FINE = b"Subject: x\r\n\r\nGood morning.\r\n"


def build(**parts: object) -> Parcel:
    usual = {"letter_id": 1, "attempt": "a", "mail_from": "a@b.example", "rcpt_to": "c@d.example", "message": FINE}
    return Parcel(**(usual | parts))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "message",
    [
        b"", b"no end", b"bare\nfeed\r\n", b"bare\rreturn\r\n", b"\r\r\n", b"\n\r\n", b"nul\0\r\n", b"8-bit \xd0\r\n",
        b"x" * 999 + b"\r\n", b"a\r\n.\n\r\n", b"a\r\n.\r\r\n", b"\r\n.\r",
    ],
)  # fmt: skip
def test_a_message_that_could_smuggle_is_not_a_parcel(message: bytes) -> None:
    with pytest.raises(ParcelIsMalformed):
        build(message=message)


@pytest.mark.parametrize(
    "address",
    [
        "", "a", "@b", "a@", "a@b>", "<a@b>", "a b@c", "a@b\r\nRCPT TO:<x@y>", "a@b\n", "a@b@c", "ц@b", "a@б", "a\0@b",
        "a@b SIZE=1", "a" * 65 + "@b",
    ],
)  # fmt: skip
def test_an_address_that_could_inject_is_not_a_parcel(address: str) -> None:
    for part in ("mail_from", "rcpt_to"):
        with pytest.raises(ParcelIsMalformed) as raised:
            build(**{part: address})
        assert "letter 1" in str(raised.value)


def test_the_longest_line_may_pass() -> None:
    assert build(message=b"x" * 998 + b"\r\n").message


def test_a_parcel_prints_without_its_addresses() -> None:
    assert "example" not in repr(parcel())


# -- drop --------------------------------------------------------------------------------------------------------


def drop(folder: Path, *parcels: Parcel, go: Go = yes) -> list[Verdict]:
    async def work() -> list[Verdict]:
        courier = DropCourier(folder)
        verdicts = [await courier.deliver(each, go=go) for each in parcels]
        await courier.close()
        return verdicts

    return asyncio.run(work())


def test_a_rehearsal_drops_a_private_file(tmp_path: Path) -> None:
    folder = tmp_path / "outgoing"
    assert [words(verdict) for verdict in drop(folder, parcel(7))] == ["accepted"]
    (file,) = folder.iterdir()
    assert file.name == "7.eml"
    assert file.read_bytes() == parcel(7).message
    assert file.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_dropping_again_replaces_the_file(tmp_path: Path) -> None:
    drop(tmp_path, parcel(7), parcel(7, body=b"second\r\n"))
    (file,) = tmp_path.iterdir()
    assert file.read_bytes().endswith(b"second\r\n")


def test_a_withheld_letter_leaves_no_file(tmp_path: Path) -> None:
    assert [words(verdict) for verdict in drop(tmp_path, parcel(), go=no)] == ["withheld"]
    assert list(tmp_path.iterdir()) == []


def test_go_comes_before_the_file_is_there(tmp_path: Path) -> None:
    async def go() -> bool:
        assert not (tmp_path / "1.eml").exists()
        return True

    drop(tmp_path, parcel(), go=go)
    assert (tmp_path / "1.eml").exists()


def test_what_go_raises_leaves_no_file(tmp_path: Path) -> None:
    async def full() -> bool:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        drop(tmp_path, parcel(), go=full)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_the_relays_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert [words(verdict) for verdict in drop(tmp_path / "file", parcel())] == ["deferred body relay"]
    (tmp_path / "1.eml").mkdir()
    assert [words(verdict) for verdict in drop(tmp_path, parcel())] == ["deferred body relay"]


# -- stamp -------------------------------------------------------------------------------------------------------

MOMENT = datetime(2025, 12, 30, 22, 30, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "date"),
    [
        ("UTC", "Tue, 30 Dec 2025 22:30:05 +0000"),
        ("Europe/Kyiv", "Wed, 31 Dec 2025 00:30:05 +0200"),
        ("America/St_Johns", "Tue, 30 Dec 2025 19:00:05 -0330"),
    ],
)
def test_the_date_is_on_the_firms_clock(zone: str, date: str) -> None:
    assert stamped(FINE, now=MOMENT, zone=zone) == f"Date: {date}\r\n".encode() + FINE


@given(moment=st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2090, 1, 1)))  # noqa: DTZ001
def test_the_date_is_read_back_as_the_same_moment(moment: datetime) -> None:
    aware = moment.replace(microsecond=0, tzinfo=UTC)
    message = message_from_bytes(stamped(FINE, now=aware, zone="Europe/Moscow"))
    assert parsedate_to_datetime(message["Date"]) == aware


@pytest.mark.parametrize("message", [b"Date: x\r\n\r\n", b"Subject: x\r\ndate: y\r\n\r\nbody\r\n"])
def test_a_second_date_is_a_bug(message: bytes) -> None:
    with pytest.raises(AssertionError):
        stamped(message, now=MOMENT, zone="UTC")


def test_a_date_in_the_body_is_no_header() -> None:
    assert stamped(b"Subject: x\r\n\r\nDate: today\r\n", now=MOMENT, zone="UTC").startswith(b"Date: Tue")
