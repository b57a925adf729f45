"""The Documents tab in a real browser: files come and go, and the answers follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browsing import ask, finished, in_browser, photograph, turn_to
from serving import GOATS, SENT, Served, tab_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = in_browser

SHEEP = "What do sheep eat?"
REPLIES = {GOATS: SENT, SHEEP: "Sheep eat fresh clover."}
LARGEST = 2000  # bytes, so that a test need not make 50 MB
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}

# Two folders, files of at most 2 kB, one file a batch, and an embedder that rests while ``slow`` is there.
SERVER = f"""
import json, sys, time
from pathlib import Path
import index.build, ui.documents.uploads
from index.testing import HashEmbedder
from rag.testing import scripted_assistant
index.build.BATCH_DOCUMENTS = 1
ui.documents.uploads.MAX_BYTES = {LARGEST}
from ui.collections import Collections
from ui.opening import Opening
from ui.serve import serve
docs, index, port, delay, hold, replies, _ = sys.argv[1:]
class Slow(HashEmbedder):
    def embed_documents(self, texts):
        while (Path(docs).parent / "slow").exists():
            time.sleep(0.02)
        return super().embed_documents(texts)
def opening(folder, file):
    assistant = scripted_assistant(folder, file, json.loads(replies), delay=float(delay))
    assistant.embedder = Slow()
    return Opening.of(assistant)
other = Path(docs).parent / "other"
other.mkdir()
(other / "bees.txt").write_text("Bees make honey\\n\\nThey live in hives.")
openings = {{"docs": opening(Path(docs), Path(index)), "other": opening(other, Path(index + "2"))}}
try:
    serve(Collections(openings), port=int(port), announce=lambda url: print(url, flush=True))
except KeyboardInterrupt:
    pass
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("documents")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(folder / "data"))
        server = Served(folder, REPLIES, server=SERVER)
    yield server
    assert "Traceback" not in server.end()


@pytest.fixture(params=[{}])
def page(browser: Browser, served: Served, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The open Documents tab; afterwards nothing was asked of another host, and no script of others ran."""
    with tab_on(browser, served.url, **request.param) as tab:
        turn_to(tab, "Documents")
        tab.wait_for_selector("#documents table")
        yield tab


def upload(page: Page, **files: str) -> None:
    sent = [
        {"name": name.replace("_", "."), "mimeType": "text/plain", "buffer": text.encode()}
        for name, text in files.items()
    ]
    page.set_input_files("#upload input[type=file]", sent)  # type: ignore[arg-type]
    page.wait_for_selector("#said .status")


def row(name: str) -> str:
    return f"#documents tr:has(:text-is('{name}'))"


def test_a_file_comes_and_goes(page: Page, served: Served) -> None:
    """A file that is uploaded is answered from; removed, after a question, it no longer is; Undo brings it back."""
    ask(page, SHEEP)
    assert "do not say" in finished(page).text_content()
    turn_to(page, "Documents")
    upload(page, sheep_txt="Sheep eat fresh clover.", odd_xyz="?", big_txt="x" * (LARGEST + 1))
    page.wait_for_selector(row("sheep.txt"))
    assert "Uploaded sheep.txt." in page.locator("#said").text_content()
    assert "odd.xyz unknown format" in page.locator("#said").text_content()
    assert "big.txt is larger than" in page.locator("#hint").text_content()
    photograph(page, "documents-uploaded")
    ask(page, SHEEP)
    assert "clover" in finished(page, 2).text_content()

    turn_to(page, "Documents")
    page.click(f"{row('sheep.txt')} button")
    page.wait_for_selector("#keep:focus")
    assert "Remove sheep.txt?" in page.locator("#asked").text_content()
    photograph(page, "documents-removal")
    page.keyboard.press("Enter")  # keeps it
    page.wait_for_selector("#removal", state="hidden")
    page.click(f"{row('sheep.txt')} button")
    page.click("#remove")
    page.wait_for_selector("#report:has-text('1 removed')")
    page.wait_for_selector(row("sheep.txt"), state="detached")
    assert not (served.docs / "sheep.txt").exists()
    ask(page, SHEEP)
    assert "do not say" in finished(page, 3).text_content()

    turn_to(page, "Documents")
    page.click("#undo")
    page.wait_for_selector(row("sheep.txt"))
    assert (served.docs / "sheep.txt").read_text() == "Sheep eat fresh clover."


def test_answers_go_on_during_an_update(page: Page, served: Served) -> None:
    """During an update there is a bar, and answers; Cancel ends it, and the next one adds the rest."""
    slow = served.docs.parent / "slow"
    slow.touch()
    for name in ("x1", "x2", "x3"):
        (served.docs / f"{name}.txt").write_text(f"{name} is here.")
    page.click("#reindex")
    page.wait_for_selector("#report:has(progress):has-text('Indexing documents')")
    photograph(page, "documents-progress")
    ask(page, GOATS)
    assert "447" in finished(page).text_content()
    turn_to(page, "Documents")
    page.click("#cancel")
    slow.unlink()
    page.wait_for_selector("#report:has-text('Cancelled.')")
    page.wait_for_selector("#cancel", state="hidden")
    assert page.locator("#documents .waiting").count() > 0
    page.click("#reindex")
    page.wait_for_selector("#report:has-text('added')")
    page.wait_for_selector("#documents .waiting", state="detached")


def test_collections(page: Page) -> None:
    """Another collection shows its own documents and answers from them alone."""
    page.get_by_label("Collection").click()
    page.get_by_role("option", name="other").click()
    page.wait_for_selector(row("bees.txt"))
    page.wait_for_selector("#header:has-text('1 document ·')")
    assert page.locator(row("goats.txt")).count() == 0
    photograph(page, "documents-collection")
    ask(page, GOATS)
    assert "do not say" in finished(page).text_content()


def test_many_files_have_a_filter(page: Page, served: Served) -> None:
    """With more than twenty files a filter is offered; what is typed there leaves only what fits."""
    for number in range(20):
        (served.docs / f"note-{number}.md").write_text(f"# Note {number}\n\nText.")
    page.click("#reindex")
    page.wait_for_selector("#report:has-text('20 added')")
    page.get_by_label("Filter").fill("note-17")
    page.wait_for_selector(".summary:has-text('1 fit the filter')")
    assert page.locator("#documents tbody tr").count() == 1
    page.get_by_label("Filter").fill("")
    page.wait_for_selector(row("note-3.md"))
    photograph(page, "documents-many")
    for number in range(20):
        (served.docs / f"note-{number}.md").unlink()
    page.click("#reindex")
    page.wait_for_selector("#report:has-text('20 removed')")


@pytest.mark.parametrize("page", [PHONE, {"color_scheme": "dark"}], indirect=True)
def test_a_file_on_a_phone_and_in_the_dark(page: Page, request: pytest.FixtureRequest) -> None:
    """Nothing scrolls sideways; each file has its name, its numbers and its button."""
    html = page.locator("html")
    assert html.evaluate("it => it.scrollWidth <= it.clientWidth")
    assert page.get_by_role("button", name="Remove goats.txt").is_visible()
    assert page.get_by_role("table", name="Documents").get_by_role("row").count() > 1
    photograph(page, "documents-phone" if "page0" in request.node.name else "documents-dark")
