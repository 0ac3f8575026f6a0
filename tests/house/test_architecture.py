"""The architecture page explains the house in two screens and agrees with the code."""

import re
import tomllib

from outreach.store.tables import metadata
from tests.house.sources import PACKAGE, ROOT

PAGE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
TWO_SCREENS = 120  # lines, the drawing of the states among them
WIDTH = 120
GROUND = "names : almanac"


def layers() -> list[str]:
    """From the first room to the shells, as import-linter is told; the ground, which has no order, is left out."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (line,) = [contract["layers"] for contract in contracts if contract["type"] == "layers"]
    return [layer for layer in reversed(line) if not layer.startswith(GROUND)]


def rooms_told() -> list[str]:
    told = PAGE.partition("## The rooms")[2].partition("\n## ")[0]
    return re.findall(r"\*\*(\w+)\*\*", told)


def test_it_is_read_in_two_screens() -> None:
    assert PAGE.count("\n") <= TWO_SCREENS
    assert [line for line in PAGE.splitlines() if len(line) > WIDTH] == []


def test_every_room_is_told_in_the_order_in_which_it_may_import() -> None:
    order = [layer for layer in layers() if ":" not in layer]
    told = [room for room in rooms_told() if room in order]
    shells = order[order.index("steps") + 1 :]
    assert told[: -len(shells)] == order[: -len(shells)]
    assert set(told) == set(order)


def test_whatever_stands_in_the_package_is_told() -> None:
    there = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert there - {"__init__", "__pycache__"} == set(rooms_told())


def test_every_file_it_names_is_there() -> None:
    named = set(re.findall(r"`([a-z_]+(?:/[a-z_]+)*(?:/|/[a-z_]+\.(?:py|csv|html)))`", PAGE))
    assert len(named) > 25
    assert {name for name in named if not (PACKAGE / name).exists() and not (ROOT / name).exists()} == set()
    linked = re.findall(r"\]\(([^)]+)\)", PAGE)
    assert [link for link in linked if not (ROOT / "docs" / link).exists()] == []


def test_an_owner_of_tables_is_a_room_it_tells_of() -> None:
    assert {table.info["owner"] for table in metadata.tables.values()} <= set(rooms_told())
