"""An update that is cancelled: what it wrote stays, the index is sound, the next one finishes."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from index import BuildReport, Library, UpdateCancelledError, check, update
from index.report import Progress
from index.testing import HashEmbedder

FILES = 10


class Place:
    """A folder of ten files and its index, written two documents at a time."""

    def __init__(self, root: Path) -> None:
        self.docs = root / "docs"
        self.docs.mkdir()
        for number in range(FILES):
            (self.docs / f"n{number}.txt").write_text(f"Number {number} is here.")
        self.embedder = HashEmbedder()
        self.library = Library.open(root / "index.sqlite", self.embedder)

    def update(
        self, when: Callable[[Progress], bool] = lambda _: False, *, rebuild: bool = False
    ) -> BuildReport:
        """Update, and cancel it as soon as it tells of what is looked for."""
        stop = Event()

        def told(step: Progress) -> None:
            if when(step):
                stop.set()

        return update(
            self.docs, self.library, self.embedder, rebuild=rebuild, progress=told, stop=stop
        )

    def indexed(self) -> list[str]:
        assert check(self.library, self.embedder).findings == ()
        return [info.source for info in self.library.snapshot().documents()]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.setattr("index.build.BATCH_DOCUMENTS", 2)
    made = Place(tmp_path)
    yield made
    made.library.close()


@pytest.mark.parametrize("files", [1, 4, 5, FILES - 1])
def test_what_was_written_stays(place: Place, files: int) -> None:
    """Cancelled after any number of files, whole batches stay, and the next update adds the rest."""
    with pytest.raises(UpdateCancelledError, match="stays"):
        place.update(lambda step: step.files >= files)
    stayed = place.indexed()
    assert len(stayed) in range(0, files + 1, 2)
    assert sorted(stayed) == stayed == [f"n{number}.txt" for number in range(len(stayed))]
    report = place.update()
    assert (len(report.added), len(report.unchanged)) == (FILES - len(stayed), len(stayed))
    assert len(place.indexed()) == FILES


def test_what_is_gone_is_gone_at_once(place: Place) -> None:
    """A file that was taken away answers no more, even if the update that finds out is cancelled."""
    place.update()
    (place.docs / "n3.txt").unlink()
    (place.docs / "new.txt").write_text("Something new.")
    with pytest.raises(UpdateCancelledError):
        place.update(lambda step: step.stage == "indexing")
    assert "n3.txt" not in place.indexed()


def test_before_anything_was_read(place: Place) -> None:
    """Cancelled while it only looks for changes, an update writes no document."""
    with pytest.raises(UpdateCancelledError):
        place.update(lambda step: step.stage == "checking")
    assert place.indexed() == []
    assert len(place.update().added) == FILES


@pytest.mark.parametrize("stage", ["indexing", "replacing"])
def test_a_rebuild_is_all_or_nothing(place: Place, stage: str) -> None:
    """A cancelled rebuild changes nothing for readers; the next update ends it, embedding nothing twice."""
    place.update()
    former = place.library.snapshot()
    (place.docs / "n0.txt").write_text("Nothing is here.")
    with pytest.raises(UpdateCancelledError):
        place.update(lambda step: (step.stage, step.done > 0) == (stage, True), rebuild=True)
    assert place.library.snapshot() is former
    assert len(place.update().changed) == FILES
    assert len(place.indexed()) == FILES
    assert len(place.embedder.embedded) == len(set(place.embedder.embedded)) == FILES + 1


def test_progress_counts_files_and_passages(place: Place) -> None:
    """While it indexes, an update tells how many of the changed files it read, and the passages so far."""
    told: list[Progress] = []
    update(place.docs, place.library, place.embedder, progress=told.append)
    steps = [step for step in told if step.stage == "indexing"]
    assert {step.of_files for step in steps} == {FILES}
    assert (steps[-1].files, steps[-1].passages) == (FILES, FILES)
    assert [step.files for step in steps] == sorted(step.files for step in steps)
