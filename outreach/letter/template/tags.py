"""Jinja's tags on their way through Markdown and the style inliner: each becomes a few private-use characters and back.

Markdown would escape the quotes inside a tag and put `<p>` around `{% if %}`; a style inliner would move `{% for %}`
out of a table. An expression travels as U+E000 number U+E001, a block tag as U+E002 number U+E003, and through HTML
as a comment.
"""

import re
from dataclasses import dataclass, field

from jinja2 import Environment

TAG = re.compile("\ue002([0-9]+)\ue003")
TAG_LINE = re.compile("(?:\ue002[0-9]+\ue003[ \t]*)+")
EXPRESSION = re.compile("\ue000([0-9]+)\ue001")
_EITHER = re.compile("\ue000([0-9]+)\ue001|\ue002([0-9]+)\ue003|<!--tag([0-9]+)-->")
_BRACE = re.compile("\\{(?=[{%#\ue000\ue002])|\\{(?=<!--tag)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """`raw` as it stood in the source, `word` the block's name (empty for an expression), `row` counts from 0."""

    raw: str
    word: str = ""
    row: int = 0


@dataclass(slots=True)
class Tags:
    """The tags of one template, numbered as they were found."""

    all: list[Tag] = field(default_factory=list)

    def add(self, tag: Tag) -> str:
        """The characters that stand for the tag."""
        self.all.append(tag)
        number = len(self.all) - 1
        return f"\ue002{number}\ue003" if tag.word else f"\ue000{number}\ue001"

    def restored(self, skeleton: str) -> str:
        """Jinja's source again; a brace of the text beside a tag stays a brace."""
        return _EITHER.sub(
            lambda m: self.all[int(m[1] or m[2] or m[3])].raw, _BRACE.sub("\ue000-\ue001", skeleton)
        ).replace("\ue000-\ue001", "{{ '{' }}")


def hidden(source: str, tags: Tags, *, environment: Environment) -> str:
    """`source` with its tags hidden and its comments dropped. It must already have passed Jinja's parser."""
    kept: list[str] = []
    open_tag: list[str] = []
    word = ""
    start = 0
    for row, kind, value in environment.lex(_even(source)):
        if kind in {"variable_begin", "block_begin", "comment_begin"}:
            open_tag, word, start = [value], "", row - 1
        elif not open_tag:
            kept.append(value)
        else:
            open_tag.append(value)
            if kind == "name" and not word and open_tag[0].startswith("{%"):
                word = value
            if kind in {"variable_end", "block_end"}:
                kept.append(tags.add(Tag(raw="".join(open_tag), word=word, row=start)))
            if kind in {"variable_end", "block_end", "comment_end"}:
                open_tag = []
    return "".join(kept)


def _even(source: str) -> str:
    # Markdown lives by its line ends, which {%- and -%} would swallow; letters have no use for them
    return re.sub(r"[-+]([}%#]\})", r" \1", re.sub(r"(\{[{%#])[-+]", r"\1 ", source))


def as_comments(html: str) -> str:
    """Block tags as HTML comments, which every HTML parser leaves where they are."""
    return TAG.sub(r"<!--tag\1-->", html)
