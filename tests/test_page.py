"""The page in a real browser, over real documents and a scripted model."""

from __future__ import annotations

import urllib.request
from typing import TYPE_CHECKING

import pytest
from browsing import ask, finished, in_browser, photograph, turn_to
from serving import GOATS, Served, tab_on

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = in_browser

SHEEP = "What do sheep eat?"
LONG = "Tell me everything."
REPLIES = {
    GOATS: "The Russians sent North Korea a live shipment of 447 goats. Purple elephants dance nightly.",
    SHEEP: "Sheep eat fresh clover.",
    LONG: "The Russians sent North Korea a live shipment of 447 goats. " + "and so on " * 400,
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server = Served(tmp_path_factory.mktemp("page"), REPLIES, delay=0.03)
    yield server
    assert "Traceback" not in server.end()


def test_answer_leads_to_its_proof(page: Page) -> None:
    """The sources come, then the answer; its chip leads to a mark that holds exactly the quote."""
    ask(page, GOATS)
    page.wait_for_selector(".card")
    answer = finished(page)
    chip = answer.locator("a.chip").first
    mark = page.locator(f"[id='{chip.get_attribute('href')[1:]}']")
    quote = "The Russians sent North Korea a live shipment of 447 goats."
    assert mark.text_content() == quote
    chip.click()
    page.wait_for_selector(".viewer mark.flash")
    assert page.locator(".viewer mark").all_text_contents() == [quote]
    assert answer.locator(".badge").count() == 1
    photograph(page, "answer")


def test_answer_can_be_copied(page: Page) -> None:
    """Copying gives the plain text with the numbers of its passages, and their quotes."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, GOATS)
    finished(page).locator("button.copy").click()
    page.wait_for_selector("button.copy:has-text('Copied')")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"{REPLIES[GOATS].split('. ')[0]}. [1]")
    assert "[1] Russia sends goats to North Korea (goats.txt), characters 35 to 94: “" in copied


def test_stop_keeps_the_partial_answer(page: Page) -> None:
    """Stop ends generation; what was written stays, marked, and the next question is answered."""
    ask(page, LONG)
    page.wait_for_selector(".answer .draft:has-text('and so on')")
    page.click("#question .stop-button")
    page.wait_for_selector(".answer .note:has-text('Stopped.')")
    written = page.locator(".answer").text_content()
    assert "and so on" in written
    page.wait_for_timeout(500)
    assert page.locator(".answer").text_content() == written
    ask(page, GOATS)
    assert "447" in finished(page, 2).text_content()


def test_retry_asks_the_last_question_again(page: Page) -> None:
    """Retry replaces the last answer; nothing is asked twice in the conversation."""
    ask(page, GOATS)
    finished(page)
    page.click("button[aria-label='Retry']")
    page.wait_for_selector(".answer .draft")
    finished(page)
    assert page.locator(".question").count() == 1
    assert page.locator(".answer").count() == 1


def test_new_conversation_forgets(page: Page) -> None:
    """A new conversation shows neither the former answers nor their sources, even in mid-answer."""
    ask(page, LONG)
    page.wait_for_selector(".answer .draft:has-text('and so on')")
    page.click("#clear")
    page.wait_for_selector(".answer", state="detached")
    page.wait_for_timeout(700)
    assert page.locator(".answer, .card").count() == 0
    ask(page, GOATS)
    assert "447" in finished(page).text_content()


def test_refusal_shows_the_closest_passages(page: Page) -> None:
    """What the documents do not say is refused plainly, beside the closest passages."""
    ask(page, "Who is the president of France?")
    answer = finished(page)
    assert "do not say" in answer.text_content()
    assert page.locator("#sources h2").text_content() == "Closest passages"
    photograph(page, "refusal")


def test_example_is_asked_with_one_press(page: Page) -> None:
    """An example made from what the document says is asked when it is pressed."""
    example = page.locator("#chat .example").first
    example.wait_for()
    assert example.text_content().strip() == "What happened in mid-June 2024?"
    photograph(page, "welcome")
    example.click()
    finished(page)


def test_new_file_is_answerable_after_reindexing(page: Page, served: Served) -> None:
    """A file added while the page is open is found after Re-index, without a restart."""
    (served.docs / "sheep.txt").write_text("Sheep eat fresh clover.", "utf-8")
    (served.docs / "odd.xyz").write_text("?", "utf-8")
    turn_to(page, "Documents")
    page.click("#reindex")
    page.wait_for_selector("#report:has-text('1 added')")
    assert "odd.xyz" in page.locator("#report").text_content()
    page.wait_for_selector("#documents:has-text('sheep.txt')")
    ask(page, SHEEP)
    assert "clover" in finished(page).locator(".said").text_content()
    photograph(page, "reindexed")


def test_a_watched_folder_is_indexed_by_itself(page: Page, served: Served) -> None:
    """With the switch on, a new file is listed without a press, on a page opened later as well."""
    turn_to(page, "Documents")
    page.check("#watch input")
    (served.docs / "cows.txt").write_text("Cows eat green grass.", "utf-8")
    page.wait_for_selector("#documents:has-text('cows.txt')")
    page.reload()
    turn_to(page, "Documents")
    page.wait_for_selector("#watch input:checked")
    photograph(page, "watched")
    page.uncheck("#watch input")


@pytest.mark.parametrize("page", [{"viewport": {"width": 360, "height": 740}}], indirect=True)
def test_any_name_fits_the_list_of_documents(page: Page, served: Served) -> None:
    """A name of 200 letters is broken into lines; one that would deceive is spelled out."""
    (served.docs / f"{'x' * 200}.txt").write_text("Bees make honey.", "utf-8")
    (served.docs / "two\nlines\u202efdp.txt").write_text("Ants carry leaves.", "utf-8")
    (served.docs / "bad\u202e\n.xyz").write_text("?", "utf-8")
    turn_to(page, "Documents")
    page.click("#reindex")
    page.wait_for_selector("#report:has-text('added')")
    page.wait_for_selector("#documents:has-text('xxx.txt')")
    assert r"two\nlines\u202efdp.txt" in page.locator("#documents").text_content()
    assert r"bad\u202e\n.xyz" in page.locator("#report").text_content()
    for box in ("#documents table", "#report ul", "#library", "html"):
        fits = "box => box.scrollWidth <= box.clientWidth"
        assert page.locator(box).evaluate(fits), f"{box} scrolls sideways"
    photograph(page, "documents")


def test_page_is_there_before_the_model(browser: Browser, tmp_path: Path) -> None:
    """The page paints while the model loads; a question asked meanwhile waits, then is answered."""
    with Served(tmp_path, REPLIES, held=True) as server, tab_on(browser, server.url) as tab:
        ask(tab, GOATS)
        tab.wait_for_selector(".phase:has-text('Loading the model')")
        server.hold.unlink()
        assert "447" in finished(tab).text_content()
        tab.wait_for_selector("#header:has-text('1 document')")
    assert server.process.returncode == 0


def test_responses_forbid_other_hosts(served: Served) -> None:
    """The browser is told to load nothing from elsewhere, so that an oversight would not leak."""
    with urllib.request.urlopen(served.url) as response:  # noqa: S310  # our own server
        policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'self'")
    assert "http" not in policy
