"""Builds the files of the zoo: each .toml beside this one says what stands in a file and how it must be read.

Workbooks are written here (XLSX by XlsxWriter; XLS and ODS cell by cell, since nothing we depend on writes them), so
that no binary file is kept and each animal can be read in a review.
"""

import struct
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

Cell = str | int | float | bool | date | datetime
Rows = Sequence[Sequence[Cell]]


def build(spec: dict[str, Any], path: Path) -> None:
    """Writes the file that `[file]` of an animal describes."""
    form: str = spec["form"]
    if form in {"text", "html", "jsonl"}:
        path.write_bytes(_text(spec).encode(spec.get("charset", "utf-8")))
        return
    sheets: dict[str, Rows] = spec.get("sheets") or {"Лист1": spec["rows"]}
    writers: dict[str, Callable[[Path, dict[str, Rows], list[str]], None]] = {"xlsx": _xlsx, "xls": _xls, "ods": _ods}
    writers[form](path, sheets, spec.get("merged", []))
    if "cut" in spec:
        content = path.read_bytes()
        path.write_bytes(content[: int(len(content) * spec["cut"])])


def _text(spec: dict[str, Any]) -> str:
    text: str = spec["text"].replace("\\0", "\0")
    if spec.get("delimiter") == "tab":
        text = text.replace(";", "\t")
    if spec.get("cut_end"):
        text = text.rstrip("\n")
    return text.replace("\n", spec.get("ends", "\n"))


# -- XLSX --------------------------------------------------------------------------------------------------------


def _xlsx(path: Path, sheets: dict[str, Rows], merged: list[str]) -> None:
    with Workbook(str(path), {"default_date_format": "dd.mm.yyyy"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if cell != "":
                        _put(sheet, at, place, cell)
            for area in merged:
                first = area.split(":")[0]
                column, line = ord(first[0]) - ord("A"), int(first[1:]) - 1
                sheet.merge_range(area, rows[line][column])


def _put(sheet: Any, at: int, place: int, cell: Cell) -> None:
    if isinstance(cell, str):
        sheet.write_string(at, place, cell)
    elif isinstance(cell, bool):
        sheet.write_boolean(at, place, cell)
    elif isinstance(cell, date):
        sheet.write_datetime(at, place, cell)
    else:
        sheet.write_number(at, place, cell)


# -- ODS (OASIS OpenDocument 1.2) --------------------------------------------------------------------------------

_ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>'
    "<office:spreadsheet>"
)
_ODS_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def _ods(path: Path, sheets: dict[str, Rows], merged: list[str]) -> None:
    assert not merged
    body = "".join(
        f'<table:table table:name="{escape(name)}">{"".join(map(_ods_row, rows))}</table:table>'
        for name, rows in sheets.items()
    )
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr(
            "content.xml", f"{_ODS_HEAD}{body}</office:spreadsheet></office:body></office:document-content>"
        )
        packed.writestr("META-INF/manifest.xml", _ODS_MANIFEST)


def _ods_row(row: Sequence[Cell]) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>"


def _ods_cell(cell: Cell) -> str:
    if isinstance(cell, str):
        text = escape(cell)
        return (
            f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
            if cell
            else ("<table:table-cell/>")
        )
    if isinstance(cell, bool):
        return f'<table:table-cell office:value-type="boolean" office:boolean-value="{str(cell).lower()}"/>'
    if isinstance(cell, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{cell.isoformat()}"/>'
    return f'<table:table-cell office:value-type="float" office:value="{cell}"/>'


# -- XLS (BIFF8, [MS-XLS], in a compound file, [MS-CFB]) ---------------------------------------------------------

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_LEAST_STREAM = 4096  # a shorter one would stand among the small ones


def _xls(path: Path, sheets: dict[str, Rows], merged: list[str]) -> None:
    assert not merged
    bodies = [_xls_sheet(rows) for rows in sheets.values()]
    names = [_xls_name(name) for name in sheets]
    before = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + _record(0x0042, b"\xb0\x04")
    before += _record(0x041E, struct.pack("<HHB", 164, 10, 0) + b"dd.mm.yyyy")
    before += b"".join(_record(0x00E0, _xf(number)) for number in (0, 164))
    at = len(before) + sum(len(_record(0x0085, b"\0" * 6 + name)) for name in names) + len(_record(0x000A, b""))
    globals_ = before
    for name, body in zip(names, bodies, strict=True):
        globals_ += _record(0x0085, struct.pack("<IH", at, 0) + name)
        at += len(body)
    path.write_bytes(_compound(globals_ + _record(0x000A, b"") + b"".join(bodies)))


def _xf(number_format: int) -> bytes:
    return struct.pack("<HHH", 0, number_format, 0) + b"\0" * 14


def _xls_sheet(rows: Rows) -> bytes:
    width = max((len(row) for row in rows), default=0)
    cells = [_xls_cell(at, place, cell) for at, row in enumerate(rows) for place, cell in enumerate(row) if cell != ""]
    begins = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    size = _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    return begins + size + b"".join(cells) + _record(0x000A, b"")


def _xls_cell(at: int, place: int, cell: Cell) -> bytes:
    if isinstance(cell, str):
        return _record(0x0204, struct.pack("<HHHHB", at, place, 0, len(cell), 1) + cell.encode("utf-16-le"))
    if isinstance(cell, bool):
        return _record(0x0205, struct.pack("<HHHBB", at, place, 0, cell, 0))
    if isinstance(cell, date):
        days = (date(cell.year, cell.month, cell.day) - date(1899, 12, 30)).days
        return _record(0x0203, struct.pack("<HHHd", at, place, 1, float(days)))
    return _record(0x0203, struct.pack("<HHHd", at, place, 0, float(cell)))


def _xls_name(name: str) -> bytes:
    return struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _compound(stream: bytes) -> bytes:
    """One stream, "Workbook", in a compound file: header, FAT, directory, stream."""
    size = max(len(stream), _LEAST_STREAM)
    sectors = -(-size // _SECTOR)
    stream = stream.ljust(sectors * _SECTOR, b"\0")
    fats = -(-(sectors + 2) // (_SECTOR // 4 - 1))
    fat = [_FAT] * fats + [_END] + [*range(fats + 2, fats + 1 + sectors), _END]
    fat += [_FREE] * (fats * _SECTOR // 4 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, fats, fats, 0, _LEAST_STREAM, _END, 0, _END, 0)
    header += b"".join(struct.pack("<I", number) for number in range(fats)).ljust(109 * 4, b"\xff")
    directory = _entry("Root Entry", kind=5, child=1, start=_END, size=0)
    directory += _entry("Workbook", kind=2, child=_FREE, start=fats + 1, size=size)
    directory += (b"\0" * 68 + struct.pack("<III", _FREE, _FREE, _FREE) + b"\0" * 48) * 2
    return header + b"".join(struct.pack("<I", number) for number in fat) + directory + stream


def _entry(name: str, *, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    made = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
    made += struct.pack("<III", _FREE, _FREE, child) + b"\0" * 36
    return made + struct.pack("<IQ", start, size)
