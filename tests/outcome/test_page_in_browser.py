"""The report in a real browser: readable by everybody, at every width, in light and dark."""

from pathlib import Path

import pytest

from outreach.outcome.page import page
from outreach.store.engine import Store
from tests.outcome.test_report import _report, told  # noqa: F401 a fixture
from tests.system.browser import CHROMIUM
from tests.system.servers import needs

pytestmark = pytest.mark.system


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_everybody_can_read_the_report(told: Store, tmp_path: Path, scheme: str, width: int) -> None:  # noqa: F811
    needs(CHROMIUM)
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    file = tmp_path / "report.html"
    file.write_text(page(_report(told)), encoding="utf-8")
    asked: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            bypass_csp=True,
        )
        opened = context.new_page()
        opened.on("request", lambda request: asked.append(request.url))
        opened.goto(file.as_uri())
        violations = Axe().run(opened).response["violations"]
        wide = opened.evaluate("document.documentElement.scrollWidth > innerWidth")
        browser.close()
    assert violations == []
    assert asked == [file.as_uri()]
    assert not wide
