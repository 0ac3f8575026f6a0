"""Letters as files to leaf through: one .html, .txt and .eml each, and an index.html that leads to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from outreach.letter.draft import Draft
from outreach.locale import say, spoken

INDEX = "index.html"
_STYLE = """:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.4rem .8rem;border-bottom:1px solid #8884;vertical-align:top}
td:first-child,th:first-child{text-align:right}
.held{color:#b3261e}
@media(prefers-color-scheme:dark){.held{color:#f2b8b5}}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A line of the index; `file` is empty for a letter that could not be written, and `note` says why."""

    client_id: int
    name: str
    language: str
    file: str
    subject: str
    note: str


def put(folder: Path, name: str, made: Draft, *, message: bytes) -> None:
    """Writes NAME.html, NAME.txt and NAME.eml (the message as a mail program opens it)."""
    (folder / f"{name}.html").write_text(made.words.html, encoding="utf-8")
    (folder / f"{name}.txt").write_text(f"{made.subject}\n\n{made.words.text}", encoding="utf-8")
    (folder / f"{name}.eml").write_bytes(message)


def put_index(folder: Path, leaves: Sequence[Leaf], *, title: str) -> Path:
    """Writes the page that leads to them; every word of a client's is escaped."""
    headings = ("№", say("client"), say("language"), say("subject"), say("remarks"))
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in headings)
    rows = "\n".join(_row(leaf) for leaf in leaves)
    place = folder / INDEX
    place.write_text(
        f'<!doctype html>\n<html lang="{spoken()}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style>\n"
        f"<h1>{escape(title)}</h1>\n<table><thead><tr>{head}</tr></thead><tbody>\n{rows}\n</tbody></table></html>\n",
        encoding="utf-8",
    )
    return place


def _row(leaf: Leaf) -> str:
    subject = escape(leaf.subject)
    if leaf.file:
        others = " ".join(f'<a href="{leaf.file}.{kind}">{kind}</a>' for kind in ("txt", "eml"))
        subject = f'<a href="{leaf.file}.html">{subject}</a> {others}'
    look = "" if leaf.file else ' class="held"'
    cells = (str(leaf.client_id), escape(leaf.name), escape(leaf.language), subject, escape(leaf.note))
    return f"<tr{look}>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
