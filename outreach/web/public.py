"""The public desk of a firm: what the unsubscribe page shows and does, on the firm's own records."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from outreach import steps
from outreach.firm import Firm
from outreach.letter.token import TokenKeys, TokenKind, unseal
from outreach.outbox.records import Addressee, addressee
from outreach.policy.records import is_unsubscribed
from outreach.settings import in_language
from outreach.web.desk import LetterShown, WhyStop, masked

log = logging.getLogger("outreach.web")

BY = "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmDesk:
    """See `PublicDesk`. A token of another kind, or of a letter that is not here, is not genuine."""

    firm: Firm
    keys: TokenKeys
    clock: Callable[[], datetime]

    def letter_of(self, token: str) -> LetterShown | None:
        found = self._addressee(token)
        if found is None:
            return None
        with self.firm.store.read() as connection:
            is_stopped = is_unsubscribed(connection, client_id=found.client_id, address_key=found.address_key)
        return LetterShown(
            language=found.language,
            company=in_language(self.firm.settings.company.name, found.language),
            address=masked(found.email),
            is_stopped=is_stopped,
        )

    def unsubscribe(self, token: str, *, reason: WhyStop | None) -> None:
        if found := self._addressee(token):
            why = reason.value if reason else ""
            steps.unsubscribe(self.firm, found, why=why, now=self.clock(), by=BY)
            log.info("client %d asked for no more letters on the page", found.client_id)

    def undo(self, token: str) -> None:
        if found := self._addressee(token):
            steps.resubscribe(self.firm, found, now=self.clock(), by=BY)

    def _addressee(self, token: str) -> Addressee | None:
        opened = unseal(token, keys=self.keys)
        if opened is None or opened.kind is not TokenKind.UNSUBSCRIBE:
            return None
        with self.firm.store.read() as connection:
            return addressee(connection, opened.letter_id)
