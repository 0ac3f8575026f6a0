"""What a writer does where the files no longer fit the decision."""

import datetime as dt
from types import SimpleNamespace
from typing import Any, cast

from outreach.almanac.holiday import Holiday, Words
from outreach.campaign.occasion import Occasion
from outreach.letter.draft import Held
from outreach.letter.page import DayPage
from outreach.letter.writer import Writer
from outreach.store.words import Because

DAY = dt.date(2026, 6, 19)


NAMED = SimpleNamespace(when=SimpleNamespace(is_personal=False))


def a_writer(*holidays: Holiday) -> Writer:
    occasion = Occasion(
        key="2026-06-19", theme="medic", starts_on=DAY, ends_on=DAY, day=DAY, holidays=holidays, kin=holidays
    )
    nothing = cast("Any", None)
    return Writer(
        campaign=cast("Any", NAMED),
        folder=nothing,
        settings=nothing,
        templates={},
        occasions={"o": occasion},
        keys=nothing,
    )


def wanted(country: str) -> Any:
    client = SimpleNamespace(_mapping={"country": country})
    return SimpleNamespace(language="pl", occasion="o", client=client, send_on=DAY - dt.timedelta(days=1))


def test_a_language_that_is_gone_holds_the_letter() -> None:
    held = a_writer().write(wanted("UA"), letter_id=1)
    assert held == Held(because=Because.LANGUAGE_UNKNOWN, detail="pl")


def test_a_day_that_his_country_does_not_keep_has_no_name() -> None:
    words = Words(ru="", uk="", en="")
    kept = Holiday(key="medic.ua", rule="06-19", names=words, greetings=words, countries=("UA",))
    assert a_writer(kept)._day(wanted("PL")) == DayPage(on=DAY, days_before=1)
