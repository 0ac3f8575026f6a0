"""How long one letter takes, as ratios: ours : bare Jinja of the same text : parsing template and Markdown per letter.

python benchmarks/render.py
"""

import shutil
import statistics
import tempfile
import timeit
from pathlib import Path

from jinja2 import Environment
from markdown_it import MarkdownIt

from outreach.letter.draft import Standards, draft
from outreach.letter.message import WaysBack, frame
from outreach.letter.page import ClientPage, CompanyPage, DayPage, FactsPage, Page, SenderPage
from outreach.letter.template import read_template
from outreach.letter.token import TokenKeys
from outreach.store.words import LetterKind

ROOT = Path(__file__).parents[1]
BODY = """{{ salutation }}!

{% if facts.project %}Помню, как мы с Вами {{ facts.project }}. {% endif %}Поздравляю Вас **{{ day.greeting }}**.

Желаю Вам и всем, кто работает рядом с Вами, здоровья, спокойных смен и людей, которые умеют сказать спасибо.
Мы знакомы уже {{ client.years_together | plural("год", "года", "лет") }}, и я рад каждому из них.

Надеюсь, что наши пути ещё не раз сойдутся.
"""
PAGE = Page(
    language="ru", salutation="Уважаемая Анна Петровна",
    client=ClientPage(addressed="Анна Петровна", given_name="Анна", family_name="Коваленко", years_together=12),
    day=DayPage(name="День медика", greeting="с Днём медицинского работника"),
    facts=FactsPage({"project": "запускали склад на Заводской"}),
    sender=SenderPage(name="Иван Иванов", post="директор", email="ivanov@firm.example", phones=("+380 44 1234567",)),
    company=CompanyPage(name="Ромашка", city="Киев", address="ул. Заводская, 1", hours="9-18", site="https://firm.example"),
)  # fmt: skip


def microseconds(work: object, number: int) -> float:
    assert callable(work)
    return statistics.median(timeit.repeat(work, number=number, repeat=7)) / number * 1e6


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "templates"
        shutil.copytree(ROOT / "templates" / "layouts", folder / "layouts")
        source = f"Subject: {{{{ client.addressed }}}}\n\n{BODY}\n{{{{ signature }}}}\n"
        (folder / "letter.ru.md").write_text(source, encoding="utf-8")
        template = read_template("letter", language="ru", folder=folder, facts=("project",))
    bare = Environment(autoescape=False)  # noqa: S701 plain text
    bare.filters["plural"] = lambda n, *_forms: f"{n} лет"
    precompiled = bare.from_string(BODY)
    values = {name: getattr(PAGE, name) for name in PAGE.__slots__}
    markdown = MarkdownIt()
    ways = WaysBack(domain="firm.example", web_url="https://l.firm.example", unsubscribe_address="stop@firm.example")
    shared = frame(kind=LetterKind.GREETING, campaign="x", sender_name="Иван", sender="i@firm.example", ways=ways)
    keys = TokenKeys(current=1, secrets={1: b"a secret of sixteen bytes or more"})
    standards = Standards(personal=frozenset({"project"}))

    ours = microseconds(lambda: template.render(PAGE), 500)
    text = microseconds(lambda: precompiled.render(values), 500)
    naive = microseconds(lambda: markdown.render(bare.from_string(BODY).render(values)), 50)
    whole = microseconds(
        lambda: draft(template, PAGE, shared=shared, letter_id=7, keys=keys, to="a@b.example", standards=standards), 200
    )
    print(f"text and HTML, ours          {ours:8.0f} us  {ours / text:6.1f}")
    print(f"text only, bare Jinja        {text:8.0f} us  {1:6.1f}")
    print(f"template and Markdown anew   {naive:8.0f} us  {naive / text:6.1f}")
    print(f"a checked draft, ours        {whole:8.0f} us  {whole / text:6.1f}")


if __name__ == "__main__":
    main()
