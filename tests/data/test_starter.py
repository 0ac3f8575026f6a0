"""What a new folder begins with: nothing in it that a marketer would be ashamed to send."""

import re
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path

import pytest

from outreach.book.importing import run_import
from outreach.book.plan import plan_import
from outreach.campaign.file import read_campaigns
from outreach.campaign.improvement import Improvement, read_improvements
from outreach.demo.wordlist import projects, traits
from outreach.letter.check import check_letter
from outreach.letter.page import (
    ClientPage,
    CompanyPage,
    DayPage,
    EventPage,
    FactsPage,
    ImprovementPage,
    Page,
    SenderPage,
)
from outreach.letter.template import read_template
from outreach.settings import Book, in_language
from outreach.store.engine import Store
from outreach.store.words import LeaveReason, LetterKind

ROOT = Path(__file__).parents[2]
STARTER = ROOT / "outreach" / "data" / "starter"
KINDS = {
    "greetings/professional": LetterKind.GREETING,
    "greetings/birthday": LetterKind.GREETING,
    "greetings/new-year": LetterKind.GREETING,
    "newsletters/improvements": LetterKind.NEWSLETTER,
    "apologies/director": LetterKind.APOLOGY,
}
SALUTATIONS = {"ru": "Уважаемая Анна Петровна", "uk": "Шановна Ганно Петрівно", "en": "Dear Anna"}
ADDRESSED = {"ru": "Анна Петровна", "uk": "Ганно Петрівно", "en": "Anna"}
GREETINGS = {"ru": "с Днём учителя", "uk": "з Днем учителя", "en": "Teachers’ Day"}
EVENTS = {"ru": "мы опоздали на день", "uk": "ми запізнилися на день", "en": "we were a day late"}
STALE = ("крепкого здоровья", "процветан", "от всей души", "міцного здоров", "процвітан", "від щирого серця", "prosper")


def improvements() -> tuple[Improvement, ...]:
    read, problems = read_improvements(STARTER / "improvements.toml")
    assert problems == ()
    return read


def page(language: str, *, facts: dict[str, str], days_before: int, years: int | None) -> Page:
    news = tuple(
        ImprovementPage(title=in_language(one.title, language), text=in_language(one.text, language), on=one.on)
        for one in improvements()
    )
    return Page(
        language=language,
        salutation=SALUTATIONS[language],
        client=ClientPage(addressed=ADDRESSED[language], years_together=years),
        day=DayPage(name="x", greeting=GREETINGS[language], days_before=days_before),
        facts=FactsPage(facts),
        sender=SenderPage(name="Olena", post="manager", email="o@firm.example", phones=("+999",)),
        company=CompanyPage(name="Ottisk", city="Kyiv", address="1 Mill St", hours="9-18", site="https://firm.example"),
        improvements=news,
        event=EventPage(what=EVENTS[language], done=news[0].text),
        unsubscribe_url="https://firm.example/u/x",
    )


@pytest.mark.parametrize(("name", "language"), tuple(product(KINDS, ("ru", "uk", "en"))))
def test_a_letter_reads_well_whatever_is_known_of_the_client(name: str, language: str) -> None:
    template = read_template(name, language=language, folder=ROOT / "templates", facts=["project", "trait"])
    project = projects()[0][1][language].format(street="X", month="y", count="50")
    trait = traits()[0][language]
    known: tuple[dict[str, str], ...] = (
        {},
        {"project": project},
        {"trait": trait},
        {"project": project, "trait": trait},
    )
    for facts, days_before, years in product(known, (0, 2), (None, 1, 5)):
        words = template.render(page(language, facts=facts, days_before=days_before, years=years))
        said = f"{words.subject}\n{words.text}"
        assert check_letter(words, kind=KINDS[name], language=language, size=8_000) == ()
        assert len(words.subject) <= 60
        assert said.count("!") <= 2
        assert not any(phrase in said.lower() for phrase in STALE)
        assert not re.search(r"\b(вы|вас|вам|ви|вами)\b", said), "Вы is written with a capital"
        assert set(words.facts_used) - {"client.years_together"} == set(facts) & set(template.facts_asked)


def test_no_sentence_of_the_letters_is_said_twice() -> None:
    """Who gets a greeting on his birthday and another at New Year is not to read the same wish in both."""
    for language in ("ru", "uk", "en"):
        wishes: list[str] = []
        for name in KINDS:
            text = (ROOT / "templates" / f"{name}.{language}.md").read_text(encoding="utf-8")
            body = re.sub(r"\{[{%].*?[}%]\}", "", text.split("\n\n", 1)[1])
            wishes += [wish.strip() for wish in re.findall(r"[^.!?\n]{40,}[.!?]", body)]
        assert len(wishes) == len(set(wishes))


def test_the_sample_campaigns_have_no_mistake_and_their_templates_exist() -> None:
    campaigns, problems = read_campaigns(ROOT / "campaigns", saved={})
    assert problems == ()
    assert {campaign.template for campaign in campaigns} == set(KINDS)
    assert all(campaign.kind is KINDS[campaign.template] for campaign in campaigns)


def test_improvements_speak_three_languages_and_answer_known_reasons() -> None:
    for one in improvements():
        assert all(one.speaks(language) for language in ("ru", "uk", "en"))
        assert set(one.reasons) <= {reason.value for reason in LeaveReason}
        for language in ("ru", "uk", "en"):
            assert not in_language(one.title, language).endswith(".")
            assert in_language(one.text, language).endswith(".")


def test_the_sample_client_list_comes_in_whole(sqlite_store: Store) -> None:
    for name, rows in (("clients", 12), ("orders", 24), ("facts", 11), ("reasons", 5)):
        with sqlite_store.write() as connection:
            report = run_import(
                connection,
                plan_import(STARTER / f"{name}.csv"),
                book=Book(),
                now=datetime(2025, 10, 1, tzinfo=UTC),
            )
        assert (report.kind.value, report.new, report.refused) == (name, rows, 0)


def test_improvements_are_dated_before_the_demonstration_begins() -> None:
    assert all(one.on < date(2025, 10, 1) for one in improvements())
