"""What people read is translated, whole, and compiled."""

import ast
import gettext
import re
import string
from itertools import pairwise
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from outreach.cli.screen import clean
from outreach.errors import OutreachError
from outreach.locale import catalogs, say, say_n, speak
from outreach.outcome.figures import money
from tests.house.sources import collected_texts, sources

LANGUAGES = list(catalogs.TRANSLATED)


def pairs(message: Message) -> list[tuple[str, str]]:
    """Each text with what stands for it: a plural form answers to the plural text."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return [(str(message.id[1]), form) for form in message.string or ()]


def test_the_collected_texts_are_those_of_the_sources() -> None:
    printed = (catalogs.FOLDER / "outreach.pot").read_text(encoding="utf-8")
    assert printed == catalogs.printed(collected_texts()), "run: make catalogs"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    assert catalogs.untranslated(catalogs.translation(language, collected_texts())) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_of_a_text_that_nobody_says(language: str) -> None:
    said = {message.id for message in collected_texts() if message.id}
    assert [message.id for message in catalogs.read(language) if message.id and message.id not in said] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_a_guess(language: str) -> None:
    with catalogs.po_path(language).open("rb") as file:
        catalog = read_po(file, locale=language)
    assert [message.id for message in catalog if message.id and message.fuzzy] == []
    assert not catalog.obsolete


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_placeholders_of_its_text(language: str) -> None:
    wrong = [
        (text, said)
        for message in catalogs.read(language)
        if message.id
        for text, said in pairs(message)
        if catalogs.placeholders(text) != catalogs.placeholders(said)
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_all_plural_forms_of_its_language(language: str) -> None:
    catalog = catalogs.read(language)
    forms = {message.id: len(message.string or ()) for message in catalog if isinstance(message.id, tuple | list)}
    assert forms
    assert set(forms.values()) == {3}
    assert catalog.num_plurals == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_ends_as_its_text_does(language: str) -> None:
    wrong = [
        (text, said)
        for message in catalogs.read(language)
        if message.id
        for text, said in pairs(message)
        if (text[:1].isspace(), text[-1:].isspace()) != (said[:1].isspace(), said[-1:].isspace())
        or (" " in text and text.endswith((".", "?", "!", ":")) and text[-1] != said[-1])
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_is_in_its_own_letters(language: str) -> None:
    """Russian has no і, ї, є, ґ and Ukrainian no ы, э, ъ, ё; a Latin letter inside a word looks right and is not."""
    foreign = {"ru": "іїєґІЇЄҐ", "uk": "ыэъёЫЭЪЁ"}[language]
    latin = set(string.ascii_letters)
    wrong = []
    for message in catalogs.read(language):
        for _, said in pairs(message) if message.id else []:
            own = re.sub("«[^»]*»", "", said)  # quoted words may be of another language
            mixed = any(
                (one in latin and "а" <= two.lower() <= "ґ") or (two in latin and "а" <= one.lower() <= "ґ")
                for one, two in pairwise(own)
            )
            if mixed or set(foreign) & set(own):
                wrong.append(said)
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalog_says_what_the_written_one_says(language: str) -> None:
    with catalogs.po_path(language).with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    stale = []
    catalog = catalogs.read(language)
    missing = catalogs.untranslated(catalog)  # said in English until they are
    for message in catalog:
        if message.id in missing:
            continue
        if isinstance(message.id, str) and message.id:
            stale += [message.id] if compiled.gettext(message.id) != message.string else []
        elif message.id:
            said = {compiled.ngettext(message.id[0], message.id[1], n) for n in (1, 2, 5)}
            stale += [message.id[0]] if said != set(message.string or ()) else []
    assert stale == [], "run: make catalogs"


def test_the_catalogs_on_disk_are_as_they_are_printed() -> None:
    for language in LANGUAGES:
        wanted = catalogs.printed(catalogs.translation(language, collected_texts()))
        assert catalogs.po_path(language).read_text(encoding="utf-8") == wanted, "run: make catalogs"


def test_screens_speak_the_language_they_are_told_to() -> None:
    speak("ru")
    assert say("gold") == "золото"
    assert [say_n("{n} client", "{n} clients", n) for n in (1, 3, 5, 11, 21)] == [
        "1 клиент", "3 клиента", "5 клиентов", "11 клиентов", "21 клиент",
    ]  # fmt: skip
    speak("uk")
    assert say("lost at the end") == "втрачених наприкінці"


def test_an_unknown_language_is_english() -> None:
    speak("fr")
    assert say("gold") == "gold"


def test_what_is_put_together_at_run_time_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "spoken.py"
    file.write_text('say(f"{n} letters")\n', encoding="utf-8")
    with pytest.raises(catalogs.NotLiteral, match=r"spoken\.py:1"):
        catalogs.all_texts(file.parent)


def test_texts_are_found_in_sources_and_pages(tmp_path: Path) -> None:
    folder = tmp_path
    (folder / "pages").mkdir()
    (folder / "spoken.py").write_text('say("a", x=say("b"))\nsay_n("{n} c", "{n} cs", n)\n', encoding="utf-8")
    (folder / "pages/a.html").write_text("<p>{{ say('d') }} {{ say_n('{n} e', '{n} es', n) }}</p>", encoding="utf-8")
    assert {spoken.text for spoken in catalogs.all_texts(folder)} == {
        "a", "b", ("{n} c", "{n} cs"), "d", ("{n} e", "{n} es"),
    }  # fmt: skip


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_a_screen_leaves_the_blanks_within_a_figure_alone(language: str) -> None:
    speak(language)
    figure = money(850_650, "EUR")
    assert clean(figure) == figure
    assert "�" in clean("\x1b[31m")


def test_what_an_error_tells_a_person_is_translated_too() -> None:
    """A parcel that is malformed is a bug of ours and stands in the log; all else is read on a screen."""
    names = {kind.__name__ for kind in _all_errors(OutreachError)} - {"ParcelIsMalformed"}
    bare = [
        (source.name, call.lineno)
        for source in sources()
        for called, call in source.calls()
        if called in names and call.args and isinstance(call.args[0], ast.JoinedStr | ast.Constant | ast.BinOp)
        if not (isinstance(call.args[0], ast.BinOp) and "say(" in ast.unparse(call.args[0]))
    ]
    assert bare == []


def _all_errors(kind: type[OutreachError]) -> set[type[OutreachError]]:
    import outreach.steps  # noqa: F401 every room that raises one is imported by the steps

    return {kind, *(each for child in kind.__subclasses__() for each in _all_errors(child))}
