"""What a person reads for the stored words of a report: tiers, reasons, causes, findings, decisions."""

from outreach.locale import say
from outreach.outcome.benchmark import Bucket
from outreach.outcome.effect import Finding
from outreach.outcome.quarter import Quarter
from outreach.store.words import Because, Choice, LeaveReason, LetterKind, Stage, Tier


def quarter_label(quarter: Quarter) -> str:
    return say("Q{number} {year}", number=quarter.number, year=quarter.year)


def tier_label(tier: str) -> str:
    return {Tier.GOLD: say("gold"), Tier.SILVER: say("silver"), Tier.COPPER: say("copper")}[Tier(tier)]


def stage_label(stage: str) -> str:
    return {
        Stage.CLOSED: say("closed: left alone"),
        Stage.IN_TALKS: say("lost, in talks"),
        Stage.CONTACTED: say("lost, contacted"),
        Stage.LAPSED: say("lost, nothing done yet"),
        Stage.AT_RISK: say("at risk"),
        Stage.RETURNED: say("came back, not regular yet"),
        Stage.NEW: say("a new client"),
        Stage.ACTIVE: say("a regular client"),
    }[Stage(stage)]


def reason_label(reason: str) -> str:
    """A reason of the taxonomy in the reader's language; the firm's own word as it is; "" is not known yet."""
    if not reason:
        return say("not known yet")
    return _reasons()[LeaveReason(reason)] if reason in LeaveReason.__members__.values() else reason


def bucket_label(bucket: Bucket) -> str:
    return {
        Bucket.NONE_VISIBLE: say("no visible reason"),
        Bucket.DRIFTED: say("went along with others"),
        Bucket.COMPETITION: say("competition"),
        Bucket.QUALITY: say("quality or late delivery"),
        Bucket.INDIFFERENCE: say("indifferent treatment"),
        Bucket.OTHER: say("other words of our own"),
    }[bucket]


def finding_label(finding: Finding) -> str:
    return {
        Finding.PRELIMINARY: say("preliminary"),
        Finding.NO_CONTROL: say("no control group"),
        Finding.TOO_FEW: say("too few to tell"),
        Finding.BROUGHT_BACK: say("brought clients back"),
        Finding.NOT_SHOWN: say("no effect shown"),
        Finding.KEPT_AWAY: say("kept clients away"),
    }[finding]


def kind_label(kind: LetterKind) -> str:
    return {
        LetterKind.GREETING: say("greeting"),
        LetterKind.NEWSLETTER: say("newsletter"),
        LetterKind.APOLOGY: say("apology"),
        LetterKind.REMINDER: say("reminder"),
        LetterKind.PROPOSAL: say("proposal"),
        LetterKind.THANKS: say("thanks"),
        LetterKind.SURVEY: say("survey"),
        LetterKind.INVITATION: say("invitation"),
        LetterKind.NOTICE: say("notice"),
        LetterKind.OFFER: say("offer"),
    }[kind]


def choice_label(choice: Choice) -> str:
    return {
        Choice.WRITE: say("to be written to"),
        Choice.CALL: say("to be called"),
        Choice.CONTROL: say("held out to compare with"),
        Choice.WAIT: say("wait for a person"),
        Choice.SKIP: say("left out"),
    }[choice]


def because_label(because: Because) -> str:
    return {
        Because.DUE: say("nothing speaks against it"),
        Because.HELD_OUT: say("drawn into the control group"),
        Because.CALL_FIRST: say("a person is the better channel"),
        Because.ONLY_PHONE: say("only a telephone is known"),
        Because.NO_ADDRESS: say("neither address nor telephone"),
        Because.DEAD_ADDRESS: say("mail to the address came back"),
        Because.NEEDS_SMTPUTF8: say("the relay cannot carry the address"),
        Because.SAME_ADDRESS: say("another client has the same address"),
        Because.UNSUBSCRIBED: say("unsubscribed"),
        Because.COMPLAINED: say("reported a letter as spam"),
        Because.REFUSED_CONTACT: say("asked us not to write"),
        Because.BLOCKED_DOMAIN: say("the domain is blocked"),
        Because.OPTED_OUT: say("does not want this kind of letter"),
        Because.NO_CONSENT: say("no ground to write on"),
        Because.CONSENT_EXPIRED: say("the ground to write on has run out"),
        Because.CAPPED: say("too soon after the last one"),
        Because.HAD_APOLOGY: say("had the one apology"),
        Because.HAD_IT: say("had this letter already"),
        Because.HAD_GREETING: say("had a professional greeting this year"),
        Because.SILENT: say("wants no letter at all"),
        Because.NOT_WINNING_BACK: say("not to be won back"),
        Because.COUNTRY_CLOSED: say("nobody in this country is written to"),
        Because.AWAY: say("away by agreement"),
        Because.CAME_BACK: say("ordered in the meantime"),
        Because.LEFT_AUDIENCE: say("belongs to the audience no longer"),
        Because.MERGED: say("one with another client"),
        Because.NOTHING_NEW: say("nothing new to tell"),
        Because.NO_PERMITTED_DAY: say("no permitted day left"),
        Because.BY_HAND: say("taken out by hand"),
        Because.STOPPED: say("the campaign was stopped"),
        Because.NAME_DOUBTFUL: say("doubt about the name"),
        Because.LANGUAGE_UNKNOWN: say("no template in his language"),
        Because.COUNTRY_UNKNOWN: say("country not known"),
        Because.ZONE_UNKNOWN: say("time zone not known"),
        Because.NOTHING_PERSONAL: say("nothing personal is known"),
        Because.REASON_UNVERIFIED: say("the reason is not verified"),
        Because.NOT_MENDED: say("what he left for is not mended"),
        Because.WARNED: say("words of warning in his notes"),
        Because.UNREAD_REPLY: say("his answer has not been read"),
        Because.MISSING_VALUE: say("the template asks for what is not known"),
        Because.CHECK_FAILED: say("the letter failed a check"),
        Because.BOOK_STALE: say("the client list is too old"),
        Because.CHANGED: say("something changed after drafting"),
    }[because]


def _reasons() -> dict[LeaveReason, str]:
    return {
        LeaveReason.PRICE: say("price"),
        LeaveReason.RIVAL: say("a rival"),
        LeaveReason.DRIFTED: say("bought elsewhere in parallel"),
        LeaveReason.FALSE_PROMISE: say("a rival's false promise"),
        LeaveReason.OUR_MISTAKE: say("our mistake"),
        LeaveReason.NOTICE_MISSED: say("our notice missed him"),
        LeaveReason.QUALITY: say("quality"),
        LeaveReason.LATE_DELIVERY: say("late or broken delivery"),
        LeaveReason.OUTDATED: say("outdated product"),
        LeaveReason.SERVICE: say("service or rudeness"),
        LeaveReason.INDIFFERENCE: say("indifference"),
        LeaveReason.UNANSWERED: say("requests left unanswered"),
        LeaveReason.NO_REWARD: say("no reward for loyalty"),
        LeaveReason.OFFENCE: say("personal offence"),
        LeaveReason.FOLLOWED_MANAGER: say("followed a manager who left"),
        LeaveReason.POLICY: say("policy, budget or supplier change"),
        LeaveReason.IN_HOUSE: say("does it himself now"),
        LeaveReason.NO_NEED: say("no need any more"),
        LeaveReason.UNKNOWN: say("unknown"),
    }
