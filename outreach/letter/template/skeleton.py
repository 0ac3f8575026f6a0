"""Markdown with hidden tags, turned once into two skeletons: HTML, and the text a person reads without HTML.

What counts as Markdown here is what a letter needs: paragraphs, headings, lists, rules, emphasis, links, pictures.
Raw HTML is text. The words of clients come later and are never read as Markdown.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from mdurl import encode

from outreach.letter.template.tags import EXPRESSION, TAG, TAG_LINE, Tag, Tags, as_comments
from outreach.locale import say

_OPENS = {"if", "for"}
_CLOSES = {"endif", "endfor"}
_GOES_ON = {"elif", "else"}
_WEB = re.compile(r"https?://|mailto:", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Misplaced:
    """What cannot stand where it stands; `row` counts from 0 within the part."""

    row: int
    rule: str
    text: str
    mend: str
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Skeletons:
    """Both skeletons still carry hidden tags; the HTML one carries block tags as comments."""

    html: str
    text: str
    misplaced: tuple[Misplaced, ...]


def skeletons(hidden: str, tags: Tags) -> Skeletons:
    """The two skeletons of a Markdown text, and the tags and links that would break them."""
    tokens = _MARKDOWN.parse(hidden)
    misplaced = (*_straddling(tokens, tags), *_links_guarded(tokens, tags))
    tokens = _lists_around_loops(tokens, tags)
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return Skeletons(html=as_comments(html), text=_text(tokens), misplaced=misplaced)


def _tag_line(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]].strip()
    if not TAG_LINE.fullmatch(line):
        return False
    if not silent:
        token = state.push("tag_line", "", 0)
        token.content, token.map = line, [start, start + 1]
        state.line = start + 1
    return True


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("zero", {"html": False}).enable(
        ["heading", "list", "hr", "emphasis", "link", "image", "escape", "newline", "balance_pairs", "fragments_join"]
    )
    ends = ["paragraph", "reference", "blockquote", "list"]
    markdown.block.ruler.before("list", "tag_line", _tag_line, {"alt": ends})
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005 judged in _links_guarded
    markdown.normalizeLink = _encoded  # type: ignore[method-assign]
    markdown.add_render_rule("tag_line", lambda _r, tokens, index, _o, _e: tokens[index].content + "\n")
    return markdown


def _encoded(url: str) -> str:
    # an expression inside an address is guarded when it is filled in; only what is written is encoded here
    parts = re.split("(\ue000[0-9]+\ue001)", url)
    return "".join(part if part.startswith("\ue000") else encode(part) for part in parts)


_MARKDOWN = _markdown()


def _straddling(tokens: Sequence[Token], tags: Tags) -> Iterator[Misplaced]:
    """Tags that open in one paragraph, item or emphasis and close in another: the HTML would not be whole."""
    open_in: list[tuple[str, ...]] = []
    for place, content in _contents(tokens):
        for match in TAG.finditer(content):
            tag = tags.all[int(match[1])]
            if tag.word in _OPENS:
                open_in.append(place)
            elif tag.word in _CLOSES | _GOES_ON and open_in:
                if open_in[-1] != place:
                    yield _straddles(tag)
                if tag.word in _CLOSES:
                    open_in.pop()


def _contents(tokens: Sequence[Token]) -> Iterator[tuple[tuple[str, ...], str]]:
    path: list[str] = []
    number = 0
    for token in _flat(tokens):
        if token.nesting > 0:
            number += 1
            path.append(f"{token.type}{number}")
        elif token.nesting < 0:
            path.pop()
        elif token.content:
            yield tuple(path), token.content


def _flat(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type == "inline":
            yield from token.children or ()
        else:
            yield token


def _straddles(tag: Tag) -> Misplaced:
    return Misplaced(
        row=tag.row, rule="L065", word=tag.word,
        text=say("This tag ends another paragraph or emphasis than the one it began in."),
        mend=say("Put both tags into one paragraph, or each on a line of its own."),
    )  # fmt: skip


def _links_guarded(tokens: Sequence[Token], tags: Tags) -> Iterator[Misplaced]:
    """Makes every expression inside an address pass a guard, and names the addresses that are none."""
    row = 0
    for token in tokens:
        row = token.map[0] if token.map else row
        for child in token.children or ():
            name = {"link_open": "href", "image": "src"}.get(child.type)
            if name:
                address = str(child.attrs[name])
                if not (_WEB.match(address) or EXPRESSION.match(address)) or TAG.search(address):
                    yield _no_address(address, row)
                child.attrs[name] = guarded(address, tags)


def guarded(address: str, tags: Tags) -> str:
    """The address with every expression in it made to pass a guard."""

    def guard(match: re.Match[str]) -> str:
        inner = tags.all[int(match[1])]
        if "|as_address" in inner.raw:
            return match[0]
        filtered = "as_address" if match.start() == 0 else "as_address_part"
        return tags.add(replace(inner, raw=f"{{{{ ({inner.raw[2:-2].strip()})|{filtered} }}}}"))

    return EXPRESSION.sub(guard, address)


def _no_address(address: str, row: int) -> Misplaced:
    return Misplaced(
        row=row, rule="L066", word="](",
        text=say("A link leads to http, https or mailto, not to “{address}”.", address=TAG.sub("{% %}", address)),
        mend="",
    )  # fmt: skip


def _lists_around_loops(tokens: list[Token], tags: Tags) -> list[Token]:
    """A loop on lines of its own around one list repeats its items, not the list."""
    moved = list(tokens)
    for index, token in enumerate(tokens):
        if token.type in {"bullet_list_open", "ordered_list_open"} and index > 0:
            end = next(i for i in range(index + 1, len(tokens)) if _ends(tokens[i], token))
            if end + 1 < len(tokens) and _loops(tokens[index - 1], tokens[end + 1], tags):
                moved[index - 1], moved[index] = token, tokens[index - 1]
                moved[end], moved[end + 1] = tokens[end + 1], tokens[end]
    return moved


def _ends(token: Token, opening: Token) -> bool:
    return token.type == opening.type.replace("_open", "_close") and token.level == opening.level


def _loops(before: Token, after: Token, tags: Tags) -> bool:
    words = [
        [tags.all[int(number)].word for number in TAG.findall(token.content)] if token.type == "tag_line" else []
        for token in (before, after)
    ]
    return words == [["for"], ["endfor"]]


def _text(tokens: Sequence[Token]) -> str:
    """Blocks parted by an empty line; an item begins with "- " or its number, a link reads "words: address"."""
    kept: list[str] = []
    lists: list[int] = []  # 0 for bullets, else the next number
    for token in tokens:
        match token.type:
            case "inline":
                kept.append(_line(token.children or ()))
            case "bullet_list_open":
                lists.append(0)
            case "ordered_list_open":
                lists.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
                kept.append("" if lists else "\n")
            case "list_item_open":
                kept.append("  " * (len(lists) - 1) + (f"{lists[-1]}. " if lists[-1] else "- "))
                lists[-1] += bool(lists[-1])
            case "paragraph_close" | "heading_close":
                kept.append("\n" if lists else "\n\n")
            case "hr":
                kept.append("---\n\n")
            case "tag_line":
                kept.append(token.content)
    return "".join(kept)


def _line(children: Sequence[Token]) -> str:
    kept: list[str] = []
    links: list[tuple[int, str]] = []
    for child in children:
        if child.type == "link_open":
            links.append((len(kept), str(child.attrs["href"])))
        elif child.type == "link_close":
            start, address = links.pop()
            words = "".join(kept[start:])
            shown = address.removeprefix("mailto:")
            kept[start:] = [shown if words in {address, shown} or not words else f"{words}: {shown}"]
        elif child.type == "image":
            kept.append(child.content)
        elif child.type == "softbreak":
            kept.append(" ")
        elif child.type == "hardbreak":
            kept.append("\n")
        else:
            kept.append(child.content)
    return "".join(kept)
