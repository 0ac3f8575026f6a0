"""Sends what is due: claim, hand over, go, settle. Who may go is the outbox's word, what an answer means answer.py's.

Letters travel on several connections; the going of whoever is ready is committed together, and so is the settling of
whoever was accepted; nobody waits for a letter that is not. No connection takes another letter before its last one is
settled: after a kill at any line at most one letter a connection is in doubt.
"""

import asyncio
import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Generic, TypeVar

from outreach.book.records import mark_addresses_dead
from outreach.campaign.caution import Caution
from outreach.delivery.answer import Accepted, Deferred, Fault, Refused, Unknown, Verdict, Withheld
from outreach.delivery.courier import Courier, Parcel, ParcelIsMalformed
from outreach.delivery.ledger import Ledger
from outreach.delivery.records import has_answered, let_rest, resting
from outreach.delivery.stamp import stamped
from outreach.outbox.parcel import Claimed
from outreach.outbox.records import (
    cancel,
    claim,
    go,
    settle_later,
    settle_refused,
    settle_released,
    settle_sent,
    settle_unknown,
)
from outreach.policy.records import Pause, pause, suppress
from outreach.policy.suppression import Suppress
from outreach.settings import Care, Delivery
from outreach.store.engine import Store
from outreach.store.words import LetterKind, PauseScope, State, SuppressionReason, SuppressionScope

log = logging.getLogger("outreach.delivery")

ALL_KINDS = frozenset(LetterKind)

Asked = TypeVar("Asked")
Said = TypeVar("Said")


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """By which way letters leave, and under which rules. `clock` is asked at every step of a long run."""

    store: Store
    courier: Courier
    ledger: Ledger
    relay: str
    care: Care
    delivery: Delivery
    clock: Callable[[], datetime]
    new_attempt: Callable[[], str]
    by: str
    should_stop: Callable[[], bool] = field(default=lambda: False)
    caution: Caution | None = None  # asked once more before each letter goes


@dataclass(frozen=True, slots=True, kw_only=True)
class SendReport:
    """How many letters ended how, by the word of the verdict; `held_because` says why the run stopped early."""

    counts: Counter[str] = field(default_factory=Counter)
    held_because: str = ""

    @property
    def found_work(self) -> bool:
        return sum(self.counts.values()) > 0


def send_batch(road: Road, *, limit: int, kinds: Collection[LetterKind] = ALL_KINDS, campaign: str = "") -> SendReport:
    """One batch of due letters of these kinds; an empty report: nothing is due, or the relay rests."""
    with road.store.write() as connection:
        if rest := resting(connection, road.relay, now=road.clock()):
            return SendReport(held_because=rest.because)
        held = claim(
            connection,
            limit=limit,
            attempt=road.new_attempt(),
            delivery=road.delivery,
            relay=road.relay,
            now=road.clock(),
            by=road.by,
            kinds=kinds,
            campaign=campaign,
        )
    return asyncio.run(_Run(road, list(held)).all()) if held else SendReport()


class _Run:
    """The letters of one batch, on as many connections as allowed."""

    def __init__(self, road: Road, held: list[Claimed]) -> None:
        self.road = road
        self.waiting = held[::-1]
        self.gate = _Together(partial(_let_go, road))
        self.desk = _Together(partial(_settle_sent, road))
        self.counts: Counter[str] = Counter()
        self.stopped = ""

    async def all(self) -> SendReport:
        """Sends them; after a failure of the relay the rest is given back untouched."""
        count = min(self.road.delivery.connections, len(self.waiting))
        ends = await asyncio.gather(*(self._carry() for _ in range(count)), return_exceptions=True)
        await self.road.courier.close()
        if self.waiting:
            await asyncio.to_thread(self._give_back)
        for end in ends:
            if end is not None:
                raise end
        return SendReport(counts=self.counts, held_because=self.stopped)

    async def _carry(self) -> None:
        while self.waiting and not self.stopped and not self.road.should_stop():
            letter = self.waiting.pop()
            if hashlib.sha256(letter.message).hexdigest() != letter.message_hash:
                await asyncio.to_thread(self._withdraw_damaged, letter)
                continue
            try:
                parcel = self._parcel(letter)
            except ParcelIsMalformed:  # it passed the check at drafting: the row was changed since
                await asyncio.to_thread(self._withdraw_damaged, letter)
                continue
            try:
                verdict = await self.road.courier.deliver(parcel, go=partial(self.gate.ask, letter))
                await self._settle(letter, verdict)
            except BaseException:
                self.stopped = "stopped by an error"  # the others finish the letter in hand
                raise

    def _parcel(self, letter: Claimed) -> Parcel:
        return Parcel(
            letter_id=letter.letter_id,
            attempt=letter.attempt,
            mail_from=letter.mail_from,
            rcpt_to=letter.email,
            message=stamped(letter.message, now=self.road.clock(), zone=letter.time_zone),
        )

    async def _settle(self, letter: Claimed, verdict: Verdict) -> None:
        if isinstance(verdict, Accepted):
            word = await self.desk.ask((letter, str(verdict.answer)))
        else:
            word = await asyncio.to_thread(_Settling(self.road, letter).settle, verdict)
        self.counts[word] += 1
        if isinstance(verdict, Deferred) and verdict.fault is not Fault.LETTER:
            self.stopped = str(verdict.answer)
        log.info("letter %d %s", letter.letter_id, word)

    def _give_back(self) -> None:
        road = self.road
        with road.store.write() as connection:
            for letter in self.waiting:
                because = self.stopped or "stopped"
                settle_released(connection, letter, because=because, care=road.care, now=road.clock(), by=road.by)

    def _withdraw_damaged(self, letter: Claimed) -> None:
        road = self.road
        with road.store.write() as connection:
            cancel(
                connection,
                [letter.letter_id],
                because="damaged",
                care=road.care,
                now=road.clock(),
                by=road.by,
                states=(State.CLAIMED,),
            )
        self.counts["damaged"] += 1


class _Together(Generic[Asked, Said]):
    """Commits for everybody who asks at the moment; those who come during a commit share the next one."""

    def __init__(self, commit: Callable[[list[Asked]], list[Said]]) -> None:
        self.commit = commit
        self.asking: list[tuple[Asked, asyncio.Future[Said]]] = []
        self.lock = asyncio.Lock()

    async def ask(self, what: Asked) -> Said:
        answer: asyncio.Future[Said] = asyncio.get_running_loop().create_future()
        self.asking.append((what, answer))
        async with self.lock:
            if not answer.done():
                await self._commit_all()
        return await answer

    async def _commit_all(self) -> None:
        together, self.asking = self.asking, []
        try:
            said = await asyncio.to_thread(self.commit, [what for what, _ in together])
        except Exception as problem:  # noqa: BLE001 whatever it is, each who asked must hear of it
            for _, answer in together:
                answer.set_exception(problem)
            return
        for (_, answer), word in zip(together, said, strict=True):
            answer.set_result(word)


def _let_go(road: Road, letters: list[Claimed]) -> list[bool]:
    """Whether each of them may go; on record in the store and in the ledger when this returns."""
    with road.store.write() as connection:
        gone = go(
            connection,
            letters,
            care=road.care,
            delivery=road.delivery,
            relay=road.relay,
            caution=road.caution,
            now=road.clock(),
            by=road.by,
        )
    marks = [(one.letter_id, one.attempt, one.message_id) for one in letters if one.letter_id in gone.allowed]
    road.ledger.went(marks)
    return [one.letter_id in gone.allowed for one in letters]


def _settle_sent(road: Road, accepted: list[tuple[Claimed, str]]) -> list[str]:
    """Letters and the answers that took them over: the one verdict that touches neither caps nor gate.

    The others are settled one by one, since several in one transaction would lock in no fixed order.
    """
    with road.store.write() as connection:
        for letter, answer in accepted:
            settle_sent(connection, letter, answer=answer, now=road.clock(), by=road.by)
        has_answered(connection, road.relay)
    return ["sent"] * len(accepted)


class _Settling:
    """Writes down what a verdict other than Accepted means for one letter, and what else follows from it."""

    def __init__(self, road: Road, letter: Claimed) -> None:
        self.road = road
        self.letter = letter

    def settle(self, verdict: Deferred | Refused | Unknown | Withheld) -> str:
        """The word for the report: refused, later, relay, sender, unknown or withheld."""
        match verdict:
            case Refused(answer=answer, address_is_dead=dead):
                return self._refused(str(answer), dead=dead)
            case Deferred(answer=answer, fault=fault):
                return self._later(str(answer), fault)
            case Unknown(answer=answer):
                return self._unknown(str(answer))
            case Withheld():
                return "withheld"

    def _refused(self, answer: str, *, dead: bool) -> str:
        road, letter = self.road, self.letter
        now = road.clock()
        self._stayed()
        with road.store.write() as connection:
            if dead:  # before the letter: one lock order, gate first
                order = Suppress(
                    scope=SuppressionScope.ADDRESS,
                    key=letter.address_key,
                    reason=SuppressionReason.DEAD,
                    source="refused",
                )
                suppress(connection, order, now=now, by=road.by, letter_id=letter.letter_id)
                mark_addresses_dead(connection, letter.address_key, now=now)
            settle_refused(connection, letter, answer=answer, care=road.care, now=now, by=road.by)
        return "refused"

    def _later(self, answer: str, fault: Fault) -> str:
        road, letter = self.road, self.letter
        now = road.clock()
        self._stayed()
        with road.store.write() as connection:
            if fault is Fault.SENDER:
                wanted = Pause(scope=PauseScope.RELAY, key=road.relay, reason=answer)
                pause(connection, wanted, now=now, by=road.by)
            if fault is Fault.RELAY:
                let_rest(connection, road.relay, because=answer, now=now)
            if fault is Fault.LETTER:
                waits = road.delivery.retry_minutes
                due_at = now + timedelta(minutes=waits[min(letter.attempts, len(waits) - 1)])
                settle_later(connection, letter, answer=answer, due_at=due_at, care=road.care, now=now, by=road.by)
            else:
                settle_released(connection, letter, because=answer, care=road.care, now=now, by=road.by)
        return "later" if fault is Fault.LETTER else fault.value

    def _unknown(self, answer: str) -> str:
        road = self.road
        with road.store.write() as connection:
            settle_unknown(connection, self.letter, because=answer, now=road.clock(), by=road.by)
        return "unknown"

    def _stayed(self) -> None:
        """Before the settling: the ledger never says of a letter that waits that it went."""
        self.road.ledger.stayed([(self.letter.letter_id, self.letter.attempt)])
