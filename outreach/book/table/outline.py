"""Orders that stand below the row of their client, as accounting programs print them; each is given its client.

Pure. Two forms are known: the client's cells are empty in the rows below his, and a first column that holds his name
and then his documents ("Заказ 12 от 01.02.2025"). What fits neither form wholly is left as it stands.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from outreach.book.headings import JOINT
from outreach.book.table.shape import is_total
from outreach.book.table.source import Row
from outreach.book.value import EITHER_WAY

_LEAST = 2  # documents or orders that make an outline
_FIGURE = re.compile(r"[-−(]?[\d\s.,'’%  ]+\)?\s*[^\W\d_]{0,4}\.?\s*[₴₽€$]?\Z")
_PAPERS = (
    "заказ|реализация|продажа|сч[её]т|накладная|расходная|чек|акт|документ|отгрузка|замовлення|реалізація|продаж"
    "|рахунок|видаткова|відвантаження|order|invoice|sale|receipt"
)
_RETURNS = "возврат|повернення|return|refund|credit note"
_CORRECTIONS = "корректировка|коригування"
_RETURN = re.compile(rf"(?:{_RETURNS})\b", re.IGNORECASE)
_CORRECTION = re.compile(rf"(?:{_CORRECTIONS})\b", re.IGNORECASE)
_PAPER = re.compile(
    rf"(?:{_PAPERS}|{_RETURNS}|{_CORRECTIONS})\b(?:[^\d№#]*\s)?(?:№|#|N\b)?\s*(?P<number>[^\W_]*[-/]?\d[\w/-]*)"
    r"(?:\s+(?:от|від|dated|of|from)\s+(?P<day>\d{1,2}[./]\d{1,2}[./]\d{2,4})[\d:\s]*(?:г\.?|р\.?)?)?\s*\Z",
    re.IGNORECASE,
)
_CONTRACT = re.compile(r"(?:договор|договір|контракт|contract|основной договор|основний договір)\b", re.IGNORECASE)
_DAY = re.compile(r"дата|date", re.IGNORECASE)
_CYRILLIC = re.compile(r"[а-яёіїєґ]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """`carried` leading cells are the client's; `papers` says that documents share the first column with him.

    `marks` are columns that every order fills and no row of a client does.
    """

    headings: tuple[str, ...]
    carried: int
    marks: tuple[int, ...] = ()
    papers: bool = False
    dated: bool = False  # whether a document's day is told in its name only
    day_at: int = 0  # the column of days, empty, that the document's name fills; 0 for none

    def rows(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The orders, each behind the cells of the client above it; rows of clients are taken in."""
        above: tuple[str, ...] = ("",) * self.carried
        for row in rows:
            cells = row.cells
            if self.papers:
                paper = _PAPER.match(cells[0])
                if paper:
                    told = (paper["number"], paper["day"] or "") if self.dated else (paper["number"],)
                    rest = self._with_day(cells, paper["day"] or "")
                    if sign := sign_of(cells[0]):
                        rest = tuple(_signed(sign, cell) for cell in rest)
                    yield Row(line=row.line, cells=(*above, *told, *rest))
                elif not _CONTRACT.match(cells[0]):
                    above = (cells[0],)
            elif any(cells[: self.carried]) and not any(_at(cells, at) for at in self.marks):
                above = cells[: self.carried]
            elif any(cells[: self.carried]):
                yield row
            else:
                yield Row(line=row.line, cells=(*above, *cells[self.carried :]))

    def _with_day(self, cells: tuple[str, ...], day: str) -> tuple[str, ...]:
        """What stands behind the document's name, its day filled in where the column of days leaves it empty."""
        at = self.day_at
        return (*cells[1:at], cells[at] or day, *cells[at + 1 :]) if 0 < at < len(cells) else cells[1:]


def find_outline(headings: tuple[str, ...], sample: Sequence[Row]) -> Outline | None:
    """The outline that the first rows of a table make, or None where each row stands for itself."""
    rows = [row.cells for row in sample if not is_total(row.cells)]
    if len(headings) < 2 or len(rows) < 1 + _LEAST:  # noqa: PLR2004 a client and what he ordered
        return None
    return _papers(headings, rows) or _indented(headings, rows)


def _papers(headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Outline | None:
    found = [_PAPER.match(cells[0]) for cells in rows]
    papers = [match for match in found if match]
    if found[0] or len(papers) < _LEAST or len(papers) * 4 < len(rows):
        return None
    if not all(_is_figures(cells[1:]) for cells, match in zip(rows, found, strict=True) if not match):
        return None
    dated = all(match["day"] for match in papers)
    cyrillic = bool(_CYRILLIC.search(headings[0]))
    number, day = ("№ заказа", "Дата заказа") if cyrillic else ("Order number", "Order date")
    days = [at for at, heading in enumerate(headings) if at and _DAY.search(heading)]
    day_at = days[0] if dated and days else 0
    if days:
        dated = False
    client = re.split(rf"{re.escape(JOINT)}|[,;/\n]", headings[0])[0].strip()
    told = (number, day) if dated else (number,)
    return Outline(headings=(client, *told, *headings[1:]), carried=1, papers=True, dated=dated, day_at=day_at)


def _indented(headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Outline | None:
    below = [cells for cells in rows if cells and not cells[0]]
    if len(below) < _LEAST or not rows[0][0]:
        return None
    carried = min(next((at for at, cell in enumerate(cells) if cell), len(cells)) for cells in below)
    above = [cells for cells in rows if any(cells[:carried])]
    marks = tuple(
        at
        for at in range(carried, len(headings))
        if all(_at(cells, at) for cells in below) and not any(_at(cells, at) for cells in above)
    )
    if not marks or not all(_is_figures(cells[carried:]) for cells in above):
        return None
    return Outline(headings=headings, carried=carried, marks=marks)


def sign_of(paper: str) -> str:
    """The sign that the sums of a return have, which not every program prints; of a sale there is none.

    A correction without one may mean more or less, or the sum as it is now: a person decides.
    """
    return "-" if _RETURN.match(paper) else EITHER_WAY if _CORRECTION.match(paper) else ""


def _signed(sign: str, cell: str) -> str:
    return f"{sign}{cell}" if cell[:1].isdigit() and _is_figures([cell]) else cell


def _at(cells: Sequence[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""


def _is_figures(cells: Sequence[str]) -> bool:
    """Nothing but sums, which the row of a client may bear; a day is no sum."""
    return all(not cell or (_FIGURE.match(cell) and cell.count(".") + cell.count("/") < 2) for cell in cells)  # noqa: PLR2004
