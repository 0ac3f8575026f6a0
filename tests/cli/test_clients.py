"""The screens of `outreach clients`."""

import pytest

from tests.cli.shop import Shop


@pytest.mark.parametrize("who", ["1", "#1", "101", "anna.dubrovskaya@MAYAK.example", "дубровская", "Маяк"])
def test_a_client_is_named_by_number_code_address_or_a_part_of_his_name(shop: Shop, who: str) -> None:
    assert shop.run("clients", "show", who).out.startswith("№ 1 · Дубровская Анна Петровна · Клиника «Маяк»")


def test_a_client_of_whom_only_parts_of_the_name_are_known_is_found_by_them(shop: Shop) -> None:
    assert shop.run("clients", "show", "Whitaker").out.startswith("№ 3 · Jane Whitaker · Harbour Café")
    assert "3 Jane Whitaker, Harbour Café; 10 Thomas Marsh" in shop.run("clients", "show", "ar").err


def test_a_client_on_a_page(shop: Shop) -> None:
    out = shop.run("clients", "show", "101").out
    assert "A letter opens: Уважаемая Анна Петровна" in out
    assert "Lost since Oct 5, 2025: silent for longer than usual" in out
    assert "У нас до сих пор вспоминают, как мы с Вами развешивали" in out
    assert "late or broken delivery, в декабре" in out
    assert "4 orders, €8,506" in out


def test_a_page_fits_a_narrow_terminal(shop: Shop) -> None:
    assert max(map(len, shop.run("clients", "show", "101", width=80).out.splitlines())) <= 80


def test_somebody_who_asked_not_to_be_written_to_is_shown_so(shop: Shop) -> None:
    assert "Nothing is written to him: asked us not to write" in shop.run("clients", "show", "110").out


def test_a_client_as_json(shop: Shop) -> None:
    found = shop.run("clients", "show", "101", "--json").json
    assert found["card"]["client"]["code"] == "101"
    assert found["lapse"]["tier"] == "gold"
    assert (found["lapse"]["stage"], found["lapse"]["lost_after_first"]) == ("lapsed", False)


def test_a_part_of_a_name_that_fits_several_names_them(shop: Shop) -> None:
    said = shop.run("clients", "show", "Мельник")
    assert said.code == 2
    assert "7 Мельник Тарас Олегович" in said.err
    assert shop.run("clients", "show", "nobody").code == 2


def test_a_list_of_clients(shop: Shop) -> None:
    said = shop.run("clients", "list", "--first", "3")
    assert "Дубровская" in said.out
    assert "Рощин" not in said.out
    assert "… and more" in said.err
    assert "12 clients in the book." in said.err
    assert [one["id"] for one in shop.run("clients", "list", "Полтава", "--json").json] == [2]


def test_a_doubtful_name_is_mended_and_shows_how_a_letter_opens_now(shop: Shop) -> None:
    before = shop.run("clients", "show", "105").out
    assert "A letter would wait" in before
    said = shop.run("clients", "set", "105", "given_name=Игорь", "patronymic=Сергеевич", "gender=м")
    assert said.out == "A letter opens: Уважаемый Игорь Сергеевич\n"
    assert "Changed." in said.err
    assert "Nothing was to be changed." in shop.run("clients", "set", "105", "gender=m").err


def test_salutation_language_and_clock_are_set_and_taken_away(shop: Shop) -> None:
    set_ = shop.run(
        "clients", "set", "106", "salutation=Уважаемые коллеги", "language=русский", "time-zone=Asia/Almaty"
    )
    assert "Уважаемые коллеги" in set_.out
    client = shop.run("clients", "show", "106", "--json").json["card"]["client"]
    assert (client["language"], client["time_zone"]) == ("ru", "Asia/Almaty")
    shop.run("clients", "set", "106", "salutation=", "addressing=name")
    assert shop.run("clients", "show", "106", "--json").json["card"]["client"]["salutation"] is None


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("gender=perhaps", "is not a gender"),
        ("gendre=m", "Did you mean “gender”?"),
        ("shoe size=44", "There are: name, family_name"),
        ("gender", "has no ="),
        ("language=elvish", "no language is called"),
        ("country=Utopia", "no country is called"),
        ("time_zone=Kyiv", "write it as Europe/Kyiv"),
        ("addressing=Sir", "none of: full, name, pan"),
    ],
)
def test_a_setting_that_means_nothing_is_refused_with_what_may_stand_there(shop: Shop, setting: str, told: str) -> None:
    said = shop.run("clients", "set", "105", setting)
    assert said.code == 2
    assert told in said.err


def test_a_personal_fact_is_added_and_shown_in_its_sentence(shop: Shop) -> None:
    said = shop.run("clients", "fact", "105", "project", "чинили расписание рейсов")
    assert said.out == "У нас до сих пор вспоминают, как мы с Вами чинили расписание рейсов\n"
    assert "Kept." in said.err
    assert "known already" in shop.run("clients", "fact", "105", "project", "чинили расписание рейсов").err
    assert "made maps" in shop.run("clients", "fact", "105", "trait", "made maps", "--language", "English").out


def test_a_fact_without_a_sentence_in_the_settings_is_refused(shop: Shop) -> None:
    assert "Did you mean “project”?" in shop.run("clients", "fact", "105", "projct", "x").err
    assert "There are: project, trait" in shop.run("clients", "fact", "105", "zodiac", "x").err
    assert shop.run("clients", "fact", "105", "project", "x", "--language", "elvish").code == 2


def test_what_stands_between_him_and_us_is_set_and_shown(shop: Shop) -> None:
    said = shop.run(
        "clients", "set", "106", "attitude=Warm", "loyalty=recommends, buys", "potential=12", "rival=Литера",
        "away_until=01.03.2026", "group_code=K1", "debt=120,50", "not_winning_back=values clash",
    )  # fmt: skip
    assert said.code == 0, said
    client = shop.run("clients", "show", "106", "--json").json["card"]["client"]
    assert (client["attitude"], client["loyalty"], client["potential"]) == ("warm", "buys, recommends", 12)
    assert (client["away_until"], client["debt"], client["group_code"]) == ("2026-03-01", 12050, "K1")
    out = shop.run("clients", "show", "106").out
    for text in ("warm", "buys, recommends us", "Литера", "Mar 1, 2026", "values clash", "€120"):
        assert text in out
    shop.run("clients", "set", "106", "away_until=", "debt=")
    client = shop.run("clients", "show", "106", "--json").json["card"]["client"]
    assert (client["away_until"], client["debt"]) == (None, None)


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("attitude=cold", "none of: hostile, offended, neutral, warm"),
        ("loyalty=often", "none of: buys"),
        ("potential=much", "much"),
        ("away_until=31.02.2026", "31.02.2026"),
        ("debt=some", "is not an amount of money"),
        ("managr=Olena", "Did you mean “manager”?"),
    ],
)
def test_what_may_not_stand_there_is_said(shop: Shop, setting: str, told: str) -> None:
    said = shop.run("clients", "set", "106", setting)
    assert said.code == 2
    assert told in said.err


def test_who_looked_after_him_is_kept_with_days(shop: Shop) -> None:
    before = shop.run("clients", "show", "101", "--json").json["card"]["client"]["manager"]
    shop.run("clients", "set", "101", "manager=vira")
    card = shop.run("clients", "show", "101", "--json").json["card"]
    assert card["client"]["manager"] == "vira"
    assert [(one["manager"], one["since"], one["until"]) for one in card["managers"]] == [
        ("vira", "2025-11-01", None),
        (before, None, "2025-11-01"),
    ]
    assert "vira: Nov 1, 2025 – now" in shop.run("clients", "show", "101").out
    assert [one["code"] for one in shop.run("clients", "list", "--manager", "Vira", "--json").json] == ["101"]


def test_a_change_of_manager_in_the_client_list_is_kept_too(shop: Shop) -> None:
    shop.write("moved.csv", "Код;Менеджер\n101;olga\n")
    assert shop.run("import", str(shop.folder / "moved.csv"), "--yes").code == 0
    managers = shop.run("clients", "show", "101", "--json").json["card"]["managers"]
    assert (managers[0]["manager"], managers[0]["until"]) == ("olga", None)
    assert managers[1]["until"] == "2025-11-01"


def test_a_talk_is_noted_with_its_day_and_author(shop: Shop) -> None:
    assert "Kept." in shop.run("clients", "note", "101", "хочет каталог", "--on", "30.10.2025", "--by", "Олена").err
    assert "known already" in shop.run("clients", "note", "101", "хочет каталог", "--on", "30.10.2025").err
    shop.run("clients", "note", "101", "перезвонила сама")
    out = shop.run("clients", "show", "101").out
    assert "interview Олена хочет каталог" in out
    assert "Nov 1, 2025" in out
    assert shop.run("clients", "note", "101", "  ").code == 2


def test_the_next_contact_is_planned_and_done(shop: Shop) -> None:
    shop.run("clients", "next", "101", "10.11.2025", "--about", "календари", "--by", "Максим")
    assert "Nov 10, 2025, Максим, календари" in shop.run("clients", "show", "101").out
    shop.run("clients", "next", "101", "--done")
    assert "календари, " not in shop.run("clients", "show", "101").out
    assert shop.run("clients", "next", "101").code == 2


def test_several_people_at_a_firm(shop: Shop) -> None:
    shop.run("clients", "person", "101", "Иван Ильин", "--post", "бухгалтер", "--phone", "+999 7")
    shop.run("clients", "person", "101", "Иван Ильин", "--phone", "+999 8")
    assert "Иван Ильин, бухгалтер, +999 8" in shop.run("clients", "show", "101").out


def test_duplicates_are_proposed_merged_and_parted(shop: Shop) -> None:
    twin = "Код;Фамилия;Имя;Компания;E-mail\n901;Дубровская;Анна;Клиника «Маяк»;anna.dubrovskaya+x@mayak.example\n"
    shop.write("twin.csv", twin)
    assert shop.run("import", str(shop.folder / "twin.csv"), "--yes").code == 0
    said = shop.run("clients", "duplicates")
    assert "the same e-mail address: anna.dubrovskaya@mayak.example" in said.out
    assert "the same person at the same firm" in said.out
    assert "clients merge 1 " in said.err
    groups = shop.run("clients", "duplicates", "--json").json
    kept, gone = groups[0]["clients"]
    assert shop.run("--no-input", "clients", "merge", str(kept), str(gone)).code == 1
    assert "Merged" in shop.run("clients", "merge", str(kept), str(gone), "--yes").err
    assert shop.run("clients", "duplicates", "--json").json == groups[1:]
    assert f"№ {kept}" in shop.run("clients", "show", f"#{gone}").out
    assert f"№ {gone}" in shop.run("clients", "show", f"#{kept}").out
    assert "made one with another client" in shop.run("why", f"#{kept}").out
    assert "Parted" in shop.run("clients", "unmerge", f"#{gone}").err
    assert shop.run("clients", "duplicates", "--json").json == groups


def test_what_he_owes_comes_with_the_client_list(shop: Shop) -> None:
    path = shop.write("owed.csv", "Код;Задолженность\n101;1 200,50\n102;-3\n")
    assert shop.run("import", str(path), "--yes").code == 0
    owed = [shop.run("clients", "show", code, "--json").json["card"]["client"]["debt"] for code in ("101", "102")]
    assert owed == [120_050, 0]


def test_whoever_has_no_language_is_not_shown_a_greeting_that_no_letter_will_have(shop: Shop) -> None:
    shop.run("clients", "set", "2", "language=", "country=")
    assert "A letter would wait: In which language" in shop.run("clients", "show", "2").out
