"""What a cell of a workbook or a JSON value says, as text: the same text that a person would have typed."""

from datetime import date, datetime, time, timedelta

_GUARDED = ("'=", "'+", "'-", "'@", "'\t", "'\r")  # what rejects.py makes of a cell that a spreadsheet would reckon


def text_of(value: object) -> str:
    """The text of a cell: 123.0 is a code that a spreadsheet took for a number, and loses its ".0"."""
    match value:
        case str():
            return value.replace("\0", "")
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return _number(value)
        case datetime():
            return value.isoformat(sep=" ", timespec="seconds") if value.time() != time() else str(value.date())
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case _:
            return str(value)


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004 what a float holds exactly
        return str(int(value))
    return f"{value:.2f}" if abs(value) < 1e15 else f"{value:.15g}"  # noqa: PLR2004 as a spreadsheet shows a sum


def unguarded(cell: str) -> str:
    """The cell without the apostrophe that guarded it against being reckoned."""
    return cell[1:] if cell.startswith(_GUARDED) else cell
