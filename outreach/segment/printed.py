"""The where-language as a page for docs/segments.md, printed from the table of fields so that it cannot drift."""

from outreach.segment.field import FIELDS, FUNCTIONS, Function, Kind

_COMPARED = {
    Kind.TEXT: "`=` `!=` `in` `like` `is null`",
    Kind.WORD: "`=` `!=` `in` `is null`",
    Kind.INT: "`=` `!=` `<` `<=` `>` `>=` `in` `between` `is null`",
    Kind.MONEY: "the same, in major units: `revenue > 1000` means 1000.00",
    Kind.SHARE: "the same, in per cent: `score > 70`",
    Kind.DATE: "the same, written `2025-01-31`",
    Kind.BOOL: "its name alone, or after `not`; `= true`, `= false`",
}

_RULES = """\
A condition joins comparisons by `and`, `or` and `not`, with brackets where needed; `not` binds closest, then `and`.
Texts stand in quotes, `'Kyiv'` or `"Kyiv"`, a quote inside is doubled; capitals count. In `like` they do not, in no
alphabet: `%` stands for any characters, `_` for one, `\\%` and `\\_` for themselves. `between 1 and 5` holds for 1 and
for 5.

A date is `2025-01-31` or `today`, and days, weeks, months or years may be added or taken:
`last_order < today - 6 months`, `next_contact between today and today + 14`. A window counts today as its last day:
`orders(30)` are those of today and the 29 days before. Where there is nothing in a window it is 0, never unknown.

`in segment 'lost-gold'` holds for who is in the segment that is saved as `segments/lost-gold.toml`;
`not in segment 'lost-gold'` leaves them out. Behind the condition an order and a limit may stand:
`lost order by spent(365) desc limit 100`. The order is by a number, sum or date; who has none comes last, equal ones
follow one another by their numbers. A limit needs an order. A campaign's `[who]` and a saved segment say the same by
the keys `segment`, `exclude`, `order_by` and `limit`.

What is not known of a client equals nothing, and is neither less nor more than anything: such a comparison is false.
A negation is true exactly where the comparison is not, so `city != 'Kyiv'`, `not (city = 'Kyiv')` and
`city not in ('Kyiv')` all take in clients whose town is unknown; add `and city is not null` to leave them out.
`days_since` of a day that never came is more than any number: `days_since(last_letter) > 60` takes in those who never
had a letter, `days_since(last_letter) < 60` does not.
"""


def fields_markdown() -> str:
    """The rules, every field and every function, as Markdown."""
    return "\n".join((_RULES, *_kinds(), "", *_fields(), "", *_functions(), ""))


def _kinds() -> list[str]:
    rows = [f"| {kind.value} | {compared} |" for kind, compared in _COMPARED.items()]
    return ["## How each kind is compared", "", "| kind | compared with |", "| --- | --- |", *rows]


def _fields() -> list[str]:
    rows = [
        f"| `{field.name}` | {', '.join(field.words) or field.kind.value} | {field.meaning} |"
        for field in FIELDS.values()
    ]
    return ["## Fields", "", "| field | kind | meaning |", "| --- | --- | --- |", *rows]


def _functions() -> list[str]:
    rows = [
        f"| {_forms(known)} | {known.kind.value} | {known.meaning} | `{known.example}` |"
        for known in FUNCTIONS.values()
    ]
    return ["## Functions", "", "| function | kind | meaning | example |", "| --- | --- | --- | --- |", *rows]


def _forms(function: Function) -> str:
    return "<br>".join(f"`{function.name}({', '.join(form)})`" for form in function.forms)
