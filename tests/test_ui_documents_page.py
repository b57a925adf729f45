"""What each press on the Documents tab does, without a browser; and the HTML that tells of it."""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from pathlib import Path
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import BuildReport, Failure, RagError, UpdateCancelledError
from index.embed import FloatMatrix
from index.report import Progress
from index.testing import HashEmbedder
from rag import Assistant
from rag.errors import DownloadError
from rag.testing import scripted_assistant
from ui.collections import Collections
from ui.documents import reports
from ui.documents.filing import Filing
from ui.documents.heading import header, size_line
from ui.documents.keeper import Keeper
from ui.documents.listing import Listed
from ui.documents.showing import Showing, View
from ui.documents.sizes import size_in_words
from ui.documents.table import MANY, ORDERS, key_of, table
from ui.documents.trash import Removed
from ui.documents.uploads import Uploaded
from ui.notice import notice
from ui.opening import Opening

WORDS = st.text(max_size=40)
NAME = "ants"


class Held(HashEmbedder):
    """Embeds only while it may."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.may = Event(), Event()
        self.may.set()

    def embed_documents(self, texts: Sequence[str]) -> FloatMatrix:
        self.asked.set()
        assert self.may.wait(20)
        return super().embed_documents(texts)


class Desk:
    """A folder with its page's parts."""

    def __init__(self, root: Path) -> None:
        self.docs = root / "docs"
        self.docs.mkdir()
        (self.docs / "ants.txt").write_text("Ants carry leaves.")
        (self.docs / "bees.txt").write_text("Bees make honey.")
        self.assistant: Assistant = scripted_assistant(self.docs, root / "index.sqlite", {})
        self.embedder = self.assistant.embedder = Held()
        self.collections = Collections({NAME: Opening.of(self.assistant)})
        self.upkeep = self.collections.upkeep(NAME)
        self.showing = Showing(self.collections)
        self.keeper = Keeper(self.collections, self.showing)
        self.filing = Filing(self.collections, self.showing)

    def files(self) -> str:
        return self.showing.files(NAME, View())


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    made = Desk(tmp_path)
    yield made
    made.embedder.may.set()
    made.upkeep.wait()


def row(source: str = "a.txt", **other: object) -> Listed:
    known = {"title": "Ants", "type": "txt", "size": 1234, "pages": 0, "passages": 2}
    known |= {"status": "indexed", "reason": "", "date": "2024-01-31"}
    return Listed(source, **{**known, **other})  # type: ignore[arg-type]


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


@given(WORDS, WORDS)
def test_nothing_anyone_says_becomes_markup(said: str, name: str) -> None:
    """Names, titles and reasons put no tag or attribute of their own on the page."""
    ours = "ul li b p h1 table thead tbody tr th td span bdi button progress"
    for html in (
        table([row(f"{name}x", title=said, reason=said, type=name, date=said)]),
        reports.report(BuildReport(failed=(Failure(name, said),))),
        reports.uploaded(Uploaded((name,), (Failure(name, said),))),
        reports.removed(Removed(Path(), name, Path("x"))),
        notice(said, wrong=True),
        header(said),
    ):
        assert set(re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)", html)) <= set(ours.split())
        assert "=" not in re.sub(r'[a-z-]+="[^"]*"', "", "".join(re.findall(r"<[^>]*>", html)))
        assert b"\n" not in html.encode()  # it can be sent, in one line


def test_names_are_spelled_out() -> None:
    """A name that would deceive is shown with what it hides."""
    name, spelled = "two\nlines\u202efdp\udcff.exe", r"two\nlines\u202efdp\udcff.exe"
    for html in (table([row(name)]), notice(name), header(name)):
        assert spelled in html
    assert key_of(name).isalnum()


def test_a_row_tells_all_that_is_known() -> None:
    """Title, path, type, size, pages, passages, day and status stand in one row, and Remove is named."""
    html = table([row(pages=3)])
    assert text_of(html).endswith("Ants a.txt TXT 1.2 kB 3 2 2024-01-31 indexed Remove")
    assert 'aria-label="Remove a.txt"' in html


def test_a_failed_row_says_why() -> None:
    """The reason stands under the name; a file that is gone cannot be removed again."""
    assert "is empty" in text_of(table([row(status="failed", reason="is empty")]))
    assert "<button" not in table([row(status="waiting", size=0)])


def test_many_files_are_bounded_sorted_and_found() -> None:
    """Thousands of files stay short to send: the first in order are shown, the others by the filter."""
    rows = [row(f"{number:04}.txt", title=f"T{number}", size=number) for number in range(3000)]
    html = table(rows)
    assert html.count("<tr") == MANY + 1
    assert "3,000 files: 3,000 indexed. The first 200 are shown" in html
    assert "2999.txt" in table(rows, order="Largest")
    found = table(rows, "t2999 TXT")
    assert (found.count("<tr"), "1 fit the filter" in found) == (2, True)
    for order in ORDERS:
        assert table(rows[:3], order=order).count("<tr") == 4


@pytest.mark.parametrize(
    ("order", "first"), [("Newest", "b"), ("Status", "c"), ("Largest", "a"), ("Title", "c")]
)
def test_orders(order: str, first: str) -> None:
    """What asks for something, is newest or largest, comes first when it is to."""
    rows = [
        row("a", title="Z", size=9, date=""),
        row("b", title="Y", size=5, date="2025-01-01"),
        row("c", title="X", size=1, date="2024-01-01", status="failed", reason="?"),
    ]
    assert re.search(r"<bdi>(.)</bdi>", table(rows, order=order))[1] == first  # type: ignore[index]


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 B"), (999, "999 B"), (1234, "1.2 kB"), (50_000_000, "50 MB")]
)
def test_sizes_in_words(count: int, words: str) -> None:
    """Sizes are told with two digits or so."""
    assert size_in_words(count) == words


def test_reports_in_words() -> None:
    """Counts and failures of an update, a cancelled one, an error, and one that changed nothing."""
    did = BuildReport(added=("a", "b"), failed=(Failure("c", "is empty"),))
    assert text_of(reports.outcome(did)) == "2 added, 1 failed. c is empty"
    assert "up to date" in reports.outcome(BuildReport(unchanged=("a",)))
    assert "stays" in reports.outcome(UpdateCancelledError("x"))
    assert "wrong" not in reports.outcome(UpdateCancelledError("x"))
    assert "wrong" in reports.outcome(RagError("disk full"))
    assert size_line(1, 1200, "M") == "1 document · 1,200 passages · M"


def test_the_bar_tells_how_far_it_is() -> None:
    """Share, time left, files and passages, beside a bar that assistive technology can read."""
    html = reports.bar(Progress("indexing", 1, 4, 3, 12, 1), 40.0)
    assert '<progress aria-label="Re-indexing" max="4" value="1">' in html
    said = "Indexing documents… 25%, about 40 s left · 3 of 12 files · 1 passage"
    assert text_of(html) == said
    assert text_of(reports.bar(Progress("indexing", 1, 4, 3, 12, 1), 40.0, 134.6)) == (
        f"{said} · 135 passages/s"
    )
    assert "max=" not in reports.bar(None, None)


def test_questions_are_answered_during_an_update(desk: Desk) -> None:
    """While an update runs the page shows a bar and Cancel, and the former index is searched."""
    desk.embedder.may.clear()
    (desk.docs / "cats.txt").write_text("Cats sleep.")
    seen, report, reindex, cancel, _, timer = desk.keeper.reindex(NAME, 0)
    assert "<progress" in report
    assert (reindex.interactive, cancel.visible, timer.active) == (False, True, True)
    assert desk.embedder.asked.wait(20)
    assert desk.assistant.search("cats honey", k=1)[0].source == "bees.txt"
    assert "<progress" in desk.keeper.news(NAME, seen, "", "Path")[1]
    desk.embedder.may.set()
    desk.upkeep.wait()
    seen, report, reindex, cancel, *_, files, _, _ = desk.keeper.news(NAME, seen, "", "Path")
    assert (text_of(report), seen) == ("1 added.", 1)
    assert (reindex.interactive, cancel.visible, "cats.txt" in files) == (True, False, True)
    assert desk.assistant.search("cats", k=1)[0].source == "cats.txt"


def test_what_ended_before_anyone_looked_is_shown(desk: Desk) -> None:
    """An update that is over before the page looks again is told by the next look, with the documents."""
    (desk.docs / "cats.txt").write_text("Cats sleep.")
    desk.upkeep.start(desk.assistant)
    desk.upkeep.wait()
    seen, *_, timer = desk.keeper.work(NAME, 0)
    assert (seen, timer.active) == (0, True)
    seen, report, *_, timer, _, files, _, _ = desk.keeper.news(NAME, seen, "", "Path")
    assert (seen, text_of(report), "cats.txt" in files) == (1, "1 added.", True)
    assert not timer.active


def test_cancel(desk: Desk) -> None:
    """A cancelled update says so; nothing of it is half there, and the next one does the rest."""
    desk.embedder.may.clear()
    (desk.docs / "cats.txt").write_text("Cats sleep.")
    desk.keeper.reindex(NAME, 0)
    assert desk.embedder.asked.wait(20)
    desk.keeper.reindex(NAME, 0)  # asked for once more: that is cancelled as well
    assert desk.keeper.cancel(NAME).interactive is False
    assert desk.keeper.work(NAME, 0)[3].value == "Cancelling…"  # also when the page looks again
    desk.embedder.may.set()
    desk.upkeep.wait()
    assert "Cancelled" in desk.keeper.news(NAME, 0, "", "Path")[1]
    assert "waiting" in desk.files()
    desk.keeper.reindex(NAME, 1)
    desk.upkeep.wait()
    assert "waiting" not in desk.files()


def test_what_is_asked_during_an_update_is_done_after_it(desk: Desk) -> None:
    """A file that comes while an update is under way is indexed by another one."""
    desk.embedder.may.clear()
    (desk.docs / "cats.txt").write_text("Cats sleep.")
    desk.keeper.reindex(NAME, 0)
    assert desk.embedder.asked.wait(20)
    (desk.docs / "dogs.txt").write_text("Dogs bark.")
    desk.keeper.reindex(NAME, 0)
    desk.embedder.may.set()
    desk.upkeep.wait()
    assert (desk.upkeep.count, "dogs.txt" in desk.files()) == (2, True)
    assert "waiting" not in desk.files()


def test_a_removal_is_not_cancelled(desk: Desk) -> None:
    """Cancel ends the update under way; a file that was removed meanwhile is forgotten all the same."""
    desk.embedder.may.clear()
    (desk.docs / "cats.txt").write_text("Cats sleep.")
    desk.keeper.reindex(NAME, 0)
    assert desk.embedder.asked.wait(20)
    (desk.docs / "bees.txt").unlink()
    desk.upkeep.start(desk.assistant, must=True)
    desk.keeper.cancel(NAME)
    desk.embedder.may.set()
    desk.upkeep.wait()
    known = [info.source for info in desk.assistant.library.snapshot().documents()]
    assert known == ["ants.txt", "cats.txt"]


def test_a_defect_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """An update that ends by a defect says so on the page, and the button works again."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(desk.embedder, "embed_documents", broken)
    (desk.docs / "cats.txt").write_text("Cats sleep.")
    desk.keeper.reindex(NAME, 0)
    desk.upkeep.wait()
    _, report, reindex, *_ = desk.keeper.news(NAME, 0, "", "Path")
    assert "ZeroDivisionError" in report
    assert reindex.interactive


def test_upload_and_removal(desk: Desk, tmp_path: Path) -> None:
    """An uploaded file answers, a removed one no longer does, and Undo brings it back."""
    (tmp_path / "up").mkdir()
    (tmp_path / "up" / "cats.txt").write_text("Cats sleep.")
    said, cleared = desk.filing.upload(NAME, [str(tmp_path / "up" / "cats.txt")])
    desk.upkeep.wait()
    assert (text_of(said), cleared) == ("Uploaded cats.txt.", None)
    assert desk.assistant.search("cats", k=1)[0].source == "cats.txt"
    _, source, asked, question, *_ = desk.filing.ask_removal(NAME, key_of("cats.txt"))
    assert (source, question.visible) == ("cats.txt", True)
    assert "Remove cats.txt? The file is moved to" in text_of(asked)
    assert (desk.docs / "cats.txt").exists()
    said, *_, gone, undo = desk.filing.remove(NAME, source)
    desk.upkeep.wait()
    assert str(gone.place) in said
    assert (undo.visible, gone.place.read_text()) == (True, "Cats sleep.")
    assert all(found.source != "cats.txt" for found in desk.assistant.search("cats", k=9))
    assert "cats.txt is back" in desk.filing.undo(NAME, gone)[0]
    desk.upkeep.wait()
    assert desk.assistant.search("cats", k=1)[0].source == "cats.txt"


@pytest.mark.parametrize("key", ["", "None", "../x", key_of("../docs/ants.txt")])
def test_a_key_of_no_file_asks_nothing(desk: Desk, key: str) -> None:
    """What a browser makes up names no file."""
    said, source, _, question, *_ = desk.filing.ask_removal(NAME, key)
    assert ("not there" in said, source, question.visible) == (True, "", False)


def test_a_file_that_was_removed_meanwhile(desk: Desk) -> None:
    """Two pages that remove the same file: the second is told, and nothing else is removed."""
    desk.filing.remove(NAME, "ants.txt")
    said, *_ = desk.filing.remove(NAME, "ants.txt")
    assert "not in the documents folder any more" in said
    assert (desk.docs / "bees.txt").exists()


def test_another_collection_forgets_what_was_said(desk: Desk) -> None:
    """A page that turns to another collection shows no report of the former, no question and no Undo."""
    desk.keeper.reindex(NAME, 0)
    desk.upkeep.wait()
    seen, report, *_ = desk.keeper.arrive(NAME)
    assert (seen, report) == (1, "")
    said, source, _, question, gone, undo = desk.filing.leave()
    assert (said, source, question.visible, gone, undo.visible) == ("", "", False, None, False)


def test_a_missing_model_is_told_with_the_command() -> None:
    """The tab says what is wrong, how to get the model, and offers to try again; nothing else is lost."""

    def missing(_: object) -> Assistant:
        raise DownloadError("model 'default' cannot be fetched; check the connection.")

    opening = Opening(missing)
    collections = Collections({NAME: opening})
    showing = Showing(collections)
    with pytest.raises(DownloadError):
        opening.wait()
    top, files, _, again = showing.documents(NAME, View())
    assert "cannot be fetched" in top
    assert "rag models --get default" in files
    assert again.value == "Try again"
    keeper, filing = Keeper(collections, showing), Filing(collections, showing)
    assert "cannot be fetched" in filing.upload(NAME, [])[0]
    assert "cannot be fetched" in filing.ask_removal(NAME, "x")[0]
    keeper.watch(NAME, is_on=True, seen=0)
    keeper.reindex(NAME, 0)
    with pytest.raises(DownloadError):
        opening.wait()
