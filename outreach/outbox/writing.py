"""Turns decisions to write into drafts, batch by batch: rendered once, checked, kept as the bytes that will leave."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from outreach.campaign.records import reopen_changed, to_wait
from outreach.letter.draft import Draft, Held
from outreach.letter.records import ToWrite, to_write
from outreach.letter.writer import Writer
from outreach.outbox.parcel import NewLetter
from outreach.outbox.records import add_drafts, take_numbers
from outreach.policy.cap import cap_of
from outreach.store.engine import Connection, Store

BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """How many letters were drafted, and how many decisions must wait for a person."""

    drafted: int = 0
    held: int = 0

    def tally(self) -> Counter[str]:
        """What was done, by word; empty if there was nothing to do."""
        return Counter({"letters drafted": self.drafted, "letters held": self.held})


def write_letters(store: Store, writer: Writer, *, campaign_id: int, digest: str, now: datetime, by: str) -> Written:
    """Drafts every decision of the campaign that has no letter yet; each batch is one transaction.

    Decisions about clients who did something meanwhile are opened again first, for the next planning.
    """
    drafted = held = after = 0
    with store.write() as connection:
        cap = cap_of(writer.campaign.kind, writer.settings.care)
        reopen_changed(connection, campaign_id, cap=cap, now=now, by=by)
    while True:
        with store.write() as connection:
            wanted = to_write(connection, campaign_id=campaign_id, limit=BATCH, now=now, after=after)
            if not wanted:
                return Written(drafted=drafted, held=held)
            numbers = dict(zip([one.decision_id for one in wanted], take_numbers(connection, len(wanted)), strict=True))
            kept = _batch(connection, writer, wanted, numbers, digest=digest, now=now, by=by)
            drafted += add_drafts(connection, kept, now=now, by=by)
        held += len(wanted) - len(kept)
        after = wanted[-1].decision_id


def _batch(
    connection: Connection,
    writer: Writer,
    wanted: list[ToWrite],
    numbers: Mapping[int, int],
    *,
    digest: str,
    now: datetime,
    by: str,
) -> list[NewLetter]:
    kept = []
    for one in wanted:
        made = writer.write(one, letter_id=numbers[one.decision_id])
        if isinstance(made, Held):
            to_wait(
                connection,
                one.decision_id,
                because=made.because,
                detail={"value": made.detail, "rules": " ".join(made.rules), "digest": digest},
                cap=cap_of(writer.campaign.kind, writer.settings.care),
                now=now,
                by=by,
            )
        else:
            kept.append(_new_letter(writer, one, made, letter_id=numbers[one.decision_id], digest=digest))
    return kept


def _new_letter(writer: Writer, one: ToWrite, made: Draft, *, letter_id: int, digest: str) -> NewLetter:
    return NewLetter(
        letter_id=letter_id,
        decision_id=one.decision_id,
        campaign_id=one.campaign_id,
        occasion=one.occasion,
        client_id=one.client_id,
        kind=writer.campaign.kind,
        email=made.envelope.rcpt_to,
        address_key=one.address_key,
        language=one.language,
        sender=one.sender,
        country=one.client.country,
        subject=made.subject,
        message_id=made.envelope.message_id,
        mail_from=made.envelope.mail_from,
        message=made.message,
        message_hash=made.message_hash,
        digest=digest,
        facts_used=made.facts_used,
        due_at=one.due_at,
        day_ends_at=one.day_ends_at,
        expires_at=one.expires_at,
        time_zone=one.time_zone,
        known_order_on=one.newest_order_on,
        known_inquiry_on=one.last_inquiry_on,
    )
