"""The Insight tab in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browsing import ask, finished, in_browser, photograph, turn_to
from serving import GOATS, SENT, Served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

pytestmark = in_browser

UNKNOWN = "Who is the president of France?"
EVIL = "<img src=x onerror=window.hacked=1> <script>window.hacked=1</script> ${window.hacked=1}"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server = Served(tmp_path_factory.mktemp("insight"), {GOATS: SENT})
    (server.docs / "evil.md").write_text(f"# Evil {EVIL}\n\nGoats of {EVIL} were sent.", "utf-8")
    yield server
    assert "Traceback" not in server.end()


def test_an_answer_is_explained(page: Page) -> None:
    """Opened after two answers the tab explains the last one; the first one can be chosen."""
    turn_to(page, "Insight")
    page.wait_for_selector("#trace .empty")
    ask(page, GOATS)
    finished(page)
    ask(page, UNKNOWN)
    finished(page, 2)
    turn_to(page, "Insight")
    page.wait_for_selector("#trace:has-text('before a word was written')")
    page.wait_for_selector("#map svg .hit")
    assert page.locator("#map svg .hit").count() == page.locator("#map ol li").count() > 0
    photograph(page, "insight-refused")
    page.get_by_label("Answer to").click()
    page.get_by_role("option", name=GOATS).click()
    page.get_by_role("option").first.wait_for(state="detached")
    page.wait_for_selector("#trace:has-text('Answered')")
    fold = page.locator("#trace details", has_text="To write the answer")
    fold.locator("summary").press("Enter")
    assert SENT in fold.locator("code").last.inner_text()
    assert page.locator("#trace .bars tbody tr").count() == 4
    page.evaluate("scrollTo(0, 0)")
    photograph(page, "insight")


@pytest.mark.parametrize(
    "page", [{"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"}], indirect=True
)
def test_hostile_documents_fit_a_phone(page: Page) -> None:
    """Hostile titles and texts are shown as text, run nothing, and nothing scrolls sideways."""
    turn_to(page, "Documents")
    page.click("#reindex")
    page.wait_for_selector("#documents:has-text('evil.md')")
    ask(page, f"Which goats of {EVIL}?")
    finished(page)
    turn_to(page, "Insight")
    page.wait_for_selector("#map svg .hit")
    assert EVIL in page.locator("#trace").text_content()
    assert page.locator("#trace, #map").locator("img, script").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    photograph(page, "insight-phone")
