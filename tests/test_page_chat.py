"""The Chat tab in a real browser: what is kept there, and what can be done with questions and answers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from browsing import ask, finished, in_browser, photograph, turn_to
from serving import GOATS, SENT, Served, tab_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = in_browser

PUTIN = "When did Putin visit?"
FRANCE = "Who is the president of France?"
PEACE = "What is written?"
REPLIES = {
    GOATS: f"{SENT} Purple elephants dance nightly.",
    PUTIN: "In mid-June 2024, Vladimir Putin visited Kim Jong Un.",
    PEACE: "They signed an agreement. " + "and so on " * 200,
}
DELAY = 0.02
CHATS = "#chats li .title"
LOOK = "**/gradio_api/app_id"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server = Served(tmp_path_factory.mktemp("chat"), REPLIES, delay=DELAY)
    yield server
    assert "Traceback" not in server.end()


def again(page: Page) -> None:
    page.reload()
    page.wait_for_selector("#question textarea")


def begin_another(page: Page) -> None:
    """An empty conversation; the one before is kept."""
    page.click("#clear")
    page.wait_for_selector(".answer", state="detached")


def choose(page: Page, title: str, act: str) -> None:
    """Something from the menu of a conversation."""
    row = page.locator("#chats li", has_text=title)
    row.locator(".more summary").click()
    row.get_by_role("button", name=act, exact=True).click()


def test_reload_keeps_the_conversation(page: Page) -> None:
    """Answers, citations and sources are there after a reload, and the next question goes on from them."""
    ask(page, GOATS)
    finished(page)
    again(page)
    answer = finished(page)
    chip = answer.locator("a.chip").first
    assert page.locator(f"[id='{chip.get_attribute('href')[1:]}']").text_content() == SENT
    assert answer.locator(".badge").count() == 1
    ask(page, PUTIN)
    finished(page, 2)
    again(page)
    finished(page, 2)
    assert page.locator(".question").all_text_contents() == [GOATS, PUTIN]
    assert page.locator(CHATS).all_text_contents() == [GOATS]
    photograph(page, "kept")


def test_a_page_left_in_mid_answer_keeps_the_question(page: Page) -> None:
    """What was asked is there after a reload, with what became of it, and can be asked again."""
    ask(page, PEACE)
    page.wait_for_selector(".answer .draft")
    again(page)
    page.wait_for_selector(".answer .note:has-text('Interrupted')")
    page.click("button[aria-label='Retry']")
    page.wait_for_selector(".answer .draft")
    page.click("#question .stop-button")
    page.wait_for_selector(".answer .note:has-text('Stopped.')")


def test_another_conversation_in_mid_answer_loses_nothing(page: Page) -> None:
    """Who opens another conversation while one is answered finds that one with what was written of it."""
    ask(page, GOATS)
    finished(page)
    begin_another(page)
    ask(page, PEACE)
    page.wait_for_selector(".answer .draft:has-text('and so on')")
    page.locator(CHATS, has_text=GOATS).click()
    page.wait_for_selector(f".question:has-text('{GOATS}')")
    finished(page)
    page.wait_for_selector("#question .submit-button")
    page.locator(CHATS, has_text=PEACE).click()
    page.wait_for_selector(".answer .note:has-text('Stopped.')")
    assert "and so on" in page.locator(".answer").text_content()
    ask(page, PUTIN)
    finished(page, 2)
    begin_another(page)
    ask(page, GOATS)
    finished(page)
    page.locator(CHATS, has_text=PEACE).click()
    page.wait_for_selector(f".question:has-text('{PUTIN}')")  # what was asked later is there, too


def test_conversations_are_opened_renamed_and_deleted(page: Page) -> None:
    """The list has the newest first; a name can be changed, and a deletion taken back."""
    ask(page, GOATS)
    finished(page)
    begin_another(page)
    ask(page, PUTIN)
    finished(page)
    assert page.locator(CHATS).all_text_contents() == [PUTIN, GOATS]
    page.locator(CHATS, has_text=GOATS).click()
    page.wait_for_selector(f".question:has-text('{GOATS}')")
    choose(page, GOATS, "Rename")
    page.keyboard.type("<b>Goats</b>")
    page.keyboard.press("Enter")
    assert "<b>Goats</b>" in page.locator(CHATS).all_text_contents()
    photograph(page, "conversations")
    again(page)
    finished(page)
    choose(page, "<b>Goats</b>", "Delete")
    page.wait_for_selector(".answer", state="detached")
    assert page.locator(CHATS).all_text_contents() == [PUTIN]
    page.get_by_role("button", name="Undo").click()
    finished(page)
    assert sorted(page.locator(CHATS).all_text_contents()) == ["<b>Goats</b>", PUTIN]


def test_two_tabs_lose_nothing_of_each_other(page: Page, served: Served) -> None:
    """Each tab keeps its own conversation; one that goes on in both becomes two."""
    other = page.context.new_page()
    other.goto(served.url)
    ask(page, GOATS)
    finished(page)
    ask(other, PUTIN)
    finished(other)
    for tab in (page, other):
        tab.wait_for_function("document.querySelectorAll('#chats li').length === 2")
    other.locator(CHATS, has_text=GOATS).click()
    other.wait_for_selector(f".question:has-text('{GOATS}')")
    ask(other, PUTIN)
    finished(other, 2)
    ask(page, FRANCE)
    finished(page, 2)
    page.wait_for_function("document.querySelectorAll('#chats li').length === 3")
    kept = page.evaluate("Object.values(localStorage)")
    chats = [json.loads(json.loads(entry)["text"])["exchanges"] for entry in kept]
    assert sorted([one["answer"]["question"] for one in chat] for chat in chats) == [
        [GOATS, PUTIN],
        [GOATS, FRANCE],
        [PUTIN],
    ]
    other.close()


def test_what_is_stored_is_not_trusted(page: Page) -> None:
    """Entries of another shape are passed over, hostile titles are text, and the page works on."""
    evil = "<img src=x onerror=window.hacked=1>"
    entry = {"version": 1, "id": "e", "title": evil, "at": 5, "mark": "m", "text": "{"}
    wrong = {
        "a": "{",
        "b": "null",
        "c": json.dumps({**entry, "id": "c", "version": 9}),
        "d": json.dumps({**entry, "id": "other"}),
        "e": json.dumps(entry),
    }
    for name, text in wrong.items():
        page.evaluate(
            "([k, v]) => localStorage.setItem(k, v)", [f"rag-assistant.chat.{name}", text]
        )
    page.evaluate("sessionStorage.setItem('rag-assistant.current', 'e')")
    again(page)
    page.wait_for_selector(CHATS)
    assert page.locator(CHATS).all_text_contents() == [evil]
    page.wait_for_selector("text=cannot be read any more")
    ask(page, GOATS)
    finished(page)
    assert page.locator(CHATS).all_text_contents() == [GOATS, evil]
    assert page.locator("#chats img").count() == 0


def test_storage_that_is_full_makes_room(page: Page) -> None:
    """The oldest conversations go when there is no more room; the new one is kept."""
    page.evaluate(
        """() => { for (let n = 0; n < 30; n++) { const id = `old${n}`;
        const entry = { version: 1, id, title: id, at: n, mark: "m", text: "x".repeat(150000) };
        localStorage.setItem(`rag-assistant.chat.${id}`, JSON.stringify(entry)); } }"""
    )
    ask(page, GOATS)
    finished(page)
    titles = page.locator(CHATS).all_text_contents()
    assert titles[:2] == [GOATS, "old29"]
    assert "old0" not in titles


def test_a_question_is_edited(page: Page) -> None:
    """Other words for a question are asked in its place; Escape leaves it as it was."""
    ask(page, FRANCE)
    finished(page)
    page.locator(".asked").hover()
    page.click(".asked .edit")
    page.keyboard.type(" Or of Spain?")
    page.keyboard.press("Escape")
    assert page.locator(".question").text_content() == FRANCE
    page.locator(".asked").hover()
    page.click(".asked .edit")
    page.fill(".writing textarea", GOATS)
    photograph(page, "edit")
    page.keyboard.press("Enter")
    page.wait_for_selector(f".question:has-text('{GOATS}')")
    assert "447" in finished(page).text_content()
    assert page.locator(".question").count() == 1


def test_a_conversation_is_saved_as_a_file(page: Page) -> None:
    """Both formats are made in the browser from what it keeps, with every quote and its place."""
    ask(page, GOATS)
    finished(page)
    with page.expect_download() as markdown:
        choose(page, GOATS, "Save as Markdown")
    assert markdown.value.suggested_filename == "how-many-goats-did-russia-send.md"
    text = markdown.value.path().read_text("utf-8")
    assert f"  - characters 35 to 94: “{SENT}”" in text
    with page.expect_download() as plain:
        choose(page, GOATS, "Save as JSON")
    (answer,) = json.loads(plain.value.path().read_text("utf-8"))["answers"]
    assert answer["sentences"][0]["citations"][0]["quote"] == SENT


def test_a_reader_says_what_they_think(page: Page, served: Served) -> None:
    """A thumb and a note are written to a file that the page names, and are there after a reload."""
    ask(page, GOATS)
    finished(page).locator(".thumb.bad").click()
    page.click("button.noted")
    page.fill(".writing textarea", "There are no elephants.")
    page.click(".writing button[type=submit]")
    page.wait_for_selector(".noted:has-text('Your note: There are no elephants.')")
    photograph(page, "rated")
    path = served.docs.parent / "index.feedback.jsonl"
    assert str(path) in page.locator("#told").text_content()
    assert json.loads(path.read_text("utf-8"))["note"]["note"] == "There are no elephants."
    again(page)
    page.wait_for_selector(".thumb.bad.chosen")
    page.click(".thumb.bad")
    page.wait_for_selector(".thumb.chosen", state="detached")
    assert path.read_text("utf-8") == ""


def test_only_verified_sentences_when_asked_so(page: Page) -> None:
    """The switch is for the next question, and what is not verified is left out of its answer."""
    page.check("#strict input")
    ask(page, GOATS)
    answer = finished(page)
    assert "447" in answer.text_content()
    assert answer.locator(".badge").count() == 0


def test_a_server_that_is_started_again_loses_nothing(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The page says that the server is gone, comes back by itself, and holds what was said and typed."""
    folder = tmp_path_factory.mktemp("again")
    with Served(folder, REPLIES, delay=DELAY) as server, tab_on(browser, server.url) as tab:
        ask(tab, GOATS)
        finished(tab)
        server.end()
        tab.fill("#question textarea", PUTIN)
        tab.press("#question textarea", "Enter")
        tab.wait_for_selector("#lost:has-text('has stopped')")
        photograph(tab, "server-gone")
        with tab.expect_navigation():
            server.start()
        finished(tab)
        tab.wait_for_function(
            "text => document.querySelector('#question textarea').value === text", arg=PUTIN
        )
        tab.press("#question textarea", "Enter")
        finished(tab, 2)
        assert tab.locator(".question").all_text_contents() == [GOATS, PUTIN]


def test_a_server_that_was_started_again_does_not_interrupt(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A page that notices while the new server answers is loaded again once the answer is there, not before."""
    folder = tmp_path_factory.mktemp("unnoticed")
    with Served(folder, REPLIES, delay=0.5) as server, tab_on(browser, server.url) as tab:
        ask(tab, GOATS)
        finished(tab)
        loads: list[str] = []
        tab.on("framenavigated", lambda frame: loads.append(frame.url))
        known = tab.evaluate("fetch('gradio_api/app_id').then((response) => response.text())")

        def unnoticed() -> None:
            tab.route(LOOK, lambda route: route.fulfill(body=known))

        unnoticed()
        server.end()
        server.start()
        ask(tab, PUTIN)
        tab.wait_for_selector("#question .stop-button")
        tab.unroute(LOOK)
        with tab.expect_response(LOOK):
            tab.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        unnoticed()  # until the answer was seen to be there
        finished(tab, 2)
        assert not loads
        with tab.expect_navigation():
            tab.unroute(LOOK)
        finished(tab, 2)
        assert tab.locator(".question").all_text_contents() == [GOATS, PUTIN]


@pytest.mark.parametrize(
    "page", [{"viewport": {"width": 360, "height": 740}, "has_touch": True}], indirect=True
)
def test_the_list_folds_away_on_a_phone(page: Page) -> None:
    """On a phone the list is folded, opens with a press, and nothing scrolls sideways."""
    ask(page, GOATS)
    finished(page)
    assert page.locator(CHATS).is_hidden()
    page.click("#chats > summary")
    page.locator("#chats .more summary").click()
    photograph(page, "phone-conversations")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.keyboard.press("Escape")
    page.locator(CHATS).click()
    page.wait_for_selector(CHATS, state="hidden")
    turn_to(page, "Documents")
    turn_to(page, "Chat")
    page.click("#chats > summary")
    assert page.locator(CHATS).text_content() == GOATS
