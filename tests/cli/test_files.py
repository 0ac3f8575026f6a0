"""The screens of `outreach check`, `explain` and `holidays`."""

import re
from pathlib import Path

import pytest

from outreach.almanac.table import shipped
from outreach.cli.rules import explanations
from tests.cli.shop import Shop

RULE = re.compile(r"[\"']([A-Z]\d{3})[\"']")
SOURCE = Path(__file__).parents[2] / "outreach"


def rules_in_source() -> list[str]:
    files = [path for path in SOURCE.rglob("*.py") if path.parent.name != "cli"]
    return sorted({rule for path in files for rule in RULE.findall(path.read_text(encoding="utf-8"))})


def test_the_files_that_are_shipped_have_no_mistake(empty_shop: Shop) -> None:
    said = empty_shop.run("check")
    assert (said.code, said.out) == (0, "No mistake in any file.\n")


def test_words_that_no_client_has_are_warnings(shop: Shop) -> None:
    shop.write("segments/rare.toml", 'profession = ["medicine", "falconry"]\n')
    said = shop.run("check")
    assert said.code == 1
    assert "segments/rare.toml:1:28  L014  “falconry” does not occur" in said.err
    assert "0 mistakes, 1 warning" in said.out
    assert "outreach explain L014" in said.err


def test_every_mistake_of_every_file_at_once_with_its_caret(shop: Shop) -> None:
    config = (shop.folder / "config.toml").read_text(encoding="utf-8")
    campaign = (shop.folder / "campaigns" / "birthday.toml").read_text(encoding="utf-8")
    template = (shop.folder / "templates" / "greetings" / "birthday.ru.md").read_text(encoding="utf-8")
    shop.write("campaigns/birthday.toml", campaign.replace('"gold"', '"golden"'))
    shop.write("templates/greetings/birthday.ru.md", template + "\n{{ client.nam }}\n")
    shop.write("segments/bad.toml", 'where = "losst"\n')
    shop.write("improvements.toml", "[[improvement]]\nkey = 3\n")
    shop.write("holidays.csv", "key,rule,countries\nmine,someday,UA\n")
    said = shop.run("check")
    assert said.code == 3
    for rule in ("L010", "L011", "L063", "T002", "H006"):
        assert f"  {rule}  " in said.err, rule
    assert "\n              ^^^\n" in said.err
    shop.write("config.toml", config + "\n[web]\nurll = 'x'\n")
    worse = shop.run("check")
    assert worse.code == 3
    assert "Did you mean “url”?" in worse.err
    assert "H006" in worse.err


def test_mistakes_as_json_and_as_github_shows_them(shop: Shop) -> None:
    shop.write("segments/bad.toml", 'where = "losst"\n')
    shop.write("segments/rare.toml", 'profession = "falconry"\n')
    found = shop.run("check", "--format", "json")
    assert found.code == 3
    first = found.json[0]
    assert (first["rule"], first["file"], first["line"], first["column"]) == ("L010", "segments/bad.toml", 1, 10)
    lines = shop.run("check", "--format", "github").out.splitlines()
    assert lines[0].startswith("::error file=segments/bad.toml,line=1,col=10,title=L010::there is no field")
    assert any(line.startswith("::warning file=segments/rare") for line in lines)


def test_a_database_out_of_reach_does_not_stop_the_check(shop: Shop) -> None:
    text = (shop.folder / "config.toml").read_text(encoding="utf-8")
    shop.write("config.toml", "database = 'postgresql+pg8000://nobody@127.0.0.1:1/none'\n" + text)
    said = shop.run("check")
    assert said.code == 0
    assert "were not compared with the book" in said.err
    shop.write("config.toml", "database = 'no URL at all'\n" + text)
    assert "is no URL of SQLite or PostgreSQL" in shop.run("check").err
    shop.write("config.toml", "database = 'sqlite:///fresh.sqlite'\n" + text)
    assert "run: outreach db upgrade" in shop.run("check").err
    shop.write("config.toml", text)
    (shop.folder / "outreach.sqlite").unlink()
    assert shop.run("check").code == 0


def test_every_rule_of_the_source_is_explained() -> None:
    found = rules_in_source()
    assert len(found) > 50
    assert sorted(set(found) - set(explanations())) == []
    assert sorted(set(explanations()) - set(found)) == []


def test_an_explanation_is_one_to_four_sentences() -> None:
    for rule, text in explanations().items():
        assert 1 <= len(re.findall(r"[.?!](?=\s|$)", text)) <= 5, rule
        assert text.endswith((".", '"', "]", ': outreach segment "..."')), rule


def test_each_rule_can_be_asked_for(empty_shop: Shop) -> None:
    for rule in sorted(explanations()):
        said = empty_shop.run("explain", rule.lower())
        assert (said.code, said.out.startswith(rule)) == (0, True), rule


def test_the_reason_why_a_name_waits_can_be_asked_for(empty_shop: Shop) -> None:
    said = empty_shop.run("explain", "Name.Junk")
    assert (said.code, said.out.startswith("name.junk")) == (0, True)
    assert "outreach review --names" in said.err


def test_all_rules_are_listed_and_an_unknown_one_is_guessed(empty_shop: Shop) -> None:
    assert "L014" in empty_shop.run("explain").out
    said = empty_shop.run("explain", "L0144")
    assert said.code == 2
    assert "Did you mean “L014”?" in said.err
    assert "lists all of them" in empty_shop.run("explain", "ZZ").err


def test_holidays_by_country_month_and_profession(shop: Shop) -> None:
    out = shop.run("holidays", "list", "--country", "ua", "--month", "7", "--profession", "medicine").out
    assert "medic.ua" in out
    assert len(out.splitlines()) < 5
    found = shop.run("holidays", "list", "--profession", "medicine", "--json").json
    assert {"medic.ua", "medic.kz"} <= {one["key"] for one in found}


def test_the_coming_days_with_how_many_clients_each_concerns(shop: Shop) -> None:
    found = shop.run("holidays", "next", "--days", "365", "--json").json
    by_key = {one["key"]: one for one in found}
    assert by_key["medic.ua"]["clients"] == 1
    assert by_key["new_year.int"]["clients"] == 12
    assert "medic" not in shop.run("holidays", "next", "--days", "5").out
    assert (
        "No day of the almanac" in shop.run("holidays", "next", "--days", "1", "--country", "NL", now="2026-02-05").err
    )


def test_days_show_how_one_congratulates_and_whom_they_concern(shop: Shop) -> None:
    out = shop.run("holidays", "list", "--country", "UA", "--month", "5", "--year", "2027", "--greetings").out
    assert "Easter" in out
    assert "orthodox Christians" in out
    assert "(a day of mourning)" in out
    july = shop.run("holidays", "list", "--country", "UA", "--profession", "лікар", "--json").json
    assert [(one["key"], one["greeting"], one["faiths"]) for one in july] == [("medic.ua", "Medical Workers’ Day", [])]


def test_days_that_concern_nobody_are_only_counted(shop: Shop) -> None:
    said = shop.run("holidays", "next", "--days", "40", now="2026-07-01")
    assert "medic.ua" in said.out
    assert "easter" not in said.out
    assert "concern none of your clients: --all" in said.err
    assert "fisher.ru" in shop.run("holidays", "next", "--days", "40", "--all", now="2026-07-01").out


def test_a_day_of_a_town_concerns_those_who_live_there(shop: Shop) -> None:
    head = "key,name_en,rule,countries,places,status\n"
    shop.write("holidays.csv", head + "flood,Flood,12-04,UA,Черновцы|Львів,quiet\nheat,Heat,12-05,*,Алмати,alarm\n")
    found = shop.run("holidays", "next", "--days", "366", "--json").json
    assert {one["key"]: one["clients"] for one in found if one["places"]} == {"flood": 3, "heat": 1}


def test_the_status_shows_the_days_of_trades_that_clients_have(shop: Shop) -> None:
    shop.write("campaigns/trades.toml", """
title = "Professional days"
kind = "greeting"
template = "greetings/professional"
from = "manager"
[who]
[when]
day = "professional"
""")  # fmt: skip
    said = shop.run("status", "--json", now="2026-07-20").json
    days = [one["day"] for one in said["occasions"] if one["campaign"] == "trades"]
    assert "2026-07-27" in days  # Ukraine's medics
    assert "2026-07-12" not in days  # fishermen
    assert "  2026-07-27  trades" in shop.run("status", now="2026-07-20").out


def test_trades_that_have_no_day_are_told(shop: Shop) -> None:
    said = shop.run("holidays", "check")
    assert "No professional day for: " in said.err
    assert "culture (PL) 1" in said.err


def test_days_whose_time_for_a_look_has_come_are_told(shop: Shop) -> None:
    said = shop.run("holidays", "check", now="2030-01-01")
    assert said.code == 1
    assert "H015" in said.err
    assert "were to be looked through by" in said.err


def test_a_day_that_the_firm_looked_up_is_asked_for_no_more(shop: Shop) -> None:
    assert "science.ua" in shop.run("holidays", "check", now="2027-03-01").err
    head = "key,name_en,greet_en,rule,countries,professions,status,review_on\n"
    shop.write("holidays.csv", head + "science.ua,Science Day,Science Day,3 sat may,UA,science,official,2029\n")
    said = shop.run("holidays", "check", now="2027-03-01")
    assert "science.ua" not in said.err
    assert "H015" in said.err, "there are others"


def test_the_coming_days_need_no_book(empty_shop: Shop) -> None:
    (empty_shop.folder / "outreach.sqlite").unlink()
    assert empty_shop.run("holidays", "next", "--days", "60").code == 0


def test_the_shipped_days_agree_with_the_dates_on_record(shop: Shop) -> None:
    said = shop.run("holidays", "check")
    assert said.code == 0
    assert "findings: 0" in said.out
    rules = len(shipped().holidays)
    assert f"{rules} days in the almanac; {rules} rules held against " in said.out


def test_a_day_of_ones_own_that_falls_elsewhere_is_found(shop: Shop) -> None:
    header = "key,name_en,greet_en,rule,countries,date_2026,date_2025\n"
    shop.write(
        "holidays.csv",
        header + "mine.ua,Our day,Our Day,08-24,UA,2026-08-25,soon\nyours.ua,A,A,nonsense,UA,2026-01-01,\n",
    )
    said = shop.run("holidays", "check")
    assert "H011  “mine.ua” should be on 2026-08-25, but its rule gives 2026-08-24." in said.err
    assert said.code == 3, "the second row has no rule at all"
    shop.write("holidays.csv", header + "mine.ua,Our day,Our Day,08-24,UA,2026-08-25,\n")
    assert shop.run("holidays", "check").code == 1
    shop.write("holidays.csv", b"\xff\xfe".decode("latin-1"))
    assert shop.run("holidays", "check").code == 3


def test_a_wrong_table_of_days_is_not_listed(shop: Shop) -> None:
    shop.write("holidays.csv", "key,rule,countries\nmine,someday,UA\n")
    assert shop.run("holidays", "list").code == 3


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('hours   = "09:30-12:00"', 'hours   = "12:00-09:30"', "21:11  T002  “12:00-09:30” end before they begin"),
        ('hours   = "09:30-12:00"', 'hours   = "25:00-26:00"', "21:11  T002  “25:00-26:00” does not fit here: hours"),
        ('hours   = "09:30-12:00"', 'hours   = "05:00-06:00"', "21:11  L025  these hours and the firm's (09:30-17:30)"),
        ('"greetings/professional"', '"greetings/profesional"', "10:12  L022  there is no template"),
        ('"new manager"', '"nobody"', "11:12  L023  there is no sender “nobody”. Add it to [senders]"),
        ('"medics"', '"medcis"', "20:11  L024  the almanac knows no day “medcis”. Did you mean"),
        ('"medics"', '"holodomor"', "20:11  L030  letters wait on “holodomor”: nobody is written to for its sake"),
        ("kind ", "knd ", "9:1  T002  there is no key “knd” here. Did you mean “kind”?"),
    ],
)
def test_a_mistake_in_a_campaign_is_shown_where_it_stands(shop: Shop, before: str, after: str, said: str) -> None:
    campaign = (shop.folder / "campaigns" / "professional-day.toml").read_text(encoding="utf-8")
    assert before in campaign
    shop.write("campaigns/professional-day.toml", campaign.replace(before, after, 1))
    found = shop.run("check")
    assert found.code == 3
    assert f"campaigns/professional-day.toml:{said}" in found.err


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('"olena@ottisk.example"', '"olena"', "“olena” is no address."),
        ('"olena@ottisk.example"', '"ole na@ottisk.example"', "“ole na@ottisk.example” is no address."),
        ('replaced_by = "maksym"', 'replaced_by = "maxym"', "there is no sender “maxym”. Did you mean “maksym”?"),
        ('"https://ottisk.example"', '"ottisk"', "“ottisk” is no web address"),
        ("[letters]", '[book]\ncurrency = "euros"\n[letters]', "“euros” does not fit here: at most 3 characters"),
    ],
)
def test_what_could_stand_in_no_letter_is_a_mistake_in_the_settings(
    shop: Shop, before: str, after: str, said: str
) -> None:
    config = (shop.folder / "config.toml").read_text(encoding="utf-8")
    assert before in config
    shop.write("config.toml", config.replace(before, after, 1))
    found = shop.run("check")
    assert found.code == 3
    assert said in found.err
    assert "config.toml:" in found.err


def test_a_mistake_without_a_column_is_shown_by_its_line(shop: Shop) -> None:
    shop.write("holidays.csv", "junk\n")
    assert "holidays.csv:1  H002" in shop.run("check").err
    shop.write("holidays.csv", "key,rule,countries\n")
    shop.write("improvements.toml", "[[ximprovement]]\n")
    assert "improvements.toml:1:3  T002  there is no key “ximprovement” here. Did you mean" in shop.run("check").err
