"""From a citation to the words in the document, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browsing import ask, finished, in_browser, photograph, turn_to
from serving import GOATS, SENT, Served
from test_readers_pdf import make

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

pytestmark = in_browser

RASON = "The goats went to the city of Rason."
COWS = "What do cows eat?"
SHEEP = "Where do sheep sleep?"
BEES = "What do bees make of buckwheat flowers?"
CODE = "How does the markup begin?"
MARKUP = "The markup begins with <b class=\"x\"> --> ]]> </title> &amp; 'quotes' to be kept."
REPLIES = {
    GOATS: f"{SENT} {RASON} Purple elephants dance nightly.",
    COWS: "Cows eat grass in the morning.",
    SHEEP: "Sheep sleep in the old barn.",
    BEES: "Bees make dark honey of buckwheat flowers.",
    CODE: MARKUP,
}
BODY = [(12, f"Line {number} of the body is as long as lines are.") for number in range(20)]
FILLER = "".join(f"Paragraph {number} is about nothing at all.\n\n" for number in range(8000))
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server = Served(tmp_path_factory.mktemp("viewer"), REPLIES, held=True)
    cows = [*BODY, (12, "Cows eat grass in the"), (12, "morning."), *BODY]
    make(server.docs / "cows.pdf", [(22, "Farm animals"), *BODY[:2]], cows)
    (server.docs / "sheep.txt").write_text("Sheep sleep in the old barn.", "utf-8")
    (server.docs / "code.txt").write_text(f"Before.\n\n{MARKUP}\n\nAfter.", "utf-8")
    bees = f"{FILLER}\n\n{REPLIES[BEES]}\n\n{FILLER}"
    (server.docs / "bees.txt").write_text(bees, "utf-8")
    server.hold.unlink()
    yield server
    assert "Traceback" not in server.end()


@pytest.fixture(scope="module")
def quotes(served: Served) -> list[str]:
    """The quotes of the answer about goats, as programs get them."""
    from gradio_client import Client

    client = Client(served.url, verbose=False, analytics_enabled=False)
    answer = client.predict(GOATS, api_name="/ask")
    return [found["quote"] for said in answer["sentences"] for found in said["citations"]]


def marked(page: Page) -> str:
    """The characters that are highlighted in the document, once they are."""
    page.wait_for_selector(".viewer mark")
    return "".join(page.locator(".viewer mark").all_text_contents())


def chips(answer: Locator) -> Locator:
    return answer.locator("a.chip")


def is_in_sight(mark: Locator) -> bool:
    """Whether it is inside of the box that scrolls, and of the window."""
    inside = """mark => {
      const is = mark.getBoundingClientRect(), box = mark.closest(".body").getBoundingClientRect();
      return is.top >= Math.max(box.top, 0) && is.bottom <= Math.min(box.bottom, innerHeight);
    }"""
    return bool(mark.evaluate(inside))


def test_a_chip_opens_the_document_at_its_quote(page: Page, quotes: list[str]) -> None:
    """A click shows the whole document with exactly the cited characters marked; steps go on; Back goes back."""
    ask(page, GOATS)
    answer = finished(page)
    chips(answer).first.click()
    assert marked(page) == quotes[0]
    assert is_in_sight(page.locator(".viewer mark"))
    text = page.locator(".viewer .text").text_content()
    assert text.startswith("Russia sends goats")
    assert text.rstrip().endswith("agreement.")
    assert "1 of 2 citations" in page.locator(".viewer").text_content()
    photograph(page, "viewer")
    page.get_by_role("button", name="Next citation").click()
    page.wait_for_selector(".viewer:has-text('2 of 2 citations')")
    assert marked(page) == quotes[1]
    assert page.get_by_role("button", name="Next citation").is_disabled()
    page.get_by_role("button", name="Back to sources").click()
    page.wait_for_selector("#sources .card")
    assert page.locator(".viewer").is_hidden()
    assert chips(answer).first.evaluate("chip => chip === document.activeElement")


def test_the_keyboard_alone_leads_there_and_back(page: Page, quotes: list[str]) -> None:
    """Focus shows the quote, Enter opens the document, Tab reaches what is in it and leaves it, Escape returns."""
    ask(page, GOATS)
    chip = chips(finished(page)).nth(1)
    page.keyboard.press("Shift+Tab")
    for _ in range(20):
        if chip.evaluate("chip => chip === document.activeElement"):
            break
        page.keyboard.press("Shift+Tab")
    box = page.locator("#quote")
    box.wait_for(state="visible")
    assert quotes[1] in box.text_content()
    assert chip.get_attribute("aria-describedby") == box.get_attribute("id")
    page.keyboard.press("Enter")
    assert marked(page) == quotes[1]
    assert box.is_hidden()
    page.keyboard.press("Shift+Tab")
    focused = "document.activeElement.closest('.viewer') !== null"
    assert page.evaluate(focused)
    for _ in range(6):
        page.keyboard.press("Tab")
    assert not page.evaluate(focused)
    page.locator(".viewer .body").focus()
    page.keyboard.press("Escape")
    page.wait_for_selector("#sources .card")
    assert chip.evaluate("chip => chip === document.activeElement")


@pytest.mark.parametrize("page", [PHONE], indirect=True)
def test_a_tap_opens_the_document_at_once(page: Page, quotes: list[str]) -> None:
    """On a phone the first tap opens the document in sight, nothing is wider than the window."""
    ask(page, GOATS)
    chips(finished(page)).first.tap()
    assert marked(page) == quotes[0]
    assert is_in_sight(page.locator(".viewer mark"))
    assert page.locator("#quote").count() == 0 or page.locator("#quote").is_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    photograph(page, "viewer-phone")


@pytest.mark.parametrize("page", [{"viewport": PHONE["viewport"]}], indirect=True)
def test_the_quote_stays_within_a_small_window(page: Page) -> None:
    """The box beside a chip is inside of a window of 360 pixels; Escape takes it away."""
    ask(page, GOATS)
    chips(finished(page)).first.hover()
    box = page.locator("#quote")
    box.wait_for(state="visible")
    around = box.bounding_box()
    assert around["x"] >= 0
    assert around["y"] >= 0
    assert around["x"] + around["width"] <= 360
    page.keyboard.press("Escape")
    box.wait_for(state="hidden")


def test_a_pdf_shows_its_page(page: Page) -> None:
    """Beside the text stands a picture of the page, drawn by the server, which opens larger and closes again."""
    ask(page, COWS)
    chips(finished(page)).first.click()
    assert marked(page) == "Cows eat grass in the\nmorning."
    picture = page.locator(".viewer .picture img")
    picture.wait_for()
    assert picture.get_attribute("src").startswith("data:image/jpeg;base64,")
    assert "Page 2 of Farm animals, with the cited words marked" in picture.get_attribute("alt")
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 600
    assert is_in_sight(page.locator(".viewer mark"))
    photograph(page, "viewer-pdf")
    page.locator(".viewer .picture").click()
    larger = page.get_by_role("dialog")
    assert larger.locator("img").bounding_box()["width"] > picture.bounding_box()["width"]
    page.keyboard.press("Escape")
    larger.wait_for(state="hidden")
    assert marked(page)


def test_a_long_document_comes_in_parts(page: Page) -> None:
    """Of a long document the part around the quote is sent; what comes before is there with a press."""
    ask(page, BEES)
    chips(finished(page)).first.click()
    assert REPLIES[BEES] in marked(page)
    text = page.locator(".viewer .text")
    length = len(text.text_content())
    assert length < len(FILLER)
    top = page.locator(".viewer mark").bounding_box()["y"]
    page.locator(".viewer .more[data-side=before]").evaluate("button => button.click()")
    page.wait_for_function(
        "length => document.querySelector('.viewer .text').textContent.length > length", arg=length
    )
    assert abs(page.locator(".viewer mark").bounding_box()["y"] - top) < 2
    assert text.text_content() in f"{FILLER}\n\n{REPLIES[BEES]}\n\n{FILLER}"


def test_any_characters_are_quoted_as_they_are(page: Page) -> None:
    """A quote full of markup reaches the document unharmed, and its box shows it."""
    ask(page, CODE)
    chip = chips(finished(page)).first
    chip.hover()
    page.wait_for_selector("#quote:not([hidden])")
    assert MARKUP in page.locator("#quote").text_content()
    chip.click()
    assert marked(page) == MARKUP


def test_a_new_question_closes_the_document(page: Page) -> None:
    """The sources of a new answer are not left behind the document of a former one."""
    ask(page, GOATS)
    chips(finished(page)).first.click()
    assert marked(page)
    ask(page, SHEEP)
    finished(page, 2)
    assert page.locator("#sources .card").first.is_visible()
    assert page.locator(".viewer").is_hidden()


def test_a_removed_document_leaves_its_quote(page: Page, served: Served) -> None:
    """A document that is gone by the time of the click is said to be, with the quote that the answer keeps."""
    ask(page, SHEEP)
    chip = chips(finished(page)).first
    (served.docs / "sheep.txt").unlink()
    turn_to(page, "Documents")
    page.click("#reindex")
    page.wait_for_selector("#report:has-text('1 removed')")
    turn_to(page, "Chat")
    chip.click()
    gone = page.locator(".viewer .note")
    gone.wait_for()
    assert "sheep.txt is no longer among the documents" in gone.text_content()
    assert page.locator(".viewer blockquote").text_content() == "Sheep sleep in the old barn."
    photograph(page, "viewer-removed")
    page.keyboard.press("Escape")
    page.wait_for_selector("#sources .card")


def test_a_refusal_says_why(page: Page) -> None:
    """Why the documents do not answer is told in words, within reach of the keyboard."""
    ask(page, "How many zebras did Russia send?")
    answer = finished(page)
    answer.locator("summary").press("Enter")
    assert "No document mentions “zebras”" in answer.locator(".why").inner_text()
    assert "do not seem to answer this" in answer.locator(".why").inner_text()


def test_a_passage_opens_its_document(page: Page) -> None:
    """Passages that nothing cites lead to their document as well, where they are marked."""
    ask(page, "How many zebras did Russia send?")
    finished(page)
    card = page.locator("#sources .card[open]").first
    card.get_by_role("button", name="Open the document").click()
    assert marked(page) == card.locator(".passage").text_content()
    page.keyboard.press("Escape")
    page.wait_for_selector("#sources .card .open:focus")


def test_a_server_that_is_away_and_back(browser: Browser, tmp_path: Path) -> None:
    """While the server is away the kept quote is shown; when it is there again, the same page shows the document."""
    server = Served(tmp_path, REPLIES)
    tab = browser.new_page()
    try:
        tab.goto(server.url)
        ask(tab, GOATS)
        chip = chips(finished(tab)).first
        server.end()
        chip.click()
        tab.wait_for_selector(".viewer .note:has-text('cannot be fetched now')")
        assert SENT in tab.locator(".viewer").text_content()
        tab.get_by_role("button", name="Back to sources").click()
        server.start()
        chip.click()
        assert marked(tab) == SENT
    finally:
        tab.close()
        server.end()
