"""One client, one occasion, one decision: every code a campaign can give, and when the letter leaves."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from outreach.almanac.holiday import Holiday, Words
from outreach.almanac.working import WeekendRule
from outreach.book.warning import shipped
from outreach.campaign.campaign import Approve, Campaign, CareTaken, When
from outreach.campaign.control import fraction, is_held_out
from outreach.campaign.decide import Candidate, Decision, Earlier, KnownFact, World, decide, hours_of
from outreach.campaign.fix import INVITES_BACK, Fix
from outreach.campaign.improvement import Improvement
from outreach.campaign.occasion import Occasion
from outreach.campaign.sender import sender_for
from outreach.names.person import Person
from outreach.policy.standing import Ground, Mailbox, Standing
from outreach.segment.who import Segment
from outreach.settings import Care, Fact, Sender, Settings
from outreach.store.words import AddressState, Because, Choice, ConsentBasis, LetterKind

DAY = dt.date(2026, 1, 12)  # a Monday
MORNING = dt.datetime(2026, 1, 12, 6, 0, tzinfo=dt.UTC)
DIRECTOR = Sender(name="Daryna", post="director", email="d@f.example", role="director")
OLENA = Sender(name="Olena", post="manager", email="o@f.example", replaced_by="maksym")
MAKSYM = Sender(name="Maksym", post="manager", email="m@f.example")
SETTINGS = Settings(
    senders={"director": DIRECTOR, "olena": OLENA, "maksym": MAKSYM},
    facts={"project": Fact(frame="we …"), "hobby": Fact(frame="you …", personal=False)},
)
CAMPAIGN = Campaign(
    key="wishes", path=Path("wishes.toml"), title="Wishes", kind=LetterKind.GREETING, template="greetings/hello",
    sender="manager", segment=Segment(), call_segment=None, content=b"",
    when=When(on=DAY, weekend=WeekendRule.AFTER, late_days=3, spread_days=1),
    care=CareTaken(approve=Approve.NOBODY, first_wave=0, control=0.0, call="", repeat=False),
)  # fmt: skip
OCCASION = Occasion(key="2026-01-12", theme="greeting|on|x", starts_on=DAY, ends_on=DAY + dt.timedelta(days=3), day=DAY)
NEWS = Improvement(key="x", on=dt.date(2025, 7, 1), reasons=("price",), services=(), title="T", text="Better.")
WORLD = World(
    campaign=CAMPAIGN, occasion=OCCASION, settings=SETTINGS, improvements=(NEWS,), languages=frozenset({"en"}),
    today=DAY, now=MORNING,
)  # fmt: skip
BOX = Mailbox(email="ann@c.example", address_key="ann@c.example", state=AddressState.LIVE)
ANN = Candidate(
    client_id=1, standing=Standing(client_id=1, mailboxes=(BOX,)), country="UA", city=None, time_zone="Europe/Kyiv",
    person=Person(name="Ann Field", family="Field", given="Ann", gender="f", language="en"), language="en",
    manager="olena", facts=(KnownFact(key="project", value="built it", language=None),),
)  # fmt: skip
WEEK = dt.timedelta(days=7)


def decided(candidate: Candidate = ANN, world: World = WORLD) -> tuple[Choice, Because]:
    found = decide(candidate, world)
    return found.choice, found.because


def of_kind(kind: LetterKind, **care: object) -> World:
    campaign = replace(CAMPAIGN, kind=kind, care=replace(CAMPAIGN.care, **care))  # type: ignore[arg-type]
    return replace(WORLD, campaign=campaign)


def standing(**more: object) -> Candidate:
    return replace(ANN, standing=replace(ANN.standing, **more))  # type: ignore[arg-type]


def test_a_letter_is_due_at_an_hour_of_his_own_on_his_clock() -> None:
    found = decide(ANN, WORLD)
    assert (found.choice, found.because, found.sender, found.language) == (Choice.WRITE, Because.DUE, "olena", "en")
    assert (found.email, found.send_on, found.time_zone) == ("ann@c.example", DAY, "Europe/Kyiv")
    assert found.due_at
    assert found.day_ends_at == dt.datetime(2026, 1, 12, 15, 30, tzinfo=dt.UTC)  # 17:30 in Kyiv
    assert found.expires_at == dt.datetime(2026, 1, 15, 15, 30, tzinfo=dt.UTC)
    assert dt.datetime(2026, 1, 12, 7, 30, tzinfo=dt.UTC) <= found.due_at < found.day_ends_at


def test_planned_in_the_middle_of_the_day_it_takes_what_is_left_of_it() -> None:
    late = replace(WORLD, now=dt.datetime(2026, 1, 12, 14, 30, tzinfo=dt.UTC))
    found = decide(ANN, late)
    assert found.due_at
    assert found.day_ends_at
    assert late.now <= found.due_at < found.day_ends_at


@pytest.mark.parametrize(("hour", "minute"), [(15, 10), (20, 0)])
def test_planned_when_the_hours_are_over_or_nearly_so_it_takes_the_next_day(hour: int, minute: int) -> None:
    late = replace(WORLD, now=dt.datetime(2026, 1, 12, hour, minute, tzinfo=dt.UTC))
    assert decide(ANN, late).send_on == DAY + dt.timedelta(days=1)


def test_planned_in_the_last_minutes_of_an_occasion_it_leaves_in_them() -> None:
    today = replace(OCCASION, ends_on=DAY)
    late = replace(WORLD, occasion=today, now=dt.datetime(2026, 1, 12, 15, 10, tzinfo=dt.UTC))
    assert decide(ANN, late).send_on == DAY
    over = replace(late, now=dt.datetime(2026, 1, 12, 15, 30, tzinfo=dt.UTC))
    assert decided(ANN, over) == (Choice.SKIP, Because.NO_PERMITTED_DAY)


def test_the_same_letter_does_not_reach_him_under_another_name() -> None:
    had = replace(ANN, had=Earlier(campaign="old", on=DAY - WEEK))
    found = decide(had, WORLD)
    assert (found.choice, found.because) == (Choice.SKIP, Because.HAD_IT)
    assert found.detail == {"campaign": "old", "on": "2026-01-05"}
    assert decided(had, of_kind(LetterKind.GREETING, repeat=True)) == (Choice.WRITE, Because.DUE)


def test_one_professional_greeting_a_year() -> None:
    had = replace(ANN, had_professional=Earlier(campaign="cooks", on=DAY - WEEK))
    professional = replace(WORLD, occasion=replace(OCCASION, theme="professional|greeting|x"))
    assert decided(had, professional) == (Choice.SKIP, Because.HAD_GREETING)
    assert decided(had) == (Choice.WRITE, Because.DUE)


def test_what_policy_says_comes_with_its_day() -> None:
    away = standing(away_until=DAY)
    found = decide(away, of_kind(LetterKind.NEWSLETTER))
    assert (found.choice, found.because, found.permitted_on) == (Choice.SKIP, Because.AWAY, DAY + dt.timedelta(days=1))


def test_who_is_better_called_is_called() -> None:
    assert decided(replace(ANN, better_called=True)) == (Choice.CALL, Because.CALL_FIRST)


@pytest.mark.parametrize("kind", [LetterKind.NEWSLETTER, LetterKind.APOLOGY])
def test_a_stale_book_keeps_win_back_letters_waiting(kind: LetterKind) -> None:
    assert decided(ANN, replace(of_kind(kind), book_is_stale=True)) == (Choice.WAIT, Because.BOOK_STALE)
    assert decided(ANN, replace(WORLD, book_is_stale=True)) == (Choice.WRITE, Because.DUE)


@pytest.mark.parametrize("language", [None, "uk"])
def test_a_language_without_a_template_waits(language: str | None) -> None:
    found = decide(replace(ANN, language=language), WORLD)
    assert (found.choice, found.because) == (Choice.WAIT, Because.LANGUAGE_UNKNOWN)
    assert found.detail == {"language": language or "", "known": "en"}


def test_a_national_day_needs_a_country() -> None:
    day = Holiday(key="medic.ua", rule="07-27", names=Words(en="x"), greetings=Words(en="x"), countries=("UA",))
    nobody = replace(ANN, country=None)
    assert decided(nobody, replace(WORLD, occasion=replace(OCCASION, holidays=(day,), kin=(day,)))) == (
        Choice.WAIT, Because.COUNTRY_UNKNOWN,
    )  # fmt: skip
    everywhere = replace(day, countries=("*",))
    assert decided(nobody, replace(WORLD, occasion=replace(OCCASION, holidays=(everywhere,), kin=(everywhere,)))) == (
        Choice.WRITE, Because.DUE,
    )  # fmt: skip


def test_a_doubtful_name_waits() -> None:
    found = decide(replace(ANN, person=Person(name="???", language="en")), WORLD)
    assert (found.choice, found.because) == (Choice.WAIT, Because.NAME_DOUBTFUL)
    assert found.detail["code"]


def test_nobody_in_a_closed_country_is_written_to() -> None:
    care = SETTINGS.care.model_copy(update={"never_countries": ("UA",)})
    closed = replace(WORLD, settings=SETTINGS.model_copy(update={"care": care}))
    found = decide(ANN, closed)
    assert (found.choice, found.because, found.detail) == (Choice.SKIP, Because.COUNTRY_CLOSED, {"country": "UA"})
    assert decided(replace(ANN, country="MD"), closed) == (Choice.WRITE, Because.DUE)
    assert decided(replace(ANN, country=None), closed) == (Choice.WRITE, Because.DUE)


def test_without_a_time_zone_there_are_no_hours() -> None:
    hours = replace(CAMPAIGN, when=replace(CAMPAIGN.when, hours="10:00-12:00"))
    nowhere = replace(ANN, time_zone=None, country=None)
    assert decided(nowhere, replace(WORLD, campaign=hours)) == (Choice.WAIT, Because.ZONE_UNKNOWN)
    assert decide(nowhere, WORLD).time_zone == "UTC"  # the firm's, where the campaign asks for no hours of its own
    assert decided(replace(ANN, time_zone="Not/AZone", country="UA")) == (Choice.WRITE, Because.DUE)


@pytest.mark.parametrize(
    "facts",
    [
        (),
        (KnownFact(key="hobby", value="fishing", language=None),),
        (KnownFact(key="project", value="  ", language=None),),
        (KnownFact(key="project", value="побудували", language="uk"),),
        (KnownFact(key="unheard-of", value="x", language=None),),
    ],
)
def test_a_greeting_needs_something_only_he_would_know(facts: tuple[KnownFact, ...]) -> None:
    assert decided(replace(ANN, facts=facts)) == (Choice.WAIT, Because.NOTHING_PERSONAL)
    generous = replace(WORLD, settings=SETTINGS.model_copy(update={"care": Care(min_personal_facts=0)}))
    assert decided(replace(ANN, facts=facts), generous) == (Choice.WRITE, Because.DUE)


def test_a_newsletter_needs_news_since_the_last_one() -> None:
    news = of_kind(LetterKind.NEWSLETTER)
    assert decided(ANN, news) == (Choice.WRITE, Because.DUE)
    found = decide(replace(ANN, last_newsletter_on=NEWS.on), news)
    assert (found.choice, found.because, found.detail) == (Choice.SKIP, Because.NOTHING_NEW, {"since": "2025-07-01"})
    assert decide(ANN, replace(news, improvements=())).detail == {"since": ""}


def test_an_apology_needs_what_happened_and_what_was_done() -> None:
    sorry = of_kind(LetterKind.APOLOGY)
    assert decided(ANN, sorry) == (Choice.WAIT, Because.REASON_UNVERIFIED)
    told = replace(ANN, verified_event="the paper was wet", reason="price")
    assert decided(told, sorry) == (Choice.WRITE, Because.DUE)
    done = Fix(key="f", reason="rival", what="samples", done_on=DAY)
    found = decide(replace(told, reason="rival"), replace(sorry, fixes=(done,)))
    assert (found.because, found.detail) == (Because.MISSING_VALUE, {"value": "event.done", "reason": "rival"})
    assert decide(replace(told, reason=None), sorry).detail["reason"] == ""


def test_a_cap_inside_the_occasion_moves_the_letter_and_does_not_lose_it() -> None:
    capped = standing(capped_until=DAY + dt.timedelta(days=2))
    assert decide(capped, WORLD).send_on == DAY + dt.timedelta(days=2)


def test_a_cap_beyond_the_occasion_skips_and_says_until_when() -> None:
    found = decide(standing(capped_until=DAY + WEEK), WORLD)
    assert (found.choice, found.because, found.permitted_on) == (Choice.SKIP, Because.CAPPED, DAY + WEEK)


def test_a_cap_that_leaves_only_a_weekend_skips_as_capped() -> None:
    until_sunday = replace(OCCASION, ends_on=dt.date(2026, 1, 18))
    found = decide(standing(capped_until=dt.date(2026, 1, 17)), replace(WORLD, occasion=until_sunday))
    assert (found.because, found.permitted_on) == (Because.CAPPED, dt.date(2026, 1, 17))


def test_without_a_working_day_left_there_is_no_letter() -> None:
    sunday = dt.date(2026, 1, 18)
    weekend = replace(OCCASION, day=sunday, starts_on=sunday, ends_on=sunday)
    found = decide(ANN, replace(WORLD, occasion=weekend, today=sunday))
    assert (found.choice, found.because, found.permitted_on) == (Choice.SKIP, Because.NO_PERMITTED_DAY, None)


def test_a_ground_must_last_to_the_day_of_the_letter() -> None:
    ground = Ground(basis=ConsentBasis.CONSENT, expires_on=DAY + dt.timedelta(days=1))
    assert decided(standing(grounds=(ground,))) == (Choice.WRITE, Because.DUE)
    late = standing(grounds=(ground,), capped_until=DAY + dt.timedelta(days=2))
    found = decide(late, WORLD)
    assert (found.choice, found.because, found.detail) == (
        Choice.SKIP,
        Because.CONSENT_EXPIRED,
        {"ended": "2026-01-13"},
    )


def test_without_a_sender_the_letter_waits() -> None:
    lonely = replace(WORLD, settings=SETTINGS.model_copy(update={"senders": {}}))
    found = decide(ANN, lonely)
    assert (found.choice, found.because, found.detail["value"]) == (Choice.WAIT, Because.MISSING_VALUE, "sender")


def test_the_control_group_is_drawn_from_those_whom_policy_lets_through() -> None:
    half = of_kind(LetterKind.GREETING, control=0.5)
    people = [replace(ANN, client_id=number) for number in range(200)]
    drawn = [decide(one, half) for one in people]
    held = [one for one in drawn if one.choice is Choice.CONTROL]
    assert 70 < len(held) < 130
    assert all(one.because is Because.HELD_OUT and one.due_at for one in held)
    assert drawn == [decide(one, half) for one in people]
    stopped = replace(ANN.standing, against=Because.COMPLAINED)
    assert {decide(replace(one, standing=stopped), half).choice for one in people} == {Choice.SKIP}


def test_a_draw_is_his_own_for_each_occasion_and_his_hour_for_the_campaign() -> None:
    drawn = {is_held_out(7, campaign="x", occasion=str(number), share=0.5) for number in range(30)}
    assert drawn == {True, False}
    assert 0 <= fraction(7, campaign="x") < 1
    assert fraction(7, campaign="x") == fraction(7, campaign="x") != fraction(8, campaign="x")


def test_a_campaign_may_narrow_the_hours_and_never_widen_them() -> None:
    def with_hours(hours: str) -> str:
        return str(hours_of(replace(CAMPAIGN, when=replace(CAMPAIGN.when, hours=hours)), Care()))

    assert with_hours("") == with_hours("18:00-19:00") == "09:30-17:30"
    assert with_hours("08:00-11:00") == "09:30-11:00"


@pytest.mark.parametrize(
    ("wanted", "manager", "sender"),
    [
        ("director", "olena", "director"),
        ("manager", "maksym", "maksym"),
        ("manager", "gone", "olena"),
        ("manager", None, "olena"),
        ("new manager", "olena", "maksym"),
        ("new manager", "maksym", "olena"),
        ("new manager", None, "olena"),
        ("maksym", "olena", "maksym"),
        ("nobody", "olena", None),
    ],
)
def test_who_signs(wanted: str, manager: str | None, sender: str | None) -> None:
    assert sender_for(wanted, manager=manager, senders=SETTINGS.senders) == sender


def test_nobody_signs_where_there_is_nobody() -> None:
    assert sender_for("director", manager=None, senders={"olena": OLENA}) is None
    assert sender_for("new manager", manager="olena", senders={"olena": MAKSYM}) is None


def test_a_decision_is_about_one_client() -> None:
    assert Decision(client_id=1, choice=Choice.SKIP, because=Because.BY_HAND).detail == {}


@pytest.mark.parametrize("kind", sorted(set(LetterKind)))
def test_nobody_is_invited_back_before_the_reason_is_mended(kind: LetterKind) -> None:
    """P14; good wishes, thanks, notices and questions about what was wrong are no invitations."""
    left = replace(ANN, reason="rival", verified_event="a rival was quicker")
    world = replace(of_kind(kind), fixes=(Fix(key="f", reason="price", what="w", done_on=DAY),))
    held = decided(left, world) == (Choice.WAIT, Because.NOT_MENDED)
    assert held is (kind in INVITES_BACK)


@pytest.mark.parametrize(
    ("done_on", "because"),
    [(DAY, Because.DUE), (DAY + dt.timedelta(days=1), Because.NOT_MENDED), (None, Because.NOT_MENDED)],
)
def test_a_fix_counts_from_the_day_it_is_done(done_on: dt.date | None, because: Because) -> None:
    world = replace(of_kind(LetterKind.OFFER), fixes=(Fix(key="f", reason="rival", what="w", done_on=done_on),))
    assert decided(replace(ANN, reason="rival"), world)[1] is because


def test_of_two_fixes_of_a_reason_both_must_be_done() -> None:
    half = tuple(Fix(key=str(day), reason="rival", what="w", done_on=day) for day in (DAY, None))
    world = replace(of_kind(LetterKind.OFFER), fixes=half)
    assert decided(replace(ANN, reason="rival"), world)[1] is Because.NOT_MENDED


def test_an_improvement_is_a_fix_and_some_reasons_are_not_ours() -> None:
    offer = of_kind(LetterKind.OFFER)
    for reason in ("price", "no_need", "in_house", "policy", "drifted", "unknown", None):
        assert decided(replace(ANN, reason=reason), offer) == (Choice.WRITE, Because.DUE)
    not_yet = replace(offer, fixes=(Fix(key="f", reason="price", what="w", done_on=None),))
    assert decided(replace(ANN, reason="price"), not_yet)[1] is Because.NOT_MENDED


def test_words_of_warning_hold_every_letter_but_a_notice() -> None:
    noted = replace(ANN, notes=("Постоянный клиент", "Долг с марта, подали в СУД."))
    for kind in LetterKind:
        found = decide(noted, replace(of_kind(kind), warnings=shipped()))
        if kind is LetterKind.NOTICE:
            assert found.because is not Because.WARNED
        else:
            assert (found.choice, found.because) == (Choice.WAIT, Because.WARNED)
            assert found.detail == {"words": "долг, суд"}


def test_what_a_person_has_looked_at_holds_nothing_until_there_is_more() -> None:
    world = replace(WORLD, warnings=shipped())
    seen = replace(ANN, notes=("долг",), debt=500, cleared="долг, debt=500")
    assert decided(seen, world) == (Choice.WRITE, Because.DUE)
    assert decide(replace(seen, debt=900), world).detail == {"words": "", "debt": "900", "currency": "EUR"}
    assert decide(replace(seen, notes=("долг", "суд")), world).detail == {"words": "суд"}
