"""What people and machines do to a page: each gets a clear state, and nothing is lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from browsing import ask, finished, in_browser, photograph, turn_to
from serving import GOATS, SENT, Served, tab_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = in_browser

LONG = "Tell me everything about goats."
SHEEP = "What do sheep eat?"
MIXED = "كم عدد الماعز؟ 🐐👩‍👩‍👧 goats \u202eabc"
REPLIES = {
    GOATS: SENT,
    SHEEP: "Sheep eat fresh clover.",
    LONG: SENT + " and so on" * 25,
    MIXED: f"{SENT} 🐐 שלום.",
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server = Served(tmp_path_factory.mktemp("robust"), REPLIES, delay=0.02)
    yield server
    assert "Traceback" not in server.end()


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    with tab_on(browser, served.url) as tab:
        yield tab
        assert tab.locator("[data-testid=toast-body]").count() == 0, (
            "an error was shown in a pop-up"
        )


def test_what_cannot_be_asked_is_told_and_kept(page: Page) -> None:
    """An empty question, and one of 100,000 characters: why not is said, and not a letter is lost."""
    page.click("#question .submit-button")
    page.wait_for_selector("#too-long:has-text('Type a question first')")
    long = "goats " * 16_666 + "goat"
    page.keyboard.insert_text(long)
    page.wait_for_selector("#too-long:has-text('100,000')")
    page.keyboard.press("Enter")
    page.click("#question .submit-button")
    assert page.input_value("#question textarea") == long
    assert page.locator(".question").count() == 0
    photograph(page, "too-long")
    ask(page, GOATS)
    finished(page)
    assert page.locator("#too-long").text_content() == ""


def test_any_script_reads_its_own_way(page: Page) -> None:
    """Right-to-left text, emoji and overrides are asked and shown as typed, in their own direction."""
    way = "node => getComputedStyle(node).direction"
    page.fill("#question textarea", MIXED)
    assert page.locator("#question textarea").evaluate(way) == "rtl"
    ask(page, MIXED)
    assert "שלום" in finished(page).text_content()
    question = page.locator(".question")
    assert "كم عدد الماعز؟ 🐐👩‍👩‍👧 goats" in question.text_content()
    assert question.evaluate(way) == "rtl"
    assert page.locator(".answer .said").evaluate(way) == "ltr"
    photograph(page, "right-to-left")


def test_thirty_quick_clicks_do_one_thing(page: Page) -> None:
    """Send, Re-index and the tabs, each pressed thirty times at once: one answer, one report, one tab."""
    thirty = "node => { for (let i = 0; i < 30; i++) node.click() }"
    page.fill("#question textarea", GOATS)
    page.locator("#question .submit-button").evaluate(thirty)
    finished(page)
    assert page.locator(".question").count() == 1
    turn_to(page, "Documents")
    page.locator("#reindex").evaluate(thirty)
    page.wait_for_selector("#report:has-text('up to date')")
    page.evaluate("""() => { const tabs = document.querySelectorAll("[role=tab]");
        for (let i = 0; i < 30; i++) tabs[i % tabs.length].click(); tabs[0].click() }""")
    ask(page, SHEEP)
    finished(page, 2)
    assert page.locator(".question").count() == 2


def test_two_tabs_do_not_disturb_each_other(browser: Browser, served: Served, page: Page) -> None:
    """Asked at once in two tabs, each question is answered in its own, one after the other."""
    with tab_on(browser, served.url) as other:
        ask(page, LONG)
        ask(other, GOATS)
        other.wait_for_selector(".answer .phase, .answer .draft")
        assert "447" in finished(other).text_content()
        assert "and so on" in finished(page).text_content()
        assert [tab.locator(".question").count() for tab in (page, other)] == [1, 1]


def test_files_come_and_go_while_they_are_shown(page: Page, served: Served) -> None:
    """A file of a wrong kind is named; a removed one is shown as long as it is asked about no more."""
    sheep = served.docs / "sheep.txt"
    sheep.write_text("Sheep eat fresh clover.", "utf-8")
    (served.docs / "movie.mp4").write_bytes(b"\0\1\2")
    reindex(page, "1 added")
    assert "movie.mp4" in page.locator("#report").text_content()
    ask(page, SHEEP)
    finished(page)
    sheep.unlink()
    reindex(page, "1 removed")
    turn_to(page, "Chat")
    page.locator("a.chip").first.click()
    told = page.locator("#panel").get_by_text(re.compile("clover|no longer"))
    told.locator("visible=true").first.wait_for()
    ask(page, SHEEP)
    assert "do not say" in finished(page, 2).text_content()


def test_a_restart_under_an_open_page_loses_nothing(browser: Browser, served: Served) -> None:
    """While the program is stopped the page says so; when it is back the page is, with what was typed."""
    with tab_on(browser, served.url) as tab:
        ask(tab, GOATS)
        finished(tab)
        assert "Traceback" not in served.end()
        tab.wait_for_selector("#lost:has-text('has stopped')")
        tab.fill("#question textarea", GOATS)
        tab.press("#question textarea", "Enter")
        assert tab.input_value("#question textarea") == GOATS
        assert "447" in tab.locator(".answer").text_content()
        photograph(tab, "lost")
        with tab.expect_navigation():
            served.start()
        tab.wait_for_selector("#lost", state="detached")
        tab.wait_for_function("document.querySelector('#question textarea')?.value")
        assert tab.input_value("#question textarea") == GOATS
        finished(tab)
        tab.press("#question textarea", "Enter")
        assert "447" in finished(tab, 2).text_content()


def reindex(page: Page, report: str) -> None:
    turn_to(page, "Documents")
    page.click("#reindex")
    page.wait_for_selector(f"#report:has-text('{report}')")
