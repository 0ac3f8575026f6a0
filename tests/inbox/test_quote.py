"""A reply's own words, apart from what it quotes."""

import pytest

from outreach.inbox.quote import own_text
from tests.inbox.patience import bounded

QUOTED = "\n> Good morning, Anna.\n> Click to unsubscribe.\n"


@pytest.mark.parametrize(
    "attribution",
    [
        "On Thu, Oct 2, 2025 at 10:00 AM Olga Koval <olga@firm.example> wrote:",
        "On Thu, Oct 2, 2025 at 10:00 AM Olga Koval, head of development\n<olga@firm.example> wrote:",
        "On 2 Oct 2025, at 10:00, Olga Koval wrote:",
        "чт, 2 окт. 2025 г. в 10:00, Olga Koval <olga@firm.example>:",
        "2 окт. 2025 г., в 10:00, Olga Koval <olga@firm.example> написал(а):",
        "02.10.2025 10:00, Olga Koval пишет:",
        "Четверг, 2 октября 2025, 10:00 +03:00 от Olga Koval <olga@firm.example>:",
        "чт, 2 жовт. 2025 р. о 10:00 Ольга Коваль <olga@firm.example> пише:",
        '2 жовтня 2025 р., 10:00:00, від "Olga Koval" <olga@firm.example>:',
        "-----Original Message-----",
        "----- Исходное сообщение -----",
        "-------- Пересылаемое сообщение --------",
        "________________________________\nFrom: Olga Koval <olga@firm.example>\nSent: Thursday, October 2, 2025",
        "От: Olga Koval <olga@firm.example>\nОтправлено: 2 октября 2025 г. 10:00",
        "Від: Olga Koval <olga@firm.example>\nНадіслано: 2 жовтня 2025 р. 10:00",
        "*From:* Olga\n*Sent:* Thursday",
    ],
)
def test_the_letter_answered_is_cut_off(attribution: str) -> None:
    assert own_text(f"Thank you.\nCall me at 15:00:\n+380 44 123\n\n{attribution}\n{QUOTED}") == (
        "Thank you.\nCall me at 15:00:\n+380 44 123"
    )


def test_words_beneath_a_quotation_are_the_persons() -> None:
    text = f"On Thu, Oct 2, 2025 at 10:00 Olga <olga@firm.example> wrote:\n{QUOTED}\nYes, please.\n> more\nAnd more."
    assert own_text(text) == "Yes, please.\nAnd more."


def test_words_between_are_the_persons() -> None:
    assert own_text("> When?\nMonday.\n> Where?\nHere.") == "Monday.\nHere."


def test_signatures_and_telephones_are_left_away() -> None:
    assert own_text("Yes.\n\nОтправлено с iPhone\n-- \nAnna\n+380") == "Yes."
    assert own_text("-- \nAnna") == "--\nAnna"


def test_a_rule_or_a_colon_alone_quotes_nothing() -> None:
    text = "Prices:\n________________________________\nFrom: Monday\nit is 10:\n\nbye"
    assert own_text(text) == text


def test_nothing_is_nothing() -> None:
    assert own_text("") == ""
    assert own_text("_" * 40) == "_" * 40


def test_long_hostile_text_does_not_hold_us_up() -> None:
    with bounded():
        for text in (
            "-" * 200_000,
            "20" * 100_000,
            "a:\n" * 60_000,
            "1:1\n" * 50_000,
            "from:\n" * 30_000,
            "_" * 20 + "\n",
        ):
            own_text(text * 2)
