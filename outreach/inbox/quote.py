"""A reply's own words, without the letter it quotes and without the signature line of the telephone."""

import re

from outreach.inbox.decode import QUOTE_MARK

_LINES_LOOKED_AT = 2_000
_ATTRIBUTION_LINES = 3  # mail programs wrap "On Thu, 2 Oct 2025, Anna Petrova <anna@firm.example> wrote:"
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_TIME = re.compile(r"(?<!\d)\d{1,2}[:.]\d\d(?!\d)")
_WROTE = (
    "wrote:",
    "написал:",
    "написала:",
    "написал(а):",
    "пишет:",
    "пише:",
    "написав:",
    "написав(-ла):",
    "написала(в):",
)
_DIVIDER = re.compile(
    r"-{2,}\s?(?:original message|исходное сообщение|пересылаемое сообщение|оригінальне повідомлення"
    r"|вихідне повідомлення|forwarded message|original appointment)\s?-{2,}",
    re.IGNORECASE,
)
_RULE = re.compile(r"_{20,}")
_FROM_LINE = ("from:", "от:", "від:", "від кого:", "от кого:", "*from:*", "*от:*", "*від:*")
_SENT_LINE = (
    "sent:", "date:", "to:", "отправлено:", "дата:", "кому:", "надіслано:", "відправлено:", "subject:", "тема:",
    "*sent:*", "*date:*", "*отправлено:*", "*дата:*", "*надіслано:*",
)  # fmt: skip
_TELEPHONES = (
    "sent from my ",
    "отправлено с ",
    "отправлено из ",
    "надіслано з ",
    "надіслано із ",
    "відправлено з ",
    "get outlook for ",
)
_SIGNATURE = "--"  # RFC 3676 §4.3; many programs lose the blank


def own_text(text: str) -> str:
    """What the person wrote himself; where he wrote beneath or between the quotation, the unquoted lines."""
    lines = text.split("\n")[:_LINES_LOOKED_AT]
    above = _kept(lines[: _start_of_quotation(lines)])
    if above:
        return above
    return _kept([line for at, line in enumerate(lines) if not _introduces(lines, at) and QUOTE_MARK not in line])


def _start_of_quotation(lines: list[str]) -> int:
    for at, line in enumerate(lines):
        if line.startswith(">") or _DIVIDER.match(line.strip()) or _introduces(lines, at) or _header_block(lines, at):
            return at
    return len(lines)


def _introduces(lines: list[str], at: int) -> bool:
    """Whether an attribution begins here: it ends with a colon within three lines and tells when, and who."""
    if not lines[at].strip():
        return False
    said = ""
    for line in lines[at : at + _ATTRIBUTION_LINES]:
        said = f"{said} {line.strip()}"[:1_000]
        if not line.strip():
            return False
        if line.rstrip().endswith(":"):
            return _attributes(said.strip())
    return False


def _attributes(said: str) -> bool:
    dated = bool(_YEAR.search(said) or _TIME.search(said))
    # the first line of a wrapped attribution holds its date; a sentence of the person's above it does not
    begins = bool(_YEAR.search(said[:80]) or _TIME.search(said[:80]))
    return dated and begins and ("@" in said or said.lower().endswith(_WROTE))


def _header_block(lines: list[str], at: int) -> bool:
    """Outlook's copy of the headers, with a rule above it or not, in the languages we write in."""
    here = lines[at].strip().lower()
    if _RULE.fullmatch(here):
        return at + 1 < len(lines) and _header_block(lines, at + 1)
    return here.startswith(_FROM_LINE) and any(
        line.strip().lower().startswith(_SENT_LINE) for line in lines[at + 1 : at + 4]
    )


def _kept(lines: list[str]) -> str:
    kept: list[str] = []
    for line in lines:
        if line.strip() == _SIGNATURE and any(kept):
            break
        if not line.startswith(">") and not line.strip().lower().startswith(_TELEPHONES):
            kept.append(line.rstrip())
    return "\n".join(kept).strip()
