"""What the screens say to slips of the hand and to a world that does not answer."""

from pathlib import Path

import pytest

from tests.cli.shop import Shop

CAMPAIGN = "quarterly-improvements"


def test_a_fact_or_reason_without_words_is_refused(shop: Shop) -> None:
    for command in (("fact", "101", "project", " "), ("reason", "101", " ")):
        said = shop.run("clients", *command)
        assert said.code == 2
        assert "empty" in said.err


def test_another_event_is_not_called_known(shop: Shop) -> None:
    first = ("clients", "reason", "106", "service", "--event", "мы не ответили")
    assert "Kept." in shop.run(*first).err
    assert "That was known already." in shop.run(*first).err
    other = shop.run("clients", "reason", "106", "service", "--event", "мы опоздали")
    assert other.code == 1
    assert "Not kept: the event on record is “мы не ответили”." in other.err


def test_a_list_of_nobody_has_no_empty_table(shop: Shop) -> None:
    said = shop.run("clients", "list", "zzz")
    assert said.out == ""
    assert "No client is called “zzz”." in said.err


def test_a_pause_says_what_stands_still_and_until_when(shop: Shop) -> None:
    said = shop.run("pause", "--campaign", "birthday", "--reason", "stock", "--until", "2125-12-01")
    assert "Nothing of birthday leaves from now on." in said.err
    assert "outreach resume --campaign birthday" in said.err
    assert "to clients in UA" in shop.run("pause", "--country", "ukraine", "--reason", "war").err
    status = shop.run("status").out
    assert "PAUSED the campaign birthday: stock (until 2125-12-01 00:00 UTC)" in status
    assert "PAUSED clients in UA: war\n" in status
    left = shop.run("resume").err
    assert "0 pauses ended." in left
    assert "Still paused: clients in UA: war" in left


def test_a_city_or_a_region_may_stand_still(shop: Shop) -> None:
    said = shop.run("pause", "--country", "UA", "--city", "киев", "--reason", "mourning", "--until", "2125-12-01")
    assert "Nothing leaves to clients in Київ (UA) from now on." in said.err
    assert "of the book" in said.err
    assert 'outreach resume --country UA --city "Київ"' in said.err
    again = ("pause", "--country", "UA", "--city", "Kyiv", "--reason", "again", "--until", "2125-11-01")
    assert "paused already" in shop.run(*again).err
    region = ("--country", "UA", "--region", "Харківська область")
    assert "the region Харківська область (UA)" in shop.run("pause", *region, "--reason", "x").err
    assert "PAUSED clients in Київ (UA): mourning (until 2125-12-01 00:00 UTC)" in shop.run("status").out
    assert "1 pause ended." in shop.run("resume", "--country", "UA", "--city", "Киев").err
    assert "1 pause ended." in shop.run("resume", *region).err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--city", "Київ"), "Name its country too"),
        (("--country", "UA", "--city", "Київ", "--region", "Київська"), "Name a city or a region"),
        (("--campaign", "birthday", "--region", "Київська"), "Name a campaign or a country"),
    ],
)
def test_a_place_is_named_with_its_country(shop: Shop, options: tuple[str, ...], said: str) -> None:
    found = shop.run("pause", "--reason", "x", *options)
    assert found.code == 2
    assert said in found.err


@pytest.mark.parametrize(
    "wrong", [("--until", "tomorrow"), ("--until", "2020-01-01"), ("--country", "UAA"), ("--until", "9999-12-31")]
)
def test_a_pause_that_would_not_hold_is_refused(shop: Shop, wrong: tuple[str, str]) -> None:
    assert shop.run("pause", "--reason", "x", *wrong).code == 2
    assert "PAUSED" not in shop.run("status").out


def test_an_inbox_without_mail_says_so(shop: Shop) -> None:
    said = shop.run("inbox")
    assert (said.code, said.out) == (0, "")
    assert "Nothing has come back." in said.err


def test_a_letter_that_does_not_wait_cannot_be_approved(shop: Shop) -> None:
    said = shop.run("approve", CAMPAIGN, "--letter", "999", "--yes")
    assert said.code == 2
    assert f"No letter 999 of “{CAMPAIGN}” waits for approval." in said.err


def test_a_second_approval_says_what_was_ready_already(shop: Shop) -> None:
    first = shop.run("approve", CAMPAIGN, "--yes")
    assert "ready already" not in first.err
    assert "ready already." in shop.run("approve", CAMPAIGN, "--yes").err


def test_a_dry_run_names_people_and_their_own_clock(shop: Shop) -> None:
    said = shop.run("plan", CAMPAIGN, "--dry-run", width=180)
    assert "Дубровская Анна Петровна" in said.out
    assert "leaves (client's clock)" in said.out
    assert "is written to" not in said.out


def test_a_held_preview_proposes_what_would_mend_it(shop: Shop) -> None:
    said = shop.run("preview", CAMPAIGN, "--client", "106")
    assert said.code == 1
    assert 'outreach clients set 6 salutation="…"' in said.err


def test_a_moment_out_of_all_calendars_is_no_moment(shop: Shop) -> None:
    for moment in ("9999-12-31", "0001-01-01", "soon"):
        assert shop.run("status", now=moment).code == 2


def test_a_copy_into_nowhere_is_told_in_one_line(shop: Shop, tmp_path: Path) -> None:
    said = shop.run("db", "backup", str(tmp_path / "none" / "copy.sqlite"))
    assert said.code == 1
    assert "copy.sqlite: there is no such file or folder" in said.err
    assert "mistake of the program" not in said.err


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("not a url", "is no URL of SQLite or PostgreSQL"),
        ("mysql://me:secret@host/name", "is no URL of SQLite or PostgreSQL"),
        ("postgresql://me:secret@host:port/name", "is no URL of SQLite or PostgreSQL"),
        ("postgresql+nosuch://me:secret@host/name", "the driver for PostgreSQL is not installed"),
        ("sqlite:////proc/none.sqlite", "the database cannot be opened: /proc/none.sqlite"),
        ("postgresql://127.0.0.1:1/none", "the database does not answer"),
    ],
)
def test_a_database_that_cannot_be_opened_is_told_in_one_line(shop: Shop, url: str, said: str) -> None:
    config = (shop.folder / "config.toml").read_text(encoding="utf-8")
    shop.write("config.toml", f'database = "{url}"\n{config}')
    told = shop.run("status")
    assert told.code == 4
    assert said in told.err
    assert "secret" not in told.err


def test_a_file_of_sqlite_is_beside_the_settings_wherever_one_stands(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = (shop.folder / "config.toml").read_text(encoding="utf-8")
    (shop.folder / "outreach.sqlite").rename(shop.folder / "other.sqlite")
    shop.write("config.toml", f'database = "sqlite:///other.sqlite"\n{config}')
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    monkeypatch.setenv("OUTREACH_CONFIG", str(shop.folder / "config.toml"))
    assert shop.run("clients", "show", "101").code == 0


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("--no-input", "It stands before the command: outreach --no-input import"),
        ("--dry", "Did you mean “--dry-run”?"),
        ("--force", "Did you mean “--yes”?"),
        ("--help-all", "Did you mean “--help”?"),
        ("--colums", "Did you mean “--column”?"),
        ("--quux", "There is no option “--quux”."),
    ],
)
def test_an_option_that_is_not_there_is_told_what_to_type(shop: Shop, typed: str, hint: str) -> None:
    said = shop.run("import", "a.csv", typed)
    assert (said.code, said.err.rstrip().endswith(hint)) == (2, True)


def test_an_option_of_the_program_itself_is_mended_too(shop: Shop) -> None:
    assert "Did you mean “--quiet”?" in shop.run("--quite", "clients", "list").err
