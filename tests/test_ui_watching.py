"""The switch that keeps the index up to date in the background."""

from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from threading import Event

import pytest

from index import BuildReport, DocumentsError
from rag.testing import scripted_assistant
from ui.collections import Collections
from ui.documents.keeper import Keeper
from ui.documents.showing import Showing
from ui.documents.upkeep import Upkeep
from ui.documents.watching import Watching
from ui.opening import Opening

TIME, CHANGE, END = "nothing but time has passed", "a change", ""


class Folder:
    """A folder whose changes are told by hand."""

    def __init__(self, root: Path) -> None:
        self.docs = root / "docs"
        self.docs.mkdir()
        (self.docs / "a.txt").write_text("Ants.")
        self.assistant = scripted_assistant(self.docs, root / "index.sqlite", {})
        self.told: SimpleQueue[str] = SimpleQueue()

    def changes(self, folder: Path, index: Path, stop: Event) -> Iterator[object]:
        assert (folder, index) == (self.docs, self.assistant.library.path)
        while item := self.told.get():
            yield item == CHANGE
        assert stop.is_set()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_it_updates_while_it_is_on(folder: Folder) -> None:
    """Turned on it updates at once and after each change; turned off, no more."""
    upkeep = Upkeep()
    watching = Watching(upkeep, folder.changes)
    assert not watching.is_on
    watching.turn_on(folder.assistant)
    watching.turn_on(folder.assistant)  # nothing happens
    assert watching.is_on
    for item in (TIME, CHANGE, TIME, CHANGE):
        folder.told.put(item)
    watching.turn_off()
    assert not watching.is_on
    folder.told.put(END)
    watching.wait()
    assert upkeep.count == 3
    assert upkeep.outcome == BuildReport(unchanged=("a.txt",))


def test_what_went_wrong_is_told(folder: Folder) -> None:
    """A folder that cannot be watched turns the switch off again, and says why."""

    def broken(folder: Path, index: Path, stop: Event) -> Iterator[object]:
        del index, stop
        raise DocumentsError(f"{folder} cannot be watched")
        yield

    upkeep = Upkeep()
    watching = Watching(upkeep, broken)
    watching.turn_on(folder.assistant)
    watching.wait()
    assert not watching.is_on
    assert (upkeep.count, "cannot be watched" in str(upkeep.outcome)) == (1, True)


def test_the_page_shows_what_was_indexed(folder: Folder) -> None:
    """A page shows an update it has not seen, once, with the documents as they are then."""
    opening = Opening.of(folder.assistant)
    collections = Collections({"ants": opening}, lambda upkeep: Watching(upkeep, folder.changes))
    upkeep, watching = collections.upkeep("ants"), collections.watching("ants")
    keeper = Keeper(collections, Showing(collections))
    keeper.watch("ants", is_on=True, seen=0)
    (folder.docs / "b.txt").write_text("Bees.")
    folder.told.put(TIME)
    watching.turn_off()
    folder.told.put(END)
    watching.wait()
    shown = keeper.news("ants", 0, "", "Path")
    count, report, _, _, switch, timer, header, documents, *_ = shown
    assert count == upkeep.count > 0
    assert "1 added" in report or "up to date" in report
    assert "2 documents" in header
    assert "b.txt" in documents
    assert (switch.value, timer.active) == (False, False)
    assert (
        keeper.news("ants", count, "", "Path")[1]["__type__"] == "update"
    )  # nothing is told twice
