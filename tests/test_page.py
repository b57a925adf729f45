"""The page in a real browser, over real documents and a scripted model."""

from __future__ import annotations

import re
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
HOSTILE = "What is hostile?"
EVIL = (
    "<script>window.hacked=1</script> <img src=x onerror=window.hacked=1> "
    "<img src=http://evil.example/a.png> ![x](http://evil.example/x.png) [a](http://evil.example) "
    "<svg onload=window.hacked=1> <iframe src=http://evil.example></iframe> ${window.hacked=1} "
    "{{window.hacked=1}} $$x$$ **bold**"
)
REPLIES = {
    GOATS: "The Russians sent North Korea a live shipment of 447 goats. Purple elephants dance nightly.",
    SHEEP: "Sheep eat fresh clover.",
    HOSTILE: f"Hostile pages hold {EVIL} and more.",
    LONG: "The Russians sent North Korea a live shipment of 447 goats. " + "and so on " * 400,
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server = Served(tmp_path_factory.mktemp("page"), REPLIES, delay=0.03)
    yield server
    assert "Traceback" not in server.end()


@pytest.fixture(params=[{}])
def page(browser: Browser, served: Served, request: pytest.FixtureRequest) -> Iterator[Page]:
    """An open page; afterwards nothing was asked of another host, and no script of others ran."""
    with tab_on(browser, served.url, **request.param) as tab:
        yield tab


def test_answer_leads_to_its_proof(page: Page) -> None:
    """The sources come, then the answer; its chip leads to a mark that holds exactly the quote."""
    ask(page, GOATS)
    page.wait_for_selector(".card")
    answer = finished(page)
    chip = answer.locator("a.chip").first
    mark = page.locator(f"[id='{chip.get_attribute('href')[1:]}']")
    quote = "The Russians sent North Korea a live shipment of 447 goats."
    assert mark.text_content() == quote
    assert quote in chip.get_attribute("title")
    chip.click()
    page.wait_for_selector("mark.flash")
    assert answer.locator(".badge").count() == 1
    photograph(page, "answer")


def test_answer_can_be_copied(page: Page) -> None:
    """Copying gives the plain text with the numbers of its passages."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, GOATS)
    finished(page).locator("button.copy").click()
    page.wait_for_selector("button.copy:has-text('Copied')")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"{REPLIES[GOATS].split('. ')[0]}.[1]")


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
    assert page.locator("#sources h3").text_content() == "Closest passages"
    photograph(page, "refusal")


def test_example_is_asked_with_one_press(page: Page) -> None:
    """An example made from the document's title is asked when it is pressed."""
    example = page.locator("#chat .example").first
    example.wait_for()
    assert "Russia sends goats" in example.text_content()
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


def test_hostile_text_stays_text(page: Page, served: Served) -> None:
    """Tags, scripts, images and links of user, document and model are shown, run nothing, load nothing."""
    (served.docs / "hostile.txt").write_text(f"Hostile pages hold {EVIL} and more.", "utf-8")
    turn_to(page, "Documents")
    page.click("#reindex")
    page.wait_for_selector("#documents:has-text('hostile.txt')")
    ask(page, HOSTILE)
    assert EVIL in finished(page).text_content()
    assert EVIL in page.locator("#sources").text_content()
    ask(page, EVIL)
    finished(page, 2)
    assert page.locator(".question").nth(1).text_content() == EVIL
    inside = "#chat .question, #chat .answer, #sources, #documents"
    assert page.locator(inside).locator("img, script, svg, iframe, a:not(.chip)").count() == 0
    photograph(page, "hostile")


@pytest.mark.parametrize(
    "page", [{"viewport": {"width": 360, "height": 740}, "has_touch": True}], indirect=True
)
def test_phone_does_not_scroll_sideways(page: Page) -> None:
    """On a phone everything fits the width."""
    ask(page, GOATS)
    finished(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    photograph(page, "phone")


@pytest.mark.parametrize("page", [{"viewport": {"width": 360, "height": 740}}], indirect=True)
def test_any_name_fits_the_list_of_documents(page: Page, served: Served) -> None:
    """A name of 200 letters is broken into lines; one that would deceive is spelled out."""
    (served.docs / f"{'x' * 200}.txt").write_text("Bees make honey.", "utf-8")
    (served.docs / "two\nlines\u202efdp.txt").write_text("Ants carry leaves.", "utf-8")
    (served.docs / "bad\u202e\n.xyz").write_text("?", "utf-8")
    turn_to(page, "Documents")
    page.click("#reindex")
    page.wait_for_selector("#documents:has-text('xxx.txt')")
    assert r"two\nlines\u202efdp.txt" in page.locator("#documents").text_content()
    assert r"bad\u202e\n.xyz" in page.locator("#report").text_content()
    for box in ("#documents ul", "#report ul", "#library", "html"):
        fits = "box => box.scrollWidth <= box.clientWidth"
        assert page.locator(box).evaluate(fits), f"{box} scrolls sideways"
    photograph(page, "documents")


@pytest.mark.parametrize("page", [{"color_scheme": "dark"}], indirect=True)
def test_dark_when_the_reader_prefers_dark(page: Page) -> None:
    """The page follows the reader's colour scheme."""
    ask(page, GOATS)
    finished(page)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert max(map(int, re.findall(r"\d+", ground))) < 64
    photograph(page, "dark")


def test_page_is_there_before_the_model(browser: Browser, tmp_path: Path) -> None:
    """The page paints while the model loads; a question asked meanwhile waits, then is answered."""
    server = Served(tmp_path, REPLIES, held=True)
    tab = browser.new_page()
    try:
        tab.goto(server.url)
        ask(tab, GOATS)
        tab.wait_for_selector(".phase:has-text('Loading the model')")
        server.hold.unlink()
        assert "447" in finished(tab).text_content()
    finally:
        tab.close()
        server.end()
    assert server.process.returncode == 0


def test_responses_forbid_other_hosts(served: Served) -> None:
    """The browser is told to load nothing from elsewhere, so that an oversight would not leak."""
    with urllib.request.urlopen(served.url) as response:  # noqa: S310  # our own server
        policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'self'")
    assert "http" not in policy


def test_api_answers_and_searches(served: Served) -> None:
    """Programs get the answer as plain values, and see only the two endpoints meant for them."""
    from gradio_client import Client
    from gradio_client.exceptions import AppError

    client = Client(served.url, verbose=False, analytics_enabled=False)
    answer = client.predict(GOATS, api_name="/ask")
    assert answer["sentences"][0]["citations"][0]["quote"].endswith("447 goats.")
    assert client.predict("goats", api_name="/search")[0]["source"] == "goats.txt"
    for narrowed in ({"types": ["pdf"]}, {"sources": ["none*"]}, {"until": "1999"}):
        assert client.predict("goats", **narrowed, api_name="/search") == []
    assert client.predict(GOATS, types=["pdf"], api_name="/ask")["abstained"]
    assert client.predict(GOATS, sources=["goats*"], api_name="/ask")["text"] == answer["text"]
    for wrong in ({"words": "goats", "since": "May"}, {"words": " "}):
        with pytest.raises(AppError, match=r"is no day|is empty"):
            client.predict(**wrong, api_name="/search")
    assert set(client.view_api(return_format="dict")["named_endpoints"]) == {"/ask", "/search"}
