"""`outreach segment` in files, in conditions that name others, and over time."""

import csv
from datetime import date

from tests.cli.shop import Shop


def test_all_of_them_stand_in_a_file_in_their_order(shop: Shop) -> None:
    said = shop.run("segment", "lost and tier = 'gold' order by revenue desc limit 2", "--csv", "gold.csv")
    assert said.code == 0
    assert "2 clients stand in gold.csv" in said.err
    with (shop.folder / "gold.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2
    assert float(rows[0]["revenue"]) > float(rows[1]["revenue"])
    assert date.fromisoformat(rows[0]["last_order"]) < date(2100, 1, 1)


def test_a_limit_without_an_order_is_a_mistake(shop: Shop) -> None:
    said = shop.run("segment", "lost limit 2")
    assert said.code == 3
    assert "WHERE:1:6  L011  a limit needs an order" in said.err


def test_a_condition_may_name_a_saved_segment(shop: Shop) -> None:
    shop.write("segments/lost-gold.toml", "where = \"lost and tier = 'gold'\"\n")
    assert shop.run("segment", "in segment 'lost-gold'").out.startswith("3 clients")
    inside = shop.run("segment", "in segment 'lost-gold' and orders >= 1", "--why", "1").out
    assert "  ✓ in segment 'lost-gold'\n    ✓ lost" in inside
    wrong = shop.run("segment", "in segment 'lost-glod'")
    assert wrong.code == 3
    assert "WHERE:1:12  L013  there is no saved segment “lost-glod”. Did you mean “lost-gold”?" in wrong.err


def test_who_falls_in_or_out_is_told_with_the_day(shop: Shop) -> None:
    said = shop.run("segment", "days_since(last_order) between 1 and 400", "--first", "20")
    few = shop.run("segment", "days_since(last_order) between 1 and 400", "--first", "1").out
    found = shop.run("segment", "days_since(last_order) between 1 and 400", "--json").json["edge"]
    assert found["days"] == 30
    joining, leaving = found["falling_in"]["clients"], found["falling_out"]["clients"]
    assert joining + leaving > 0
    shown = few.rpartition("fewer.")[2].count("falls")
    assert ("more" in few.rpartition("fewer.")[2]) == (joining + leaving > shown)
    assert f"Within 30 days, if nobody does anything: {joining} more, {leaving} fewer." in said.out
    assert "Within" not in shop.run("segment", "country = 'UA'").out


def test_a_misspelt_name_is_answered_with_the_right_one_and_a_broken_segment_is_shown_as_such(shop: Shop) -> None:
    shop.write("segments/lost-gold.toml", "where = \"lost and tier = 'gold'\"\n")
    assert "no saved segment “lost-glod”. Did you mean “lost-gold”?" in shop.run("segment", "lost-glod").err
    assert "there is no field “lst”. Did you mean “lost”?" in shop.run("segment", "lst").err
    shop.write("segments/broken.toml", 'were = "lost"\n')
    said = shop.run("segment")
    assert said.code == 3
    assert "there is no field “were”. Did you mean “where”?" in said.err
    assert [line.split() for line in said.out.splitlines() if "broken" in line] == [["broken", "has", "mistakes"]]
    assert {"name": "broken", "clients": None, "where": ""} in shop.run("segment", "--json").json
