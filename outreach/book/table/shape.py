"""Where a table begins and ends on its sheet: titles above, headings over two rows, totals between, footnotes below.

Pure: rows of texts in, places out. What a heading means is asked of the caller.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from outreach.book.headings import JOINT
from outreach.book.table.source import Record

SAMPLE = 60  # records among which the headings must stand

_SEARCHED = 30  # filled rows
_TOTAL = re.compile(
    r"(?:итого|итог|общий итог|всего|разом|усього|всього|підсумок|grand total|sub-?total|totals?)[\s.:]*\Z"
    r"|(?:итого|всего|разом|усього|всього|підсумок|sub-?total|grand total)\b"
    r"|totals? (?:for|by|of)\b|(?:общий итог|загальний підсумок)\b",
    re.IGNORECASE,
)
TOTAL_INITIALS = frozenset("иИоОвВрРуУпПзЗtTgGsS")
_FIGURE = re.compile(
    r"[-−(₴₽€$]?\s*[\d\s.,'’  ]*\d?\)?\s*(?:грн|руб|р|uah|rub|eur|usd|шт)?\.?\s*[₴₽€$%]?\Z", re.IGNORECASE
)
_FOOTNOTE = re.compile(
    r"(?:[*†]+\s*\w|примечани|примітк|ответственн|відповідальн|исполнитель|виконавець|директор|главный бухгалтер"
    r"|головний бухгалтер|руководитель|керівник|подпись|підпис|составил|склав|сформирован|сформован|отч[её]т|звіт"
    r"|дата печати|дата друку|страница|сторінка|page \d|printed|generated|report:|note:|notes:|источник:|джерело:)",
    re.IGNORECASE,
)
_NO_HEADING = re.compile(r"@|\d{3}|\d[.,/]\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Headings:
    """What stands above the columns; rows of the table begin below `line`."""

    line: int
    texts: tuple[str, ...]


def find_headings(sample: Sequence[Record], *, known: Callable[[str], bool]) -> Headings | None:
    """The headings among the first rows, two rows joined into one where the upper spans the lower."""
    filled = [(line, [cell.strip() for cell in cells]) for line, cells in sample if any(map(str.strip, cells))]
    if not filled:
        return None
    at = _place(filled[:_SEARCHED], known=known)
    above, below = filled[at - 1] if at else None, filled[at + 1] if at + 1 < len(filled) else None
    line, texts = filled[at]
    if above and above[0] + 1 == line and _spans(above[1], texts, known=known):
        texts = _joined(above[1], texts)
    elif below and below[0] == line + 1 and _spans(texts, below[1], known=known):
        line, texts = below[0], _joined(texts, below[1])
        at += 1
    if at + 1 < len(filled) and _numbers_columns(filled[at + 1][1]):
        line = filled[at + 1][0]
    return Headings(line=line, texts=_trimmed(texts))


def is_total(cells: Sequence[str]) -> bool:
    """A line of totals or subtotals: the word, and beside it nothing but figures."""
    first = next((cell for cell in cells if cell), "")
    if first[:1] not in TOTAL_INITIALS or not _TOTAL.match(first):
        return False
    rest = [cell for cell in cells if cell]
    return all(map(_FIGURE.match, rest[1:])) and not any("@" in cell for cell in rest)


def is_footnote(cells: Sequence[str]) -> bool:
    """A line that stands below the totals of a table, if nothing but such lines follows."""
    said = [cell for cell in cells if cell]
    return bool(said) and not any("@" in cell for cell in said) and (len(said) == 1 or bool(_FOOTNOTE.match(said[0])))


def is_signed(cells: Sequence[str]) -> bool:
    """A footnote by its own words, even where no total stands above it."""
    said = [cell for cell in cells if cell]
    return len(said) == 1 and said[0] in cells[:2] and "@" not in said[0] and bool(_FOOTNOTE.match(said[0]))


# -- where the headings are --------------------------------------------------------------------------------------


def _place(filled: Sequence[Record], *, known: Callable[[str], bool]) -> int:
    """The row of headings: the first with about as many known words as any row has; else the first wide one."""
    widths = [len({cell for cell in cells if cell}) for _, cells in filled]
    scores = [_score(cells, known=known) for _, cells in filled]
    best = max(scores)
    usual = Counter(widths).most_common(1)[0][0]
    if best > 1 or (best == 1 and (scores[0] or usual == 1)):
        enough = max(1, (best + 1) // 2)
        for at, score in enumerate(scores):
            if score >= enough and (widths[at] > 1 or usual == 1 or widths[at] >= max(widths)):
                return at
    if widths[0] > 1 or usual == 1:
        return 0
    return next((at for at, width in enumerate(widths) if width > 1 and 2 * width > max(widths)), 0)


def _score(cells: Sequence[str], *, known: Callable[[str], bool]) -> int:
    if any(_NO_HEADING.search(cell) for cell in cells):
        return 0
    return sum(map(known, {cell for cell in cells if cell}))


def _spans(upper: Sequence[str], lower: Sequence[str], *, known: Callable[[str], bool]) -> bool:
    """Whether two rows are one of headings: the lower fills what the upper leaves empty, and neither holds data."""
    pairs = list(zip([*upper, *[""] * len(lower)], lower, strict=False))
    fills = sum(1 for above, below in pairs if below and not above)
    said = [cell for cell in upper if cell]
    if not fills or not said or any(_NO_HEADING.search(cell) for cell in (*upper, *lower)):
        return False
    if len(said) == 1 and upper[0]:  # one text at the left is a title
        return False
    words = {cell for cell in lower if cell}
    return sum(map(known, words)) * 2 >= len(words)


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """One heading a column; an upper one reaches to the right over lower ones until the next upper one."""
    width = max(len(upper), len(lower))
    upper, lower = [*upper, *[""] * (width - len(upper))], [*lower, *[""] * (width - len(lower))]
    texts, reaching = [], ""
    for above, below in zip(upper, lower, strict=True):
        reaching = (above or reaching) if below else ""
        plain = not reaching or reaching.casefold() == below.casefold()
        texts.append((below or above) if plain else f"{reaching}{JOINT}{below}")
    return texts


def _numbers_columns(cells: Sequence[str]) -> bool:
    """1, 2, 3 ... under the headings, as forms have it."""
    said = [cell for cell in cells if cell]
    return len(said) > 2 and said == [str(number) for number in range(1, len(said) + 1)]  # noqa: PLR2004


def _trimmed(texts: Sequence[str]) -> tuple[str, ...]:
    found = [" ".join(text.split()) for text in texts]
    while found and not found[-1]:
        found.pop()
    return tuple(found)
