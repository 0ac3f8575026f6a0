"""The report as one HTML file that needs nothing else: opened from a mail, printed, read on a telephone."""

from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from outreach.locale import say, say_n, spoken
from outreach.outcome import figures, labels
from outreach.outcome.chart import Bar, Chart, Rate, lying, upright, whiskers
from outreach.outcome.effect import Effect
from outreach.outcome.proportion import Share, wilson
from outreach.outcome.quarter import Flow, Quarter, parse_quarter
from outreach.outcome.report import Report


def page(report: Report) -> str:
    """HTML 5 in the language in force; every word and figure of the report's is escaped."""
    money = partial(figures.money, currency=report.currency)
    return (
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            language=spoken(),
            lead=lead(report),
            money=money,
            quarters_chart=quarters_chart(report),
            tiers_chart=tiers_chart(report),
            reasons_chart=reasons_chart(report),
            campaigns_chart=campaigns_chart(report),
        )
    )


def lead(report: Report) -> str:
    """The quarter in two or three sentences."""
    total = report.dynamics.total
    lost = say_n("{n} client was newly lost", "{n} clients were newly lost", total.newly_lost)
    back = say_n("{n} client came back", "{n} clients came back", total.returned)
    worth = say(
        "The lost ones brought {lost} in their last year, the returned ones {returned}.",
        lost=figures.money(total.value_lost, report.currency),
        returned=figures.money(total.value_returned, report.currency),
    )
    first = say("{lost}, {returned}.", lost=lost, returned=back)
    return f"{first} {worth}" if total.newly_lost or total.returned else first


def quarters_chart(report: Report) -> Chart:
    """Lost and returned, a pair of bars a quarter."""
    groups = [
        (
            _under_bar(parse_quarter(flow.key), first=at == 0),
            (
                Bar(value=flow.newly_lost, shown=figures.number(flow.newly_lost), look="lost"),
                Bar(value=flow.returned, shown=figures.number(flow.returned), look="back"),
            ),
        )
        for at, flow in enumerate(report.series)
    ]
    tells = "; ".join(
        say(
            "{quarter}: {lost} lost, {returned} returned",
            quarter=labels.quarter_label(parse_quarter(flow.key)),
            lost=bars[0].shown,
            returned=bars[1].shown,
        )
        for flow, (_, bars) in zip(report.series, groups, strict=True)
    )
    return upright(say("Newly lost and returned clients by quarter"), tells, groups)


def tiers_chart(report: Report) -> Chart:
    """The value of the newly lost by tier."""
    rows = [(labels.tier_label(flow.key), (_money_bar(flow, report.currency),)) for flow in report.dynamics.by_tier]
    tells = "; ".join(f"{label}: {bars[0].shown}" for label, bars in rows)
    return lying(say("Yearly value of the newly lost by tier"), tells, rows)


def reasons_chart(report: Report) -> Chart:
    """The firm's causes beside the benchmark's."""
    rows = [
        (
            labels.bucket_label(cause.bucket),
            (
                Bar(value=cause.found.rate, shown=figures.share(cause.found.rate), look="ours"),
                Bar(value=cause.benchmark or 0, shown=figures.share(cause.benchmark or 0), look="bench"),
            )[: 1 if cause.benchmark is None else 2],
        )
        for cause in report.dynamics.why.causes
    ]
    tells = "; ".join(
        say("{cause}: here {ours}, in the books {books}", cause=label, ours=bars[0].shown, books=bars[-1].shown)
        for label, bars in rows
    )
    return lying(say("Why they left, beside the benchmark"), tells, rows)


def campaigns_chart(report: Report) -> Chart | None:
    """The two rates of each campaign that allows a comparison; None if none does."""
    compared = [effect for effect in report.campaigns if effect.difference is not None]
    if not compared:
        return None
    rows = [(effect.title, (_rate(effect.letters, "back"), _rate(effect.held_out, "ours"))) for effect in compared]
    return whiskers(
        say("Who ordered again, with a letter and without"),
        "; ".join(_told(effect) for effect in compared),
        rows,
        percent=figures.fine_share,
    )


def _under_bar(quarter: Quarter, *, first: bool) -> tuple[str, str]:
    return say("Q{number}", number=quarter.number), str(quarter.year) if first or quarter.number == 1 else ""


def _told(effect: Effect) -> str:
    return say(
        "{campaign}: {letters} with a letter, {control} without",
        campaign=effect.title,
        letters=figures.of(effect.letters),
        control=figures.of(effect.held_out),
    )


def _rate(found: Share, look: str) -> Rate:
    interval = wilson(found)
    return Rate(low=interval.low, rate=found.rate, high=interval.high, shown=figures.fine_share(found.rate), look=look)


def _money_bar(flow: Flow, currency: str) -> Bar:
    return Bar(value=max(flow.value_lost, 0), shown=figures.short_money(flow.value_lost, currency), look=flow.key)


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        say=say,
        say_n=say_n,
        number=figures.number,
        share=figures.share,
        fine_share=figures.fine_share,
        of=figures.of,
        points=figures.points,
        point=figures.point,
        day=figures.day,
        short_day=figures.short_day,
        quarter_label=labels.quarter_label,
        parse_quarter=parse_quarter,
        tier_label=labels.tier_label,
        reason_label=labels.reason_label,
        bucket_label=labels.bucket_label,
        finding_label=labels.finding_label,
        kind_label=labels.kind_label,
        choice_label=labels.choice_label,
        because_label=labels.because_label,
    )
    return environment
