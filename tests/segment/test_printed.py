"""The page of fields is printed from the table and explains itself."""

from outreach.segment.field import FIELDS, FUNCTIONS
from outreach.segment.parse import parse
from outreach.segment.printed import fields_markdown
from outreach.segment.syntax import Comparison
from outreach.segment.who import WhoFile


def test_every_field_and_function_is_on_the_page() -> None:
    page = fields_markdown()
    for name in (*FIELDS, *FUNCTIONS):
        assert f"| `{name}" in page
    assert "| `tier` | gold, silver, copper |" in page


def test_every_meaning_is_one_sentence() -> None:
    for meaning in [known.meaning for known in FIELDS.values()] + [known.meaning for known in FUNCTIONS.values()]:
        assert meaning[0].isupper()
        assert meaning.endswith(".")


def test_every_example_can_be_parsed() -> None:
    for name, function in FUNCTIONS.items():
        parsed = parse(function.example)
        assert isinstance(parsed, Comparison)
        assert (parsed.term.name, parsed.term.called) == (name, True)


def test_no_field_is_named_as_another_key_of_the_table() -> None:
    assert not set(FIELDS) & set(WhoFile.model_fields)
