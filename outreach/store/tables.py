"""Every table, on one page: what it promises and which room alone may write it (`info["owner"]`).

Any room may read a table. Money is in minor units. A day is a date, a moment is aware UTC. Texts that a stranger
could have written (names, subjects, comments) are data and nothing else.
"""

from sqlalchemy import (  # noqa: I001 every table fits one page
    JSON, BigInteger, Boolean, CheckConstraint, Column, Date, ForeignKey, Index, Integer, LargeBinary, MetaData,
    String, Table, Text, UniqueConstraint, text,
)  # fmt: skip

from outreach.store.columns import Moment, Word, only
from outreach.store.words import (
    AddressState, Because, BounceClass, Choice, ConsentBasis, Event, Evidence, IncomingEffect, IncomingKind,
    IncomingState, LetterKind, PauseScope, ReasonStanding, Sign, State, SuppressionReason, SuppressionScope,
)  # fmt: skip

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _owned(owner: str, name: str, *parts: object) -> Table:
    return Table(name, metadata, *parts, info={"owner": owner})  # type: ignore[call-overload,no-any-return]


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _the_only_row() -> Column[int]:
    return Column("id", Integer, primary_key=True, autoincrement=False)


def _client(**more: bool) -> Column[int]:
    return Column("client_id", ForeignKey("clients.id"), nullable=more.get("nullable", False))


# -- book: who they are ------------------------------------------------------------------------------------------

clients = _owned(
    "book", "clients", _id(),
    Column("code", String, nullable=False, unique=True),  # the firm's own number; made from the address where none is
    Column("name", String, nullable=False, server_default=""),  # as given, whole
    Column("family_name", String), Column("given_name", String), Column("patronymic", String),
    Column("gender", String),  # "m", "f" or unknown
    Column("salutation", String),  # the client's own, overrides every rule
    Column("vocative", String),  # how he is called, overrides the rule
    Column("addressing", String),  # form of address, overrides the language's default
    Column("company", String), Column("group_code", String),  # firms that buy for one another
    Column("phone", String), Column("website", String), Column("post", String),
    Column("language", String), Column("country", String), Column("territory", String), Column("city", String),
    Column("time_zone", String),
    Column("industry", String), Column("profession", String), Column("manager", String),
    Column("birthday", Date), Column("first_seen_on", Date),
    Column("faith", String),  # recorded, never inferred: only who has one here is greeted on religious days
    Column("attitude", String), Column("rival", String), Column("potential", Integer),
    Column("loyalty", String), Column("notes", Text),
    Column("not_winning_back", String),  # the reason; always obeyed (P15)
    Column("away_until", Date),  # away by agreement (P8)
    Column("silent_because", String),  # serving, bereaved, never: no letter at all
    Column("opening_last_order_on", Date), Column("opening_orders", Integer), Column("opening_revenue", BigInteger),
    Column("debt", BigInteger), Column("cleared", String),  # owed by the firm's books; warning words a person let pass
    Column("contact_on", Date), Column("contact_by", String), Column("contact_about", Text),  # the next one planned
    Column("merged_into", ForeignKey("clients.id")),
    Column("named_at", Moment, nullable=False),  # when a name or form of address last changed
    Column("created_at", Moment, nullable=False), Column("changed_at", Moment, nullable=False),
    Index(None, "group_code"), Index(None, "manager"), Index(None, "industry"),
    Index("ix_clients_merged_into", "merged_into", **only("merged_into IS NOT NULL")),
)  # fmt: skip

addresses = _owned(
    "book", "addresses", _id(), _client(),
    Column("email", String, nullable=False),  # as written to
    Column("address_key", String, nullable=False),  # one normal form: the key of suppression and caps
    Column("rank", Integer, nullable=False, server_default="0"),  # the lowest live one is written to
    Column("state", Word(AddressState), nullable=False, server_default="live"),
    Column("added_at", Moment, nullable=False),
    UniqueConstraint("client_id", "address_key"), Index(None, "address_key"),
)  # fmt: skip

orders = _owned(
    "book", "orders", _id(), _client(),
    Column("source_key", String, nullable=False, unique=True),  # number, or client|day|amount|nth: importing twice is once
    Column("number", String), Column("ordered_on", Date, nullable=False),
    Column("amount", BigInteger, nullable=False),  # below zero: goods that came back, which is money and no order
    Column("currency", String, nullable=False), Column("what", String), Column("imported_at", Moment, nullable=False),
    Index("ix_orders_covering", "client_id", "ordered_on", "amount"),
    Index("ix_orders_by_day", "ordered_on", "client_id", "amount"),
)  # fmt: skip

inquiries = _owned(
    "book", "inquiries", _id(), _client(),
    Column("source_key", String, nullable=False, unique=True),
    Column("asked_on", Date, nullable=False), Column("what", String),
    Column("answered_on", Date), Column("order_number", String), Column("imported_at", Moment, nullable=False),
    Index("ix_inquiries_covering", "client_id", "asked_on", "answered_on", "order_number"),
    Index("ix_inquiries_by_day", "asked_on", "client_id"),
)  # fmt: skip

contacts = _owned(
    "book", "contacts", _id(), _client(),  # calls and meetings that a manager recorded (P41)
    Column("source_key", String, nullable=False, unique=True),
    Column("on_day", Date, nullable=False), Column("channel", String, nullable=False), Column("by", String),
    Column("answered", Boolean), Column("what", Text), Index(None, "client_id", "on_day"),
)  # fmt: skip

personal_facts = _owned(
    "book", "personal_facts", _id(), _client(),
    Column("key", String, nullable=False),  # project, trait, anniversary ...: [facts.KEY] gives its frame
    Column("value", Text, nullable=False), Column("language", String),
    Column("usable", Boolean, nullable=False, server_default=text("true")),
    Column("source", String), Column("added_at", Moment, nullable=False),
    UniqueConstraint("client_id", "key", "value"),
)  # fmt: skip

reasons = _owned(
    "book", "reasons", _id(), _client(),
    Column("reason", String, nullable=False),  # a LeaveReason or the firm's own word
    Column("standing", Word(ReasonStanding), nullable=False),
    Column("source", String), Column("on_day", Date), Column("event", Text), Column("added_at", Moment, nullable=False),
    UniqueConstraint("client_id", "reason", "standing"),
)  # fmt: skip

problem_orders = _owned(
    "book", "problem_orders", _id(), _client(),
    Column("order_number", String, nullable=False), Column("what", Text, nullable=False),
    Column("on_day", Date), Column("settled_on", Date), UniqueConstraint("client_id", "order_number"),
)  # fmt: skip

touched = _owned(
    "book", "touched",  # clients whose facts must be worked out anew; cleared by comparing `touch`
    Column("client_id", ForeignKey("clients.id"), primary_key=True), Column("touch", Integer, nullable=False),
)  # fmt: skip

imports = _owned(
    "book", "imports", _id(),
    Column("file", String, nullable=False), Column("sha256", String, nullable=False), Column("what", String, nullable=False),
    Column("mapping", JSON, nullable=False), Column("counts", JSON, nullable=False), Column("at", Moment, nullable=False),
    Column("spans", JSON), Column("undone_at", Moment),  # spans: per table, the numbers between which its rows lie
)  # fmt: skip

import_changes = _owned(
    "book", "import_changes", _id(), Column("import_id", ForeignKey("imports.id"), nullable=False),
    Column("table", String, nullable=False), Column("row_id", Integer, nullable=False),
    Column("values", Text, nullable=False), Index(None, "import_id"),  # JSON: column: [before, after]
)  # fmt: skip

source_marks = _owned(
    "book", "source_marks", Column("source", String, primary_key=True), Column("what", String, primary_key=True),
    Column("digest", String, nullable=False),  # of the SELECT: another one is read from its beginning
    Column("mark", String), Column("read_at", Moment, nullable=False),  # JSON: the greatest value of [sources] since
)  # fmt: skip

merges = _owned(
    "book", "merges", _id(), Column("gone_id", ForeignKey("clients.id"), nullable=False),
    Column("kept_id", ForeignKey("clients.id"), nullable=False), Column("at", Moment, nullable=False),
    Column("moved", JSON, nullable=False), Column("undone_at", Moment), Index(None, "gone_id"),  # per table, the rows
)  # fmt: skip

apart = _owned(
    "book", "apart", _id(),  # a person said that these two are different people: they are not proposed again
    Column("one_id", ForeignKey("clients.id"), nullable=False), Column("other_id", ForeignKey("clients.id"), nullable=False),
    Column("by", String, nullable=False), Column("at", Moment, nullable=False), Column("ended_at", Moment),
    CheckConstraint("one_id < other_id", name="ordered"),
    Index("uq_apart_standing", "one_id", "other_id", unique=True, **only("ended_at IS NULL")),
)  # fmt: skip

managers = _owned(
    "book", "managers", _id(), _client(), Column("manager", String, nullable=False),  # who looked after him, and when
    Column("since", Date), Column("until", Date), Index(None, "client_id"),
)  # fmt: skip

people = _owned(
    "book", "people", _id(), _client(), Column("name", String, nullable=False), Column("post", String),  # at a firm
    Column("phone", String), Column("email", String), Column("note", Text), Column("added_at", Moment, nullable=False),
    UniqueConstraint("client_id", "name"),
)  # fmt: skip

# -- lapse: who is lost ------------------------------------------------------------------------------------------

client_facts = _owned(
    "lapse", "client_facts",  # dates, not ages: "lost" is lost_on <= today, so nothing changes overnight
    Column("client_id", ForeignKey("clients.id"), primary_key=True),
    Column("first_order_on", Date), Column("last_order_on", Date), Column("order_days", Integer, nullable=False),
    Column("group_code", String), Column("group_order_on", Date),  # his group, and the last order of its other firms
    Column("orders", Integer, nullable=False), Column("revenue", BigInteger, nullable=False),
    Column("revenue_year", BigInteger, nullable=False),  # of the 365 days before `computed_on`
    Column("last_inquiry_on", Date), Column("inquiries_since_order", Integer, nullable=False, server_default="0"),
    Column("typical_gap", Integer),  # days, shrunk towards the business median
    Column("at_risk_on", Date), Column("lost_on", Date),
    Column("stated_reason", String), Column("verified_reason", String),
    Column("touch", Integer, nullable=False, server_default="0"), Column("computed_on", Date, nullable=False),
    Column("silent_90", Integer),  # per mille: that he orders nothing in the next 90 days, by the model
    Column("priority", BigInteger),  # that chance of his yearly revenue, in minor units: who is worth most care
    Index(None, "lost_on", "revenue"), Index(None, "revenue", "lost_on"), Index(None, "at_risk_on"), Index(None, "priority"),
)  # fmt: skip

client_signs = _owned(
    "lapse", "client_signs",  # the signs that hold for him now, beside silence, which is in client_facts
    Column("client_id", ForeignKey("clients.id"), primary_key=True), Column("sign", Word(Sign), primary_key=True),
    Column("since", Date, nullable=False), Column("figures", JSON, nullable=False),  # what its sentence needs
    Index(None, "sign", "since"),
)  # fmt: skip

lapses = _owned(
    "lapse", "lapses", _id(), _client(),  # spells; rows are only added and closed once, so a past quarter keeps its figures
    Column("lost_on", Date, nullable=False), Column("noticed_at", Moment, nullable=False),
    Column("tier", String, nullable=False), Column("value_year", BigInteger, nullable=False), Column("reason", String),
    Column("ended_on", Date), Column("ended_by_order", ForeignKey("orders.id")),
    UniqueConstraint("client_id", "lost_on"), Index(None, "lost_on"),
    # either open or ended: an index of both is taken by SQLite for all that are open, whoever is asked for
    Index("ix_lapses_open", "client_id", "lost_on", **only("ended_on IS NULL")),
    Index(None, "ended_on", **only("ended_on IS NOT NULL")),
)  # fmt: skip

business_facts = _owned(
    "lapse", "business_facts",  # one row: what holds for the firm as a whole
    _the_only_row(), CheckConstraint("id = 1", name="one_row"),
    Column("median_gap", Integer), Column("gold_from", BigInteger), Column("silver_from", BigInteger),
    Column("clients", Integer, nullable=False), Column("computed_on", Date, nullable=False),
    Column("settings_digest", String, nullable=False),  # another rule refreshes everybody
    Column("model", JSON), Column("fitted_on", Date),  # r, alpha, a, b of MBG/NBD; null: too few clients
    Column("fitted_orders", Integer, nullable=False, server_default="0"),  # the highest order there was then
)  # fmt: skip

# -- policy: whom we may write to --------------------------------------------------------------------------------

gate = _owned(
    "policy", "gate",  # one row that going locks for share and whoever stops locks for update (I4)
    _the_only_row(), CheckConstraint("id = 1", name="one_row"), Column("turn", Integer, nullable=False),
)  # fmt: skip

suppressions = _owned(
    "policy", "suppressions", _id(),
    Column("scope", Word(SuppressionScope), nullable=False), Column("key", String, nullable=False),
    Column("reason", Word(SuppressionReason), nullable=False),
    Column("kind", Word(LetterKind)),  # null: every letter
    Column("source", String), Column("at", Moment, nullable=False), Column("ended_at", Moment),
    Index("uq_suppressions_standing", "scope", "key", "reason", text("coalesce(kind, '')"), unique=True, **only("ended_at IS NULL")),
)  # fmt: skip

consents = _owned(
    "policy", "consents", _id(), _client(),
    Column("basis", Word(ConsentBasis), nullable=False), Column("covers", Word(LetterKind)),  # null: every kind
    Column("given_on", Date), Column("expires_on", Date), Column("proof", Text), Column("at", Moment, nullable=False),
    UniqueConstraint("client_id", "basis", "covers", "given_on"),
)  # fmt: skip

caps = _owned(
    "policy", "caps",  # one row per kind and holder; both client and address must be free (I3)
    Column("kind", Word(LetterKind), primary_key=True), Column("holder", String, primary_key=True),  # client:7, address:a@b
    Column("last_on", Date), Column("free_on", Date), Column("last_by", Integer),  # the last confirmed, by decision
    Column("held_on", Date), Column("held_by", Integer),  # the reservation, by decision
    Column("before_on", Date), Column("before_free_on", Date), Column("before_by", Integer),  # to restore if provably refused
)  # fmt: skip

pauses = _owned(
    "policy", "pauses", _id(),
    Column("scope", Word(PauseScope), nullable=False), Column("key", String, nullable=False, server_default=""),
    Column("reason", String, nullable=False), Column("since", Moment, nullable=False),
    Column("until", Moment), Column("ended_at", Moment),
)  # fmt: skip

# -- campaign: what is planned -----------------------------------------------------------------------------------

campaigns = _owned(
    "campaign", "campaigns", _id(),
    Column("key", String, nullable=False, unique=True), Column("title", String, nullable=False),
    Column("kind", Word(LetterKind), nullable=False), Column("first_seen_at", Moment, nullable=False),
    Column("stopped_at", Moment), Column("stopped_because", String),
)  # fmt: skip

occasions = _owned(
    "campaign", "occasions", _id(), Column("campaign_id", ForeignKey("campaigns.id"), nullable=False),
    Column("key", String, nullable=False),  # a local date or a quarter, never a moment (I1)
    Column("starts_on", Date, nullable=False), Column("ends_on", Date, nullable=False),
    Column("planned_at", Moment), Column("control_share", Integer, nullable=False),  # per mille
    Column("digest", String),  # of the content it was planned with
    UniqueConstraint("campaign_id", "key"),
)  # fmt: skip

decisions = _owned(
    "campaign", "decisions", _id(),
    Column("campaign_id", ForeignKey("campaigns.id"), nullable=False), Column("occasion", String, nullable=False), _client(),
    Column("choice", Word(Choice), nullable=False), Column("because", Word(Because), nullable=False),
    Column("detail", JSON, nullable=False),  # what the sentence for `because` needs
    Column("permitted_on", Date),  # the next day on which the answer would be another
    Column("theme", String, nullable=False),  # what the letter is, whatever its file is called
    Column("address_key", String), Column("email", String), Column("language", String), Column("sender", String),
    Column("send_on", Date), Column("due_at", Moment), Column("day_ends_at", Moment), Column("expires_at", Moment),
    Column("time_zone", String), Column("by_hand", Boolean, nullable=False, server_default=text("false")),
    Column("decided_at", Moment, nullable=False),
    UniqueConstraint("campaign_id", "occasion", "client_id"),  # I1
    Index("uq_decisions_one_letter_an_address", "campaign_id", "occasion", "address_key", unique=True, **only("choice = 'write'")),  # I1
    Index(None, "client_id", "theme"), Index(None, "choice", "campaign_id"),
)  # fmt: skip

# -- outbox: waits to leave --------------------------------------------------------------------------------------

approvals = _owned(
    "outbox", "approvals", _id(), Column("campaign_id", ForeignKey("campaigns.id"), nullable=False),
    Column("digest", String, nullable=False), Column("letters", Integer, nullable=False), Column("by", String, nullable=False),
    Column("at", Moment, nullable=False), Column("expires_at", Moment, nullable=False), Column("revoked_at", Moment),
)  # fmt: skip

dictionaries = _owned(
    "outbox", "dictionaries", _id(), Column("sample", LargeBinary, nullable=False)
)  # deflate's, per content

letters = _owned(
    "outbox", "letters", _id(), Column("decision_id", ForeignKey("decisions.id"), nullable=False),
    Column("campaign_id", ForeignKey("campaigns.id"), nullable=False), Column("occasion", String, nullable=False), _client(),
    Column("kind", Word(LetterKind), nullable=False), Column("state", Word(State), nullable=False),
    Column("email", String, nullable=False), Column("address_key", String, nullable=False),
    Column("language", String, nullable=False), Column("sender", String, nullable=False), Column("country", String),
    Column("subject", String, nullable=False), Column("message_id", String, nullable=False, unique=True),
    Column("mail_from", String, nullable=False),  # the envelope's: it carries the bounce token
    Column("message", LargeBinary, nullable=False), Column("message_hash", String, nullable=False),  # I8
    Column("dictionary_id", ForeignKey("dictionaries.id")), Column("digest", String, nullable=False),
    Column("facts_used", JSON, nullable=False),
    Column("due_at", Moment, nullable=False), Column("day_ends_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False), Column("time_zone", String, nullable=False),
    Column("drafted_at", Moment, nullable=False), Column("known_order_on", Date), Column("known_inquiry_on", Date),
    Column("approved_by", String), Column("cancelled_because", String),
    Column("attempt", String), Column("lease_until", Moment), Column("attempts", Integer, nullable=False, server_default="0"),
    Column("relay", String), Column("answer", String), Column("going_at", Moment), Column("settled_at", Moment),
    Index("uq_letters_client", "campaign_id", "occasion", "client_id", unique=True,  # I1, I2
          **only("state NOT IN ('cancelled', 'expired')")),
    Index("uq_letters_address", "campaign_id", "occasion", "address_key", unique=True,  # I1
          **only("state NOT IN ('cancelled', 'expired')")),
    Index(None, "state", "due_at"), Index(None, "client_id", "settled_at"), Index(None, "decision_id"), Index(None, "going_at"),
)  # fmt: skip

# -- delivery: the relays ----------------------------------------------------------------------------------------

relays = _owned(
    "delivery", "relays", Column("name", String, primary_key=True), Column("failures", Integer, nullable=False),
    Column("held_until", Moment), Column("because", String),
)  # fmt: skip

# -- inbox: comes back -------------------------------------------------------------------------------------------

cursors = _owned(
    "inbox", "cursors", Column("source", String, primary_key=True), Column("folder", String, primary_key=True),
    Column("uidvalidity", Integer, nullable=False), Column("uid", Integer, nullable=False), Column("read_at", Moment, nullable=False),
)  # fmt: skip

incoming = _owned(
    "inbox", "incoming", _id(), Column("source", String, nullable=False),
    Column("sha256", String, nullable=False, unique=True),  # I12: applied once
    Column("raw", LargeBinary, nullable=False), Column("fetched_at", Moment, nullable=False),
    Column("state", Word(IncomingState), nullable=False), Column("kind", Word(IncomingKind)),
    Column("bounce", Word(BounceClass)), Column("status", String),  # RFC 3463 code
    Column("evidence", Word(Evidence)), Column("letter_id", ForeignKey("letters.id")), _client(nullable=True),
    Column("sender", String), Column("subject", String), Column("excerpt", Text), Column("effect", Word(IncomingEffect)),
    Column("message_id", String),  # its own: the same message by two ways is applied once
    Column("applied_at", Moment), Column("read_at", Moment),  # when a person read the reply
    Index(None, "client_id", "kind"), Index(None, "state"), Index(None, "letter_id"),
)  # fmt: skip

# -- outcome: what came of it ------------------------------------------------------------------------------------

returns = _owned(
    "outcome", "returns", _id(), Column("decision_id", ForeignKey("decisions.id"), nullable=False, unique=True), _client(),
    Column("campaign_id", ForeignKey("campaigns.id"), nullable=False), Column("choice", Word(Choice), nullable=False),
    Column("order_id", ForeignKey("orders.id"), nullable=False), Column("ordered_on", Date, nullable=False),
    Column("amount", BigInteger, nullable=False),  # of all orders inside the window
    Column("days", Integer, nullable=False), Column("found_at", Moment, nullable=False), Index(None, "campaign_id", "choice"),
)  # fmt: skip

# -- the ground --------------------------------------------------------------------------------------------------

journal = _owned(
    "journal", "journal", _id(), Column("at", Moment, nullable=False), Column("event", Word(Event), nullable=False),
    _client(nullable=True), Column("letter_id", Integer), Column("campaign_id", Integer), Column("decision_id", Integer),
    Column("by", String, nullable=False), Column("detail", JSON, nullable=False),
    Index(None, "client_id", "at"), Index(None, "letter_id"), Index(None, "event", "at"),
)  # fmt: skip

identity = _owned(
    "store", "identity",  # one row: which database this is, and the secret of erased people's hashes, kept for ever
    _the_only_row(), CheckConstraint("id = 1", name="one_row"),
    Column("store_id", String, nullable=False), Column("erased_secret", String, nullable=False),
    Column("machine", String, nullable=False), Column("last_seen_at", Moment), Column("clock_argued", Boolean, nullable=False),
)  # fmt: skip

leases = _owned(
    "store", "leases", Column("name", String, primary_key=True), Column("holder", String, nullable=False),
    Column("until", Moment, nullable=False), Column("beat_at", Moment, nullable=False), Column("note", String),
)  # fmt: skip
