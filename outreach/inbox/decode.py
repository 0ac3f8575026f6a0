"""Turns encoded words, transfer encodings, code pages and HTML into text, each in linear time and never raising."""

import binascii
import codecs
import html
import re

from outreach.inbox.limits import HEADER_CHARACTERS, TEXT_BYTES

# Only code pages of letters: some of Python's codecs are slow on purpose-made input (punycode, idna) or no text at all.
_CODE_PAGES = frozenset(
    codecs.lookup(name).name
    for name in (
        *("utf-8", "utf-7", "utf-16", "koi8-r", "koi8-u", "cp866", "cp437", "cp850", "cp852", "cp855", "mac-cyrillic"),
        *(f"cp125{page}" for page in range(9)),
        *(f"iso8859-{page}" for page in (*range(1, 11), 13, 14, 15, 16)),
        *("gb2312", "gbk", "gb18030", "big5", "shift_jis", "euc-jp", "iso2022-jp", "euc-kr", "iso2022-kr", "tis-620"),
    )
)
_CODE_PAGE_NAME = re.compile(r"[A-Za-z0-9_.:-]{1,40}")
_WORD = re.compile(r"=\?([A-Za-z0-9_.:+*-]{1,40})\?([BbQq])\?([^?\s]*)\?=")  # RFC 2047 §2, its classes never overlap
_GAP = re.compile(r"[ \t\r\n]*")
_LINE_TAGS = frozenset({
    "br", "p", "div", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "blockquote", "pre",
})  # fmt: skip
_HIDDEN_TAGS = frozenset({
    "style", "script", "title",
})  # fmt: skip
_TAG_NAME = re.compile(r"/?([A-Za-z][A-Za-z0-9]{0,20})")
QUOTE_MARK = "-----Original Message-----"  # stands in the text where a quoted letter begins in HTML
_QUOTE_SIGNS = ("gmail_quote", "divrplyfwdmsg", "appendonsend", "moz-cite-prefix", "yahoo_quoted", "mail-quote")


def clean(text: str) -> str:
    """Without what no database, page or log should meet: controls (but line ends and tabs) and halves of characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_NOTHING)
    return text.encode("utf-8", "ignore").decode("utf-8")


_NOTHING = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 160), 0x2028, 0x2029, 0xFEFF, 0x200B])
_NOTHING |= dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])  # the other way round: misleads the eye


def decoded_header(value: str) -> str:
    """An unstructured header as a person reads it, on one line (RFC 2047)."""
    value = value[:HEADER_CHARACTERS]
    pieces: list[str] = []
    run: list[bytes] = []  # words of one code page side by side: a character may be cut between them
    page = ""
    end = 0
    for word in _WORD.finditer(value):
        between = value[end : word.start()]
        apart = bool(between) and not _GAP.fullmatch(between)
        if run and (apart or word[1].lower() != page):
            pieces.append(text_of(b"".join(run), page))
            run = []
        if apart or (between and end == 0):
            pieces.append(_raw_text(between))
        page = word[1].lower()
        run.append(_word_bytes(word[2], word[3]))
        end = word.end()
    if run:
        pieces.append(text_of(b"".join(run), page))
    pieces.append(_raw_text(value[end:]))
    return " ".join(clean("".join(pieces)).split())


def text_of(content: bytes, charset: str) -> str:
    """In the code page named; UTF-8 or Windows-1251 where none or an unknown one is; never raises."""
    name = _code_page(charset.partition("*")[0].strip())
    if name:
        return content.decode(name, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1251", "replace")


def body_bytes(payload: str, encoding: str) -> bytes:
    """A part's body without its transfer encoding, of the first few hundred kilobytes."""
    content = payload[: TEXT_BYTES * 3].encode("utf-8", "surrogateescape")  # quoted-printable triples a byte
    match encoding.strip().lower():
        case "base64":
            content = _from_base64(content)
        case "quoted-printable":
            content = binascii.a2b_qp(content)
        case _:
            pass
    return content[:TEXT_BYTES]


def text_of_html(source: str) -> str:
    """The words of a page, line by line; where a mail program put the letter it answers, a mark stands."""
    source = source[:TEXT_BYTES]
    pieces: list[str] = []
    hidden = ""
    first, *chunks = source.split("<")
    pieces.append(first)
    for chunk in chunks:
        tag, closed, text = chunk.partition(">")
        if not closed:
            text = ""
        found = _TAG_NAME.match(tag)
        name = found[1].lower() if found else ""
        if name in _HIDDEN_TAGS:
            hidden = "" if tag.startswith("/") and hidden == name else hidden or ("" if tag.startswith("/") else name)
        if _begins_quote(name, tag):
            pieces.append(f"\n{QUOTE_MARK}\n")
        elif name in _LINE_TAGS:
            pieces.append("\n")
        if not hidden:
            pieces.append(" ".join(text.split("\n")))
    lines = (" ".join(line.split()) for line in html.unescape("".join(pieces)).split("\n"))
    return "\n".join(line for line in lines if line)


def _code_page(charset: str) -> str:
    if not _CODE_PAGE_NAME.fullmatch(charset):
        return ""
    try:
        name = codecs.lookup(charset).name
    except LookupError:
        return ""
    return name if name in _CODE_PAGES else ""


def _begins_quote(name: str, tag: str) -> bool:
    if tag.startswith("/"):
        return False
    return name == "blockquote" or (name == "div" and any(sign in tag[:300].lower() for sign in _QUOTE_SIGNS))


def _raw_text(value: str) -> str:
    return text_of(value.encode("utf-8", "surrogateescape"), "")


def _word_bytes(encoding: str, text: str) -> bytes:
    content = text.encode("utf-8", "surrogateescape")
    return _from_base64(content) if encoding in "Bb" else binascii.a2b_qp(content, header=True)


def _from_base64(content: bytes) -> bytes:
    for padding in (b"", b"=", b"=="):
        try:
            return binascii.a2b_base64(content + padding)
        except binascii.Error:
            continue
    return b""
