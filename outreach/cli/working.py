"""What the work commands show: reads of several rooms brought together for one screen."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from outreach import steps
from outreach.book.records.listing import by_what_they_keep
from outreach.campaign.occasion import Occasion
from outreach.cli.desk import Desk
from outreach.cli.holidays import clients_by_day
from outreach.cli.words import bounce_label, effect_label, incoming_label, pause_label, state_label
from outreach.daemon import open_road_of
from outreach.delivery.records import resting
from outreach.delivery.road import REHEARSAL
from outreach.delivery.send import SendReport
from outreach.errors import RefusedForSafety
from outreach.inbox.received import Received
from outreach.inbox.records import count_incoming, mark_read, read_replies
from outreach.locale import say
from outreach.outbox.records import count_due, letters_in_doubt, queue
from outreach.policy.law import live_refusals
from outreach.policy.records import standing_pauses
from outreach.store.lease import standing_leases
from outreach.store.words import IncomingKind

SOON = timedelta(days=30)


def due_letters(desk: Desk, *, campaign: str) -> int:
    """Letters that would leave now."""
    with desk.firm.store.read() as connection:
        return count_due(connection, campaign=campaign, now=desk.now)


def send_all(desk: Desk, *, campaign: str) -> SendReport:
    """Sends until nothing is due; refused while nobody reads what comes back."""
    if reason := steps.blind(desk.firm, now=desk.now):
        raise RefusedForSafety(reason + "; " + say("run: outreach inbox --new"))
    road = open_road_of(desk.firm, clock=desk.clock, by=desk.by)
    counts: Counter[str] = Counter()
    while True:
        report = steps.send_due(desk.firm, road, only=campaign)
        counts.update(report.counts)
        if report.held_because or not report.found_work:
            return SendReport(counts=counts, held_because=report.held_because)


def status_of(desk: Desk) -> dict[str, Any]:
    """Everything the status says, as plain values."""
    relay = desk.firm.settings.delivery.host if desk.firm.settings.delivery.live else REHEARSAL
    with desk.firm.store.read() as connection:
        rest = resting(connection, relay, now=desk.now)
        return {
            "live": desk.firm.settings.delivery.live,
            "refused_because": refusals_of(desk),
            "queue": [
                {
                    "campaign": row.campaign,
                    "occasion": row.occasion,
                    "state": row.state,
                    "letters": row.letters,
                    "first_due_at": row.first_due_at,
                    "last_due_at": row.last_due_at,
                }
                for row in queue(connection)
            ],
            "in_doubt": len(letters_in_doubt(connection)),
            "pauses": [
                {
                    "scope": pause.scope,
                    "key": pause.key,
                    "reason": pause.reason,
                    "since": pause.since,
                    "until": pause.until,
                }
                for pause in standing_pauses(connection, now=desk.now)
            ],
            "relay_rests_until": rest.until if rest else None,
            "incoming": [
                {"kind": count.kind, "bounce": count.bounce, "messages": count.number, "unread": count.unread}
                for count in count_incoming(connection)
            ],
            "workers": [
                {"name": lease.name, "holder": lease.holder, "beat_at": lease.beat_at, "alive": lease.until > desk.now}
                for lease in standing_leases(connection)
            ],
            "occasions": _next_occasions(desk),
        }


def refusals_of(desk: Desk) -> list[str]:
    """What keeps every letter here although sending is live."""
    return list(live_refusals(desk.firm.settings)) if desk.firm.settings.delivery.live else []


def _next_occasions(desk: Desk) -> list[dict[str, Any]]:
    today = steps.today(desk.firm, now=desk.now)
    found = [
        {
            "campaign": content.campaign.key,
            "occasion": one.key,
            "starts_on": one.starts_on,
            "ends_on": one.ends_on,
            "day": one.day,
        }
        for content in desk.files.contents.values()
        if not content.campaign.when.is_personal
        for one in steps.occasions_of(desk.firm, desk.files, content, now=desk.now, ahead=SOON.days)
        if one.ends_on >= today and _concerns_somebody(desk, one)
    ]
    return sorted(found, key=lambda one: (one["day"] or one["starts_on"], one["campaign"]))


def _concerns_somebody(desk: Desk, occasion: Occasion) -> bool:
    """A campaign for every trade has an occasion on most days: those of trades that no client has are not shown."""
    if occasion.almanac is None or occasion.day is None:
        return True
    with desk.firm.store.read() as connection:
        kept = by_what_they_keep(connection)
    counts = clients_by_day(occasion.almanac, kept, year=occasion.day.year)
    return any(counts[holiday.key] for holiday in occasion.holidays)


def status_lines(found: dict[str, Any]) -> Iterator[str]:
    """The status for a person."""
    yield say("Sending is live.") if found["live"] else say("This is a rehearsal: letters become files.")
    for why in found["refused_because"]:
        yield say("Nothing leaves: {why}", why=why)
    for pause in found["pauses"]:
        yield _pause_line(pause)
    if found["relay_rests_until"]:
        yield say("The relay rests until {when:%H:%M} UTC.", when=found["relay_rests_until"])
    if found["in_doubt"]:
        yield say("In doubt: {n} letters. See: outreach resolve", n=found["in_doubt"])
    yield from _part(say("Letters"), map(_letters_line, found["queue"]), none=say("none"))
    yield from _part(say("Next occasions"), map(_occasion_line, found["occasions"]), none=say("none within a month"))
    yield from _part(say("Came back"), map(_incoming_line, found["incoming"]), none=say("nothing"))
    for worker in found["workers"]:
        alive = say("at work") if worker["alive"] else say("silent")
        when = f"{worker['beat_at']:%Y-%m-%d %H:%M} UTC"
        yield say(
            "{name}: {who}, {how}, last seen {when}", name=worker["name"], who=worker["holder"], how=alive, when=when
        )


def _part(title: str, lines: Iterable[str], *, none: str) -> Iterator[str]:
    yield ""
    yield title
    written = list(lines)
    yield from (f"  {line}" for line in written or [none])


def _pause_line(pause: dict[str, Any]) -> str:
    until = " " + say("(until {when:%Y-%m-%d %H:%M} UTC)", when=pause["until"]) if pause["until"] else ""
    return say("PAUSED {what}: {why}", what=pause_label(pause["scope"], pause["key"]), why=pause["reason"]) + until


def _letters_line(row: dict[str, Any]) -> str:
    due = f"{row['first_due_at']:%Y-%m-%d %H:%M} … {row['last_due_at']:%Y-%m-%d %H:%M} UTC"
    return f"{row['letters']:>6}  {state_label(row['state']):<28} {row['campaign']} {row['occasion']}  {due}"


def _occasion_line(one: dict[str, Any]) -> str:
    return f"{one['day'] or ' … '.join((str(one['starts_on']), str(one['ends_on'])))}  {one['campaign']}"


def _incoming_line(row: dict[str, Any]) -> str:
    kind = incoming_label(row["kind"]) if row["kind"] else say("set aside: could not be read")
    kind += f" ({bounce_label(row['bounce'])})" if row["bounce"] else ""
    unread = say("({n} unread)", n=row["unread"]) if row["unread"] else ""
    return f"{row['messages']:>6}  {kind} {unread}".rstrip()


def read_new(desk: Desk) -> None:
    """Reads the mailbox now."""
    steps.read_inbox(desk.firm, now=desk.now, by=desk.by)


def mark_replies_read(desk: Desk, numbers: Sequence[int]) -> int:
    """Marks replies as seen by a person; how many were not before."""
    with desk.firm.store.write() as connection:
        return sum(mark_read(connection, number, now=desk.now, by=desk.by) for number in numbers)


def incoming_rows(desk: Desk, *, kind: str | None) -> list[dict[str, Any]]:
    """The newest messages, as plain values."""
    with desk.firm.store.read() as connection:
        found = read_replies(connection, limit=200, kind=IncomingKind(kind) if kind else None)
    return [
        {
            "id": one.incoming_id,
            "at": f"{one.fetched_at:%Y-%m-%d %H:%M}",
            "kind": one.kind,
            "said": _said(one),
            "client": one.client_id or "",
            "excerpt": " ".join((one.excerpt or one.subject or "").split())[:60],
            "effect": one.effect or "",
            "brought_about": effect_label(one.effect) if one.effect else "",
            "unread": one.kind is IncomingKind.REPLY and one.read_at is None,
        }
        for one in found
    ]


def _said(one: Received) -> str:
    kind = incoming_label(one.kind) if one.kind else say("set aside")
    return f"{kind} ({bounce_label(one.bounce)})" if one.bounce else kind


def unit(folder: Path) -> str:
    """A systemd unit that starts the daemon, hands it its secrets and watches it."""
    import sys

    return f"""[Unit]
Description=outreach: letters to lapsed clients
After=network-online.target
Wants=network-online.target

[Service]
Type=notify
User={_owner(folder)}
ExecStart={Path(sys.argv[0]).resolve()} --config {folder}/config.toml --verbose daemon
WorkingDirectory={folder}
LoadCredential=token_key:{folder}/secrets/token_key
Restart=always
RestartSec=10
WatchdogSec=120
TimeoutStopSec=660
KillSignal=SIGTERM
UMask=0077
NoNewPrivileges=yes
ProtectSystem=strict
ReadWritePaths={folder}
ProtectHome=read-only
PrivateTmp=yes

[Install]
WantedBy=multi-user.target
"""


def _owner(folder: Path) -> str:
    """Whose folder it is: he may read its secrets, and the daemon needs to be nobody more."""
    try:
        return folder.owner()
    except KeyError:  # no account for this uid
        return str(folder.stat().st_uid)
