"""`outreach lapsed`: who is lost and who is at risk, in pictures and one by one."""

from collections.abc import Sequence
from dataclasses import asdict

import click

from outreach import steps
from outreach.book.records.listing import Listed, listed
from outreach.cli.desk import open_desk
from outreach.cli.screen import as_json, next_step, out, table, tell
from outreach.lapse.sign import Sign, named
from outreach.lapse.summary import Group, Lapsed
from outreach.lapse.summary import lapsed as summarised
from outreach.locale import say, say_n
from outreach.outcome.figures import money, share, short_day
from outreach.outcome.labels import reason_label, stage_label, tier_label
from outreach.store.words import Stage

json_option = click.option("--json", "json_", is_flag=True, help="Print JSON.")


@click.command()
@click.option("--new", "days", type=click.IntRange(min=1), metavar="DAYS", help="Who was lost in the last DAYS days.")
@click.option("--first", default=10, show_default=True, type=click.IntRange(min=0), help="So many clients by name.")
@click.option("--card", "who", metavar="WHO", help="Four questions before winning this client back.")
@click.option("--backtest", "tries", is_flag=True, help="What each rule would have said of your own past.")
@json_option
def lapsed(days: int | None, first: int, who: str | None, tries: bool, json_: bool) -> None:
    """Who is lost and who is at risk: by tier, sign and reason, and the greatest losses."""
    desk = open_desk()
    steps.refresh_facts(desk.firm, now=desk.now)
    if who is not None or tries:
        from outreach.cli.lapse_lines import show_backtest, show_card

        show_backtest(desk, json_=json_) if tries else show_card(desk, who or "", json_=json_)
        return
    with desk.firm.store.read() as connection:
        found = summarised(
            connection,
            today=steps.today(desk.firm, now=desk.now),
            days=days or 30,
            first=first,
            new_only=days is not None,
        )
        lines = listed(connection, [one.client_id for one in found.first])
    if json_:
        as_json(asdict(found))
        return
    if not found.clients:
        tell(say("Nothing is known yet: import clients and their orders first."))
        next_step("outreach import clients.csv", "outreach import orders.csv")
        return
    currency = desk.firm.settings.book.currency
    if days is None:
        _show_lapsed(found, currency=currency, alarm=desk.firm.settings.costs.alarm_share)
    else:
        _show_new(found, currency=currency)
    _show_greatest(found, lines, currency=currency)
    next_step("outreach lapsed --new 30", "outreach segment \"lost and tier = 'gold'\"", "outreach plan")


def _show_lapsed(found: Lapsed, *, currency: str, alarm: float) -> None:
    of = share(found.lost.clients / found.clients) if found.clients else ""
    out(
        say_n(
            "{n} client is lost, {share} of {all}; it brought {sum} in its last year.",
            "{n} clients are lost, {share} of {all}; they brought {sum} in their last year.",
            found.lost.clients,
            share=of,
            all=found.clients,
            sum=money(found.lost.value, currency),
        ),
        style="bold",
    )
    out(
        say_n(
            "{n} is at risk, worth {sum} a year; lost in the last {days} days: {new}.",
            "{n} are at risk, worth {sum} a year; lost in the last {days} days: {new}.",
            found.at_risk.clients,
            sum=money(found.at_risk.value, currency),
            days=found.newly_lost_days,
            new=found.newly_lost.clients,
        )
    )
    tiers = [(tier_label(group.key), group) for group in found.by_tier]
    _show_groups(say("tier"), tiers, currency=currency, whole=True)
    _show_stages(found, currency=currency)
    _show_groups(say("sign"), [(named(Sign(group.key)), group) for group in found.by_sign], currency=currency)
    _show_groups(
        say("why they left"), [(reason_label(group.key), group) for group in found.by_reason], currency=currency
    )
    _show_shares(found, alarm=alarm)


def _show_stages(found: Lapsed, *, currency: str) -> None:
    stages = [(stage_label(group.key), group) for group in found.by_stage if group.clients or group.key != Stage.CLOSED]
    _show_groups(say("stage"), stages, currency=currency, whole=True)
    if found.after_first.clients:
        out(
            say_n(
                "{n} of the lost left after the first order, worth {sum} a year.",
                "{n} of the lost left after their first order, worth {sum} a year.",
                found.after_first.clients,
                sum=money(found.after_first.value, currency),
            )
        )


def _show_shares(found: Lapsed, *, alarm: float) -> None:
    out()
    rows = [(tier_label(one.tier), one.clients, share(one.share_of_clients), share(one.share_of_revenue))
            for one in found.tiers]  # fmt: skip
    headings = (say("all clients by tier"), say("clients"), say("of the clients"), say("of the revenue"))
    table(rows, headings=headings, right=(1, 2, 3))
    if found.concentration.revenue_year:
        greatest, ten = share(found.concentration.greatest), share(found.concentration.ten_greatest)
        out(say("The greatest client brought {greatest} of the last year's revenue, the ten greatest {ten}.",
                greatest=greatest, ten=ten))  # fmt: skip
        if found.concentration.greatest > alarm:
            tell(say("Much hangs on one client: more than {share} of the revenue.", share=share(alarm)), style="yellow")


def _show_new(found: Lapsed, *, currency: str) -> None:
    out(
        say_n(
            "{n} client was lost in the last {days} days, worth {sum} a year.",
            "{n} clients were lost in the last {days} days, worth {sum} a year.",
            found.newly_lost.clients,
            days=found.newly_lost_days,
            sum=money(found.newly_lost.value, currency),
        ),
        style="bold",
    )


def _show_groups(title: str, groups: Sequence[tuple[str, Group]], *, currency: str, whole: bool = False) -> None:
    """A line a group; of a `whole` those too in which there is nobody."""
    out()
    most = max((group.clients for _, group in groups), default=0)
    rows = [
        (word, group.clients, money(group.value, currency), _bar(group.clients, most))
        for word, group in groups
        if group.clients or whole
    ]
    table(rows, headings=(title, say("clients"), say("worth a year"), ""), right=(1, 2))


def _bar(number: int, most: int) -> str:
    return "▇" * max(round(number / most * 20), 1) if number else ""


def _show_greatest(found: Lapsed, lines: Sequence[Listed], *, currency: str) -> None:
    if not found.first:
        return
    names = {one.id: one.name or one.company or one.code for one in lines}
    out()
    rows = [
        (
            one.client_id,
            names[one.client_id],
            tier_label(one.tier),
            short_day(one.last_order_on) if one.last_order_on else "",
            short_day(one.lost_on),
            money(one.value, currency),
            reason_label(one.reason),
        )
        for one in found.first
    ]
    headings = (
        "№", say("client"), say("tier"), say("last order"), say("lost since"), say("worth a year"), say("reason"),
    )  # fmt: skip
    table(rows, headings=headings, right=(0, 5))


COMMANDS = {"lapsed": lapsed}
