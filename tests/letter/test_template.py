"""Templates: one source gives a subject, a text and an HTML, and every mistake is found before a letter is written."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.errors import FilesAreWrong
from outreach.letter.page import ClientPage, CompanyPage, EventPage, FactsPage, Page, SenderPage
from outreach.letter.template import MissingValue, UnfitValue, read_template
from outreach.letter.template.compiled import TEXT, rendered
from outreach.problems import Problem, pointed
from tests.letter.letters import COMPANY, GREETING, SENDER, a_body, a_folder, a_page, a_template


def mistakes(tmp_path: Path, source: str, *, language: str = "ru") -> tuple[Problem, ...]:
    with pytest.raises(FilesAreWrong) as wrong:
        a_template(tmp_path, source, language=language)
    return wrong.value.problems


def in_body(tmp_path: Path, body: str) -> tuple[Problem, ...]:
    return mistakes(tmp_path, f"Subject: x\n\n{body}\n\n{{{{ signature }}}}\n")


def test_one_source_gives_subject_text_and_html(tmp_path: Path) -> None:
    words = a_template(tmp_path).render(a_page())
    assert words.subject == "Анна Петровна, с Днём строителя"
    assert words.text == (
        "Уважаемая Анна Петровна!\n\n"
        "Помню, как мы с Вами запускали склад на Заводской. Поздравляю с Днём\nстроителя.\n\n"
        "Иван Иванов\nдиректор, ООО «Ромашка»\n+380 44 123-45-67\n+380 44 765-43-21\nivanov@firm.example\n"
        "https://firm.example\nКиев, ул. Заводская, 1\n9:00-18:00\n"
    )
    assert "Помню, как мы с Вами запускали склад на Заводской. Поздравляю с Днём строителя.</p>" in words.html
    assert '<a href="tel:+380441234567">' in words.html
    assert "Несколько слов от нас" in words.html
    assert '<html lang="ru"' in words.html


def test_the_unsubscribe_link_and_the_address_stand_at_the_foot(tmp_path: Path) -> None:
    words = a_template(tmp_path).render(a_page(unsubscribe_url="https://l.example/u/abc"))
    assert words.text.endswith(
        "---\n\nООО «Ромашка», Киев, ул. Заводская, 1\n\nНе присылать мне таких писем: https://l.example/u/abc\n"
    )
    assert '<a href="https://l.example/u/abc"' in words.html


def test_a_fact_counts_only_where_it_is_printed(tmp_path: Path) -> None:
    template = a_body(tmp_path, "{% if facts.trait %}Что-то о Вас.{% endif %} {{ facts.project | upper }}")
    page = a_page(facts=FactsPage({"project": "склад", "trait": "рыбалка"}))
    assert template.render(page).facts_used == ("project",)
    assert template.facts_asked == ("project", "trait")


def test_a_fact_in_the_words_of_the_template_does_not_count(tmp_path: Path) -> None:
    assert a_body(tmp_path, "Помню склад.").render(a_page(facts=FactsPage({"project": "склад"}))).facts_used == ()


def test_a_fact_behind_a_name_of_the_template_counts(tmp_path: Path) -> None:
    template = a_body(tmp_path, "{% set p = facts.project %}{{ p if p else 'мы' }} {{ client.years_together }}")
    assert template.render(a_page()).facts_used == ("project", "client.years_together")


def test_a_letter_waits_for_what_is_not_known(tmp_path: Path) -> None:
    for asked, name in (
        ("{{ client.city }}", "client.city"),
        ("{{ facts.trait }}", "facts.trait"),
        ("{{ client.orders }}", "client.orders"),
        ('{{ client.orders | plural("заказ", "заказа", "заказов") }}', "client.orders"),
        ("{{ client.first_order_year }}", "client.first_order_year"),
        ("{{ event.on | date }}", "event.on"),
        ("{{ sender.phones | first }}", "sender.phones"),
        ("{{ client.orders + 1 }}", "client.orders"),
        ("{{ sender.phones | last }}", "sender.phones"),
        ("[сайт]({{ company.site }})", "company.site"),
    ):
        template = a_body(tmp_path, asked)
        signed = SenderPage(name="a", post="b", email="c@d.example")
        page = a_page(event=EventPage(), sender=signed, company=_without_site(asked))
        with pytest.raises(MissingValue) as missing:
            template.render(page)
        assert missing.value.name == name


def _without_site(asked: str) -> CompanyPage:
    return COMPANY if "site" not in asked else CompanyPage(**{**_parts(), "site": " "})  # type: ignore[arg-type]


def _parts() -> dict[str, object]:
    return {name: getattr(COMPANY, name) for name in ("name", "city", "address", "hours", "phones")}


def test_a_signature_without_working_hours_makes_the_letter_wait(tmp_path: Path) -> None:
    with pytest.raises(MissingValue, match=r"company\.hours"):
        a_template(tmp_path).render(a_page(company=CompanyPage(name="a", city="b", address="c")))


def test_what_is_not_known_is_neither_more_nor_less(tmp_path: Path) -> None:
    template = a_body(tmp_path, "Раз.{% if client.orders > 3 %} много{% elif client.orders <= 3 %} мало{% endif %}")
    for orders, said in ((None, "Раз."), (5, "Раз. много"), (3, "Раз. мало")):
        assert template.render(a_page(client=ClientPage(orders=orders))).text.startswith(f"{said}\n")


def test_conditions_may_be_joined_and_denied(tmp_path: Path) -> None:
    when = "client.company == 'Весна' and not client.city or day.days_before"
    body = f"{{% if {when} %}}да{{% endif %}}{{{{ 'x' if day else 'y' }}}}"
    assert a_body(tmp_path, body).render(a_page(client=ClientPage(company="Весна"))).text.startswith("даx\n")
    with pytest.raises(MissingValue):
        a_body(tmp_path, "{{ 'x' if client.city }}").render(a_page())


def test_the_sandbox_holds_even_where_the_first_look_did_not() -> None:
    with pytest.raises(UnfitValue):
        rendered(TEXT.from_string("{{ a * 999999 }}"), {"a": "x"})
    with pytest.raises(UnfitValue):
        rendered(TEXT.from_string("{{ a.__class__.__mro__ }}"), {"a": "x"})


def test_a_part_of_nothing_makes_the_letter_wait(tmp_path: Path) -> None:
    for body in ("{{ (improvements | first).title }}", "{% if (improvements | last).title %}x{% endif %}"):
        with pytest.raises(MissingValue):
            a_body(tmp_path, body).render(a_page(improvements=()))


def test_a_list_is_repeated_item_by_item(tmp_path: Path) -> None:
    body = "{% for i in improvements %}\n- **{{ i.title }}** ({{ i.on }}): {{ i.text }}\n{% endfor %}"
    words = a_body(tmp_path, body).render(a_page())
    assert "- Доставка (1 марта 2026): за два дня\n- Склад (2 апреля 2026): открыт и в субботу\n\n" in words.text
    assert words.html.count("<ul") == 1
    assert words.html.count("<li") == 2
    none = a_body(tmp_path, body).render(a_page(improvements=()))
    assert "<ul" not in none.html


def test_an_empty_paragraph_leaves_no_gap(tmp_path: Path) -> None:
    words = a_body(tmp_path, "Раз.\n\n{% if facts.trait %}{{ facts.trait }}{% endif %}\n\nДва.").render(a_page())
    assert "Раз.\n\nДва." in words.text
    assert 'px;">Раз.</p>\n<p' in words.html


def test_lists_headings_links_and_line_ends_are_read_as_text(tmp_path: Path) -> None:
    body = (
        "# Новости\n\n1. раз\n2. два\n   - глубже\n\n* три\n\nстрока\\\nвторая\nтретья\n\n"
        "[сайт](https://firm.example/а) [a@b.example](mailto:a@b.example) ![снимок](https://firm.example/a.png)\n\n***"
    )
    words = a_body(tmp_path, body).render(a_page())
    for said in ("Новости\n\n1. раз\n2. два\n  - глубже\n", "\n- три\n\n", "строка\nвторая третья\n\n", "\n---\n"):
        assert said in words.text
    assert "сайт: https://firm.example/%D0%B0 a@b.example снимок" in words.text
    assert '<h1 style="' in words.html


def test_long_lines_are_folded_and_addresses_are_not(tmp_path: Path) -> None:
    url = "https://firm.example/" + "a" * 90
    words = a_body(tmp_path, f"- {'слово ' * 20}\n\n[тут]({url}) {'я' * 80} и ещё").render(a_page())
    assert "слово слово\n  слово" in words.text
    assert url in words.text
    assert max(len(line) for line in words.text.splitlines() if "firm.example" not in line and "яя" not in line) <= 72


def test_numbers_take_their_word(tmp_path: Path) -> None:
    body = '{{ client.orders | plural("заказ", "заказа", "заказов") }}'
    for n, said in ((1, "1 заказ"), (3, "3 заказа"), (11, "11 заказов"), (12, "12 заказов"), (21, "21 заказ")):
        assert f"\n\n{said}\n\n" in "\n\n" + a_body(tmp_path, body).render(
            a_page(client=ClientPage(orders=n))
        ).text.replace("\xa0", " ")
    english = a_template(tmp_path, 'Subject: x\n\n{{ client.orders | plural("order", "orders") }}\n\n{{ signature }}',
                         language="en")  # fmt: skip
    assert "1\xa0order\n" in english.render(a_page("en", client=ClientPage(orders=1))).text
    assert "2\xa0orders\n" in english.render(a_page("en", client=ClientPage(orders=2))).text


def test_filters_keep_to_words(tmp_path: Path) -> None:
    body = (
        "{{ client.company | lower | capitalize }} {{ client.company | uncapitalize | trim }} "
        '{{ company.phones | join(" / ") }} {{ company.phones }} {{ improvements | length - 1 }} {{ event.on | date }}'
    )
    page = a_page(client=ClientPage(company="ВЕСНА"), event=EventPage(what="x", on=a_page().client.last_order_on))
    text = a_body(tmp_path, body).render(page).text
    assert "Весна вЕСНА +380 44 765-43-21 +380 44 765-43-21 1 9 августа 2025" in text.replace("\n", " ")


hostile = st.text(
    st.characters(codec="utf-8") | st.sampled_from("*_`[]()<>&\"'#-{}%\r\n\x00\u202e\u2028"), min_size=1, max_size=40
)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> object:
    return a_template(tmp_path_factory.mktemp("t"), "Subject: x\n\n[{{ client.company }}]\n\n{{ signature }}")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=hostile)
def test_a_name_is_never_markdown_nor_html(printed: object, name: str) -> None:
    from outreach.letter.template import Template

    assert isinstance(printed, Template)
    page = a_page(client=ClientPage(company=name))
    try:
        words = printed.render(page)
    except MissingValue:
        return
    plain = printed.render(a_page(client=ClientPage(company="x")))
    assert words.html.count("<") == plain.html.count("<")
    assert words.text.count("\n\n") == plain.text.count("\n\n")
    assert "\x00" not in words.html + words.text
    assert "\r" not in words.html + words.text


def test_markdown_in_a_name_stays_as_it_is(tmp_path: Path) -> None:
    words = a_body(tmp_path, "{{ client.company }} **{{ client.city }}**").render(
        a_page(client=ClientPage(company="*Иван* <b>", city="{{ 7 }}"))
    )
    assert "*Иван* <b> {{ 7 }}\n" in words.text
    assert "*Иван* &lt;b&gt; <strong>{{ 7 }}</strong>" in words.html


def test_braces_and_html_of_the_author_stay_text(tmp_path: Path) -> None:
    words = a_body(tmp_path, r"\{{ client.company }} \{\{ x }} <b>нет</b> {# тайна #}").render(
        a_page(client=ClientPage(company="Весна"))
    )
    assert "{{ x }} <b>нет</b>" in words.text
    assert "&lt;b&gt;нет&lt;/b&gt;" in words.html
    assert "тайна" not in words.text + words.html


def test_a_link_out_of_data_leads_only_to_the_web_or_to_mail(tmp_path: Path) -> None:
    template = a_body(tmp_path, "[тут]({{ client.company }}) [там](https://firm.example/?q={{ client.city }}).")
    words = template.render(a_page(client=ClientPage(company="https://a.example", city='a"&/b')))
    assert 'href="https://firm.example/?q=a%22%26%2Fb"' in words.html
    for address in (
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        'https://a"onclick=',
        "java\nscript:x",
    ):
        with pytest.raises(UnfitValue):
            template.render(a_page(client=ClientPage(company=address, city="x")))


def test_dark_screens_are_thought_of(tmp_path: Path) -> None:
    assert "!important" in a_template(tmp_path).render(a_page()).html.partition("prefers-color-scheme")[2]


# -- mistakes -------------------------------------------------------------------------------------------------------


def test_an_unknown_name_is_pointed_at(tmp_path: Path) -> None:
    found = in_body(tmp_path, "Раз.\n\n{{ client.company }} {{ client.compny }} {{ client.compny }}")
    assert [(p.rule, p.place.line, p.place.column, p.mend) for p in found] == [
        ("L063", 5, 32, "Did you mean company?"), ("L063", 5, 52, "Did you mean company?"),
    ]  # fmt: skip
    assert pointed(found[0]).endswith(" " * 31 + "^^^^^^")


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("{{ facts.projct }}", "L063"), ("{{ salutatoin }}", "L063"), ("{{ client | datee }}", "L063"),
        ("{{ client }}", "L063"), ("{{ facts }}", "L063"), ("{{ not client.city }}", "L063"),
        ("{% for a in client.city %}{% endfor %}", "L063"),
        ("{% for i in improvements %}{{ i.x }}{% endfor %}", "L063"),
        ("{% for i in improvements %}{{ loop.x }}{% endfor %}{{ i.title }}", "L063"), ("{{ client.city.x }}", "L063"),
        ("{{ client.__class__ }}", "L063"), ("{{ foo.bar.baz }}", "L063"), ("{{ facts._values }}", "L063"),
        ("{{ client.city.upper() }}", "L064"), ("{{ 'a' * 10 ** 9 }}", "L064"), ("{{ '%s' % 1 }}", "L064"),
        ("{{ client.city ~ 'x' }}", "L064"), ("{{ sender.phones[0] }}", "L064"),
        ("{{ client.city is defined }}", "L064"),
        ("{% macro m() %}{% endmacro %}", "L064"), ("{% import 'x' as x %}", "L064"), ("{% extends 'x' %}", "L064"),
        ("{% set a, b = client %}", "L064"), ("{% for a in improvements recursive %}{% endfor %}", "L064"),
        ("{% filter upper %}x{% endfilter %}", "L064"), ("{{ {} }}", "L064"), ("{{ range(9) }}", "L064"),
        ("{{ client.city + 'x' }}", "L064"), ("{% if client.city > 3 %}{% endif %}", "L064"),
        ("{% if 'a' in client.city %}{% endif %}", "L064"), ("{% set _used = 1 %}", "L064"),
        ("{% set client = day %}", "L064"), ("{% for facts in improvements %}{% endfor %}", "L064"),
        ("{{ client.city | length }}", "L063"), ("{{ client.orders | upper }}", "L063"),
        ('{{ client.orders | plural("a", "b") }}', "L063"), ("{{ sender.phones | join(3) }}", "L063"),
        ("{{ client.city | date }}", "L063"), ("{{ client.city | upper(client.city) }}", "L063"),
        ("{% for a in improvements %}" * 3 + "x" + "{% endfor %}" * 3, "L064"),
        ("{{ }}", "L062"), ("{% if day %}", "L062"), ("{% nonsense %}", "L062"),
        ("{% raw %}{{ x }}{% endraw %}", "L062"),
        ("{% if day %}**a{% endif %}**", "L065"), ("{% if day %}a\n\nb{% endif %}", "L065"),
        ("- {% if day %}a\n- b{% endif %}", "L065"),
        ("[x](javascript:1)", "L066"), ("![x](data:1)", "L066"), ("[x](www.firm.example)", "L066"),
        ("{% include 'nothere' %}", "L060"), ("{% include '../letter.ru.md' %}", "L060"),
        ("{% include '/etc/hostname' %}", "L060"), ("{% include 'letter' %}", "L060"),
    ],
)  # fmt: skip
def test_what_a_letter_does_not_need_is_refused(tmp_path: Path, body: str, rule: str) -> None:
    assert rule in {problem.rule for problem in in_body(tmp_path, body)}


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("Subjct: x\n\nhi", "Did you mean Subject?"), ("Foo: x\nSubject: y\n\nhi", "Known: Subject, Preheader."),
        ("Subject: x\nSubject: y\n\nhi", "twice"), ("Hello there\n\nhi", "headers only"), ("Subject: \n\nhi", "empty"),
        ("Preheader: x\n\nhi", "needs a subject"), ("Subject: x\n\nhi", "not signed"), ("Subject: {{ foo }}", "foo"),
        ("Subject: x\n\n{{ facts.absent }}", "No fact is called"),
    ],
)  # fmt: skip
def test_headers_are_checked(tmp_path: Path, source: str, said: str) -> None:
    assert any(said in str(problem) for problem in mistakes(tmp_path, source))


def test_includes_are_put_in_and_their_mistakes_shown_where_they_stand(tmp_path: Path) -> None:
    folder = a_folder(
        tmp_path, 'Subject: x\n\n{% include "parts/close" %}\n{% include "parts/b.md" %}\n\n{{ signature }}'
    )
    (folder / "parts").mkdir()
    (folder / "parts" / "close.ru.md").write_text("Всего доброго, {{ client.addressed }}.\n")
    (folder / "parts" / "b.md").write_text("Б.\n")
    words = read_template("letter", language="ru", folder=folder, facts=()).render(a_page())
    assert "Всего доброго, Анна Петровна. Б." in words.text
    (folder / "parts" / "b.md").write_text("\n{{ nope }}\n")
    with pytest.raises(FilesAreWrong) as wrong:
        read_template("letter", language="ru", folder=folder, facts=())
    (problem,) = wrong.value.problems
    assert (problem.place.file.name, problem.place.line, problem.place.column) == ("b.md", 2, 4)


def test_a_symbolic_link_out_of_the_folder_is_not_read(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    (tmp_path / "secret.md").write_text("тайна")
    (folder / "letter.ru.md").unlink()
    (folder / "letter.ru.md").symlink_to(tmp_path / "secret.md")
    with pytest.raises(FilesAreWrong, match="leaves the templates folder"):
        read_template("letter", language="ru", folder=folder, facts=())


def test_files_that_are_no_templates_are_refused(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    (folder / "letter.ru.md").write_bytes(b"Subject: \xff\n")
    with pytest.raises(FilesAreWrong, match="UTF-8"):
        read_template("letter", language="ru", folder=folder, facts=())
    (folder / "letter.ru.md").write_bytes(b"a" * 300_000)
    with pytest.raises(FilesAreWrong, match="too large"):
        read_template("letter", language="ru", folder=folder, facts=())
    with pytest.raises(FilesAreWrong, match="no such file"):
        read_template("another", language="ru", folder=folder, facts=())


@pytest.mark.parametrize(
    ("layout", "rule"),
    [
        ("<html><body><p title={{ subject }} {{ client.city }}>{{ body }}</p></body></html>", "L067"),
        ('<html><body><p onclick="{{ subject }}">{{ body }}</p></body></html>', "L067"),
        ("<html><body><p>x</p></body></html>", "L067"),
        ("<html><body><script>1</script>{{ body }}</body></html>", "L067"),
        ("<html><body>{{ body }}<p>{{ nope }}</p></body></html>", "L063"),
        ("<style>@media (prefers-color-scheme: dark) { p { color: red } }</style>{{ body }}", "L069"),
    ],
)  # fmt: skip
def test_a_layout_is_held_to_its_quotes(tmp_path: Path, layout: str, rule: str) -> None:
    folder = a_folder(tmp_path)
    (folder / "layouts" / "letter.html").write_text(layout)
    with pytest.raises(FilesAreWrong) as wrong:
        read_template("letter", language="ru", folder=folder, facts=("project",))
    assert rule in {problem.rule for problem in wrong.value.problems}


def test_links_of_a_layout_are_guarded_even_without_quotes(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    (folder / "layouts" / "letter.html").write_text(
        "<html><body><a href={{ company.site }}>x</a>{{ body }}</body></html>"
    )
    template = read_template("letter", language="ru", folder=folder, facts=("project",))
    assert 'href="https://firm.example"' in template.render(a_page()).html
    with pytest.raises(UnfitValue):
        template.render(a_page(company=CompanyPage(**{**_parts(), "site": "javascript:x"})))  # type: ignore[arg-type]


def test_the_digest_changes_with_every_file(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)

    def digest() -> str:
        return read_template("letter", language="ru", folder=folder, facts=("project",)).digest

    before = digest()
    for file in ("letter.ru.md", "layouts/letter.html", "layouts/footer.ru.md"):
        (folder / file).write_text((folder / file).read_text() + "\n")
        assert digest() != before
        before = digest()


def test_a_letter_without_end_is_refused(tmp_path: Path) -> None:
    body = "{% for a in improvements %}{% for b in improvements %}{{ b.title }}{% endfor %}{% endfor %}"
    template = a_body(tmp_path, body)
    with pytest.raises(UnfitValue):
        template.render(a_page(improvements=a_page().improvements * 200))


def test_a_page_has_a_language_and_nothing_else_is_needed() -> None:
    assert Page(language="en").client == ClientPage()
    assert SENDER.name in str(SENDER)
    assert GREETING.startswith("Subject")
