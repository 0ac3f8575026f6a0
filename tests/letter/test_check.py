"""Checks of a finished letter."""

import pytest

from outreach.letter.asks import asks_in
from outreach.letter.check import check_letter
from outreach.letter.template import Words
from outreach.store.words import LetterKind


def rules(
    text: str = "Добрый день.\n", *, subject: str = "Анна Петровна", language: str = "ru",
    kind: LetterKind = LetterKind.GREETING, size: int = 4000,
) -> set[str]:  # fmt: skip
    words = Words(subject=subject, text=text, html="", facts_used=())
    return {finding.rule for finding in check_letter(words, kind=kind, language=language, size=size)}


def test_a_plain_letter_passes() -> None:
    assert rules() == set()
    assert rules("Надеюсь, что наше сотрудничество продолжится. Ценим Вас... Долгих лет!\n") == set()
    assert rules("None of us has forgotten you: 1, 2.\n\n- a\n  - b\n", language="en") == set()


@pytest.mark.parametrize(
    ("rule", "letter"),
    [
        ("L101", {"subject": ""}), ("L102", {"subject": "а" * 79}), ("L103", {"subject": "С ДНЁМ СТРОИТЕЛЯ"}),
        ("L104", {"text": " \n"}), ("L105", {"text": "Уважаемый None!"}), ("L105", {"text": "NULL"}),
        ("L106", {"text": "Уважаемый {{ name }}"}), ("L106", {"text": "Уважаемый *|FNAME|*"}),
        ("L107", {"text": "мы с Вами  весной"}), ("L107", {"text": "Уважаемый , здравствуйте"}),
        ("L107", {"text": "мы с Вами ."}), ("L107", {"subject": "Анна, , с праздником"}), ("L108", {"size": 200_000}),
        ("L111", {"text": "Шановний пане Іване Петровичу!", "language": "uk"}),
        ("L111", {"text": "Шановна пані Ганно Петрівно!", "language": "uk"}),
    ],
)  # fmt: skip
def test_a_fault_is_named(rule: str, letter: dict[str, str]) -> None:
    assert rule in rules(**letter)  # type: ignore[arg-type]


def test_a_name_in_short_capitals_and_a_surname_beside_pan_are_no_faults() -> None:
    assert rules(subject="ІТ") == set()
    assert rules("Шановний пане Федорчук!", language="uk") == set()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Дарим скидку 20 % на всё"), ("ru", "Новые цены уже на сайте"), ("ru", "Ваш промокод ВЕСНА"),
        ("ru", "Напоминаем о задолженности"), ("ru", "всего за 1 200 руб."), ("ru", "Специальное предложение для Вас"),
        ("uk", "Даруємо знижку"), ("uk", "Промокод на весну"), ("uk", "Нагадуємо про борг"), ("uk", "лише 500 грн"),
        ("en", "A special offer for you"), ("en", "20% off today"),
        ("en", "Your invoice is overdue"), ("en", "only $99"),
    ],
)  # fmt: skip
def test_a_greeting_asks_for_nothing(language: str, text: str) -> None:
    assert "L110" in rules(text, language=language)
    assert "L110" in rules(text, language=language, kind=LetterKind.APOLOGY)
    assert "L110" not in rules(text, language=language, kind=LetterKind.OFFER)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Мы ценим Вас и дорожим кредитом доверия. Кто знает цену времени, поймёт. Долго работали."),
        ("uk", "Ми цінуємо Вас. Сподіваємось на співпрацю. Довго працювали разом."),
        ("en", "Our debt of gratitude is priceless. We hope to work together again."),
        ("en", "скидка"), ("de", "Rabatt"),
    ],
)  # fmt: skip
def test_kind_words_are_no_asks(language: str, text: str) -> None:
    assert asks_in(text, language=language) == ()
