"""The screens of `outreach preview` and `outreach send-test`."""

import webbrowser
from email import message_from_bytes
from email.header import decode_header, make_header

import pytest
from sqlalchemy import func, select

from outreach.firm import open_firm
from outreach.letter.trial import marked
from outreach.store.tables import decisions, journal, letters
from tests.cli.shop import Shop


def rows_on_record(shop: Shop) -> list[int]:
    firm = open_firm(shop.folder / "config.toml")
    with firm.store.read() as connection:
        counts = [
            int(connection.execute(select(func.count()).select_from(table)).scalar_one())
            for table in (decisions, letters, journal)
        ]
    firm.store.close()
    return counts


def test_a_letter_as_the_client_would_get_it(shop: Shop) -> None:
    before = rows_on_record(shop)
    said = shop.run("preview", "professional-day", "--client", "101")
    assert said.code == 0
    assert "It would leave on Jun 19, 2026" in said.out
    assert "Subject: Анна Петровна, с наступающим Днём медицинских работников!" in said.out
    assert "To: Анна Петровна Дубровская <anna.dubrovskaya@mayak.example>" in said.out
    assert "развешивали указатели" in said.out
    assert "Size: " in said.out
    assert "“project” fits nobody else." in said.out
    assert "outreach send-test professional-day --client 1" in said.err
    assert rows_on_record(shop) == before, "a preview is on no record"


def test_a_fact_that_fits_others_says_so(shop: Shop) -> None:
    same = "развешивали указатели в клинике на Озёрной, чтобы никто не плутал"
    shop.run("clients", "fact", "105", "project", same)
    assert "“project” would fit 1 other client." in shop.run("preview", "professional-day", "--client", "101").out


def test_a_doubtful_name_says_why_the_letter_would_wait(shop: Shop) -> None:
    said = shop.run("preview", "professional-day", "--client", "Отдел")
    assert said.code == 1
    assert "“Отдел закупок” holds a post or a form of address, not only a name." in said.err
    assert "The campaign does not concern him: outreach segment professional-day --why 6" in said.err
    assert "outreach clients set 6" in said.err


def test_a_birthday_letter_is_about_the_clients_own_day(shop: Shop) -> None:
    said = shop.run("preview", "birthday", "--client", "107")
    assert said.out.startswith("Birthday, Nov 7, 2025\n")
    assert "It would leave on Nov 7, 2025" in said.out


def test_a_letter_may_be_seen_in_another_language(shop: Shop) -> None:
    shop.run("clients", "set", "103", "language=")
    said = shop.run("preview", "quarterly-improvements", "--client", "103", "--language", "en")
    assert "Dear Jane" in said.out
    assert said.code == 0
    other = shop.run("preview", "quarterly-improvements", "--client", "103", "--language", "uk")
    assert other.code == 1
    assert "another alphabet" in other.err


def test_what_the_template_asks_for_and_nobody_knows_is_named(shop: Shop) -> None:
    said = shop.run("preview", "directors-apology", "--client", "104")
    assert said.code == 1
    assert "The letter would wait: the template asks for what is not known: event.what" in said.err


def test_the_html_is_shown_in_a_browser_where_there_is_one(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def browser(url: str) -> bool:
        opened.append(url)
        return len(opened) > 1

    monkeypatch.setattr(webbrowser, "open", browser)
    first = shop.run("preview", "birthday", "--client", "107", "--browser")
    assert "No browser could be opened" in first.err
    assert "previews/birthday-7.html" in first.out
    assert "No browser" not in shop.run("preview", "birthday", "--client", "107", "--browser").err
    assert opened[0] == (shop.folder / "previews" / "birthday-7.html").as_uri()
    assert "Тарасе Олеговичу" in (shop.folder / "previews" / "birthday-7.html").read_text(encoding="utf-8")


def test_every_letter_of_an_occasion_as_files_with_an_index(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    template = shop.folder / "templates" / "newsletters" / "improvements.ru.md"
    template.write_text(template.read_text(encoding="utf-8") + "\n{{ client.post }}\n\n", encoding="utf-8")
    said = shop.run("preview", "quarterly-improvements", "--all", "album")
    assert said.code == 0
    assert said.out == "album/index.html\n"
    assert "would wait for a person" in said.err
    assert "Not written to: " in said.err
    index = (shop.folder / "album" / "index.html").read_text(encoding="utf-8")
    assert 'class="held"' in index
    assert "client.post" in index
    assert '<a href="3-2025Q4.html">' in index
    assert {path.suffix for path in (shop.folder / "album").glob("3-*")} == {".html", ".txt", ".eml"}
    monkeypatch.setattr(webbrowser, "open", lambda _url: True)
    assert "index.html" in shop.run("preview", "quarterly-improvements", "--all", "album", "--browser").out


def test_of_an_occasion_far_ahead_the_next_one_is_written(shop: Shop) -> None:
    assert shop.run("preview", "professional-day", "--all", "album").code == 0
    assert len(list((shop.folder / "album").glob("*.eml"))) == 1


def test_one_client_or_all_of_them_not_both(shop: Shop) -> None:
    assert shop.run("preview", "birthday").code == 2
    assert shop.run("preview", "birthday", "--client", "1", "--all", "album").code == 2


def test_an_unknown_campaign_is_guessed(shop: Shop) -> None:
    said = shop.run("preview", "birthdy", "--client", "1")
    assert said.code == 2
    assert "Did you mean “birthday”?" in said.err


def test_a_test_letter_is_marked_and_on_no_record(shop: Shop) -> None:
    before = rows_on_record(shop)
    said = shop.run("send-test", "quarterly-improvements", "--client", "101", "--to", "me@firm.example")
    assert said.code == 0, said
    assert said.out == "outgoing/0.eml\n"
    assert "This is a rehearsal" in said.err
    message = message_from_bytes((shop.folder / "outgoing" / "0.eml").read_bytes())
    assert str(make_header(decode_header(message["Subject"]))).startswith("[TEST] Анна Петровна")
    assert message["To"].endswith(" <me@firm.example>")
    assert message["Date"]
    assert rows_on_record(shop) == before


def test_the_mark_does_not_lengthen_a_line_of_the_subject() -> None:
    message = b"From: a@b.example\r\nSubject: Hello\r\nTo: c@d.example\r\n\r\nSubject: in the body\r\n"
    assert marked(message).startswith(b"From: a@b.example\r\nSubject: [TEST]\r\n Hello\r\nTo:")
    assert marked(message).endswith(b"\r\n\r\nSubject: in the body\r\n")


@pytest.mark.parametrize("address", ["anna.dubrovskaya@mayak.example", "T.Marsh@owl-school.example"])
def test_a_test_letter_never_goes_to_a_client(shop: Shop, address: str) -> None:
    said = shop.run("send-test", "birthday", "--client", "107", "--to", address)
    assert said.code == 5
    assert "a test goes to yourself" in said.err
    assert not (shop.folder / "outgoing").exists()


def test_a_test_letter_needs_an_address_and_a_letter(shop: Shop) -> None:
    assert shop.run("send-test", "birthday", "--client", "107", "--to", "me").code == 2
    said = shop.run("send-test", "birthday", "--client", "106", "--to", "me@firm.example")
    assert said.code == 1
    assert "The letter would wait" in said.err


def test_a_live_test_goes_to_the_relay_and_says_if_it_is_not_there(shop: Shop) -> None:
    config = (shop.folder / "config.toml").read_text(encoding="utf-8")
    live = '[delivery]\nlive = true\nhost = "127.0.0.1"\nport = 1\nsecurity = "none"\n'
    law = '[law]\nbasis = "contract"\ndecided_by = "D. L."\ndate = 2025-01-01\n'
    shop.write("config.toml", config + live + law)
    said = shop.run("send-test", "birthday", "--client", "107", "--to", "me@firm.example")
    assert said.code == 4
    assert "The letter did not leave" in said.err
    shop.write("config.toml", config + live)
    assert shop.run("send-test", "birthday", "--client", "107", "--to", "me@firm.example").code == 5
