"""Delivery reports, structured and in words."""

import pytest

from outreach.inbox.parse import Fields, Mail
from outreach.inbox.report import Action, read_free_text, read_report


def group(**fields: str) -> Fields:
    return Fields(rows=tuple((name.replace("_", "-"), value) for name, value in fields.items()))


def report(*groups: Fields) -> Mail:
    return Mail(fields=Fields(), report_type="delivery-status", status_groups=groups)


def words(text: str, *, sender: str = "MAILER-DAEMON@x.example", subject: str = "failure", **more: str) -> Mail:
    rows = [("from", sender), ("subject", subject), *((name.replace("_", "-"), value) for name, value in more.items())]
    return Mail(fields=Fields(rows=tuple(rows)), text=text)


def test_the_gravest_recipient_counts() -> None:
    read = report(
        group(reporting_mta="dns; x"),
        group(action="delivered", status="2.0.0", final_recipient="rfc822; a@b.example"),
        group(action="Failed (soon)", status="5.1.1 (bad)", final_recipient="rfc822; <c@d.example>"),
    )
    found = read_report(read)
    assert found is not None
    assert (found.action, found.status, found.recipients) == (Action.FAILED, "5.1.1", ("c@d.example",))


def test_a_report_without_recipients_is_none() -> None:
    assert read_report(report(group(reporting_mta="dns; x"), group(action="exploded"))) is None


@pytest.mark.parametrize(
    ("status", "diagnostic", "expected"),
    [
        ("5.0.0", "smtp; 550 5.1.1 unknown", "5.1.1"),
        ("5.0.0", "smtp; 450 4.2.2 full", "5.0.0"),  # another class is not believed
        ("5.0.0", "", "5.0.0"),
        ("", "smtp; 550 5.1.1 unknown", "5.1.1"),
        ("", "smtp; 550 unknown", "5.0.0"),
        ("", "smtp; unknown", ""),
        ("5.2.1", "smtp; 550 5.1.1 unknown", "5.2.1"),
        ("nonsense 10.20.30.40", "X-Notes; 192.5.1.1", ""),
    ],
)
def test_the_more_exact_status_counts(status: str, diagnostic: str, expected: str) -> None:
    found = read_report(report(group(action="failed", status=status, diagnostic_code=diagnostic)))
    assert found is not None
    assert found.status == expected


def test_a_persons_words_are_never_a_report() -> None:
    text = "This message was created automatically by mail delivery software. 550 5.1.1"
    assert read_free_text(words(text, sender="anna@client.example")) is None
    assert read_free_text(words(text, sender="anna@client.example", return_path="<>")) is not None


def test_a_daemons_other_words_are_no_report() -> None:
    assert read_free_text(words("Your quota is nearly used up. 550")) is None


def test_words_about_a_delay_are_a_delay() -> None:
    text = "Delivery to the following recipient has been delayed: <a@b.example>"
    found = read_free_text(words(text, subject="Warning: message delayed 24 hours"))
    assert found is not None
    assert (found.action, found.recipients) == (Action.DELAYED, ("a@b.example",))


def test_words_with_a_code_of_the_fourth_class_are_a_delay() -> None:
    found = read_free_text(words("Message could not be delivered: 452 4.2.2 full"))
    assert found is not None
    assert (found.action, found.status) == (Action.DELAYED, "4.2.2")


def test_a_header_can_name_who_failed() -> None:
    found = read_free_text(words("", x_failed_recipients="a@b.example, c@d.example"))
    assert found is not None
    assert found.recipients == ("a@b.example", "c@d.example")


def test_letters_that_grow_in_lower_case_are_cut_in_the_right_place() -> None:
    found = read_free_text(
        words("İ message could not be delivered 550\n--- Below this line is a copy of the message 5.1.1")
    )
    assert found is not None
    assert found.status == "5.0.0"
