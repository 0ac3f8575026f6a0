"""How catalogs are collected: what is translated stays, what is new comes in empty, what nobody says goes."""

import gettext
from pathlib import Path

import pytest

from outreach.locale import catalogs


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of one file with a catalog folder of its own."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "shop.py").write_text('say("gold")\nsay_n("{n} letter", "{n} letters", 2)\n', encoding="utf-8")
    monkeypatch.setattr(catalogs, "FOLDER", tmp_path / "locale")
    monkeypatch.setattr(catalogs, "CLICK", ())  # of what click says nothing is collected here
    monkeypatch.setattr(catalogs.all_texts, "__defaults__", (tmp_path,))
    (tmp_path / "locale").mkdir()
    return tmp_path


def collect(capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    with pytest.raises(SystemExit) as end:
        catalogs.main()
    return int(str(end.value.code)), capsys.readouterr().err


def translate(language: str, **texts: str) -> None:
    path = catalogs.po_path(language)
    written = path.read_text(encoding="utf-8")
    for text, said in texts.items():
        written = written.replace(f'msgid "{text}"\nmsgstr ""', f'msgid "{text}"\nmsgstr "{said}"')
    for place, said in enumerate(("{n} письмо", "{n} письма", "{n} писем")):
        written = written.replace(f'msgstr[{place}] ""', f'msgstr[{place}] "{said}"')
    path.write_text(written, encoding="utf-8")


def test_new_texts_come_in_empty_and_are_counted(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert collect(capsys) == (1, "2 texts, 4 translations missing\n")
    assert (package / "locale/outreach.pot").is_file()
    assert set(catalogs.untranslated(catalogs.read("ru"))) == {"gold", ("{n} letter", "{n} letters")}


def test_what_is_not_translated_is_said_in_english(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    collect(capsys)
    compiled = gettext.translation("outreach", localedir=str(package / "locale"), languages=["ru"])
    assert compiled.gettext("gold") == "gold"
    assert compiled.ngettext("{n} letter", "{n} letters", 5) == "{n} letters"


def test_what_is_translated_stays(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    collect(capsys)
    for language in catalogs.TRANSLATED:
        translate(language, gold="золото")
    assert collect(capsys) == (0, "2 texts, 0 translations missing\n")
    before = {path: path.read_bytes() for path in (package / "locale").rglob("*") if path.is_file()}
    collect(capsys)
    assert before == {path: path.read_bytes() for path in (package / "locale").rglob("*") if path.is_file()}
    compiled = gettext.translation("outreach", localedir=str(package / "locale"), languages=["uk"])
    assert compiled.gettext("gold") == "золото"
    assert compiled.ngettext("{n} letter", "{n} letters", 3) == "{n} письма"


def test_what_nobody_says_any_more_goes(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    collect(capsys)
    translate("ru", gold="золото")
    (package / "shop.py").write_text('say("silver")\n', encoding="utf-8")
    assert collect(capsys) == (1, "1 texts, 2 translations missing\n")
    assert "gold" not in catalogs.po_path("ru").read_text(encoding="utf-8")


def test_a_text_that_becomes_a_plural_is_translated_anew(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    collect(capsys)
    translate("ru", gold="золото")
    (package / "shop.py").write_text('say_n("gold", "golds", 2)\n', encoding="utf-8")
    collect(capsys)
    assert catalogs.untranslated(catalogs.read("ru")) == (("gold", "golds"),)


def test_braces_that_do_not_match_are_refused() -> None:
    assert catalogs.placeholders("{a} of {b:+.1f}") == {"a", "b"}
    with pytest.raises(ValueError, match="expected '}'"):
        catalogs.placeholders("{a")
