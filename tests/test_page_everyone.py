"""The page for everyone: without a mouse, without a screen, on a phone, in other colours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from browsing import (
    ask,
    axe,
    beyond_the_edge,
    finished,
    in_browser,
    photograph,
    reach,
    too_small_to_touch,
    walk,
)
from serving import GOATS, SENT, WIDE, Served, tab_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

pytestmark = in_browser

PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
REPLIES = {GOATS: f"{SENT} Purple elephants dance nightly."}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server = Served(tmp_path_factory.mktemp("everyone"), REPLIES, delay=0.03, held=True)
    for number in range(12):  # more passages than are cited, and a panel that scrolls
        text = f"Notes on goats {number}\n\nGoats are sent. " + "They graze on hills. " * 40
        (server.docs / f"notes{number}.txt").write_text(text, "utf-8")
    server.hold.unlink()
    yield server
    assert "Traceback" not in server.end()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", ["desk", "phone"])
def test_no_state_of_the_page_shuts_anyone_out(
    browser: Browser, served: Served, device: str, scheme: str
) -> None:
    """In each state axe-core finds nothing serious, all fits the width, and fingers hit what they aim at."""
    settings = PHONE if device == "phone" else {"viewport": WIDE}
    with tab_on(browser, served.url, color_scheme=scheme, **settings) as tab:
        for state in walk(tab, GOATS):
            assert axe(tab) == [], state
            assert beyond_the_edge(tab) == [], state
            assert device == "desk" or too_small_to_touch(tab) == [], state
            photograph(tab, f"{device}-{scheme}-{state}")
        ground = tab.evaluate("getComputedStyle(document.body).backgroundColor")
        brightness = max(map(int, re.findall(r"\d+", ground)))
        assert brightness < 64 if scheme == "dark" else brightness > 192


def test_all_is_done_with_the_keyboard(browser: Browser, served: Served) -> None:
    """Asking, a citation, copying, the tabs, re-indexing and the way back need no mouse; focus is seen."""
    with tab_on(browser, served.url, permissions=["clipboard-read", "clipboard-write"]) as tab:
        tab.locator("#chat .example").first.wait_for()
        reach(tab, "#skip")
        tab.keyboard.press("Enter")
        tab.keyboard.type(GOATS)
        tab.keyboard.press("Enter")
        finished(tab)
        reach(tab, "a.chip", "Shift+Tab")
        tab.keyboard.press("Enter")
        tab.wait_for_selector("mark.flash")
        reach(tab, "button.copy")
        tab.keyboard.press("Enter")
        tab.wait_for_selector("button.copy:has-text('Copied')")
        reach(tab, "[role=tab]", "Shift+Tab")
        tab.get_by_role("tab", name="Chat").focus()
        tab.keyboard.press("ArrowRight")
        tab.wait_for_selector("[role=tab]:focus:has-text('Documents')")
        assert tab.get_by_role("tabpanel", name="Documents").is_visible()
        reach(tab, "#reindex")
        tab.keyboard.press("Enter")
        tab.wait_for_selector("#report .status")
        reach(tab, "#skip")
        tab.keyboard.press("Enter")
        tab.wait_for_selector("#question textarea:focus")


def test_screen_readers_hear_each_phase_and_the_answer_once(
    browser: Browser, served: Served
) -> None:
    """What is announced is what is being done, then the whole answer; no half of it, no HTML."""
    with tab_on(browser, served.url) as tab:
        tab.locator("#chat .example").first.wait_for()
        tab.evaluate("""() => { window.heard = []; new MutationObserver(() => heard.push(announced.textContent))
            .observe(announced, {childList: true, characterData: true, subtree: true}) }""")
        ask(tab, GOATS)
        finished(tab)
        *phases, answer = tab.evaluate("window.heard")
        assert all(re.fullmatch(r"[A-Z][^.]*…", phase) for phase in phases), phases
        assert any("Reading" in phase for phase in phases)
        assert answer.startswith(SENT)
        assert "elephants" in answer
        assert tab.locator("[aria-live]:not([aria-live=off]):not(#announced) .answer").count() == 0
        assert tab.locator("[aria-label*='<']").count() == 0
        for role, name in (("textbox", "Question"), ("button", "Ask"), ("log", "Conversation")):
            assert tab.get_by_role(role, name=name, exact=True).count() == 1


def test_the_promise_and_the_box_are_in_sight(browser: Browser, served: Served) -> None:
    """Without scrolling, from a small to a very wide window, also with many passages; lines stay short."""
    for width, height in ((1280, 800), (1024, 600), (2560, 1300)):
        size = {"width": width, "height": height}
        with tab_on(browser, served.url, viewport=size) as tab:
            ask(tab, GOATS)
            answer = finished(tab)
            promise = tab.get_by_text("stay on the serving machine").bounding_box()
            assert promise
            assert promise["y"] + promise["height"] <= height
            assert tab.evaluate("document.documentElement.scrollHeight") <= height
            said = answer.locator(".said").bounding_box()
            assert said
            assert said["width"] <= 44 * 16
            assert beyond_the_edge(tab) == []
            photograph(tab, f"width-{width}")


@pytest.mark.parametrize("wish", ["reduced_motion", "contrast", "forced_colors"])
def test_wishes_of_the_reader_are_followed(browser: Browser, served: Served, wish: str) -> None:
    """Nothing moves for who wants calm; marks and chips are seen in colours the reader has chosen."""
    value = {"reduced_motion": "reduce", "contrast": "more", "forced_colors": "active"}[wish]
    with tab_on(browser, served.url, **{wish: value}) as tab:
        ask(tab, GOATS)
        tab.wait_for_selector(".answer .phase, .answer .draft")
        moving = tab.evaluate(
            "document.getAnimations().filter(a => a.effect.target.closest('.answer, .card')).length"
        )
        assert wish != "reduced_motion" or moving == 0
        finished(tab).locator("a.chip").first.click()
        style = "n => [getComputedStyle(n).backgroundColor, getComputedStyle(n).outlineStyle]"
        mark = tab.locator(".passage mark").first.evaluate(style)
        passage = tab.locator(".passage:has(mark)").first.evaluate(style)
        assert mark != passage
        assert axe(tab) == []
        photograph(tab, f"wish-{wish}")
