"""No setting does nothing: each has a test that sees it change what happens."""

import ast
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import get_args, get_origin

import pytest

from outreach.settings import Section, Settings

TESTS = Path(__file__).parents[1]
HERE = "ground/test_settings_at_work.py::"
SAYS = HERE + "test_what_the_firm_says_of_itself_stands_in_the_letter"
SENDS = "delivery/test_send.py::"
HELD_BACK = "delivery/test_held_back.py::"
RULE = "lapse/test_rule.py::test_every_setting_of_the_rule_changes_what_it_says"
SIGNS = "campaign/test_decide.py::test_who_signs"
LAW = HERE + "test_each_part_of_the_law_is_asked_for"
ROAD = HERE + "test_a_rehearsal_drops_files_and_a_live_firm_asks_its_relay"
SHOWN = "lapse/test_signs.py::"
KIND = "lapse/test_measure.py::test_a_kind_has_measures_of_lapse_of_its_own"
KIND_SIGNS = "lapse/test_measure.py::test_a_kind_has_measures_of_signs_of_its_own"
FITS = "lapse/test_measure.py::test_the_first_kind_that_fits_holds"
COSTS = "cli/test_lapsed.py::test_costs_are_what_the_firm_says"
TIERS = "lapse/test_tier.py::test_the_shares_are_settings"
CRM = "book/test_source.py::"
KINDS = CRM + "test_every_kind_of_row_has_a_select"
ROW = HERE + "test_what_a_row_does_not_say_the_firm_says_for_it"
DAYS = HERE + "test_the_hours_and_days_of_the_firm"
FORMS = "names/test_forms.py::test_the_firm_chooses_how_its_letters_address"
LISTENS = HERE + "test_the_pages_listen_where_they_are_told"

PROVED = {
    "language": HERE + "test_screens_speak_the_language_that_is_set",
    "time_zone": HERE + "test_the_firms_own_day_is_that_of_its_zone",
    "database": HERE + "test_the_database_lies_beside_the_settings_or_where_they_say",
    "company.name": SAYS,
    "company.city": SAYS,
    "company.address": SAYS,
    "company.hours": SAYS,
    "company.site": SAYS,
    "company.phones": SAYS,
    "senders.*.name": SAYS,
    "senders.*.post": SAYS,
    "senders.*.email": SAYS,
    "senders.*.phones": SAYS,
    "senders.*.role": SIGNS,
    "senders.*.replaced_by": SIGNS,
    "law.basis": "policy/test_standing.py::test_without_a_ground_of_his_own_the_firms_decides",
    "law.decided_by": LAW,
    "law.date": LAW,
    "book.fresh_days": HELD_BACK + "test_win_back_letters_wait_for_a_fresh_book",
    "book.currency": ROW,
    "book.country": ROW,
    "book.language": ROW,
    "book.merge": "book/test_importing_clients.py::test_each_column_is_merged_by_its_rule",
    "book.incoming": "book/test_source_folder.py::test_without_the_folder_or_without_the_setting_nothing_is_looked_for",
    "sources.*.url": CRM + "test_clients_and_orders_come_from_its_selects",
    "sources.*.every_minutes": CRM + "test_it_is_due_when_its_minutes_are_over",
    "sources.*.since": CRM + "test_a_mark_must_be_among_the_columns",
    "sources.*.since_start": CRM + "test_a_column_of_numbers_may_tell_what_is_new",
    "sources.*.clients": KINDS,
    "sources.*.orders": KINDS,
    "sources.*.inquiries": KINDS,
    "sources.*.problem_orders": KINDS,
    "sources.*.contacts": KINDS,
    "sources.*.reasons": KINDS,
    "sources.*.facts": KINDS,
    "sources.*.people": KINDS,
    "sources.*.contact_plan": KINDS,
    "lapse.multiplier": RULE,
    "lapse.floor_days": RULE,
    "lapse.cap_days": RULE,
    "lapse.no_history_days": RULE,
    "lapse.fixed_days": RULE,
    "lapse.at_risk_multiplier": RULE,
    "lapse.at_risk_floor_days": RULE,
    "lapse.basis": "lapse/test_refresh.py::test_the_basis_is_a_setting",
    "lapse.gold_share": TIERS,
    "lapse.silver_share": TIERS,
    "lapse.season_slack_days": "lapse/test_season.py::test_a_once_a_year_buyer_is_lost_only_when_his_season_has_passed",
    "signs.inquiries": SHOWN + "test_inquiries_in_a_row_without_an_order_are_a_sign_from_the_third_on",
    "signs.no_answers": SHOWN + "test_calls_that_he_does_not_answer_are_a_sign_unless_he_comes_by_himself",
    "signs.volume_share": SHOWN + "test_buying_far_less_is_a_sign_for_who_bought_often",
    "signs.volume_orders": SHOWN + "test_buying_far_less_is_a_sign_for_who_bought_often",
    "signs.owe_days": SHOWN + "test_an_inquiry_that_we_left_unanswered_is_our_fault_after_a_few_days",
    "kinds.*.industry": FITS,
    "kinds.*.territory": FITS,
    "kinds.*.country": KIND_SIGNS,
    "kinds.*.multiplier": KIND,
    "kinds.*.floor_days": KIND,
    "kinds.*.cap_days": KIND,
    "kinds.*.no_history_days": KIND,
    "kinds.*.fixed_days": KIND,
    "kinds.*.inquiries": KIND_SIGNS,
    "kinds.*.no_answers": KIND_SIGNS,
    "kinds.*.volume_share": KIND_SIGNS,
    "costs.letter": COSTS,
    "costs.call": COSTS,
    "costs.offer": COSTS,
    "costs.new_client": COSTS,
    "costs.alarm_share": "cli/test_lapsed.py::test_one_client_who_brings_much_is_an_alarm_past_a_share",
    "care.newsletter_months": "policy/test_standing.py::test_a_firm_may_wait_longer_but_never_shorter",
    "care.hours": DAYS,
    "care.days": DAYS,
    "care.min_personal_facts": "campaign/test_decide.py::test_a_greeting_needs_something_only_he_would_know",
    "care.leap_day": HERE + "test_who_is_born_on_the_29th_of_february",
    "care.never_countries": "campaign/test_decide.py::test_nobody_in_a_closed_country_is_written_to",
    "care.approval_months": "outbox/test_approval.py::test_an_approval_lasts_as_many_months_as_the_firm_says",
    "care.audience_jump": "outbox/test_approval.py::test_an_audience_that_jumps_waits_for_another_word",
    "letters.address_ru": FORMS,
    "letters.address_uk": FORMS,
    "letters.domain": SAYS,
    "letters.bounce_address": SAYS,
    "letters.unsubscribe_address": SAYS,
    "letters.max_kilobytes": HERE + "test_a_letter_larger_than_allowed_waits",
    "delivery.live": ROAD,
    "delivery.drop": HERE + "test_the_drop_folder_is_where_the_letters_lie",
    "delivery.host": ROAD,
    "delivery.port": ROAD,
    "delivery.security": ROAD,
    "delivery.username": ROAD,
    "delivery.connections": HERE + "test_so_many_connections_at_once",
    "delivery.per_hour": HELD_BACK + "test_a_limit_is_counted_in_the_store",
    "delivery.per_day": HELD_BACK + "test_a_limit_is_counted_in_the_store",
    "delivery.retry_minutes": SENDS + "test_the_last_pause_repeats_until_the_occasion_has_passed",
    "delivery.lease_minutes": HERE + "test_a_claim_is_held_so_many_minutes",
    "web.url": SAYS,
    "web.bind": LISTENS,
    "web.port": LISTENS,
    "inbox.maildir": HERE + "test_an_inbox_that_nobody_reads_holds_sending",
    "inbox.unseen_hours": HERE + "test_an_inbox_that_nobody_reads_holds_sending",
    "outcome.window_days": "outcome/test_returns.py::test_orders_of_the_very_day_or_after_the_window_are_no_return",
    "daemon.tick_seconds": "daemon/test_processes.py::test_the_next_look_is_after_as_many_seconds_as_the_firm_says",
    "daemon.plan_days_ahead": HERE + "test_occasions_are_planned_so_many_days_ahead",
    "facts.*.frame": "cli/test_facts.py::test_a_fact_is_shown_in_the_sentence_it_completes",
    "facts.*.example": "cli/test_facts.py::test_whoever_needs_a_fact_is_shown_an_example",
    "facts.*.personal": "campaign/test_decide.py::test_a_greeting_needs_something_only_he_would_know",
}


def keys(model: type[Section], before: str = "") -> Iterator[str]:
    """Every key of config.toml; what stands for a name of the user's own is a star."""
    for name, field in model.model_fields.items():
        kind, inner = field.annotation, get_args(field.annotation)[-1:]
        if isinstance(kind, type) and issubclass(kind, Section):
            yield from keys(kind, f"{before}{name}.")
        elif get_origin(kind) is dict and isinstance(inner[0], type) and issubclass(inner[0], Section):
            yield from keys(inner[0], f"{before}{name}.*.")
        else:
            yield before + name


@lru_cache
def functions_of(file: str) -> frozenset[str]:
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_every_setting_is_in_the_table() -> None:
    assert sorted(PROVED) == sorted(keys(Settings))


@pytest.mark.parametrize("key", PROVED)
def test_its_test_is_there(key: str) -> None:
    file, _, test = PROVED[key].partition("::")
    assert test in functions_of(file)
