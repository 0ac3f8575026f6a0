"""Why clients leave as the books tell it (P12), and to which of its five causes each reason belongs (P10)."""

from enum import StrEnum

from outreach.store.words import LeaveReason


class Bucket(StrEnum):
    """A cause of the benchmark."""

    NONE_VISIBLE = "none_visible"  # no need any more, decided elsewhere, or nobody knows
    DRIFTED = "drifted"  # went along with others
    COMPETITION = "competition"  # price, a rival, his promises
    QUALITY = "quality"  # of the work or of its delivery
    INDIFFERENCE = "indifference"  # how he was treated
    OTHER = "other"  # the firm's own words; the books have no figure for it


BENCHMARK = {
    Bucket.NONE_VISIBLE: 0.03,
    Bucket.DRIFTED: 0.05,
    Bucket.COMPETITION: 0.10,
    Bucket.QUALITY: 0.14,
    Bucket.INDIFFERENCE: 0.68,
}

_BUCKETS = {
    LeaveReason.PRICE: Bucket.COMPETITION,
    LeaveReason.RIVAL: Bucket.COMPETITION,
    LeaveReason.DRIFTED: Bucket.DRIFTED,
    LeaveReason.FALSE_PROMISE: Bucket.COMPETITION,
    LeaveReason.OUR_MISTAKE: Bucket.QUALITY,
    LeaveReason.NOTICE_MISSED: Bucket.INDIFFERENCE,
    LeaveReason.QUALITY: Bucket.QUALITY,
    LeaveReason.LATE_DELIVERY: Bucket.QUALITY,
    LeaveReason.OUTDATED: Bucket.QUALITY,
    LeaveReason.SERVICE: Bucket.INDIFFERENCE,
    LeaveReason.INDIFFERENCE: Bucket.INDIFFERENCE,
    LeaveReason.UNANSWERED: Bucket.INDIFFERENCE,
    LeaveReason.NO_REWARD: Bucket.INDIFFERENCE,
    LeaveReason.OFFENCE: Bucket.INDIFFERENCE,
    LeaveReason.FOLLOWED_MANAGER: Bucket.DRIFTED,
    LeaveReason.POLICY: Bucket.NONE_VISIBLE,
    LeaveReason.IN_HOUSE: Bucket.NONE_VISIBLE,
    LeaveReason.NO_NEED: Bucket.NONE_VISIBLE,
    LeaveReason.UNKNOWN: Bucket.NONE_VISIBLE,
}


def bucket_of(reason: str) -> Bucket:
    """The one cause a reason belongs to; a word of the firm's own is OTHER."""
    return _BUCKETS[LeaveReason(reason)] if reason in LeaveReason.__members__.values() else Bucket.OTHER
