"""Files as they come out of 1C, office programs, CRMs and mailing services: each is read as its .toml says."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from outreach.book.columns import said_pair
from outreach.book.day import DateOrder
from outreach.book.headings import Kind
from outreach.book.plan import ImportPlan, plan_import
from outreach.book.row import Checked, Reading, RowReader
from outreach.book.unsubscribed import NoStop, StopReader
from outreach.errors import FilesAreWrong
from tests.book.zoo.build import build

ZOO = Path(__file__).parent / "zoo"
ANIMALS = sorted(ZOO.glob("*.toml"))


def reading_of(animal: dict[str, Any], folder: Path) -> dict[str, Any]:
    """How the file is read, in the words of the animal's `[expected]`."""
    spec, said = animal["file"], animal.get("said", {})
    path = folder / f"list.{spec.get('suffix', 'csv')}"  # the suffix must not matter
    build(spec, path)
    pairs = [said_pair(text) for text in said.get("column", [])]
    try:
        plan = plan_import(path, sheet=said.get("sheet", ""), key=said.get("key", ""), said=pairs)
    except FilesAreWrong as wrong:
        (problem,) = wrong.problems
        return {"problem": problem.rule, "line": problem.place.line}
    rows, refused = _read(plan)
    found = {
        "form": str(plan.table.form),
        "kind": str(plan.mapping.kind),
        "columns": [f"{heading}={column}" for heading, column in plan.mapping.named],
        "rows": rows,
        "refused": refused,
        "totals": plan.table.totals,
        "notes": list(plan.table.notes),
    }
    more = {"sheet": plan.table.sheet if len(plan.table.sheets) > 1 else "", "service": str(plan.mapping.service)}
    return found | {key: value for key, value in more.items() if value}


def _read(plan: ImportPlan) -> tuple[list[str], dict[str, str]]:
    rows: list[str] = []
    refused: dict[str, str] = {}
    if plan.mapping.kind is Kind.UNSUBSCRIBED:
        stops = StopReader(plan.mapping, plan.headings)
        for row in plan.rows():
            found = stops.read(row)
            if not isinstance(found, NoStop):
                rows += [f"{row.line}: {stop.address.key} {stop.reason}" for stop in found]
            elif found.reason:
                refused[str(row.line)] = found.reason
        return rows, refused
    reading = Reading(today=date(2025, 10, 1), currency="UAH", order=plan.order or DateOrder.DMY)
    reader = RowReader(plan.mapping, plan.headings, reading=reading)
    for row in plan.rows():
        one = reader.read(row)
        if isinstance(one, Checked):
            emails = ",".join(address.email for address in one.who.addresses)
            told = (one.who.code or "", emails, one.who.name, one.who.company)
            values = ("" if value is None else str(value) for value in one.values)
            rows.append(f"{row.line}: {'/'.join(filter(None, told))} | {' | '.join(values)}")
        else:
            refused[str(row.line)] = one.reason
    return rows, refused


@pytest.mark.parametrize("path", ANIMALS, ids=[path.stem for path in ANIMALS])
def test_each_animal_is_read_as_it_stands(path: Path, tmp_path: Path) -> None:
    animal = tomllib.loads(path.read_text(encoding="utf-8"))
    assert reading_of(animal, tmp_path) == animal["expected"]


def test_the_zoo_is_large_and_has_every_kind_of_file() -> None:
    forms = {tomllib.loads(path.read_text(encoding="utf-8"))["file"]["form"] for path in ANIMALS}
    assert len(ANIMALS) >= 50
    assert forms == {"text", "html", "jsonl", "xlsx", "xls", "ods"}
