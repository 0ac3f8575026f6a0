"""Which words mean that a person wants no more letters."""

import pytest

from outreach.inbox.stop import asks_to_stop


@pytest.mark.parametrize(
    "words",
    [
        "unsubscribe",
        "STOP.",
        "Стоп",
        "отписаться",
        "Please unsubscribe me from this mailing list",
        "Remove me from your list, please.",
        "Прошу отписать меня от рассылки!",
        "Удалите меня из списка рассылки",
        "Відпишіть мене, будь ласка",
        "Не пишите мне больше",
        "Больше не присылайте мне писем, пожалуйста.",
        "Не надсилайте мені більше листів",
        "Don’t write to me anymore",
        "Do not email me again",
    ],
)
def test_a_line_that_says_only_stop(words: str) -> None:
    assert asks_to_stop("Re: News", f"Добрый день!\n\n{words}\n\nАнна")
    assert asks_to_stop(f"Re: {words}", "")


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Re:",
        "Спасибо, больше писем!",
        "Не хочу отписываться, пишите.",
        "Стоп-кран у нас уже есть, но нужен второй",
        "Don't stop writing to me",
        "Не пишите мне на этот адрес, пишите на anna@client.example",
        "We stop work on Friday",
        "stop " * 13,
        "12345",
    ],
)
def test_a_line_that_says_more_is_left_to_a_person(words: str) -> None:
    assert not asks_to_stop("Re: News", words)
    assert not asks_to_stop(words, "")


def test_only_the_top_of_a_letter_counts() -> None:
    assert not asks_to_stop("", "\n".join(["Some words here", *["more words here"] * 6, "stop"]))
