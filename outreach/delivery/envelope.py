"""What the replies to MAIL, RCPT and DATA say together, whether they came one by one or in one group (RFC 2920)."""

from collections.abc import Sequence
from dataclasses import dataclass

from outreach.delivery.answer import Answer, Deferred, Fault, Phase, Verdict, judge, no_answer

ENVELOPE = (Phase.MAIL, Phase.RCPT, Phase.DATA)
_GO_AHEAD = 354


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvelopeRead:
    """`verdict` None: the body may follow. `in_step` False: replies and commands do not fit, close the connection."""

    verdict: Verdict | None
    in_step: bool


def read_envelope(replies: Sequence[Answer], *, broken: str) -> EnvelopeRead:
    """Fewer replies than phases: the rest was not asked for after a refusal, or never came (`broken` says why)."""
    verdict: Verdict | None = None
    for phase, answer in zip(ENVELOPE, replies, strict=False):
        if verdict is None:
            if _goes_on(answer, phase):
                continue
            if not answer.is_no:  # 250 to DATA, 354 to RCPT: one reply too many or too few
                return _out_of_step(answer, phase)
            verdict = judge(answer, phase)
        elif answer.code == _GO_AHEAD:
            # Allowed by RFC 2920 §3.1, to be answered by a lone dot: rather leave than send an empty message.
            return EnvelopeRead(verdict=verdict, in_step=False)
        elif not answer.is_no:
            return _out_of_step(answer, phase)
    if verdict is None and len(replies) < len(ENVELOPE):
        return _out_of_step(no_answer(broken), ENVELOPE[len(replies)])
    return EnvelopeRead(verdict=verdict, in_step=True)


def _goes_on(answer: Answer, phase: Phase) -> bool:
    return answer.code == _GO_AHEAD if phase is Phase.DATA else answer.is_yes


def _out_of_step(answer: Answer, phase: Phase) -> EnvelopeRead:
    return EnvelopeRead(verdict=Deferred(answer=answer, phase=phase, fault=Fault.RELAY), in_step=False)
