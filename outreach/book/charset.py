"""In which characters a file is written: UTF-8, UTF-16, or one of the code pages that Cyrillic tables come in."""

import codecs
from dataclasses import dataclass
from pathlib import Path

from outreach.book.letters import likeness
from outreach.locale import say
from outreach.problems import Place, Problem

BLOCK = 1 << 20
SAMPLE = 1 << 16

# KOI8-U has every letter of KOI8-R in the same place and puts Ukrainian ones where KOI8-R draws boxes; of equals the
# first is taken.
CODE_PAGES = ("cp1251", "koi8_u", "cp866", "iso8859_5", "mac_cyrillic", "cp1125", "cp1252")
_SIGNS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose sign it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HIGH_BYTES = (0x00, 0x01, 0x04, 0x20, 0x21)  # Latin, Cyrillic, dashes and quotes, the number sign
_MOSTLY = 0.9
_DAMAGED_SHARE = 0.1  # a code page read as UTF-8 is broken at nearly every letter, a damaged UTF-8 file at a few


@dataclass(frozen=True, slots=True, kw_only=True)
class Charset:
    """A codec's name, and whether it is only a guess that a person should look at."""

    codec: str
    guessed: bool = False


def find_charset(path: Path) -> Charset | Problem:
    """Looks at the whole file, a block at a time; Problem if it is no text, or UTF-8 with damaged places."""
    with path.open("rb") as file:
        sample = file.read(SAMPLE)
    for sign, codec in _SIGNS:
        if sample.startswith(sign):
            return _decodes(path, codec=codec, guessed=False)
    if b"\0" in sample:
        return _without_sign(path, sample)
    strange = _first_not_utf8(path)
    if strange is None:
        return Charset(codec="utf-8")
    return _code_page(path, strange)


def _without_sign(path: Path, sample: bytes) -> Charset | Problem:
    # UTF-16 without its sign decodes as UTF-8 without an error, full of NULs. In Latin and Cyrillic text one of two
    # bytes is nearly always 0 or 4; in a damaged file of one byte a letter it is not.
    for codec, high_bytes in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        if sum(high_bytes.count(high) for high in _HIGH_BYTES) >= len(high_bytes) * _MOSTLY:
            return _decodes(path, codec=codec, guessed=True)
    line = sample[: sample.index(b"\0")].count(b"\n") + 1
    return _problem(path, line=line, text=say("there is a NUL character here: the file is damaged or is no text"))


def _code_page(path: Path, strange: int) -> Charset | Problem:
    with path.open("rb") as file:
        file.seek(max(0, strange - SAMPLE // 2))
        around = file.read(SAMPLE)
    as_utf8 = around.decode("utf-8", errors="replace")
    beyond_ascii = sum(letter > "\x7f" for letter in as_utf8)
    if as_utf8.count("�") <= beyond_ascii * _DAMAGED_SHARE:
        line = _line_of(path, strange)
        return _problem(path, line=line, text=say("the file is UTF-8, but here a character is damaged"))
    telling = _telling_lines(around)
    return _decodes(path, codec=max(CODE_PAGES, key=lambda page: likeness(telling, page)), guessed=True)


def _telling_lines(sample: bytes) -> bytes:
    lines = [line for line in sample.splitlines(keepends=True) if not line.isascii()]
    return b"".join(lines)[: SAMPLE // 4]


def _decodes(path: Path, *, codec: str, guessed: bool) -> Charset | Problem:
    """The charset, once the whole file has been read by it without an error."""
    line = 1
    decoder = codecs.getincrementaldecoder(codec)()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            try:
                line += decoder.decode(block).count("\n")
            except UnicodeDecodeError:
                return _undecodable(path, line=line, codec=codec)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _undecodable(path, line=line, codec=codec)
    return Charset(codec=codec, guessed=guessed)


def check_charset(path: Path, codec: str) -> Charset | Problem:
    """The charset a person named, or a Problem if there is none of that name or the file is not written in it."""
    try:
        known = codecs.lookup(codec).name
        "".encode(known)
    except LookupError:
        return _problem(path, line=0, text=say("no encoding is called “{codec}”", codec=codec))
    return _decodes(path, codec="utf-8-sig" if known == "utf-8" else known, guessed=False)


def _first_not_utf8(path: Path) -> int | None:
    """Offset of the block's byte at which the file stops being UTF-8, or None."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    read = 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            pending = len(decoder.getstate()[0])
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                return read - pending + error.start
            read += len(block)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return max(0, read - len(error.object))
    return None


def _line_of(path: Path, offset: int) -> int:
    with path.open("rb") as file:
        lines, left = 1, offset
        while left > 0 and (block := file.read(min(BLOCK, left))):
            lines += block.count(b"\n")
            left -= len(block)
    return lines


def _undecodable(path: Path, *, line: int, codec: str) -> Problem:
    return _problem(path, line=line, text=say("from about here the file is not written in {codec}", codec=codec))


def _problem(path: Path, *, line: int, text: str) -> Problem:
    mend = say("Save it as UTF-8, or name its encoding with --encoding.")
    return Problem(rule="B001", place=Place(file=path, line=line, column=1), text=text, mend=mend)
