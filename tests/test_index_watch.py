"""Watching: an update now, one after every change, and none for what is no change."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import (
    BuildReport,
    DocumentsError,
    Library,
    LibraryBusyError,
    LibraryError,
    RagError,
    UpdateCancelledError,
    settled,
    update,
    watch,
)
from index.testing import HashEmbedder


def test_an_update_now_and_after_every_change() -> None:
    """The first item only says that the watch has begun; after it, time that passes is no change."""
    updates = iter(BuildReport(added=(str(number),)) for number in range(9))
    changes = [set(), set(), {"a change"}, set(), {"another"}]
    added = [outcome.added for outcome in watch(lambda: next(updates), changes)]  # type: ignore[union-attr]
    assert added == [("0",), ("1",), ("2",)]


def test_a_change_before_the_first_look_is_enough() -> None:
    """A change that comes at once is covered by the first update."""
    updates = iter([BuildReport(), BuildReport(removed=("a",))])
    assert list(watch(lambda: next(updates), [{"a change"}, set()])) == [BuildReport()]


def test_an_error_does_not_end_the_watch(tmp_path: Path) -> None:
    """When the folder is empty for a while that is told, and what comes later is indexed."""
    embedder = HashEmbedder()
    library = Library.open(tmp_path / "index.sqlite", embedder)
    docs = tmp_path / "docs"
    docs.mkdir()
    outcomes = watch(lambda: update(docs, library, embedder), [set(), {"a change"}])
    assert isinstance(next(outcomes), DocumentsError)
    (docs / "a.txt").write_text("Ants.")
    assert next(outcomes) == BuildReport(added=("a.txt",))
    library.close()


def test_an_update_that_failed_is_tried_again() -> None:
    """After an error an update is tried as time passes, ever less often, and told when it is another."""
    outcomes = iter([LibraryBusyError("busy")] * 3 + [LibraryError("full"), BuildReport()])
    tries: list[int] = []
    looks: list[set[str]] = []

    def passing() -> Iterator[set[str]]:
        while len(looks) < 1000:
            looks.append(set())
            yield looks[-1]

    def tried() -> BuildReport:
        tries.append(len(looks) - 1)
        outcome = next(outcomes)
        if isinstance(outcome, RagError):
            raise outcome
        return outcome

    told = [type(outcome) for outcome in watch(tried, passing())]
    assert told == [LibraryBusyError, LibraryError, BuildReport]
    assert tries == [0, 4, 12, 28, 60]


def test_an_error_after_a_change_is_told_again() -> None:
    """What a change leads to is told, also when it is the same error; the next try is soon again."""
    tries: list[int] = []

    def busy() -> BuildReport:
        tries.append(0)
        raise LibraryBusyError("busy")

    assert len(list(watch(busy, [set(), *[set()] * 4, {"a change"}, *[set()] * 4]))) == 2
    assert len(tries) == 4


def test_a_defect_ends_the_watch() -> None:
    """What is no error of ours is not hidden."""

    def broken() -> BuildReport:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(watch(broken, [set()]))


def test_real_changes_are_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is written is a change; a hidden file, or the index in the same folder, is none."""
    monkeypatch.setattr("index.watching.SETTLED_MS", 10)
    monkeypatch.setattr("index.watching.LOOK_MS", 10)
    embedder = HashEmbedder()
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "a.txt").write_text("Ants.")
    library = Library.open(docs / "own.sqlite", embedder)
    stop = threading.Event()
    changes = settled(docs, library.path, stop)
    assert next(changes) == set()
    update(docs, library, embedder)
    (docs / ".hidden").write_text("Not for us.")
    (docs / "own bees.txt").write_text("Bees.")  # its name begins as that of the index
    seen = {Path(path).name for changed in _until(changes, "bees.txt") for _, path in changed}
    assert seen == {"own bees.txt"}
    stop.set()
    assert {path for changed in changes for _, path in changed} <= {str(docs / "own bees.txt")}
    library.close()


def _until(changes, name):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    for changed in changes:
        yield changed
        if any(path.endswith(name) for _, path in changed):
            return


def test_a_folder_that_cannot_be_watched(tmp_path: Path) -> None:
    """A folder that is gone is a clear error that says what to do."""
    with pytest.raises(DocumentsError, match=r"cannot be watched .*run `rag index` after"):
        next(settled(tmp_path / "none", tmp_path / "index.sqlite"))


def test_a_cancelled_update_is_not_tried_again() -> None:
    """Whoever cancels an update wants it to end: it is told, and tried again only after a change."""
    tries = 0

    def update() -> BuildReport:
        nonlocal tries
        tries += 1
        raise UpdateCancelledError("cancelled")

    outcomes = list(watch(update, [set(), *[set()] * 40, {"a change"}]))
    assert [type(outcome) for outcome in outcomes] == [UpdateCancelledError] * 2
    assert tries == 2
