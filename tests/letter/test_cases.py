"""The client's name in the six Russian cases, dates and plurals in the language of the letter."""

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest

from outreach.errors import FilesAreWrong
from outreach.letter.page import ClientPage
from outreach.letter.template import MissingValue
from outreach.letter.template.sandbox import in_words, plural_forms
from outreach.names.declension import declined
from outreach.names.split import Parts
from tests.letter.letters import a_folder, a_page, a_template

ANNA = ClientPage(
    addressed="Анна Петровна", given_name="Анна", patronymic="Петровна", family_name="Иванова", gender="f"
)


def said(tmp_path: Path, words: str, client: ClientPage = ANNA) -> str:
    template = a_template(tmp_path, f"Subject: x\n\n{words}\n\n{{{{ signature }}}}")
    return template.render(a_page(client=client)).text.splitlines()[0]


@pytest.mark.parametrize(("case", "expected"), [
    ("nominative", "Анна Петровна"), ("genitive", "Анны Петровны"), ("dative", "Анне Петровне"),
    ("accusative", "Анну Петровну"), ("instrumental", "Анной Петровной"), ("prepositional", "Анне Петровне"),
])  # fmt: skip
def test_she_is_called_in_every_case(tmp_path: Path, case: str, expected: str) -> None:
    assert said(tmp_path, f"{{{{ client.addressed | {case} }}}}") == expected


@pytest.mark.parametrize(("words", "expected"), [
    ("{{ client.given_name | dative }}", "Анне"),
    ("{{ client.patronymic | genitive }}", "Петровны"),
    ("{{ client.family_name | instrumental }}", "Ивановой"),
    ("{{ client.family_name | dative | upper }}", "ИВАНОВОЙ"),
])  # fmt: skip
def test_every_part_of_the_name_is_declined(tmp_path: Path, words: str, expected: str) -> None:
    assert said(tmp_path, words) == expected


@pytest.mark.parametrize("client", [
    ClientPage(addressed="Анечка", given_name="Анна", gender="f"),
    ClientPage(addressed="Саша", given_name="Саша"),
])  # fmt: skip
def test_who_cannot_be_declined_waits(tmp_path: Path, client: ClientPage) -> None:
    with pytest.raises(MissingValue, match=r"client\.addressed"):
        said(tmp_path, "{{ client.addressed | dative }}", client)


@pytest.mark.parametrize("words", [
    "{{ client.city | dative }}", "{{ facts.project | dative }}", "{{ client.given_name | upper | dative }}",
    "{{ salutation | dative }}", "{% set x = client.given_name %}{{ x | dative }}",
])  # fmt: skip
def test_only_the_clients_name_is_declined(tmp_path: Path, words: str) -> None:
    with pytest.raises(FilesAreWrong) as wrong:
        said(tmp_path, words)
    assert [problem.rule for problem in wrong.value.problems] == ["L063"]
    assert "client.addressed | dative" in wrong.value.problems[0].mend


def test_a_ukrainian_letter_declines_nothing(tmp_path: Path) -> None:
    with pytest.raises(FilesAreWrong):
        a_template(tmp_path, "Subject: x\n\n{{ client.addressed | dative }}\n\n{{ signature }}", language="uk")


@pytest.mark.parametrize(("parts", "gender", "expected"), [
    (Parts(given="Пётр", patronymic="Ильич", family="Шевченко"), "m", "Петру Ильичу Шевченко"),
    (Parts(given="Лев", patronymic="Львович", family="Салтыков-Щедрин"), "m", "Льву Львовичу Салтыкову-Щедрину"),
    (Parts(given="Любовь", patronymic="Яковлевна", family="Ким"), "f", "Любови Яковлевне Ким"),
    (Parts(given="Никита", patronymic="Кузьмич", family="Черных"), "m", "Никите Кузьмичу Черных"),
    (Parts(given="Саша", patronymic="Петровна", family="Ким"), "m", "Саше Петровне Киму"),  # his own gender, as he says
    (Parts(given="Али", patronymic="Гасан оглы", family="Алиев"), "m", "Али Гасан оглы Алиеву"),
    (Parts(given="Илья"), "m", "Илье"),
])  # fmt: skip
def test_to_whom(parts: Parts, gender: str, expected: str) -> None:
    told = declined(parts, "dative", gender=gender)
    assert f"{told.given} {told.patronymic} {told.family}".strip() == expected


def test_nothing_is_read_of_the_library_until_a_name_is_declined() -> None:
    code = "import sys, outreach.letter.template; sys.exit('pytrovich' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(("language", "expected"), [
    ("ru", "9 августа 2026"), ("uk", "9 серпня 2026"), ("en", "9 August 2026"), ("de", "9. August 2026"),
    ("pl", "9 sierpnia 2026"), ("be", "9 жніўня 2026"),
])  # fmt: skip
def test_a_day_is_written_as_the_language_writes_it(language: str, expected: str) -> None:
    assert in_words(dt.date(2026, 8, 9), language) == expected


def test_each_language_has_as_many_plurals_as_it_has() -> None:
    forms = {language: plural_forms(language) for language in ("ru", "uk", "be", "pl", "en", "de", "kk", "old")}
    assert forms == {"ru": 3, "uk": 3, "be": 3, "pl": 3, "en": 2, "de": 2, "kk": 2, "old": 2}


@pytest.mark.parametrize(("years", "expected"), [(1, "1 rok"), (2, "2 lata"), (5, "5 lat"), (22, "22 lata")])
def test_polish_counts_in_three_forms(tmp_path: Path, years: int, expected: str) -> None:
    source = 'Subject: x\n\n{{ client.years_together | plural("rok", "lata", "lat") }}\n\n{{ signature }}'
    layouts = a_folder(tmp_path, source, language="pl") / "layouts"
    (layouts / "footer.pl.md").write_bytes((layouts / "footer.en.md").read_bytes())
    template = a_template(tmp_path, source, language="pl")
    page = a_page("pl", client=ClientPage(years_together=years))
    assert template.render(page).text.splitlines()[0].replace("\N{NO-BREAK SPACE}", " ") == expected


@pytest.mark.parametrize("words", [
    "Дякую, пане {{ client.addressed }}!", "{% if client.city %}Пані {{ client.patronymic }}{% endif %}",
])  # fmt: skip
def test_pan_does_not_stand_before_what_may_be_a_patronymic(tmp_path: Path, words: str) -> None:
    with pytest.raises(FilesAreWrong) as wrong:
        a_template(tmp_path, f"Subject: x\n\n{words}\n\n{{{{ signature }}}}", language="uk")
    assert [problem.rule for problem in wrong.value.problems] == ["L111"]
    assert "address_uk" in wrong.value.problems[0].mend


@pytest.mark.parametrize("words", ["Дякую, {{ client.addressed }}!", "пане {{ client.given_name }}"])
def test_a_name_alone_may_stand_there(tmp_path: Path, words: str) -> None:
    template = a_template(tmp_path, f"Subject: x\n\n{words}\n\n{{{{ signature }}}}", language="uk")
    assert template.language == "uk"
