"""`outreach clients apart`: told, shown beside the duplicates, taken back."""

from tests.cli.shop import Shop


def numbers(shop: Shop) -> list[str]:
    """Two rows of one telephone."""
    shop.write("twins.csv", "Код;ФИО;Телефон\n901;Анна Дубровская;0671112233\n902;Ганна Дуб;+380671112233\n")
    assert shop.run("import", str(shop.folder / "twins.csv"), "--yes").code == 0
    return [str(shop.run("clients", "show", code, "--json").json["card"]["client"]["id"]) for code in ("901", "902")]


def groups(shop: Shop) -> list[list[int]]:
    return [group["clients"] for group in shop.run("clients", "duplicates", "--json").json]


def test_they_are_kept_apart_and_may_be_one_again(shop: Shop) -> None:
    one, other = numbers(shop)
    pair = [int(one), int(other)]
    assert pair in groups(shop)
    assert "Nobody was said" in shop.run("clients", "duplicates", "--apart").err
    said = shop.run("clients", "apart", "901", "902")
    assert "1 pair is two different people" in said.err
    assert f"clients apart {one} {other} --undo" in said.err
    assert "known already" in shop.run("clients", "apart", "902", "901").err
    assert pair not in groups(shop)
    assert "1 pair was said to be different" in shop.run("clients", "duplicates").err
    shown = shop.run("clients", "duplicates", "--apart")
    assert f"№ {one} Анна Дубровская" in shown.out
    assert f"№ {other} Ганна Дуб" in shown.out
    assert shop.run("clients", "duplicates", "--apart", "--json").json[0]["clients"] == pair
    assert f"№ {one} ≠ № {other}" in shop.run("why", f"#{one}").out
    assert "different people" in shop.run("clients", "merge", "901", "902", "--yes").err
    assert "1 pair may be proposed" in shop.run("clients", "apart", "901", "902", "--undo").err
    assert pair in groups(shop)


def test_one_alone_is_not_different(shop: Shop) -> None:
    assert shop.run("clients", "apart", "101", "#1").code == 2
    assert shop.run("clients", "apart", "101").code == 2
