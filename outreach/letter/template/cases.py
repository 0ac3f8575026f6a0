"""Filters that decline the client's name in Russian letters: {{ client.addressed | dative }} is «Анне Петровне»."""

from collections.abc import Callable
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from outreach.names.declension import CASES, declined
from outreach.names.split import Parts

LANGUAGE = "ru"
DECLINED = frozenset({"client.addressed", "client.given_name", "client.patronymic", "client.family_name"})


def _in_case(case: str) -> Callable[..., str]:
    @pass_context
    def filtered(context: Context, value: str) -> str:
        """Empty, so that the letter waits, where the gender is not known or he is called by words of his own choice."""
        client = context["client"]
        if client.gender not in {"m", "f"}:
            return ""
        whole = Parts(given=client.given_name, patronymic=client.patronymic, family=client.family_name)
        changed = declined(whole, case, gender=client.gender)
        forms = {
            f"{whole.given} {whole.patronymic}": f"{changed.given} {changed.patronymic}",
            whole.given: changed.given,
            whole.patronymic: changed.patronymic,
            whole.family: changed.family,
        }
        return forms.get(value, "")

    return filtered


CASE_FILTERS: dict[str, Callable[..., Any]] = {case: _in_case(case) for case in CASES}
