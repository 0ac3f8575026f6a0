"""The public pages as text: what each says, in the language in force, and how it is set."""

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from outreach.locale import say, spoken
from outreach.web.desk import LetterShown, WhyStop

FOLDER = Path(__file__).parent / "pages"
_pages = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button of the page's one form: what it sends, and what is written on it."""

    name: str
    value: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A heading, some sentences, and at most one main button; lesser ones follow under a line of their own."""

    title: str
    lines: tuple[str, ...]
    button: Button | None = None
    aside: str = ""
    lesser: tuple[Button, ...] = ()


def set_page(page: Page) -> str:
    """The page as HTML; everything in it is escaped."""
    return _pages.get_template("page.html").render(page=page, language=spoken())


def asking(letter: LetterShown) -> Page:
    """Before anything has happened: a link scanner may open it as often as it likes."""
    return Page(
        title=say("Stop letters from {company}?", company=letter.company),
        lines=(
            say("One tap, and we no longer write to {address}.", address=letter.address),
            say("Nothing has been changed yet."),
        ),
        button=Button(name="action", value="stop", text=say("Stop the letters")),
    )


def stopped(letter: LetterShown, *, thanks: bool = False) -> Page:
    """After a stop: the way back, and one-tap reasons until one has been given."""
    promise = say(
        "We no longer write to {address}. A letter already on its way may still arrive.", address=letter.address
    )
    back = Button(name="action", value="undo", text=say("Write to me again"))
    if thanks:
        return Page(title=say("Thank you for telling us"), lines=(promise,), lesser=(back,), aside=say("By mistake?"))
    reasons = tuple(Button(name="reason", value=why, text=_reason(why)) for why in WhyStop)
    return Page(
        title=say("The letters are stopped"),
        lines=(promise,),
        aside=say("By mistake? Or would you like to tell us why?"),
        lesser=(back, *reasons),
    )


def resumed(letter: LetterShown) -> Page:
    return Page(
        title=say("We may write to you again"),
        lines=(say("Letters to {address} are no longer stopped.", address=letter.address),),
        aside=say("Changed your mind?"),
        lesser=(Button(name="action", value="stop", text=say("Stop the letters")),),
    )


def trouble(status: int) -> Page:
    """What went wrong, and what a person can do; the same for every link that is not genuine."""
    match status:
        case 404:
            return Page(
                title=say("This link does not work"),
                lines=(say("Open it from the letter once more, or simply answer the letter: a person reads it."),),
            )
        case 503 | 500:
            return Page(
                title=say("That did not work just now"),
                lines=(say("Nothing was recorded. Please try again in a few minutes, or simply answer the letter."),),
            )
        case _:
            return Page(
                title=say("We did not understand that"),
                lines=(say("Nothing was recorded. Open the link from the letter once more and use the button there."),),
            )


def _reason(why: WhyStop) -> str:
    match why:
        case WhyStop.TOO_OFTEN:
            return say("Too many letters")
        case WhyStop.NOT_USEFUL:
            return say("They are of no use to me")
        case WhyStop.NO_NEED:
            return say("I no longer need your services")
        case WhyStop.NEVER_ASKED:
            return say("I never asked for them")
