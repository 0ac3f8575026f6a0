"""Approval is bound to content: whatever makes the words or the audience, a change of it stops the campaign."""

import datetime as dt
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select, update

from outreach.campaign.campaign import Approve
from outreach.names.fingerprint import salutation_rules
from outreach.outbox.approval import Approval, changed_inputs, still_counts
from outreach.outbox.records import make_ready, ready_what_is_approved, revoke_approvals, standing_approval
from outreach.store import tables
from outreach.store.engine import Store
from tests.shop import APOLOGY, GREETING, MONDAY, NEWSLETTER, REPOSITORY, Shop, Sink, add_people, open_shop

EVENING = MONDAY.replace(hour=15, minute=29)
DAY = """
title = "Medics' day"
kind = "greeting"
template = "greetings/day"
from = "manager"
[who]
segment = "everybody"
[when]
day = "medic"
[care]
approve = "content"
"""
DAY_TEMPLATE = """Subject: Happy {{ day.greeting }}, {{ client.addressed }}

{{ salutation }},

{% if facts.project %}People here still talk about how we {{ facts.project }}.{% endif %} {{ day.greeting }}!

{{ signature }}
"""
HOLIDAYS = """key,rule,countries,professions,name_en,greet_en
medic.xx,01-12,*,,Medics' Day,Medics' Day
"""


def approved(text: str) -> str:
    return text.replace('approve = "nobody"', 'approve = "content"')


@pytest.fixture
def shop(tmp_path: Path, sqlite_store: Store) -> Shop:
    """A greeting, a newsletter and an apology, all approved by content; the greeting asks for a saved segment."""
    greeting = approved(GREETING).replace("[who]", '[who]\nsegment = "everybody"')
    shop = open_shop(tmp_path / "firm", sqlite_store, greeting=greeting, news=approved(NEWSLETTER))
    shop.write("segments/everybody.toml", 'country = "UA"\n')
    return shop


def edit(name: str, old: str, new: str) -> Callable[[Shop], None]:
    def change(shop: Shop) -> None:
        text = (shop.folder / name).read_text(encoding="utf-8")
        assert old in text, name
        shop.write(name, text.replace(old, new, 1))

    return change


def configure(old: str, new: str) -> Callable[[Shop], None]:
    return lambda shop: shop.configure(old, new)


def append(name: str, text: str) -> Callable[[Shop], None]:
    def change(shop: Shop) -> None:
        shop.write(name, (shop.folder / name).read_text(encoding="utf-8") + text)

    return change


def another_language(shop: Shop) -> None:
    text = (shop.folder / "templates/greetings/hello.en.md").read_text(encoding="utf-8")
    shop.write("templates/greetings/hello.ru.md", text)


CHANGES = {
    "campaign file": ("greeting", edit("campaigns/greeting.toml", "Good wishes", "Best wishes")),
    "saved segment": ("greeting", edit("segments/everybody.toml", 'country = "UA"', 'country = ["UA", "RU"]')),
    "template": ("greeting", edit("templates/greetings/hello.en.md", "All good wishes", "Good wishes")),
    "template in another language": ("greeting", another_language),
    "layout": ("greeting", edit("templates/layouts/letter.html", "</body>", "<hr></body>")),
    "footer": ("news", append("templates/layouts/footer.en.md", "\nWith thanks\n")),
    "improvements": ("news", edit("improvements.toml", "a second press", "another press")),
    "fact frame": ("greeting", configure("People here still talk", "People here often talk")),
    "sender": ("greeting", configure("Client Manager", "Senior Manager")),
    "sender's address": ("greeting", configure("olena@firm.example", "olena.hai@firm.example")),
    "company": ("greeting", configure("7 Printers Street", "9 Printers Street")),
    "pages for clients": ("news", configure("[letters]", '[web]\nurl = "https://letters.firm.example"\n\n[letters]')),
    "address to say stop": ("news", configure("stop@firm.example", "no@firm.example")),
    "lapse rules": ("greeting", configure("[letters]", "[lapse]\nfloor_days = 120\n\n[letters]")),
    "care": ("greeting", configure("[letters]", "[care]\nmin_personal_facts = 0\n\n[letters]")),
    "ground in law": ("greeting", configure("[letters]", '[law]\nbasis = "interest"\n\n[letters]')),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_of_content_stops_the_campaign_until_it_is_approved_anew(shop: Shop, what: str) -> None:
    key, change = CHANGES[what]
    add_people(shop.store, 2)
    shop.plan()
    shop.draft()
    shop.approve(key)
    shop.ready()
    ready = shop.states().count("ready")
    assert ready == 2
    before = shop.files.contents[key].inputs
    change(shop)
    assert changed_inputs(before, shop.files.contents[key].inputs)
    shop.clock.now = EVENING
    shop.withdraw()
    shop.send(sink := Sink())
    assert sink.parcels == []
    shop.prepare()
    assert "ready" not in shop.states()
    assert shop.states().count("draft") >= 2
    shop.approve(key)
    shop.ready()
    shop.clock.move(days=1)
    shop.expire()
    shop.send(sink)
    assert len({parcel.rcpt_to for parcel in sink.parcels}) == len(sink.parcels) == 2


def test_the_phrase_of_a_holiday_is_content(tmp_path: Path, sqlite_store: Store) -> None:
    shop = open_shop(tmp_path / "firm", sqlite_store, day=DAY)
    shop.write("segments/everybody.toml", "")
    shop.write("templates/greetings/day.en.md", DAY_TEMPLATE)
    before = shop.files.contents["day"]
    assert "holiday" in before.inputs
    shop.write("holidays.csv", HOLIDAYS)
    after = shop.files.contents["day"]
    assert changed_inputs(before.inputs, after.inputs) == ("holiday",)
    assert before.digest != after.digest


def test_the_days_of_every_trade_are_content_where_each_client_has_his_own(tmp_path: Path, sqlite_store: Store) -> None:
    shop = open_shop(tmp_path / "firm", sqlite_store, day=DAY.replace('"medic"', '"professional"'))
    shop.write("segments/everybody.toml", "")
    shop.write("templates/greetings/day.en.md", DAY_TEMPLATE)
    before = shop.files.contents["day"]
    assert "trades" in before.inputs
    shop.write("holidays.csv", "key,rule,countries,greet_en,professions\nbees,08-19,*,Bee Day,beekeeping\n")
    after = shop.files.contents["day"]
    assert changed_inputs(before.inputs, after.inputs) == ("holiday",)
    shop.write("holidays.csv", "key,rule,countries,status\nmourning,08-19,*,memorial\n")
    assert shop.files.contents["day"].digest == before.digest  # it moves letters, and changes none


def test_that_somebody_looked_a_day_through_again_changes_no_content(tmp_path: Path, sqlite_store: Store) -> None:
    shop = open_shop(tmp_path / "firm", sqlite_store, day=DAY)
    shop.write("segments/everybody.toml", "")
    shop.write("templates/greetings/day.en.md", DAY_TEMPLATE)
    row = "medic.xx,01-12,*,Medics' Day,{},{}\n"
    head = "key,rule,countries,greet_en,review_on,source\n"
    shop.write("holidays.csv", head + row.format("2027-01-01", "a decree"))
    before = shop.files.contents["day"]
    shop.write("holidays.csv", head + row.format("2029-01-01", "another one"))
    assert shop.files.contents["day"].digest == before.digest


def test_every_input_of_an_approval_is_changed_by_a_test(shop: Shop) -> None:
    """A new input needs a line above; the holiday has its own test, the rules of names are changed in theirs."""
    changed = {"holiday", "salutations"}
    for key, change in CHANGES.values():
        before = {name: content.inputs for name, content in shop.files.contents.items()}
        change(shop)
        changed |= set(changed_inputs(before[key], shop.files.contents[key].inputs))
    known = {name for content in shop.files.contents.values() for name in content.inputs}
    assert {name for name in known if not name.startswith("template ")} <= changed


def test_the_rules_of_salutation_are_content(shop: Shop) -> None:
    rules = hashlib.sha256(repr(salutation_rules()).encode()).hexdigest()
    assert {content.inputs["salutations"] for content in shop.files.contents.values()} == {rules}


def test_what_a_letter_does_not_speak_of_leaves_its_approval(shop: Shop) -> None:
    before = {key: content.digest for key, content in shop.files.contents.items()}
    append("improvements.toml", (shop.folder / "improvements.toml").read_text().replace("two-m", "three-m"))(shop)
    after = {key: content.digest for key, content in shop.files.contents.items()}
    assert before["greeting"] == after["greeting"]
    assert before["news"] != after["news"]
    shop.configure("[letters]", "[delivery]\nper_hour = 7\n\n[letters]")
    assert {key: content.digest for key, content in shop.files.contents.items()} == after


def test_a_digest_is_the_same_in_every_process_and_every_folder(shop: Shop, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from outreach.firm import read_settings;"
        "from outreach.letter.content import read_files; folder = Path(sys.argv[1]);"
        "settings, _ = read_settings(folder / 'config.toml');"
        "print([content.digest for content in read_files(folder, settings=settings).contents.values()])"
    )
    moved = tmp_path / "elsewhere"
    shop.folder.rename(moved)
    said = set()
    for seed, folder in (("1", moved), ("2", moved), ("2", shop.folder)):
        if folder is shop.folder:
            moved.rename(shop.folder)
        environment = os.environ | {"PYTHONHASHSEED": seed}
        done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, cwd=REPOSITORY,
                              env=environment, check=True, text=True)  # fmt: skip
        said.add(done.stdout)
    assert len(said) == 1
    assert said == {f"{[content.digest for content in shop.files.contents.values()]}\n"}


# -- how long it counts ------------------------------------------------------------------------------------------

APPROVAL = Approval(
    id=1, campaign_id=1, digest="x", letters=20, by="Anna", at=MONDAY, expires_at=MONDAY + dt.timedelta(days=396)
)


@pytest.mark.parametrize(
    ("letters", "days", "counts"),
    [(20, 0, True), (30, 0, True), (31, 0, False), (10, 395, True), (20, 396, False)],
)
def test_an_approval_counts_while_it_lasts_and_the_audience_has_not_jumped(
    *, letters: int, days: int, counts: bool
) -> None:
    now = MONDAY + dt.timedelta(days=days)
    assert still_counts(APPROVAL, letters=letters, audience_jump=1.5, now=now) is counts


def test_a_handful_more_is_no_jump() -> None:
    one = Approval(id=1, campaign_id=1, digest="x", letters=1, by="A", at=MONDAY, expires_at=APPROVAL.expires_at)
    assert still_counts(one, letters=11, audience_jump=1.5, now=MONDAY)
    assert not still_counts(one, letters=12, audience_jump=1.5, now=MONDAY)


def test_an_audience_that_jumps_waits_for_another_word(shop: Shop) -> None:
    add_people(shop.store, 20)
    shop.plan()
    shop.draft()
    shop.approve("greeting", letters=3)
    assert shop.ready() == 0
    shop.approve("greeting")
    assert shop.ready() == 20


def test_an_approval_runs_out_and_can_be_taken_back(shop: Shop) -> None:
    add_people(shop.store, 1)
    shop.plan()
    shop.draft()
    shop.approve("greeting")
    shop.clock.move(days=397)
    assert shop.ready() == 0
    shop.clock.now = MONDAY
    with shop.store.write() as connection:
        number, digest = 1, shop.files.contents["greeting"].digest
        assert standing_approval(connection, campaign_id=number, digest=digest, now=MONDAY)
        assert revoke_approvals(connection, campaign_id=number, now=MONDAY, by="Anna") == 1
        assert revoke_approvals(connection, campaign_id=number, now=MONDAY, by="Anna") == 0
    assert shop.ready() == 0


def test_an_approval_lasts_as_many_months_as_the_firm_says(shop: Shop) -> None:
    shop.configure("[letters]", "[care]\napproval_months = 1\n\n[letters]")
    shop.approve("greeting", letters=1)
    with shop.store.read() as connection:
        assert connection.execute(select(tables.approvals.c.expires_at)).scalar_one() == dt.datetime(
            2026, 2, 12, 6, 0, tzinfo=dt.UTC
        )


def test_letters_approved_one_by_one_leave_one_by_one(tmp_path: Path, store: Store) -> None:
    each = GREETING.replace('approve = "nobody"', 'approve = "letter"')
    shop = open_shop(tmp_path / "firm", store, greeting=each)
    add_people(store, 3)
    shop.prepare()
    assert shop.states() == ["draft"] * 3
    digest = shop.files.contents["greeting"].digest
    with store.write() as connection:
        numbers = connection.scalars(select(tables.letters.c.id).order_by(tables.letters.c.id)).all()
        said = {"campaign_id": 1, "digest": digest, "approved_by": "Anna", "now": MONDAY, "by": "Anna"}
        assert make_ready(connection, only=numbers[:1], **said) == 1  # type: ignore[arg-type]
        assert make_ready(connection, only=numbers[:1], **said) == 0  # type: ignore[arg-type]
    assert shop.states() == ["ready", "draft", "draft"]


def test_a_first_wave_leaves_two_hours_before_the_others(tmp_path: Path, store: Store) -> None:
    wave = approved(GREETING).replace("[care]", "[care]\nfirst_wave = 2") + "\n"
    shop = open_shop(tmp_path / "firm", store, greeting=wave)
    add_people(store, 8)
    shop.plan()
    shop.draft()
    with store.write() as connection:
        connection.execute(update(tables.letters).values(due_at=MONDAY.replace(hour=8)))
    shop.approve("greeting")
    assert shop.ready() == 8
    shop.clock.now = MONDAY.replace(hour=9)
    shop.send(sink := Sink())
    assert len(sink.parcels) == 2
    assert shop.ready() == 0
    shop.clock.now = MONDAY.replace(hour=10)
    shop.send(sink)
    assert len(sink.parcels) == 8


def test_a_first_wave_that_is_everybody_or_already_out_holds_nobody_back(tmp_path: Path, sqlite_store: Store) -> None:
    wave = approved(GREETING).replace("[care]", "[care]\nfirst_wave = 2")
    shop = open_shop(tmp_path / "firm", sqlite_store, greeting=wave)
    add_people(sqlite_store, 2)
    shop.plan()
    shop.draft()
    shop.approve("greeting")
    shop.ready()
    shop.clock.now = EVENING
    shop.send(sink := Sink())
    assert len(sink.parcels) == 2
    with sqlite_store.write() as connection:
        assert ready_what_is_approved(
            connection, campaign_id=1, digest="x", approve=Approve.NOBODY, first_wave=1, audience_jump=1.5,
            now=MONDAY, by="x",
        ) == 0  # fmt: skip


def test_nothing_stands_in_the_way_of_an_apology_but_the_directors_word(tmp_path: Path, sqlite_store: Store) -> None:
    shop = open_shop(tmp_path / "firm", sqlite_store, sorry=approved(APOLOGY))
    assert set(shop.files.contents["sorry"].inputs) >= {"improvements", "campaign file", "template en"}
