"""A person is asked for a fact with its sentence and an example."""

import pytest

from tests.cli.shop import Shop

FRAMED = '[facts.trait]\nframe = { ru = "У нас очень ценят …"'
EXAMPLE = "your habit of reading proofs"


def with_example(shop: Shop, text: str = EXAMPLE) -> None:
    config = shop.folder / "config.toml"
    old = config.read_text(encoding="utf-8")
    assert FRAMED in old
    shop.write("config.toml", old.replace(FRAMED, FRAMED.replace("frame", f'example = {{ en = "{text}" }}\nframe', 1)))


def test_the_facts_of_the_firm_are_listed_with_their_sentences_and_examples(shop: Shop) -> None:
    before = shop.run("clients", "fact", "101")
    assert before.code == 0
    assert "People here have always valued …" in before.out
    assert EXAMPLE not in before.out
    with_example(shop)
    assert [EXAMPLE in line for line in shop.run("clients", "fact", "101").out.splitlines()] == [False, False, True]


def test_an_empty_fact_is_refused_with_an_example(shop: Shop) -> None:
    with_example(shop)
    for words in (("trait",), ("trait", " ")):
        said = shop.run("clients", "fact", "101", *words)
        assert said.code == 2
        assert f"trait: “People here have always valued …”, for example “{EXAMPLE}”" in " ".join(said.err.split())


def test_whoever_needs_a_fact_is_shown_an_example(shop: Shop) -> None:
    """Nothing personal is known of client 108, so that a letter would wait."""
    with_example(shop)
    shop.run("clients", "set", "108", "profession=medicine")
    said = shop.run("preview", "professional-day", "--client", "108")
    assert said.code == 1
    assert f"trait: “People here have always valued …”, for example “{EXAMPLE}”" in said.err
    assert 'outreach clients fact 8 project "…"' in said.err


@pytest.mark.parametrize("frame", ["People here have always valued …", "We shall not forget …"])
def test_a_fact_is_shown_in_the_sentence_it_completes(shop: Shop, frame: str) -> None:
    old = (shop.folder / "config.toml").read_text(encoding="utf-8")
    shop.write("config.toml", old.replace("People here have always valued …", frame))
    said = shop.run("clients", "fact", "103", "trait", "your patience", "--language", "en")
    assert said.out.strip() == frame.replace("…", "your patience")
    assert frame.replace("…", "your patience") in " ".join(shop.run("clients", "show", "103").out.split())


def test_a_firm_without_facts_says_so(shop: Shop) -> None:
    old = (shop.folder / "config.toml").read_text(encoding="utf-8")
    shop.write("config.toml", old[: old.index("[facts.project]")])
    assert "config.toml has no [facts] yet." in shop.run("clients", "fact", "101").err
