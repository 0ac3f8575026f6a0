"""The screen of `outreach report`."""

from tests.cli.shop import Shop


def test_a_quarter_on_one_screen(shop: Shop) -> None:
    said = shop.run("report", "--quarter", "2025Q3")
    assert said.code == 0
    assert said.out.startswith("Q3 2025 · Ottisk Press\n4 clients were newly lost, 0 clients came back.")
    assert "Why they left (1 of 4 asked)" in said.out
    assert "requests left unanswered 1" in said.out
    assert "68%" in said.out
    assert "outreach report --html report-2025Q3.html" in said.err


def test_the_present_quarter_is_shown_as_far_as_it_has_gone(shop: Shop) -> None:
    assert "(up to Nov 1, 2025)" in shop.run("report").out


def test_a_report_fits_a_narrow_terminal(shop: Shop) -> None:
    lines = shop.run("report", width=80).out.splitlines()
    assert max(len(line) for line in lines if not line.endswith(".")) <= 80


def test_the_report_as_json_and_as_a_page(shop: Shop) -> None:
    found = shop.run("report", "--json", "--html", "report.html")
    assert found.json["quarter"] == "2025Q4"
    assert "<!doctype html>" in (shop.folder / "report.html").read_text(encoding="utf-8").lower()
    assert "Written: report.html" in found.err
    assert shop.run("report", "--html", "report.html").out == ""


def test_a_quarter_that_is_none_or_has_not_begun_is_refused(shop: Shop) -> None:
    assert shop.run("report", "--quarter", "2025").code == 2
    assert shop.run("report", "--quarter", "2026Q3").code == 2


def test_a_campaign_whose_windows_are_open_has_no_verdict_yet(shop: Shop) -> None:
    shop.run("import", "orders.csv")
    for command in (["plan", "quarterly-improvements", "--write"], ["tick"]):
        shop.run(*command)
    said = shop.run("report", width=140)
    assert said.code == 0
