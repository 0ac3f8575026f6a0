"""`outreach why`: what stands against a client, and his story in words."""

import datetime as dt
from contextlib import closing

import pytest

from outreach.cli.story import said_detail
from outreach.cli.words import change_label
from outreach.firm import open_firm
from outreach.locale import LANGUAGES, speak
from outreach.outbox.records.changes import _tests
from outreach.policy.records import suppress
from outreach.policy.suppression import Suppress
from outreach.store.words import Event, LetterKind, SuppressionReason, SuppressionScope
from tests.cli.shop import Shop

NOW = dt.datetime(2025, 10, 20, 8, 0, tzinfo=dt.UTC)
ANNA = "anna.dubrovskaya@mayak.example"
LIFTED = {
    SuppressionReason.UNSUBSCRIBED: "Only he can take an unsubscription back",
    SuppressionReason.COMPLAINED: "A spam report is never lifted",
    SuppressionReason.REFUSED_CONTACT: "What he asked for is never lifted",
    SuppressionReason.DEAD: "import another address for him",
    SuppressionReason.BLOCKED: "No command lifts a block",
}


def stop(shop: Shop, scope: SuppressionScope, key: str, reason: SuppressionReason, **more: object) -> None:
    order = Suppress(scope=scope, key=key, reason=reason, **more)  # type: ignore[arg-type]
    with closing(open_firm(shop.folder / "config.toml").store) as store, store.write() as connection:
        assert suppress(connection, order, now=NOW, by="test")


def test_a_stopped_address_is_told_with_its_day_and_source(shop: Shop) -> None:
    """Such a row has no client, and the journal has it under nobody's name."""
    assert "Nothing is written" not in shop.run("why", "101").out
    stop(shop, SuppressionScope.ADDRESS, ANNA, SuppressionReason.DEAD, source="bounce")
    for command in (("why", "101"), ("clients", "show", "101")):
        said = " ".join(shop.run(*command).out.split())
        assert f"Nothing is written to {ANNA}: the address is dead, since Oct 20, 2025 (mail that came back)" in said
        assert LIFTED[SuppressionReason.DEAD] in said


def test_a_stopped_domain_is_told(shop: Shop) -> None:
    stop(shop, SuppressionScope.DOMAIN, "mayak.example", SuppressionReason.BLOCKED, source="by hand")
    said = shop.run("why", "101").out
    assert "Nobody at mayak.example is written to: blocked by hand, since Oct 20, 2025 (by hand)" in said
    assert LIFTED[SuppressionReason.BLOCKED] in said
    assert "mayak.example" not in shop.run("why", "102").out


def test_a_stop_of_one_kind_of_letter_says_which(shop: Shop) -> None:
    stop(shop, SuppressionScope.CLIENT, "1", SuppressionReason.UNSUBSCRIBED, kind=LetterKind.NEWSLETTER, source="page")
    assert "to him: unsubscribed (newsletter), since Oct 20, 2025 (the page that letters" in shop.run("why", "101").out


@pytest.mark.parametrize("reason", SuppressionReason)
def test_every_stop_says_how_it_is_lifted_or_that_it_is_not(shop: Shop, reason: SuppressionReason) -> None:
    stop(shop, SuppressionScope.CLIENT, "1", reason, source="mail")
    stop(shop, SuppressionScope.ADDRESS, ANNA, reason, source="mail")
    out = shop.run("why", "101").out
    assert out.count(LIFTED[reason]) == 1
    assert shop.run("why", "101", "--json").json["stops"][0]["reason"] == reason


def test_the_story_is_told_in_words(shop: Shop) -> None:
    out = shop.run("why", "101").out
    assert "since Oct 5, 2025, worth €" in out
    assert "lost_on=" not in out
    journal = shop.run("why", "101", "--json").json["journal"]
    assert any("lost_on" in one["detail"] for one in journal)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_that_withdraws_a_letter_has_its_words(language: str) -> None:
    speak(language)
    codes = {*_tests(), "content_changed", "client_changed", "by_hand", "capped", "damaged"}
    assert {code for code in codes if change_label(code) == code} == set()


@pytest.mark.parametrize(
    ("event", "detail", "said"),
    [
        (Event.LOST, {"lost_on": "2025-10-05", "value_year": 850_650}, "since Oct 5, 2025, worth €8,506 a year"),
        (Event.RETURNED, {"ended_on": "2025-10-05", "order": 7}, "Oct 5, 2025"),
        (Event.CANCELLED, {"because": "ordered"}, "he has ordered"),
        (Event.DECIDED_ANEW, {"choice": "write", "because": "due"}, "to be written to"),
        (Event.SUPPRESSED, {"reason": "dead", "source": "refused"}, "the address is dead, the relay's answer"),
        (Event.CONSENT_RECORDED, {"basis": "interest"}, "legitimate interest"),
        (Event.BOUNCED, {"why": "address_dead"}, "nothing goes to this address any more"),
        (Event.BOUNCED, {"why": "operator"}, "operator"),
        (Event.RESCHEDULED, {"due_at": "2026-01-13T08:15:00+00:00"}, "2026-01-13 08:15"),
        (Event.SENT, {"answer": "250 2.0.0 OK"}, "250 2.0.0 OK"),
        (Event.REPLIED, {"incoming": 7, "evidence": "token"}, ""),
        (Event.CLAIMED, {"attempt": "04578c51"}, ""),
    ],
)
def test_what_a_person_wants_to_know_of_an_entry(event: Event, detail: dict[str, object], said: str) -> None:
    assert said_detail(event, detail, currency="EUR") == said
