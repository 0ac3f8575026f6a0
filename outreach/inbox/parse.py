"""Takes a message apart under limits: its headers, its own text, its report fields, the letter it encloses.

What the parts mean is decided in `report`, `robot`, `complaint` and `classify`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import compat32

from outreach.inbox.decode import body_bytes, clean, decoded_header, text_of, text_of_html
from outreach.inbox.limits import HEADER_CHARACTERS, LINES, MESSAGE_BYTES, TEXT_BYTES, Bounded, Tally

_REPORT_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})  # RFC 3464, RFC 6533
_ENCLOSED_TYPES = frozenset({"message/rfc822", "message/global"})
_HEADERS_TYPES = frozenset({"text/rfc822-headers", "message/rfc822-headers", "message/global-headers"})  # RFC 6522


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """Header fields in their order; names in lower case, values unfolded but not decoded."""

    rows: tuple[tuple[str, str], ...] = ()

    def first(self, name: str) -> str:
        """The topmost one, or an empty text."""
        return next((value for known, value in self.rows if known == name), "")

    def every(self, name: str) -> tuple[str, ...]:
        return tuple(value for known, value in self.rows if known == name)

    def has(self, name: str) -> bool:
        return any(known == name for known, _ in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A message as far as it matters here; texts are clean and at most `TEXT_BYTES` long."""

    fields: Fields
    report_type: str = ""  # of a multipart/report: delivery-status, feedback-report, disposition-notification
    text: str = ""  # its own, plain if there is a plain part, outside of anything enclosed
    status_groups: tuple[Fields, ...] = ()  # of delivery-status: the message's fields, then one group a recipient
    feedback: Fields | None = None  # of message/feedback-report (RFC 5965)
    original: Fields | None = None  # headers of the enclosed letter
    original_text: str = ""  # the rest that is enclosed, as text

    @property
    def subject(self) -> str:
        return decoded_header(self.fields.first("subject"))

    @property
    def sender(self) -> str:
        """The address in From; a person may have written anything there."""
        return address_in(self.fields.first("from"))

    @property
    def has_null_path(self) -> bool:
        """Whether our own mail server noted the empty return path of robots (RFC 5321 §4.5.5)."""
        return self.fields.first("return-path").replace(" ", "") == "<>"


@dataclass(slots=True, kw_only=True)
class _Gathered:
    plain: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    groups: list[Fields] = field(default_factory=list)
    feedback: Fields | None = None
    original: Fields | None = None
    enclosed: list[str] = field(default_factory=list)
    room: int = TEXT_BYTES


def parse(content: bytes) -> Mail:
    """Raises OverTheLimit; anything else it raises is a fault of the parser that the caller must survive."""
    message = _bounded(content)
    gathered = _Gathered()
    _gather(message, gathered, enclosed=False)
    return Mail(
        fields=fields_of(message),
        report_type=_report_type(message),
        text="\n".join(gathered.plain) if any(text.strip() for text in gathered.plain) else "\n".join(gathered.pages),
        status_groups=tuple(gathered.groups),
        feedback=gathered.feedback,
        original=gathered.original,
        original_text="\n".join(gathered.enclosed),
    )


def fields_of(message: Bounded) -> Fields:
    return Fields(rows=tuple((name.lower(), _unfolded(value)) for name, value in message.raw_items()))


def address_in(value: str) -> str:
    """The addr-spec of a mailbox header: what the last angle brackets hold, else the first word with an @."""
    value = clean(value[:HEADER_CHARACTERS])
    inside = value.rpartition("<")[2].partition(">")[0].strip() if "<" in value else ""
    if "@" in inside:
        return inside
    words = value.replace("<", " ").replace(">", " ").split()
    return next((word.strip(",;\"'()") for word in words if "@" in word), "")


def _bounded(content: bytes) -> Bounded:
    content = content[:MESSAGE_BYTES].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if content.count(b"\n") > LINES:
        content = b"\n".join(content.split(b"\n", LINES)[:LINES])
    message = BytesParser(Tally().part, policy=compat32).parsebytes(content)  # type: ignore[arg-type]  # as a class
    assert isinstance(message, Bounded), "the parser made another kind of part"
    return message


def _report_type(message: Bounded) -> str:
    if message.get_content_type() != "multipart/report":
        return ""
    return str(message.get_param("report-type", "")).lower()


def _gather(part: Bounded, into: _Gathered, *, enclosed: bool) -> None:
    """Depth is bounded by the parser's limits."""
    kind = part.get_content_type()
    if enclosed:
        _gather_enclosed(part, into)
    elif kind in _REPORT_TYPES:
        into.groups.extend(_groups(part))
    elif kind == "message/feedback-report":
        into.feedback = into.feedback or next(iter(_groups(part)), None)
    elif kind in _ENCLOSED_TYPES or kind in _HEADERS_TYPES:
        _open_enclosed(part, into)
    elif part.is_multipart():
        for child in part.parts():
            _gather(child, into, enclosed=False)
    elif kind in {"text/plain", "text/html"} and part.get_content_disposition() != "attachment":
        text = _text(part, into)
        (into.pages if kind == "text/html" else into.plain).append(text_of_html(text) if kind == "text/html" else text)


def _open_enclosed(part: Bounded, into: _Gathered) -> None:
    """Headers and text of what the report returns to us."""
    children = part.parts()
    if children:
        into.original = into.original or fields_of(children[0])
        for child in children:
            _gather_enclosed(child, into)
    else:
        text = _text(part, into)
        into.original = into.original or next(iter(blocks(text)), None)
        into.enclosed.append(text)


def _gather_enclosed(part: Bounded, into: _Gathered) -> None:
    for child in part.parts():
        _gather(child, into, enclosed=True)
    if not part.is_multipart():
        into.enclosed.append(_text(part, into))


def _groups(part: Bounded) -> Iterator[Fields]:
    """Field groups of a report, however the parser took it: as blocks, as an enclosed message, or as text."""
    for child in part.parts():
        if child.keys():
            yield fields_of(child)
        yield from blocks(clean(child.body))
    yield from blocks(clean(text_of(body_bytes(part.body, _encoding(part)), "")))


def blocks(text: str) -> Iterator[Fields]:
    """Groups of `Name: value` lines, parted by empty lines; a line that is neither is passed over."""
    rows: list[tuple[str, str]] = []
    for line in [*text[:TEXT_BYTES].split("\n"), ""]:
        name, colon, value = line.partition(":")
        if not line.strip():
            if rows:
                yield Fields(rows=tuple(rows))
            rows = []
        elif line[0] in " \t" and rows:
            rows[-1] = (rows[-1][0], f"{rows[-1][1]} {line.strip()}"[:HEADER_CHARACTERS])
        elif colon and name.strip() and " " not in name.strip():
            rows.append((name.strip().lower(), value.strip()))


def _text(part: Bounded, into: _Gathered) -> str:
    charset = str(part.get_param("charset", "") or "")
    text = clean(text_of(body_bytes(part.body, _encoding(part)), charset))[: into.room]
    into.room -= len(text)
    return text


def _encoding(part: Bounded) -> str:
    return str(part.get("content-transfer-encoding", ""))


def _unfolded(value: str) -> str:
    return " ".join(line.strip(" \t") for line in str(value).split("\n"))
