"""The whole work as step functions. Each does one thing, says whether it found work, and may be killed and run again.

The daemon is: for each step, while it finds work. What a step decides is decided in the rooms; how the road to the
relay is opened stands in `outreach/delivery/road.py`.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from outreach import clock
from outreach.book.importing import ImportReport, run_import
from outreach.book.plan import ImportPlan
from outreach.book.records import clear_touched, last_import_at, touched_clients
from outreach.book.rejects import WriteReject
from outreach.campaign.decide import World
from outreach.campaign.occasion import Occasion, due_occasions
from outreach.campaign.plan import Planned, plan_occasion
from outreach.campaign.records import known_campaign
from outreach.campaign.records import skip_client as skip_known
from outreach.campaign.records import stop_campaign as stop_known
from outreach.delivery.ledger import Ledger
from outreach.delivery.road import ledger_beside
from outreach.delivery.send import Road, SendReport, send_batch
from outreach.firm import Firm
from outreach.inbox.maildir import Maildir
from outreach.inbox.reading import ReadReport, read_source
from outreach.inbox.records import last_read_at
from outreach.journal import Entry, record
from outreach.lapse.measure import Measures
from outreach.lapse.refresh import RefreshReport, refresh
from outreach.letter.content import Content, Files
from outreach.letter.keys import read_keys
from outreach.letter.token import TokenKeys
from outreach.letter.writer import Writer
from outreach.outbox import records as outbox
from outreach.outbox.slot import next_slot
from outreach.outbox.writing import Written, write_letters
from outreach.outcome.returns import find_returns as find_orders
from outreach.policy.cap import cap_of
from outreach.policy.records import (
    lift_unsubscription,
    record_consents,
    record_opt_outs,
    stop_the_gate,
    suppress,
)
from outreach.policy.standing import NOT_A_WIN_BACK
from outreach.policy.suppression import Suppress
from outreach.store.identity import identity_of
from outreach.store.words import Because, Event, LetterKind, SuppressionReason, SuppressionScope

SEND_BATCH = 100
YEAR_AHEAD = 400  # days: every yearly occasion comes up within


def today(firm: Firm, *, now: datetime) -> date:
    """The firm's own day."""
    return clock.day_in(firm.settings.time_zone, now=now)


def import_book(
    firm: Firm, plan: ImportPlan, *, dry_run: bool, now: datetime, by: str, each_reject: WriteReject | None = None
) -> ImportReport:
    """One file of the firm's: the book's part, then policy's (consents and opt-outs), in one transaction.

    `each_reject` is given every refused row.
    """
    with firm.store.write() as connection:
        report = run_import(
            connection,
            plan,
            book=firm.settings.book,
            zone=firm.settings.time_zone,
            now=now,
            by=by,
            dry_run=dry_run,
            each_reject=each_reject,
        )
        if not dry_run:
            record_consents(connection, report.consents, now=now, by=by)
            record_opt_outs(connection, report.opt_outs, now=now, by=by)
    return report


def refresh_facts(firm: Firm, *, now: datetime) -> RefreshReport:
    """Brings lapse facts up to date for clients that changed, and opens the spells of those lost by passing time."""
    with firm.store.write() as connection:
        rows = touched_clients(connection, limit=100_000)
        report = refresh(
            connection,
            measures=Measures(firm.settings.lapse, signs=firm.settings.signs, kinds=firm.settings.kinds),
            today=today(firm, now=now),
            now=now,
            touched=[(row.client_id, row.touch) for row in rows],
        )
        clear_touched(connection, rows)
    return report


def plan_due(
    firm: Firm, files: Files, *, now: datetime, by: str, only: str = "", ahead: int | None = None
) -> list[Planned]:
    """Decides about everybody for every occasion that is due (of one campaign, if `only` names it)."""
    return [
        plan_occasion(firm.store, world, digest=content.digest, by=by)
        for content in files.contents.values()
        if only in {"", content.campaign.key}
        for world in worlds(firm, files, content, now=now, ahead=ahead)
    ]


def worlds(firm: Firm, files: Files, content: Content, *, now: datetime, ahead: int | None = None) -> Iterator[World]:
    """What planning needs to know, for each due occasion of a campaign."""
    for occasion in occasions_of(firm, files, content, now=now, ahead=ahead):
        yield World(
            campaign=content.campaign,
            occasion=occasion,
            settings=firm.settings,
            improvements=files.folder.improvements,
            fixes=files.folder.fixes,
            warnings=files.folder.warnings,
            quiet=files.folder.almanac.quiet,
            languages=frozenset(content.templates),
            today=today(firm, now=now),
            now=now,
            book_is_stale=book_is_stale(firm, now=now),
        )


def occasions_of(
    firm: Firm, files: Files, content: Content, *, now: datetime, ahead: int | None = None
) -> tuple[Occasion, ...]:
    """The campaign's occasions that are due or under way."""
    days = firm.settings.daemon.plan_days_ahead if ahead is None else ahead
    return due_occasions(content.campaign, almanac=files.folder.almanac, today=today(firm, now=now), ahead=days)


def book_is_stale(firm: Firm, *, now: datetime) -> bool:
    """Whether win-back letters must wait for a fresh client list."""
    with firm.store.read() as connection:
        last = last_import_at(connection)
    return last is None or now - last > timedelta(days=firm.settings.book.fresh_days)


def write_drafts(firm: Firm, files: Files, *, now: datetime, by: str, only: str = "") -> Written:
    """Renders every decided letter once and keeps the bytes; approved content becomes ready at once."""
    total = Written()
    keys = read_keys(firm.secrets.need("token_key"))
    for content in files.contents.values():
        if only not in {"", content.campaign.key}:
            continue
        with firm.store.write() as connection:
            campaign_id = known_campaign(connection, content.campaign, now=now).id
        writer = writer_of(firm, files, content, now=now, keys=keys)
        made = write_letters(firm.store, writer, campaign_id=campaign_id, digest=content.digest, now=now, by=by)
        total = Written(drafted=total.drafted + made.drafted, held=total.held + made.held)
    return total


def writer_of(firm: Firm, files: Files, content: Content, *, now: datetime, keys: TokenKeys | None = None) -> Writer:
    """Who writes the letters of a campaign; it knows the occasions of the next thirteen months."""
    return Writer(
        campaign=content.campaign,
        folder=files.folder,
        settings=firm.settings,
        templates=content.templates,
        occasions={one.key: one for one in occasions_of(firm, files, content, now=now, ahead=YEAR_AHEAD)},
        keys=keys or read_keys(firm.secrets.need("token_key")),
    )


def withdraw_changed(firm: Firm, files: Files, *, now: datetime, by: str) -> int:
    """Cancels letters that may not go any more: stopped, ordered since, warned of, a quiet day. How many."""
    with firm.store.write() as connection:
        keys = {known_campaign(connection, one.campaign, now=now).id: key for key, one in files.contents.items()}
        digests = {number: files.contents[key].digest for number, key in keys.items()}
        care = firm.settings.care
        caution = files.folder.caution(time_zone=firm.settings.time_zone)
        count = outbox.withdraw_changed(connection, care=care, now=now, by=by, digests=digests, caution=caution)
        cheerful = {number for number, key in keys.items() if files.contents[key].campaign.care.cheerful}
        still = outbox.due_on_quiet_days(connection, files.folder.almanac.quiet, cheerful=cheerful, now=now)
        return count + outbox.cancel(connection, still, because=outbox.QUIET_DAY, care=care, now=now, by=by)


def make_ready(firm: Firm, files: Files, *, now: datetime, by: str) -> int:
    """Drafts whose content is approved, or needs no approval, become ready. How many."""
    count = 0
    with firm.store.write() as connection:
        for content in files.contents.values():
            known = known_campaign(connection, content.campaign, now=now)
            count += outbox.ready_what_is_approved(
                connection,
                campaign_id=known.id,
                digest=content.digest,
                approve=content.campaign.care.approve,
                first_wave=content.campaign.care.first_wave,
                audience_jump=firm.settings.care.audience_jump,
                now=now,
                by=by,
            )
    return count


def approve_content(
    firm: Firm, content: Content, *, letters: int, only: tuple[int, ...] | None, now: datetime, by: str
) -> int:
    """A person's word that letters of this content may leave (or, with `only`, these letters); how many are ready."""
    with firm.store.write() as connection:
        known = known_campaign(connection, content.campaign, now=now)
        if only is not None:
            return outbox.make_ready(
                connection,
                campaign_id=known.id,
                digest=content.digest,
                approved_by=by,
                now=now,
                by=by,
                only=only,
            )
        outbox.approve(
            connection,
            campaign_id=known.id,
            digest=content.digest,
            letters=letters,
            months=firm.settings.care.approval_months,
            by=by,
            now=now,
        )
        return outbox.ready_what_is_approved(
            connection,
            campaign_id=known.id,
            digest=content.digest,
            approve=content.campaign.care.approve,
            first_wave=content.campaign.care.first_wave,
            audience_jump=firm.settings.care.audience_jump,
            now=now,
            by=by,
        )


def stop_campaign(firm: Firm, content: Content, *, because: str, now: datetime, by: str) -> int:
    """Stops a campaign: its approvals are taken back, what has not left is cancelled. How many letters."""
    with firm.store.write() as connection:
        stop_the_gate(connection)
        known = known_campaign(connection, content.campaign, now=now)
        stop_known(connection, known.id, because=because, now=now, by=by)
        outbox.revoke_approvals(connection, campaign_id=known.id, now=now, by=by)
        waiting = [one.letter_id for one in outbox.letters_of(connection, known.id)]
        return outbox.cancel(connection, waiting, because="stopped", care=firm.settings.care, now=now, by=by)


def skip_client(firm: Firm, content: Content, client_id: int, *, now: datetime, by: str) -> bool:
    """Leaves one client out of a campaign; False if nothing was planned for him, or if it has left."""
    with firm.store.write() as connection:
        stop_the_gate(connection)
        known = known_campaign(connection, content.campaign, now=now)
        mine = [one.letter_id for one in outbox.letters_of(connection, known.id) if one.client_id == client_id]
        cancelled = outbox.cancel(connection, mine, because="by_hand", care=firm.settings.care, now=now, by=by)
        skipped = skip_known(
            connection,
            campaign_id=known.id,
            client_id=client_id,
            because=Because.BY_HAND,
            cap=cap_of(content.campaign.kind, firm.settings.care),
            now=now,
            by=by,
        )
    return bool(cancelled or skipped)


def expire_late(firm: Firm, *, now: datetime, by: str) -> int:
    """Letters whose occasion has passed; those whose day is over get their next one. How many."""
    with firm.store.write() as connection:
        expired = outbox.expire_late(connection, care=firm.settings.care, now=now, by=by)
        moves = [
            move
            for row in outbox.past_their_day(connection, now=now)
            if (move := next_slot(row, care=firm.settings.care, now=now))
        ]
        moved = outbox.reschedule(connection, moves, now=now, by=by)
    return expired + moved


def send_due(firm: Firm, road: Road, *, only: str = "", limit: int = SEND_BATCH) -> SendReport:
    """Sends one batch of what is due (of one campaign, if `only` names it); win-back letters wait for a fresh book."""
    with road.store.write() as connection:
        outbox.release_dead_claims(connection, now=road.clock(), by=road.by)
    stale = book_is_stale(firm, now=road.clock())
    kinds = NOT_A_WIN_BACK if stale else frozenset(LetterKind)
    return send_batch(road, limit=limit, kinds=kinds, campaign=only)


def blind(firm: Firm, *, now: datetime) -> str:
    """Why sending holds because nobody reads what comes back; empty if it does not."""
    inbox = firm.settings.inbox
    if not inbox.maildir:
        return ""
    with firm.store.read() as connection:
        last = last_read_at(connection)
    if last is not None and now - last <= timedelta(hours=inbox.unseen_hours):
        return ""
    return "the inbox has not been read: bounces and unsubscribes would be missed"


def ledger_of(firm: Firm) -> Ledger:
    """The second witness of this firm's database."""
    with firm.store.read() as connection:
        return ledger_beside(firm.folder, store_id=identity_of(connection).store_id)


def doubt_stale(firm: Firm, *, now: datetime, by: str) -> int:
    """Letters left going by a process that died become in doubt. How many."""
    with firm.store.write() as connection:
        return outbox.doubt_stale(connection, now=now, by=by)


def read_inbox(firm: Firm, *, now: datetime, by: str) -> ReadReport:
    """Reads the Maildir, if one is configured, and brings about what the messages mean."""
    if not firm.settings.inbox.maildir:
        return ReadReport()
    keys = read_keys(firm.secrets.need("token_key"))
    return read_source(firm.store, Maildir(firm.path(firm.settings.inbox.maildir)), keys=keys, now=now, by=by)


def unsubscribe(firm: Firm, whom: outbox.Addressee, *, why: str, now: datetime, by: str) -> None:
    """Stops all letters to a client and his address, at his own word; a reason given later is added to the story."""
    with firm.store.write() as connection:
        new = False
        for scope, key in (
            (SuppressionScope.CLIENT, str(whom.client_id)),
            (SuppressionScope.ADDRESS, whom.address_key),
        ):
            order = Suppress(scope=scope, key=key, reason=SuppressionReason.UNSUBSCRIBED, source=by)
            new |= suppress(connection, order, now=now, by=by, letter_id=whom.letter_id)
        if new or why:
            entry = Entry(
                event=Event.UNSUBSCRIBED,
                by=by,
                client_id=whom.client_id,
                letter_id=whom.letter_id,
                campaign_id=whom.campaign_id,
                detail={"why": why},
            )
            record(connection, [entry], now=now)


def resubscribe(firm: Firm, whom: outbox.Addressee, *, now: datetime, by: str) -> None:
    """Takes back an unsubscription that the client made by mistake."""
    with firm.store.write() as connection:
        lift_unsubscription(
            connection,
            client_id=whom.client_id,
            address_key=whom.address_key,
            now=now,
            by=by,
            letter_id=whom.letter_id,
        )


def find_returns(firm: Firm, *, now: datetime) -> bool:
    """Clients who ordered within the window, whether written to or held out."""
    with firm.store.write() as connection:
        return find_orders(
            connection, window_days=firm.settings.outcome.window_days, today=today(firm, now=now), now=now
        )
