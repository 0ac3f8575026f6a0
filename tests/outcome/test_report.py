"""The report: a tree of nouns, one HTML file, plain data."""

import json
import re
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from sqlalchemy import update

from outreach.errors import NotFound
from outreach.locale import LANGUAGES, speak
from outreach.outcome import figures, labels
from outreach.outcome.benchmark import Bucket
from outreach.outcome.effect import Finding
from outreach.outcome.page import lead, page
from outreach.outcome.plain import plain
from outreach.outcome.proportion import Share, difference
from outreach.outcome.report import Report, make_report
from outreach.outcome.returns import find_returns
from outreach.settings import Company, Settings
from outreach.store.engine import Store
from outreach.store.tables import orders
from outreach.store.words import Because, Choice, LeaveReason, LetterKind, State, Tier
from tests.cast import add_client, add_order
from tests.outcome.scene import NOW, add_campaign, add_spell, decide

TODAY = date(2026, 2, 1)
SETTINGS = Settings(company=Company(name={"en": "Rose & <Thorn>", "ru": "Ромашка", "uk": "Ромашка"}))
SENT = date(2025, 8, 1)


@pytest.fixture
def told(sqlite_store: Store) -> Store:
    """A quarter with losses of every tier, reasons, returns, and campaigns of every finding."""
    store = sqlite_store
    reasons = ["price", "late_delivery", "indifference", "service", None, "moved to the coast", None]
    order = add_order(store, add_client(store, email=None), on=date(2025, 9, 9))
    for at in range(90):
        lost = date(2024, 1, 10) + timedelta(days=7 * at)
        back = lost + timedelta(days=60 + 5 * (at % 30)) if at % 3 == 0 else None
        tier = list(Tier)[at % 3]
        value = {Tier.GOLD: 41_000_00, Tier.SILVER: 6_300_00, Tier.COPPER: 450_00}[tier] + at * 100
        add_spell(
            store, add_client(store, email=None), lost=lost, ended=back, tier=tier, value_year=value,
            reason=reasons[at % 7], ended_by_order=order if back and at % 2 == 0 else None,
        )  # fmt: skip
    scenes = [
        ("Medics' Day", 90, 24, 40, 2),
        ("News of the autumn", 60, 5, 30, 4),
        ("A word from the director", 12, 6, 3, 1),
    ]
    for title, letters, ordered, control, alone in scenes:
        _send(store, title, letters=letters, back=ordered, control=control, alone=alone, on=SENT)
    _send(store, "Thank you", letters=14, back=3, control=0, alone=0, on=SENT)
    _send(store, "Invitation to the open day", letters=30, back=3, control=10, alone=1, on=date(2025, 9, 28))
    with store.write() as connection:
        find_returns(connection, window_days=140, today=date(2025, 12, 1), now=NOW)
    return store


def _send(store: Store, title: str, *, letters: int, back: int, control: int, alone: int, on: date) -> None:
    campaign = add_campaign(store, title.lower(), title=title)
    for at in range(letters + control + 6):
        client = add_client(store, email=None)
        if at >= letters + control:
            because = [Because.CAPPED, Because.UNSUBSCRIBED, Because.NO_ADDRESS][at % 3]
            decide(store, client, campaign=campaign, on=None, choice=Choice.SKIP, because=because)
            continue
        held_out = at >= letters
        choice, because = (Choice.CONTROL, Because.HELD_OUT) if held_out else (Choice.WRITE, Because.DUE)
        state = State.BOUNCED if at % 20 == 19 else State.SENT
        decide(store, client, campaign=campaign, on=on, choice=choice, because=because, state=state)
        if at < back or 0 <= at - letters < alone:
            add_order(store, client, on=on + timedelta(days=3 + at), amount=1_250_00)


def _report(store: Store, quarter: str | None = "2025Q3", *, today: date = TODAY, window: int = 130) -> Report:
    settings = SETTINGS.model_copy(update={"outcome": SETTINGS.outcome.model_copy(update={"window_days": window})})
    with store.read() as connection:
        return make_report(connection, settings=settings, quarter=quarter, today=today)


def test_a_report_holds_every_finding(told: Store) -> None:
    report = _report(told)
    assert [effect.finding for effect in report.campaigns] == [
        Finding.TOO_FEW, Finding.BROUGHT_BACK, Finding.NOT_SHOWN, Finding.NO_CONTROL, Finding.PRELIMINARY,
    ]  # fmt: skip
    assert report.complete
    assert (report.currency, str(report.quarter), len(report.series)) == ("EUR", "2025Q3", 7)


def test_goods_that_came_back_in_another_currency_do_not_change_that_of_the_report(store: Store) -> None:
    anna = add_client(store, email=None)
    add_order(store, anna, on=date(2025, 9, 9))
    back = add_order(store, anna, on=date(2025, 9, 12), amount=-5)
    with store.write() as connection:
        connection.execute(update(orders).where(orders.c.id == back).values(currency="USD"))
    assert _report(store).currency == "EUR"


def test_without_a_quarter_it_is_the_present_one(sqlite_store: Store) -> None:
    report = _report(sqlite_store, None)
    assert (str(report.quarter), report.complete, report.end) == ("2026Q1", False, TODAY)


def test_a_quarter_to_come_has_no_report(sqlite_store: Store) -> None:
    with pytest.raises(NotFound, match="2026Q2 has not begun yet"):
        _report(sqlite_store, "2026Q2")


class _Reader(HTMLParser):
    """Notes what is opened, what refers elsewhere, and what each label refers to."""

    void = frozenset({"meta", "line", "rect", "circle", "br", "link"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.labels: list[str] = []
        self.outside: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in self.void:
            self.open.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name == "aria-labelledby":
                self.labels += (value or "").split()
            if name in {"src", "href", "action", "srcset", "data"} or name.startswith("on"):
                self.outside.append(f"{tag} {name}={value}")

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.void:
            assert self.open.pop() == tag


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_the_page_stands_alone_and_is_well_formed(told: Store, language: str) -> None:
    speak(language)
    html = page(_report(told))
    reader = _Reader()
    reader.feed(html)
    assert reader.open == []
    assert reader.outside == []
    assert "url(" not in html
    assert "@import" not in html
    assert len(set(reader.ids)) == len(reader.ids)
    assert set(reader.labels) <= set(reader.ids)
    assert reader.tags.count("svg") == 4
    assert reader.tags.count("title") - 1 == reader.tags.count("desc") == 4
    assert reader.tags.count("table") >= 5
    assert f'<html lang="{language}">' in html


def test_what_strangers_wrote_is_escaped(told: Store) -> None:
    html = page(_report(told))
    assert "Rose &amp; &lt;Thorn&gt;" in html
    assert "<Thorn>" not in html


def test_a_comparison_that_proves_nothing_shows_no_difference(told: Store) -> None:
    report = _report(told)
    html = page(report)
    articles = dict(zip([e.title for e in report.campaigns], html.split("<article")[1:], strict=True))
    assert "difference, percentage points" in articles["Medics' Day"]
    for title in ("A word from the director", "Thank you", "Invitation to the open day"):
        assert "percentage points" not in articles[title]
    assert "too few to tell" in articles["A word from the director"]
    assert "6 of 12" in articles["A word from the director"]
    assert "preliminary" in articles["Invitation to the open day"]
    assert "ordered after the letter" in articles["Thank you"]


def test_the_page_of_an_empty_store_says_so(sqlite_store: Store) -> None:
    html = page(_report(sqlite_store))
    assert "Nobody has been lost so far." in html
    assert "No campaign wrote in this quarter." in html
    assert "Nobody was asked yet." in html


def test_the_lead_names_the_figures(told: Store) -> None:
    report = _report(told)
    total = report.dynamics.total
    assert lead(report).startswith(f"{total.newly_lost} clients were newly lost, {total.returned} client")


def test_plain_data_survive_json(told: Store) -> None:
    data = json.loads(json.dumps(plain(_report(told))))
    assert data["quarter"] == "2025Q3"
    assert data["dynamics"]["total"]["key"] == "2025Q3"
    assert data["campaigns"][0]["letters"] == {"count": 6, "of": 12}
    assert data["campaigns"][0]["finding"] == "too_few"
    assert data["start"] == "2025-07-01"


def test_figures_are_written_as_the_language_writes_them() -> None:
    found = difference(Share(count=24, of=90), Share(count=2, of=40))
    assert figures.points(found) == "+21.7 (+7.6 to +32.3)"
    assert figures.money(124_000_049, "EUR") == "€1,240,000"
    assert figures.money(1_200, "JPY") == "¥1,200"
    assert [figures.share(rate) for rate in (0.0314, 0.1, 0.314, 0)] == ["3%", "10%", "31%", "0%"]
    assert [figures.fine_share(rate) for rate in (0.0314, 0.1)] == ["3.1%", "10.0%"]
    speak("uk")
    assert figures.money(124_000_000, "UAH").replace("\N{NO-BREAK SPACE}", " ") == "1 240 000 ₴"
    assert figures.fine_share(0.0314).replace("\N{NO-BREAK SPACE}", " ") == "3,1%"
    assert figures.day(date(2025, 10, 1)).split() == ["1", "жовтня", "2025", "р."]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bar_says_the_money_of_the_table_beside_it(language: str) -> None:
    speak(language)
    for minor in (0, 4_486, 4_450, 99_949, 1_020_120, 99_999_949):
        assert figures.short_money(minor, "EUR") == figures.money(minor, "EUR")
    assert len(figures.short_money(124_000_000, "EUR")) < len(figures.money(124_000_000, "EUR")) + 2


def test_a_currency_has_its_narrow_symbol_in_every_language() -> None:
    told = {}
    for language in LANGUAGES:
        speak(language)
        told[language] = [
            figures.money(4_486, currency).replace("\N{NO-BREAK SPACE}", " ")
            for currency in ("EUR", "UAH", "PLN", "CHF")
        ]
    assert told["en"] == ["€45", "₴45", "zł 45", "CHF 45"]
    assert told["ru"] == told["uk"] == ["45 €", "45 ₴", "45 zł", "45 CHF"]


def test_every_stored_word_has_its_label() -> None:
    for said in (
        [labels.because_label(each) for each in Because],
        [labels.choice_label(each) for each in Choice],
        [labels.kind_label(each) for each in LetterKind],
        [labels.finding_label(each) for each in Finding],
        [labels.bucket_label(each) for each in Bucket],
        [labels.tier_label(each) for each in Tier],
        [labels.reason_label(each) for each in (*LeaveReason, "", "a word of our own")],
    ):
        assert len(set(said)) == len(said)
        assert not any(re.search("_", each) for each in said)
