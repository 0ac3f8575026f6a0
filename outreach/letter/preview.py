"""A draft as a person reads it in a terminal; a browser is given the HTML part as it is."""

import base64
import re

from outreach.letter.draft import Draft
from outreach.locale import say

_WORD = re.compile(r"=\?utf-8\?B\?([A-Za-z0-9+/=]*)\?=(?:\s+(?==\?))?")


def preview(draft: Draft) -> str:
    """Envelope, headers as they will be read, the text part, the size and the facts that were used."""
    head = draft.message.partition(b"\r\n\r\n")[0].decode("ascii")
    unfolded = re.sub(r"\r\n[ \t]", " ", head)
    facts = ", ".join(draft.facts_used) or say("none")
    return "\n".join((
        f"MAIL FROM: {draft.envelope.mail_from}",
        f"RCPT TO: {draft.envelope.rcpt_to}",
        *(_WORD.sub(_read, line) for line in unfolded.split("\r\n")),
        "",
        draft.words.text.rstrip("\n"),
        "",
        say("Size: {n} bytes", n=len(draft.message)),
        say("Personal facts used: {facts}", facts=facts),
    ))  # fmt: skip


def _read(word: re.Match[str]) -> str:
    return base64.b64decode(word[1]).decode("utf-8")
