"""The screens of `outreach lapsed` and `outreach segment`."""

from tests.cli.shop import Shop


def test_who_is_lost_by_tier_sign_and_reason_and_the_greatest_losses(shop: Shop) -> None:
    said = shop.run("lapsed", width=120)
    assert said.code == 0
    assert "9 clients are lost, 75% of 12" in said.out
    assert "silent for longer than usual" in said.out
    assert "requests left unanswered" in said.out
    assert said.out.index("Дубровская") < said.out.index("Соколова-Лебедева")
    assert "outreach lapsed --new 30" in said.err


def test_who_was_lost_lately(shop: Shop) -> None:
    said = shop.run("lapsed", "--new", "30")
    assert "1 client was lost in the last 30 days" in said.out
    assert "Дубровская" in said.out
    assert "Harbour Café" not in said.out
    found = shop.run("lapsed", "--new", "30", "--json").json
    assert [one["client_id"] for one in found["first"]] == [1]


def test_passing_time_alone_makes_clients_lost_with_what_they_were_worth(shop: Shop) -> None:
    row = next(line for line in shop.run("lapsed", width=120).out.splitlines() if "Дубровская" in line)
    assert "€8,506" in row


def test_an_empty_book_says_what_to_import(empty_shop: Shop) -> None:
    said = empty_shop.run("lapsed")
    assert said.code == 0
    assert "outreach import clients.csv" in said.err


def test_a_condition_in_pictures_and_by_name(shop: Shop) -> None:
    said = shop.run("segment", "lost and tier in ('gold','silver')")
    assert said.out.startswith("6 clients\n")
    assert "By industry" in said.out
    assert "hospitality" in said.out
    assert "By territory" not in said.out, "nobody's territory is known"
    assert "Jane Whitaker" in said.out
    assert """outreach segment "lost and tier in ('gold','silver')" --why 1""" in said.err


def test_more_than_are_named_are_counted(shop: Shop) -> None:
    assert "… and 10 more" in shop.run("segment", "orders >= 1", "--first", "2").out


def test_a_condition_as_json(shop: Shop) -> None:
    found = shop.run("segment", "lost and tier = 'gold'", "--json").json
    assert found["clients"] == 3
    assert {"value": "medicine", "clients": 2} in found["by"]["industry"]
    assert [one["id"] for one in found["first"]] == [1, 2, 6]


def test_a_mistake_is_pointed_at_with_what_was_meant(shop: Shop) -> None:
    said = shop.run("segment", "losst and tier = 'gild'")
    assert said.code == 3
    assert "WHERE:1:1  L010" in said.err
    assert "Did you mean “lost”?" in said.err
    assert "    losst and tier = 'gild'\n                     ^^^^^^" in said.err


def test_a_word_that_nobody_has_is_a_warning(shop: Shop) -> None:
    said = shop.run("segment", "industry = 'medicin'")
    assert said.code == 0
    assert "L014" in said.err
    assert "medicine (2)" in said.err
    assert said.out == "0 clients\n"


def test_why_a_client_is_in_or_out_clause_by_clause(shop: Shop) -> None:
    inside = shop.run("segment", "professional-day", "--why", "Дубровская")
    assert inside.out.startswith("№ 1 Дубровская Анна Петровна is in it.")
    assert "✓ days_since(last_letter) > 60   he has: never" in inside.out
    outside = shop.run("segment", "lost and not (tier = 'gold' or orders > 3)", "--why", "1")
    assert "is not in it" in outside.out
    assert "  ✗ not (tier = 'gold' or orders > 3)\n    ✓ tier = 'gold' or orders > 3\n" in outside.out
    plain = shop.run("segment", "lost", "--why", "1", "--json").json
    assert plain["in"] is True
    assert plain["clauses"][0]["text"] == "lost"


def test_saved_segments_are_listed_and_named(shop: Shop) -> None:
    assert "No segment is saved" in shop.run("segment").err
    shop.write("segments/lost-gold.toml", "where = \"lost and tier = 'gold'\"\n")
    assert "lost-gold" in shop.run("segment").out
    assert shop.run("segment", "--json").json == [
        {"name": "lost-gold", "clients": 3, "where": "lost and tier = 'gold'"}
    ]
    assert shop.run("segment", "lost-gold").out.startswith("3 clients")


def test_a_saved_segment_or_a_campaign_with_a_mistake_shows_it(shop: Shop) -> None:
    shop.write("segments/bad.toml", 'where = "losst"\n')
    assert shop.run("segment").code == 3
    assert "segments/bad.toml:1:10  L010" in shop.run("segment", "bad").err
    text = (shop.folder / "campaigns" / "birthday.toml").read_text(encoding="utf-8")
    shop.write("campaigns/birthday.toml", text.replace('"gold"', '"golden"'))
    assert shop.run("segment", "birthday").code == 3
