"""The unsubscribe page: looking changes nothing, a tap acts, one click acts without a page (RFC 8058)."""

import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

import pytest
from starlette.applications import Starlette

from outreach.errors import OutOfReach
from outreach.web.app import make_app
from outreach.web.desk import LetterShown, WhyStop, masked
from outreach.web.limit import Limits
from tests.web.browser import Answered, ask, post

TOKEN = "a" * 26
LINK = f"/u/{TOKEN}"
ONE_CLICK = "List-Unsubscribe=One-Click"
MULTIPART = b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'


@dataclass
class Desk:
    """Knows one letter; keeps what was asked of it."""

    letter: LetterShown = field(
        default_factory=lambda: LetterShown(
            language="en", company="Roga & <Kopyta>", address="a***a@client.example", is_stopped=False
        )
    )
    done: list[str] = field(default_factory=list)
    raises: Exception | None = None

    def letter_of(self, token: str) -> LetterShown | None:
        if self.raises:
            raise self.raises
        return self.letter if token == TOKEN else None

    def unsubscribe(self, token: str, *, reason: WhyStop | None) -> None:
        assert token == TOKEN
        self.done.append(f"stop {reason}")
        self.letter = replace(self.letter, is_stopped=True)

    def undo(self, token: str) -> None:
        assert token == TOKEN
        self.done.append("undo")
        self.letter = replace(self.letter, is_stopped=False)


def app_for(desk: Desk, **limits: int) -> Starlette:
    return make_app(desk, clock=lambda: 0.0, limits=Limits(**limits))


@pytest.fixture
def desk() -> Desk:
    return Desk()


# -- looking -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_opening_the_link_changes_nothing(desk: Desk, method: str) -> None:
    for _ in range(3):
        answered = ask(app_for(desk), LINK, method=method)
        assert answered.status == 200
    assert desk.done == []


def test_the_page_asks_in_so_many_words(desk: Desk) -> None:
    body = ask(app_for(desk), LINK).body
    assert "Stop letters from Roga &amp; &lt;Kopyta&gt;?" in body
    assert "a***a@client.example" in body
    assert "<Kopyta>" not in body


def test_who_has_stopped_already_is_told_so(desk: Desk) -> None:
    desk.letter = replace(desk.letter, is_stopped=True)
    body = ask(app_for(desk), LINK).body
    assert "The letters are stopped" in body
    assert "Write to me again" in body


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_do_nothing(desk: Desk, method: str) -> None:
    assert ask(app_for(desk), LINK, method=method).status == 405
    assert desk.done == []


# -- acting ------------------------------------------------------------------------------------------------------


def test_one_tap_stops_and_offers_the_way_back(desk: Desk) -> None:
    answered = post(app_for(desk), LINK, "action=stop")
    assert answered.status == 200
    assert desk.done == ["stop None"]
    assert "The letters are stopped" in answered.body
    assert 'value="undo"' in answered.body


def test_a_second_tap_is_no_harm(desk: Desk) -> None:
    app = app_for(desk)
    assert post(app, LINK, "action=stop").body == post(app, LINK, "action=stop").body


def test_the_way_back(desk: Desk) -> None:
    app = app_for(desk)
    post(app, LINK, "action=stop")
    assert "We may write to you again" in post(app, LINK, "action=undo").body
    assert desk.done == ["stop None", "undo"]


def test_a_stop_that_is_not_this_pages_stays_after_undo(desk: Desk) -> None:
    """He complained, say: the desk takes nothing back, and the page tells what is so."""
    desk.letter = replace(desk.letter, is_stopped=True)
    desk.undo = desk.letter_of  # type: ignore[assignment, method-assign]
    assert "The letters are stopped" in post(app_for(desk), LINK, "action=undo").body


@pytest.mark.parametrize("why", list(WhyStop))
def test_a_reason_is_one_tap(desk: Desk, why: WhyStop) -> None:
    app = app_for(desk)
    assert f'value="{why}"' in post(app, LINK, "action=stop").body
    answered = post(app, LINK, f"reason={why}")
    assert "Thank you" in answered.body
    assert 'name="reason"' not in answered.body
    assert desk.done == ["stop None", f"stop {why}"]


@pytest.mark.parametrize("text", ["", "action=", "action=delete", "reason=because", "hello", "a=1&b=2", "%00=%ff"])
def test_what_no_button_sends_does_nothing(desk: Desk, text: str) -> None:
    assert post(app_for(desk), LINK, text).status == 400
    assert desk.done == []


# -- one click (RFC 8058) ----------------------------------------------------------------------------------------


def one_click(desk: Desk, *, token: str = TOKEN) -> list[Answered]:
    app = app_for(desk)
    return [
        post(app, f"/u/{token}", ONE_CLICK),
        ask(
            app,
            f"/u/{token}",
            method="POST",
            body=MULTIPART,
            headers={"content-type": "multipart/form-data; boundary=x"},
        ),
    ]


def test_one_click_acts_without_a_page(desk: Desk) -> None:
    for answered in one_click(desk):
        assert answered.status == 200
        assert answered.headers["content-type"].startswith("text/plain")
        assert not {"set-cookie", "location"} & set(answered.headers)
        assert "<" not in answered.body
    assert desk.done == ["stop None", "stop None"]


def test_one_click_needs_its_exact_words(desk: Desk) -> None:
    for text in ("List-Unsubscribe=one-click", "list-unsubscribe=One-Click", "List-Unsubscribe=", "One-Click"):
        assert post(app_for(desk), LINK, text).status == 400
    assert desk.done == []


def test_a_stop_that_could_not_be_recorded_is_never_answered_with_200(desk: Desk) -> None:
    desk.raises = OutOfReach("the database does not answer")
    answered = post(app_for(desk), LINK, ONE_CLICK)
    assert answered.status == 503
    assert answered.headers["retry-after"] == "60"
    assert "database" not in answered.body


def test_a_bug_shows_no_traceback(desk: Desk) -> None:
    desk.raises = ZeroDivisionError("secret detail")
    answered = ask(app_for(desk), LINK)
    assert answered.status == 500
    assert "secret" not in answered.body
    assert answered.headers["referrer-policy"] == "no-referrer"
    assert answered.headers["cache-control"] == "no-store"


# -- links that are not genuine ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "token", ["b" * 26, "a" * 25, "x", "a" * 65, "a" * 5000, "..%2f..", "<script>", "ы", "A" * 26 + "\0"]
)
def test_bad_links_all_look_the_same(desk: Desk, token: str) -> None:
    app = app_for(desk)
    usual = ask(app, "/u/" + "c" * 26)
    assert ask(app, f"/u/{token}") == usual
    assert usual.status == 404
    assert post(app, f"/u/{token}", ONE_CLICK) == usual
    assert desk.done == []


@pytest.mark.parametrize(
    ("asked", "language"), [("uk-UA,uk;q=0.9", "uk"), ("de, ru;q=0.5", "ru"), ("de", "en"), ("", "en")]
)
def test_trouble_is_told_in_the_browsers_language(desk: Desk, asked: str, language: str) -> None:
    answered = ask(app_for(desk), "/u/nothing", headers={"accept-language": asked})
    assert f'<html lang="{language}">' in answered.body


def test_a_page_speaks_the_letters_language(desk: Desk) -> None:
    desk.letter = replace(desk.letter, language="uk")
    assert '<html lang="uk">' in ask(app_for(desk), LINK, headers={"accept-language": "ru"}).body


# -- limits ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pieces", [[b"x" * 9000], [b"x=" + b"y" * 2000] * 5, [b"x"] * 9000])
def test_a_large_body_is_not_read(desk: Desk, pieces: list[bytes]) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert ask(app_for(desk), LINK, method="POST", body=pieces, headers=headers).status == 413
    assert desk.done == []


def test_a_body_that_never_ends_is_not_waited_for(desk: Desk) -> None:
    app = make_app(desk, clock=lambda: 0.0, limits=Limits(body_seconds=0.05))
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert ask(app, LINK, method="POST", body=[], headers=headers).status == 408
    assert desk.done == []


@pytest.mark.parametrize(
    "body",
    [
        MULTIPART.replace(b'name="List-Unsubscribe"', b'name="f"; filename="x.exe"'),
        MULTIPART[:20],
        b"--x\r\n\r\n--x--",
        MULTIPART * 20,
    ],
)
def test_a_strange_form_is_a_mistake_and_no_more(desk: Desk, body: bytes) -> None:
    headers = {"content-type": "multipart/form-data; boundary=x"}
    assert ask(app_for(desk), LINK, method="POST", body=body, headers=headers).status in {200, 400}
    assert set(desk.done) <= {"stop None"}


def test_too_many_requests_from_one_address_wait_and_others_do_not(desk: Desk) -> None:
    app = app_for(desk, burst_per_address=3)
    assert [ask(app, LINK).status for _ in range(5)] == [200, 200, 200, 429, 429]
    assert ask(app, LINK, client="192.0.2.8").status == 200
    refused = ask(app, LINK)
    assert refused.headers["retry-after"] == "60"
    assert refused.headers["cache-control"] == "no-store"


def test_all_together_have_a_limit_too(desk: Desk) -> None:
    app = app_for(desk, burst=3)
    assert [ask(app, LINK, client=f"192.0.2.{number}").status for number in range(5)] == [200, 200, 200, 429, 429]


def test_trying_links_is_dear(desk: Desk) -> None:
    app = app_for(desk, burst_per_address=12)
    assert [ask(app, f"/u/{number}").status for number in range(4)] == [404, 404, 429, 429]


def test_health_has_no_limit(desk: Desk) -> None:
    app = app_for(desk, burst=1, burst_per_address=1)
    assert [ask(app, "/healthz").status for _ in range(5)] == [200] * 5


# -- headers and form --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [LINK, "/u/bad", "/", "/nothing", "/healthz"])
def test_every_answer_is_private_and_inert(desk: Desk, path: str) -> None:
    headers = ask(app_for(desk), path).headers
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-robots-tag"].startswith("noindex")
    assert headers["x-content-type-options"] == "nosniff"
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; form-action 'self'")
    assert "unsafe" not in policy
    assert "set-cookie" not in headers


def test_the_style_may_be_kept(desk: Desk) -> None:
    answered = ask(app_for(desk), "/style.css")
    assert answered.headers["cache-control"] == "public, max-age=86400"
    assert "prefers-color-scheme: dark" in answered.body


class Seen(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("text", [None, "action=stop", "reason=no_need", "action=undo"])
def test_pages_work_without_scripts_and_for_everybody(desk: Desk, text: str | None) -> None:
    """One heading, a language, a main region, buttons with words, nothing loaded from elsewhere."""
    answered = ask(app_for(desk), LINK) if text is None else post(app_for(desk), LINK, text)
    seen = Seen(answered.body)
    names = [tag for tag, _ in seen.tags]
    assert names.count("h1") == names.count("main") == names.count("title") == 1
    assert {"script", "img", "iframe", "object", "style"}.isdisjoint(names)
    assert all(
        "style" not in attributes and not any(name.startswith("on") for name in attributes)
        for _, attributes in seen.tags
    )
    assert ("html", {"lang": "en"}) in seen.tags
    assert all(
        attributes.get("method") == "post" and "action" not in attributes
        for tag, attributes in seen.tags
        if tag == "form"
    )
    assert re.findall(r"<button[^>]*></button>", answered.body) == []
    assert TOKEN not in answered.body


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_told_apart(scheme: str, desk: Desk) -> None:
    """WCAG 2.2 AA: text 4.5 to 1, the edge of a button 3 to 1."""
    light, dark = ask(app_for(desk), "/style.css").body.split("@media (prefers-color-scheme: dark)")
    known = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", light if scheme == "light" else dark))
    for ink, paper, least in (
        ("ink", "paper", 4.5), ("quiet", "paper", 4.5), ("on-main", "main", 4.5), ("line", "paper", 3),
        ("main", "paper", 3),
    ):  # fmt: skip
        assert contrast(known[ink], known[paper]) >= least, (ink, paper)


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("address", "shown"),
    [("anna.petrova@firm.example", "a***a@firm.example"), ("ab@x.example", "a***@x.example"),
     ("a@x.example", "a***@x.example"), ("abc@x.example", "a***c@x.example")],
)  # fmt: skip
def test_an_address_is_masked(address: str, shown: str) -> None:
    assert masked(address) == shown
