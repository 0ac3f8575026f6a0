"""Whom policy lets through, and the code it gives for everybody else."""

import datetime as dt
from dataclasses import replace

import pytest

from outreach.policy.cap import NEVER_AGAIN, Cap, cap_of
from outreach.policy.standing import Ground, Mailbox, Objection, Permission, Standing, permission
from outreach.policy.suppression import because_of, domain_of
from outreach.settings import Care, Law
from outreach.store.words import (
    AddressState,
    Because,
    Choice,
    ConsentBasis,
    LetterKind,
    SuppressionReason,
    SuppressionScope,
)

TODAY = dt.date(2026, 1, 12)
YESTERDAY, TOMORROW = TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)
BOX = Mailbox(email="a@b.example", address_key="a@b.example", state=AddressState.LIVE)
ANNA = Standing(client_id=1, mailboxes=(BOX,))
DEAD = replace(BOX, state=AddressState.DEAD)
CONSENT = Ground(basis=ConsentBasis.CONSENT, expires_on=None)


def said(
    standing: Standing, kind: LetterKind = LetterKind.NEWSLETTER, *, law: str = "interest", smtputf8: bool = False
) -> Permission | Objection:
    return permission(standing, kind, law=Law(basis=law), today=TODAY, smtputf8=smtputf8)


def code(standing: Standing, kind: LetterKind = LetterKind.NEWSLETTER, *, law: str = "") -> tuple[Choice, Because]:
    found = said(standing, kind, law=law)
    assert isinstance(found, Objection), found
    return found.choice, found.because


def test_nothing_speaks_against_an_ordinary_client() -> None:
    assert said(ANNA) == Permission(mailbox=BOX, not_before=TODAY)


@pytest.mark.parametrize("why", [Because.UNSUBSCRIBED, Because.COMPLAINED, Because.REFUSED_CONTACT, Because.OPTED_OUT])
def test_a_client_who_said_stop_is_not_written_to(why: Because) -> None:
    assert code(replace(ANNA, against=why)) == (Choice.SKIP, why)


@pytest.mark.parametrize("why", [Because.UNSUBSCRIBED, Because.COMPLAINED, Because.REFUSED_CONTACT, Because.OPTED_OUT])
def test_what_was_said_of_one_address_holds_for_the_others_too(why: Because) -> None:
    other = replace(BOX, address_key="other@b.example")
    assert code(replace(ANNA, mailboxes=(other, replace(BOX, against=why)))) == (Choice.SKIP, why)


def test_a_dead_address_gives_way_to_the_next_one() -> None:
    second = replace(BOX, address_key="second@b.example")
    found = said(replace(ANNA, mailboxes=(DEAD, replace(BOX, against=Because.DEAD_ADDRESS), second)))
    assert isinstance(found, Permission)
    assert found.mailbox is second


def test_a_blocked_domain_gives_way_to_an_address_elsewhere() -> None:
    blocked, free = replace(BOX, against=Because.BLOCKED_DOMAIN), replace(BOX, address_key="a@else.example")
    assert isinstance(said(replace(ANNA, mailboxes=(blocked, free))), Permission)
    assert code(replace(ANNA, mailboxes=(blocked,), has_phone=True)) == (Choice.SKIP, Because.BLOCKED_DOMAIN)


def test_who_has_only_a_telephone_is_called() -> None:
    assert code(replace(ANNA, mailboxes=(), has_phone=True)) == (Choice.CALL, Because.ONLY_PHONE)
    assert code(replace(ANNA, mailboxes=(DEAD,), has_phone=True)) == (Choice.CALL, Because.ONLY_PHONE)


def test_who_has_neither_address_nor_telephone_is_left_out() -> None:
    assert code(replace(ANNA, mailboxes=())) == (Choice.SKIP, Because.NO_ADDRESS)
    assert code(replace(ANNA, mailboxes=(DEAD,))) == (Choice.SKIP, Because.DEAD_ADDRESS)


def test_an_address_beyond_ascii_needs_a_relay_that_carries_it() -> None:
    cyrillic = replace(ANNA, mailboxes=(replace(BOX, email="анна@b.example"),))
    assert code(cyrillic) == (Choice.SKIP, Because.NEEDS_SMTPUTF8)
    assert isinstance(said(cyrillic, smtputf8=True), Permission)


@pytest.mark.parametrize("kind", list(LetterKind))
def test_who_is_bereaved_or_serving_gets_no_letter_at_all(kind: LetterKind) -> None:
    assert code(replace(ANNA, silent_because="bereaved"), kind) == (Choice.SKIP, Because.SILENT)


def test_an_answer_nobody_has_read_comes_before_any_letter() -> None:
    found = said(replace(ANNA, unread_reply=7))
    assert isinstance(found, Objection)
    assert (found.choice, found.because, dict(found.detail)) == (Choice.WAIT, Because.UNREAD_REPLY, {"message": "7"})


def test_who_is_not_to_be_won_back_hears_of_changes_only() -> None:
    marked = replace(ANNA, not_winning_back="debts")
    assert code(marked) == (Choice.SKIP, Because.NOT_WINNING_BACK)
    assert code(marked, LetterKind.GREETING) == (Choice.SKIP, Because.NOT_WINNING_BACK)
    assert isinstance(said(marked, LetterKind.NOTICE), Permission)


def test_who_is_away_by_agreement_is_greeted_but_not_won_back() -> None:
    away = replace(ANNA, away_until=TODAY)
    found = said(away)
    assert isinstance(found, Objection)
    assert (found.because, found.permitted_on) == (Because.AWAY, TOMORROW)
    assert isinstance(said(away, LetterKind.GREETING), Permission)
    assert isinstance(said(replace(ANNA, away_until=YESTERDAY)), Permission)


def test_without_a_ground_of_his_own_the_firms_decides() -> None:
    assert code(ANNA, law="consent") == (Choice.SKIP, Because.NO_CONSENT)
    assert isinstance(said(replace(ANNA, grounds=(CONSENT,)), law="consent"), Permission)


def test_a_ground_that_has_run_out_is_none() -> None:
    ended = Ground(basis=ConsentBasis.CONSENT, expires_on=YESTERDAY)
    found = said(replace(ANNA, grounds=(ended,)))
    assert isinstance(found, Objection)
    assert (found.because, dict(found.detail)) == (Because.CONSENT_EXPIRED, {"ended": YESTERDAY.isoformat()})
    assert isinstance(said(replace(ANNA, grounds=(ended, CONSENT))), Permission)


def test_a_permission_says_how_long_its_ground_lasts() -> None:
    short, long = (Ground(basis=ConsentBasis.CONTRACT, expires_on=day) for day in (TODAY, TOMORROW))
    ends = [said(replace(ANNA, grounds=grounds)) for grounds in ((short,), (short, long), (short, CONSENT), ())]
    assert [one.until for one in ends if isinstance(one, Permission)] == [TODAY, TOMORROW, None, None]


def test_the_cap_of_client_or_address_moves_the_day() -> None:
    capped = replace(ANNA, capped_until=TOMORROW)
    later = replace(BOX, capped_until=TOMORROW + dt.timedelta(days=5))
    found = [said(capped), said(replace(capped, mailboxes=(later,))), said(replace(ANNA, capped_until=YESTERDAY))]
    days = [one.not_before for one in found if isinstance(one, Permission)]
    assert days == [TOMORROW, TOMORROW + dt.timedelta(days=5), TODAY]


def test_the_director_apologises_once() -> None:
    assert code(replace(ANNA, capped_until=NEVER_AGAIN), LetterKind.APOLOGY) == (Choice.SKIP, Because.HAD_APOLOGY)


@pytest.mark.parametrize(
    ("day", "free"),
    [
        (dt.date(2025, 11, 30), dt.date(2026, 2, 28)),
        (dt.date(2027, 11, 30), dt.date(2028, 2, 29)),
        (dt.date(2026, 1, 31), dt.date(2026, 4, 30)),
        (dt.date(2026, 1, 12), dt.date(2026, 4, 12)),
    ],
)
def test_three_months_are_calendar_months_with_the_day_clamped(day: dt.date, free: dt.date) -> None:
    cap = cap_of(LetterKind.NEWSLETTER, Care())
    assert cap
    assert cap.free_after(day) == free


def test_a_firm_may_wait_longer_but_never_shorter() -> None:
    cap = cap_of(LetterKind.NEWSLETTER, Care(newsletter_months=6))
    assert cap == Cap(kind=LetterKind.NEWSLETTER, months=6)
    with pytest.raises(ValueError, match="newsletter_months"):
        Care(newsletter_months=2)
    assert cap_of(LetterKind.GREETING, Care()) is None
    assert Cap(kind=LetterKind.APOLOGY, months=None).free_after(TODAY) == NEVER_AGAIN


def test_every_suppression_has_its_code() -> None:
    address, domain = SuppressionScope.ADDRESS, SuppressionScope.DOMAIN
    codes = {reason: because_of(address, reason, kind=None) for reason in SuppressionReason}
    assert codes == {
        SuppressionReason.UNSUBSCRIBED: Because.UNSUBSCRIBED,
        SuppressionReason.COMPLAINED: Because.COMPLAINED,
        SuppressionReason.REFUSED_CONTACT: Because.REFUSED_CONTACT,
        SuppressionReason.DEAD: Because.DEAD_ADDRESS,
        SuppressionReason.BLOCKED: Because.REFUSED_CONTACT,
    }
    assert because_of(domain, SuppressionReason.BLOCKED, kind=None) is Because.BLOCKED_DOMAIN
    assert because_of(address, SuppressionReason.UNSUBSCRIBED, kind=LetterKind.NEWSLETTER) is Because.OPTED_OUT
    assert domain_of("anna@firm.example") == "firm.example"
