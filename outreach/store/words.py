"""Every word that is stored: the states, kinds and reasons that stand in the tables, each with its meaning.

What a person reads for a word is not here but in `outreach/locale`.
"""

from enum import StrEnum
from typing import Literal

ClientColumn = Literal[  # what a client list may say of a client, beside his code and addresses
    "name", "family_name", "given_name", "patronymic", "gender", "salutation", "vocative", "addressing", "company",
    "group_code", "phone", "website", "post", "language", "country", "territory", "city", "time_zone", "industry",
    "profession", "manager", "birthday", "faith", "first_seen_on", "attitude", "rival", "potential", "loyalty", "notes",
    "not_winning_back", "away_until", "silent_because", "opening_last_order_on", "opening_orders", "opening_revenue",
    "debt",
]  # fmt: skip


class LetterKind(StrEnum):
    """What a letter is for: `kind` in a campaign file, and the purpose that a cap or an opt-out speaks of."""

    GREETING = "greeting"  # a holiday or birthday; asks for nothing
    NEWSLETTER = "newsletter"  # improvements since the last one; capped
    APOLOGY = "apology"  # the director's, once per client, ever
    REMINDER = "reminder"  # of benefits he already has
    PROPOSAL = "proposal"  # an individual offer of work
    THANKS = "thanks"  # thank you for being with us
    SURVEY = "survey"  # three to five questions
    INVITATION = "invitation"  # to an event
    NOTICE = "notice"  # operational: we move
    OFFER = "offer"  # valid for him alone


class Choice(StrEnum):
    """What was decided about one client for one occasion of a campaign."""

    WRITE = "write"  # a letter is to be drafted
    CALL = "call"  # a person is the better channel
    CONTROL = "control"  # held out, to compare with
    WAIT = "wait"  # a person must act first
    SKIP = "skip"  # not this time, and why


class Because(StrEnum):
    """Why a client was decided about as he was; one code per rule."""

    DUE = "due"  # write: he is in the audience and nothing speaks against it
    HELD_OUT = "held_out"  # control: drawn into the control group
    CALL_FIRST = "call_first"  # call: the campaign's `call` condition holds
    ONLY_PHONE = "only_phone"  # call: no usable address, but a telephone
    NO_ADDRESS = "no_address"  # skip: neither address nor telephone
    DEAD_ADDRESS = "dead_address"  # skip: mail to every address came back
    NEEDS_SMTPUTF8 = "needs_smtputf8"  # skip: the relay cannot carry such an address
    SAME_ADDRESS = "same_address"  # skip: another client at this address is written to
    UNSUBSCRIBED = "unsubscribed"  # skip: he said stop
    COMPLAINED = "complained"  # skip: he reported a letter as spam
    REFUSED_CONTACT = "refused_contact"  # skip: he told us not to write
    BLOCKED_DOMAIN = "blocked_domain"  # skip: the whole domain is suppressed
    OPTED_OUT = "opted_out"  # skip: not this kind of letter
    NO_CONSENT = "no_consent"  # skip: no basis for this kind of letter
    CONSENT_EXPIRED = "consent_expired"  # skip: the basis has run out
    CAPPED = "capped"  # skip: too soon after the last one of this kind
    HAD_APOLOGY = "had_apology"  # skip: the one apology was made
    HAD_IT = "had_it"  # skip: the same letter reached him under another name or date
    HAD_GREETING = "had_greeting"  # skip: one professional greeting a year
    SILENT = "silent"  # skip: serving, bereaved, or marked "never": no letter at all
    NOT_WINNING_BACK = "not_winning_back"  # skip: marked as not to be won back
    COUNTRY_CLOSED = "country_closed"  # skip: the firm writes to nobody in his country
    AWAY = "away"  # skip: away by agreement until a date
    CAME_BACK = "came_back"  # skip: ordered since, and is no longer of the audience
    LEFT_AUDIENCE = "left_audience"  # skip: no longer of the audience
    MERGED = "merged"  # skip: he is one with another client, who is decided about
    NOTHING_NEW = "nothing_new"  # skip: no improvement since his last newsletter
    NO_PERMITTED_DAY = "no_permitted_day"  # skip: no working day or hour left before the occasion passes
    BY_HAND = "by_hand"  # skip: `outreach skip`
    STOPPED = "stopped"  # skip: the campaign was stopped
    NAME_DOUBTFUL = "name_doubtful"  # wait: we are not sure how to address him
    LANGUAGE_UNKNOWN = "language_unknown"  # wait: no template language fits
    COUNTRY_UNKNOWN = "country_unknown"  # wait: a national day needs a country
    ZONE_UNKNOWN = "zone_unknown"  # wait: no time zone for sending hours
    NOTHING_PERSONAL = "nothing_personal"  # wait: a greeting needs something only he would know
    REASON_UNVERIFIED = "reason_unverified"  # wait: an apology names a verified event
    NOT_MENDED = "not_mended"  # wait: what he left for is not recorded as mended (P14)
    WARNED = "warned"  # wait: what is noted of him has words that should hold a letter back
    UNREAD_REPLY = "unread_reply"  # wait: his answer has not been read
    MISSING_VALUE = "missing_value"  # wait: the template asks for what is not known
    CHECK_FAILED = "check_failed"  # wait: the finished letter failed a check
    BOOK_STALE = "book_stale"  # wait: the client list is older than allowed
    CHANGED = "changed"  # wait: something changed since drafting; decided anew by itself


class State(StrEnum):
    """May the letter be sent? What happened to it stands in the journal."""

    DRAFT = "draft"  # rendered and checked, not approved
    READY = "ready"  # approved, waits for its hour
    CLAIMED = "claimed"  # an attempt holds it under a lease
    GOING = "going"  # committed before the final dot
    SENT = "sent"  # the relay accepted it
    BOUNCED = "bounced"  # accepted, then came back
    REFUSED = "refused"  # the relay refused the recipient
    IN_DOUBT = "in_doubt"  # the dot went out and no answer was recorded
    CANCELLED = "cancelled"  # never left: something changed or a person said stop
    EXPIRED = "expired"  # never left: the occasion has passed


LEFT = (State.GOING, State.SENT, State.BOUNCED, State.IN_DOUBT)  # a letter in one of these may have reached somebody


class Event(StrEnum):
    """What happened, one row in the journal each."""

    IMPORTED = "imported"
    CLIENT_CHANGED = "client_changed"
    MERGED = "merged"
    UNMERGED = "unmerged"
    APART = "apart"  # said to be different people
    APART_UNDONE = "apart_undone"
    IMPORT_UNDONE = "import_undone"
    LOST = "lost"
    RETURNED = "returned"
    DECIDED = "decided"
    DECIDED_ANEW = "decided_anew"
    DRAFTED = "drafted"
    APPROVED = "approved"
    APPROVAL_REVOKED = "approval_revoked"
    READIED = "readied"
    RESCHEDULED = "rescheduled"
    CLAIMED = "claimed"
    RELEASED = "released"
    GOING = "going"
    SENT = "sent"
    DEFERRED = "deferred"
    REFUSED = "refused"
    IN_DOUBT = "in_doubt"
    DOUBT_RESOLVED = "doubt_resolved"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    BOUNCED = "bounced"
    BOUNCED_SOFTLY = "bounced_softly"
    SENDER_AT_FAULT = "sender_at_fault"
    REPLIED = "replied"
    AUTO_REPLIED = "auto_replied"
    COMPLAINED = "complained"
    UNSUBSCRIBED = "unsubscribed"
    RESUBSCRIBED = "resubscribed"
    SUPPRESSED = "suppressed"
    REPLY_READ = "reply_read"
    PAUSED = "paused"
    RESUMED = "resumed"
    STOPPED = "stopped"
    SKIPPED = "skipped"
    CONSENT_RECORDED = "consent_recorded"


class Tier(StrEnum):
    """Share of value: gold brings the first 75 %, silver the next 20 %, copper the rest (P16)."""

    GOLD = "gold"
    SILVER = "silver"
    COPPER = "copper"


class Stage(StrEnum):
    """Where a client is in his life with us (P9); it follows from what is on record, and the first that fits counts."""

    CLOSED = "closed"  # not to be won back, or gets no letter at all
    IN_TALKS = "in_talks"  # lost, and since then he wrote, asked or answered a call
    CONTACTED = "contacted"  # lost, and since then a letter left for him or somebody called or met him
    LAPSED = "lapsed"  # lost, and nothing was done since
    AT_RISK = "at_risk"  # silent for longer than usual, or shows another sign
    RETURNED = "returned"  # lost before, ordered again within a year, and not regular again
    NEW = "new"  # ordered on one day or two
    ACTIVE = "active"  # regular: ordered on three days or more


class Sign(StrEnum):
    """By what a client is seen to be leaving (P3 to P7, P39); several may hold at once."""

    SILENCE = "silence"  # no order, or no inquiry either, for longer than his own measure
    INQUIRIES = "inquiries without order"  # he asks and asks and orders nothing
    NO_ANSWER = "no answer"  # to letters and calls that asked for one
    VOLUME = "volume fell"  # he buys, but far less than he used to
    DISSATISFIED = "dissatisfied"  # an order went wrong and is not settled
    WE_OWE = "we owe an answer"  # his inquiry waits for ours: our own fault


class LeaveReason(StrEnum):
    """Why a client left (P10); a firm may use words of its own beside these."""

    PRICE = "price"
    RIVAL = "rival"
    DRIFTED = "drifted"
    FALSE_PROMISE = "false_promise"
    OUR_MISTAKE = "our_mistake"
    NOTICE_MISSED = "notice_missed"
    QUALITY = "quality"
    LATE_DELIVERY = "late_delivery"
    OUTDATED = "outdated"
    SERVICE = "service"
    INDIFFERENCE = "indifference"
    UNANSWERED = "unanswered"
    NO_REWARD = "no_reward"
    OFFENCE = "offence"
    FOLLOWED_MANAGER = "followed_manager"
    POLICY = "policy"
    IN_HOUSE = "in_house"
    NO_NEED = "no_need"
    UNKNOWN = "unknown"


class ReasonStanding(StrEnum):
    """Whether a reason is what the client said or what we found to be true (P11)."""

    STATED = "stated"
    VERIFIED = "verified"


class AddressState(StrEnum):
    LIVE = "live"
    DEAD = "dead"  # a permanent failure that proves itself came back


class SuppressionScope(StrEnum):
    ADDRESS = "address"  # key: the address in its normal form
    DOMAIN = "domain"  # key: the domain in its ASCII form
    CLIENT = "client"  # key: the client's number


class SuppressionReason(StrEnum):
    UNSUBSCRIBED = "unsubscribed"
    COMPLAINED = "complained"
    REFUSED_CONTACT = "refused_contact"  # told us, or marked in the client list
    DEAD = "dead"  # hard bounce
    BLOCKED = "blocked"  # by the operator


class ConsentBasis(StrEnum):
    """On what ground a client is written to; an implied one runs out."""

    CONSENT = "consent"  # given expressly
    CONTRACT = "contract"  # an existing contract or own similar goods
    INTEREST = "interest"  # legitimate interest, weighed and recorded


class PauseScope(StrEnum):
    ALL = "all"
    CAMPAIGN = "campaign"
    COUNTRY = "country"
    CITY = "city"  # keyed by country and city: "UA Харків"
    REGION = "region"  # keyed by country and region: "UA Харківська область"
    RELAY = "relay"


class IncomingKind(StrEnum):
    """What came back."""

    BOUNCE = "bounce"
    SPAM_REPORT = "spam_report"
    AUTO_REPLY = "auto_reply"
    UNSUBSCRIBE = "unsubscribe"
    REPLY = "reply"
    UNKNOWN = "unknown"  # not about any letter of ours


class BounceClass(StrEnum):
    DEAD = "dead"  # the address does not exist
    SOFT = "soft"  # full, busy, later
    SENDER_FAULT = "sender_fault"  # policy, reputation, authentication: never the address's


class Evidence(StrEnum):
    """How sure we are which letter an incoming message is about; only the first three act."""

    TOKEN = "token"  # noqa: S105 a kind of evidence
    MESSAGE_ID = "message_id"
    REFERENCE = "reference"
    ADDRESS = "address"  # recorded, never suppresses
    NONE = "none"


class IncomingEffect(StrEnum):
    """What an incoming message brought about."""

    ADDRESS_DEAD = "address_dead"  # the letter came back; nothing is written to the address any more
    CAME_BACK = "came_back"  # the letter came back from an address it was forwarded to; ours stays
    COMPLAINED = "complained"  # stopped for good, client and address
    UNSUBSCRIBED = "unsubscribed"  # stopped, client and address
    AWAITS_READER = "awaits_reader"  # further letters wait until a person has read it
    ASKS_TO_STOP = "asks_to_stop"  # the same, and it says stop, but proves no letter of ours
    NOTED = "noted"  # stands in the journal, nothing else
    UNPROVEN = "unproven"  # tells of a client by his address alone: recorded, nothing else
    NEVER_LEFT = "never_left"  # a bounce of a letter that was not sent
    TOO_LATE = "too_late"  # a bounce long after the letter
    REPEATED = "repeated"  # reached us another way before
    NOT_OURS = "not_ours"  # not about any letter or client


class IncomingState(StrEnum):
    NEW = "new"
    APPLIED = "applied"
    QUARANTINED = "quarantined"
