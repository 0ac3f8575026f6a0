"""Which messages machines wrote."""

import pytest

from outreach.inbox.parse import Fields, Mail
from outreach.inbox.robot import is_robot


def mail(*rows: tuple[str, str], report_type: str = "") -> Mail:
    return Mail(fields=Fields(rows=rows), report_type=report_type)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("auto-submitted", "auto-replied"),
        ("auto-submitted", "auto-generated (vacation); owner-email=a@b"),
        ("x-autoreply", "yes"),
        ("x-autorespond", ""),
        ("precedence", "Auto_Reply"),
        ("precedence", "bulk"),
        ("x-auto-response-suppress", "DR, All"),
        ("return-path", " < >"),
        ("subject", "Automatic reply: News"),
        ("subject", "Out of Office"),
        ("subject", "[Auto-Reply] News"),
        ("subject", "Автоматический ответ: Новости"),
        ("subject", "Автоответ"),
        ("subject", "Я в отпуске"),
        ("subject", "Автоматична відповідь: Новини"),
        ("subject", "Я у відпустці"),
        ("subject", "Відсутність на робочому місці"),
    ],
)
def test_a_robot(name: str, value: str) -> None:
    assert is_robot(mail((name, value)))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("auto-submitted", "no"),
        ("precedence", "list"),
        ("x-auto-response-suppress", "DR, OOF"),
        ("return-path", "<anna@client.example>"),
        ("subject", "Re: Automatic reply: News"),
        ("subject", "О, отпуск! Поговорим"),
        ("subject", "Автоматические ворота нужны?"),
    ],
)
def test_a_person(name: str, value: str) -> None:
    assert not is_robot(mail((name, value)))


def test_a_read_receipt_is_a_robots() -> None:
    assert is_robot(mail(report_type="disposition-notification"))
