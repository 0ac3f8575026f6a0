"""What the files say together: mistakes that show only when they are seen side by side."""

from pathlib import Path

import pytest

from outreach.letter.content import read_files
from outreach.problems import Severity
from outreach.store.engine import Store
from tests.shop import NEWSLETTER, Shop, open_shop

LAW = '[law]\nbasis = "contract"\ndecided_by = "Daryna Levytska"\ndate = 2025-09-01\n\n'


@pytest.fixture
def shop(tmp_path: Path, sqlite_store: Store) -> Shop:
    return open_shop(tmp_path / "firm", sqlite_store, news=NEWSLETTER)


def warned(shop: Shop) -> list[str]:
    files = read_files(shop.folder, settings=shop.firm.settings)
    assert files.contents, "letters can still be planned and looked at"
    found = [problem for problem in files.problems if problem.rule == "L027"]
    assert all(problem.severity is Severity.WARNING and problem.place.line for problem in found)
    return [problem.text for problem in found]


def test_going_live_without_a_ground_in_law_is_found_at_the_desk(shop: Shop) -> None:
    shop.configure("[letters]", "[delivery]\nlive = true\n\n[letters]")
    assert [text.split()[1] for text in warned(shop)] == ["basis", "decided_by", "date"]


def test_a_firm_that_has_decided_hears_nothing(shop: Shop) -> None:
    assert warned(shop) == []
    shop.configure("[letters]", f"{LAW}[delivery]\nlive = true\n\n[letters]")
    assert warned(shop) == []


def test_a_signature_that_lacks_parts_is_found_at_the_desk(shop: Shop) -> None:
    shop.configure('phones = ["+999 0000100"]', "")
    shop.configure('city = "Kyiv"', "")
    files = read_files(shop.folder, settings=shop.firm.settings)
    found = [problem for problem in files.problems if problem.rule == "L026"]
    assert found
    assert all(problem.severity is Severity.WARNING for problem in found)
    assert all("company.city, company.phones" in problem.text for problem in found)
