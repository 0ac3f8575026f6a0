"""What the tests of letters share: a folder of templates, a page, a firm's ways back."""

import datetime as dt
import shutil
from pathlib import Path

from outreach.letter.draft import Standards
from outreach.letter.message import Frame, WaysBack, frame
from outreach.letter.page import (
    ClientPage,
    CompanyPage,
    DayPage,
    EventPage,
    FactsPage,
    ImprovementPage,
    Page,
    SenderPage,
)
from outreach.letter.template import Template, read_template
from outreach.letter.token import TokenKeys
from outreach.store.words import LetterKind

KEYS = TokenKeys(current=1, secrets={1: b"a secret of sixteen bytes or more"})
WAYS = WaysBack(
    domain="firm.example", bounce_address="bounces@in.firm.example", unsubscribe_address="stop@in.firm.example",
    web_url="https://letters.firm.example",
)  # fmt: skip
STANDARDS = Standards(personal=frozenset({"project", "trait"}))
SENDER = SenderPage(name="Иван Иванов", post="директор", email="ivanov@firm.example", phones=("+380 44 123-45-67",))
COMPANY = CompanyPage(
    name="ООО «Ромашка»", city="Киев", address="ул. Заводская, 1", hours="9:00-18:00", site="https://firm.example",
    phones=("+380 44 765-43-21",),
)  # fmt: skip
GREETING = """Subject: {{ client.addressed }}, {{ day.greeting }}
Preheader: Несколько слов от нас

{{ salutation }}!

{% if facts.project %}Помню, как мы с Вами {{ facts.project }}. {% endif %}Поздравляю {{ day.greeting }}.

{{ signature }}
"""


def a_page(language: str = "ru", **more: object) -> Page:
    page = {
        "salutation": "Уважаемая Анна Петровна", "sender": SENDER, "company": COMPANY,
        "client": ClientPage(addressed="Анна Петровна", given_name="Анна", patronymic="Петровна", years_together=12,
                             family_name="Коваленко", last_order_on=dt.date(2025, 8, 9)),
        "day": DayPage(name="День строителя", greeting="с Днём строителя"),
        "facts": FactsPage({"project": "запускали склад на Заводской"}),
        "improvements": (ImprovementPage(title="Доставка", text="за два дня", on=dt.date(2026, 3, 1)),
                         ImprovementPage(title="Склад", text="открыт и в субботу", on=dt.date(2026, 4, 2))),
        "event": EventPage(what="опоздали с доставкой", done="сменили перевозчика"),
    }  # fmt: skip
    return Page(language=language, **(page | more))  # type: ignore[arg-type]


def a_folder(tmp_path: Path, source: str = GREETING, *, language: str = "ru") -> Path:
    folder = tmp_path / "templates"
    if not folder.exists():
        shutil.copytree(Path(__file__).parents[2] / "templates" / "layouts", folder / "layouts")
    (folder / f"letter.{language}.md").write_text(source, encoding="utf-8")
    return folder


def a_template(tmp_path: Path, source: str = GREETING, *, language: str = "ru") -> Template:
    folder = a_folder(tmp_path, source, language=language)
    return read_template("letter", language=language, folder=folder, facts=("project", "trait"))


def a_body(tmp_path: Path, body: str) -> Template:
    """A template with this body between a subject and the signature."""
    return a_template(tmp_path, f"Subject: Привет\n\n{body}\n\n{{{{ signature }}}}\n")


def a_frame(kind: LetterKind = LetterKind.GREETING, ways: WaysBack = WAYS) -> Frame:
    return frame(kind=kind, campaign="builders-day", sender_name=SENDER.name, sender=SENDER.email, ways=ways)
