"""Campaign files as a marketer writes them, and every mistake at once."""

import datetime as dt
from pathlib import Path

import pytest

from outreach.almanac.working import WeekendRule
from outreach.campaign.campaign import Approve, Campaign
from outreach.campaign.file import read_campaign, read_campaigns, read_segments, unknown_sender
from outreach.campaign.folder import languages_of, read_folder
from outreach.campaign.improvement import Improvement, answer_to, news_for, read_improvements
from outreach.errors import RefusedForSafety
from outreach.letter.content import read_files
from outreach.letter.keys import new_key, read_keys
from outreach.problems import Problem
from outreach.settings import Settings
from outreach.store.words import LetterKind
from tests.shop import GREETING, NEWSLETTER, REPOSITORY

WHO = '[who]\ncountry = "UA"\n'
HEAD = 'title = "T"\nkind = "greeting"\ntemplate = "greetings/hello"\nfrom = "manager"\n'


def read(tmp_path: Path, text: str) -> tuple[Campaign | None, tuple[Problem, ...]]:
    path = tmp_path / "wishes.toml"
    path.write_text(text, encoding="utf-8")
    return read_campaign(path, saved={})


def good(tmp_path: Path, when: str, *, head: str = HEAD, care: str = "") -> Campaign:
    campaign, problems = read(tmp_path, f"{head}{WHO}[when]\n{when}\n{care}")
    assert campaign, problems
    return campaign


def rules(tmp_path: Path, text: str) -> list[tuple[str, int]]:
    campaign, problems = read(tmp_path, text)
    assert campaign is None
    return [(problem.rule, problem.place.line) for problem in problems]


def test_what_is_not_said_has_a_safe_default(tmp_path: Path) -> None:
    campaign = good(tmp_path, "on = 2026-12-22")
    assert (campaign.key, campaign.title, campaign.kind) == ("wishes", "T", LetterKind.GREETING)
    care = campaign.care
    assert (care.approve, care.first_wave, care.control, care.repeat) == (Approve.CONTENT, 0, 0.0, False)
    assert campaign.when.on == dt.date(2026, 12, 22)
    assert campaign.call_segment is None


@pytest.mark.parametrize(
    ("when", "kind", "weekend", "late", "spread"),
    [
        ('day = "medic"', "greeting", WeekendRule.BEFORE, 0, 1),
        ('day = "birthday"', "greeting", WeekendRule.AFTER, 12, 1),
        ("on = 2026-12-22", "greeting", WeekendRule.AFTER, 0, 1),
        ("on = 2026-12-22", "newsletter", WeekendRule.AFTER, 30, 1),
        ('every = "quarter"', "newsletter", WeekendRule.AFTER, 0, 10),
        ('every = "quarter"\nspread_days = 5\nlate_days = 7\nweekend = "same day"', "newsletter",
         WeekendRule.SAME_DAY, 7, 5),
    ],
)  # fmt: skip
def test_how_late_and_how_spread_depends_on_the_occasion(
    tmp_path: Path, when: str, kind: str, weekend: WeekendRule, late: int, spread: int
) -> None:
    found = good(tmp_path, when, head=HEAD.replace("greeting", kind, 1)).when
    assert (found.weekend, found.late_days, found.spread_days) == (weekend, late, spread)
    assert found.is_birthday is ("birthday" in when)


def test_every_mistake_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    text = 'kind = "greting"\ntitel = "T"\ntemplate = ""\nfrom = "manager"\n'
    text += '[who]\n[when]\non = "soon"\n[care]\ncontrol = 2\n'
    assert [line for _, line in rules(tmp_path, text)] == [0, 1, 2, 3, 7, 9]


@pytest.mark.parametrize("when", ["", 'day = "medic"\non = 2026-01-01', 'every = "quarter"\nday = "medic"'])
def test_a_campaign_has_exactly_one_moment(tmp_path: Path, when: str) -> None:
    _, problems = read(tmp_path, f"{HEAD}{WHO}[when]\n{when}\n")
    assert any("exactly one" in problem.text for problem in problems)


def test_a_mistake_in_a_condition_stands_where_it_was_written(tmp_path: Path) -> None:
    text = f"{HEAD}[who]\nwhere = 'ordres > 2'\n[when]\non = 2026-01-01\n[care]\ncall = 'tire = \"gold\"'\n"
    found = rules(tmp_path, text)
    assert [line for _, line in found] == [6, 10]


def test_contradictions_are_told(tmp_path: Path) -> None:
    news = HEAD.replace("greeting", "newsletter", 1)
    assert rules(tmp_path, f'{news}{WHO}[when]\nday = "medic"\n') == [("L020", 8)]
    sorry = HEAD.replace("greeting", "apology", 1)
    assert rules(tmp_path, f"{sorry}{WHO}[when]\non = 2026-01-01\n") == [("L021", 4)]
    assert rules(tmp_path, "= 1") == [("T001", 1)]


def test_who_is_better_called_is_a_condition(tmp_path: Path) -> None:
    campaign = good(tmp_path, "on = 2026-01-01", care="[care]\ncall = 'tier = \"gold\"'\n")
    assert campaign.call_segment
    assert campaign.call_segment.where == 'tier = "gold"'


@pytest.mark.parametrize(
    ("wanted", "meant"), [("director", None), ("new manager", None), ("olena", None), ("olna", "olena"), ("zz", "")]
)
def test_an_unknown_sender_is_told_who_may_be_meant(tmp_path: Path, wanted: str, meant: str | None) -> None:
    campaign = good(tmp_path, "on = 2026-01-01", head=HEAD.replace("manager", wanted))
    assert unknown_sender(campaign, {"olena": object()}) == meant


def test_a_folder_is_read_whole_and_one_bad_file_leaves_the_others(tmp_path: Path) -> None:
    assert read_folder(tmp_path).campaigns == ()
    for name in ("campaigns", "segments", "templates/greetings"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "campaigns" / "good.toml").write_text(f"{HEAD}{WHO}[when]\non = 2026-01-01\n")
    (tmp_path / "campaigns" / "bad.toml").write_text("= 1")
    (tmp_path / "segments" / "ours.toml").write_text('country = "UA"\n')
    (tmp_path / "segments" / "torn.toml").write_text("= 1")
    (tmp_path / "improvements.toml").write_text("= 1")
    folder = read_folder(tmp_path)
    assert [campaign.key for campaign in folder.campaigns] == ["good"]
    assert set(folder.segments) == {"ours"}
    assert {problem.place.file.name for problem in folder.problems} == {"bad.toml", "torn.toml", "improvements.toml"}
    assert read_campaigns(tmp_path / "none", saved={}) == ((), ())
    assert read_segments(tmp_path / "none") == ({}, ())


def test_the_campaigns_that_come_with_the_program_are_right() -> None:
    campaigns, problems = read_campaigns(REPOSITORY / "campaigns", saved={})
    assert problems == ()
    assert len(campaigns) >= 5
    for campaign in campaigns:
        assert languages_of(campaign.template, templates=REPOSITORY / "templates") == {"en", "ru", "uk"}


def test_mistakes_that_show_only_beside_the_other_files(tmp_path: Path) -> None:
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "templates").mkdir()
    text = GREETING.replace('"manager"', '"olna"').replace("on = 2026-01-12", 'day = "medik"\nhours = "20:00-21:00"')
    (tmp_path / "campaigns" / "x.toml").write_text(text)
    (tmp_path / "campaigns" / "y.toml").write_text(NEWSLETTER.replace('"manager"', '"zzzzz"'))
    files = read_files(tmp_path, settings=Settings.model_validate(
        {"senders": {"olena": {"name": "O", "post": "p", "email": "o@x.example"}}}
    ))  # fmt: skip
    assert files.contents == {}
    found = {(problem.place.file.name, problem.rule): problem.mend for problem in files.problems}
    assert set(found) == {("x.toml", f"L02{n}") for n in (2, 3, 4, 5)} | {("y.toml", "L022"), ("y.toml", "L023")}
    assert "olena" in found["x.toml", "L023"]
    assert "medic" in found["x.toml", "L024"]
    assert "senders" in found["y.toml", "L023"]


def test_a_template_with_a_mistake_leaves_its_campaign_out(tmp_path: Path) -> None:
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "templates" / "greetings").mkdir(parents=True)
    (tmp_path / "campaigns" / "x.toml").write_text(GREETING)
    (tmp_path / "templates" / "greetings" / "hello.en.md").write_text("no subject {{ nothing }}")
    files = read_files(tmp_path, settings=Settings())
    assert files.contents == {}
    assert files.problems


# -- improvements ------------------------------------------------------------------------------------------------

ONE = Improvement(key="a", on=dt.date(2025, 7, 1), reasons=("price",), services=(), title="T", text="X")
TWO = Improvement(
    key="b", on=dt.date(2025, 8, 1), reasons=("quality",), services=(), title={"en": "T"}, text={"en": "X"}
)


def test_improvements_are_read_oldest_first(tmp_path: Path) -> None:
    path = tmp_path / "improvements.toml"
    assert read_improvements(path) == ((), ())
    row = '[[improvement]]\nkey = "{}"\non = {}\ntitle = "T"\ntext = "X"\n'
    path.write_text(row.format("b", "2025-08-01") + row.format("a", "2025-07-01"))
    found, problems = read_improvements(path)
    assert ([one.key for one in found], problems) == (["a", "b"], ())
    path.write_text('[[improvement]]\nkey = ""\n')
    found, problems = read_improvements(path)
    assert (found, len(problems)) == ((), 4)


def test_news_are_those_since_the_last_letter_and_his_own_reason_comes_first() -> None:
    today = dt.date(2025, 12, 1)
    both = (ONE, TWO)
    assert news_for(both, since=None, today=today, reason=None, language="en") == (TWO, ONE)
    assert news_for(both, since=None, today=today, reason="price", language="en") == (ONE, TWO)
    assert news_for(both, since=ONE.on, today=today, reason=None, language="en") == (TWO,)
    assert news_for(both, since=None, today=ONE.on, reason=None, language="en") == (ONE,)
    assert news_for(both, since=None, today=today, reason=None, language="uk") == (ONE,)


def test_an_answer_is_the_newest_improvement_for_the_reason() -> None:
    today = dt.date(2025, 12, 1)
    assert answer_to((ONE, TWO), reason="quality", today=today, language="en") is TWO
    assert answer_to((ONE, TWO), reason="quality", today=today, language="ru") is None
    assert answer_to((ONE, TWO), reason="quality", today=ONE.on, language="en") is None
    assert answer_to((ONE, TWO), reason=None, today=today, language="en") is None


# -- the key of tokens -------------------------------------------------------------------------------------------


def test_the_last_line_of_the_key_seals_and_the_others_open() -> None:
    keys = read_keys(f"{new_key()}\n\n{new_key(7)}\n")
    assert (keys.current, set(keys.secrets)) == (7, {0, 7})
    assert new_key() != new_key()


@pytest.mark.parametrize("text", ["", "x", "0:zz", "0:abcd", "x:" + "ab" * 16, "0:" + "ab" * 16 + "\n1:ab"])
def test_a_key_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(RefusedForSafety, match="token_key"):
        read_keys(text)


def test_a_birthday_is_never_greeted_early(tmp_path: Path) -> None:
    early = f'{HEAD}{WHO}[when]\nday = "birthday"\nweekend = "working day before"\n'
    assert [rule for rule, _ in rules(tmp_path, early)] == ["L028"]
    assert good(tmp_path, 'day = "birthday"\nweekend = "same day"').when.weekend is WeekendRule.SAME_DAY


@pytest.mark.parametrize("day", ["birthday", "medics", "professional"])
def test_years_go_with_dates_that_only_he_and_we_share(tmp_path: Path, day: str) -> None:
    text = f'{HEAD}{WHO}[when]\nday = "{day}"\nyears = [1, 5]\n'
    assert [rule for rule, _ in rules(tmp_path, text)] == ["L029"]
    found = good(tmp_path, 'day = "anniversary"\nyears = [1, 5]').when
    assert (found.years, found.is_personal, found.late_days) == ((1, 5), True, 12)


@pytest.mark.parametrize(
    ("care", "cheerful"), [("", True), ("[care]\ncheerful = false", False), ("[care]\ncheerful = true", True)]
)
def test_a_greeting_is_cheerful_unless_its_file_says_otherwise(tmp_path: Path, care: str, *, cheerful: bool) -> None:
    assert good(tmp_path, 'day = "medic"', care=care).care.cheerful is cheerful
    news = good(tmp_path, 'every = "quarter"', head=HEAD.replace("greeting", "newsletter", 1))
    assert news.care.cheerful is False
