"""How much text is to be embedded, judged from the files that were read."""

from pathlib import Path
from typing import TYPE_CHECKING

from index import Library, update
from index.forecast import Forecast
from index.testing import HashEmbedder

if TYPE_CHECKING:
    from index.report import Progress


def test_files_of_a_kind_are_judged_by_their_kind() -> None:
    """A PDF that holds little text says so of the other PDFs, and nothing of the notes."""
    forecast = Forecast({"a.pdf": 1000, "b.PDF": 3000, "c.txt": 50, "d.txt": 70})
    assert forecast.total() == 0
    forecast.read("a.pdf", 10)
    forecast.read("c.txt", 50)
    assert forecast.total() == 10 + 30 + 50 + 70


def test_an_unknown_kind_is_judged_by_all() -> None:
    """Of a kind that was not met yet, as much text is expected as of all others."""
    forecast = Forecast({"a.txt": 100, "b.html": 40})
    forecast.read("a.txt", 50)
    assert forecast.total() == 50 + 20


def test_what_fails_or_is_known_costs_nothing() -> None:
    """A file that fails, one that was embedded before and an unknown one leave nothing to expect."""
    forecast = Forecast({"a.txt": 100, "b.txt": 100})
    for source in ("a.txt", "b.txt", "kept from before.txt"):
        forecast.read(source, 0)
    assert forecast.total() == 0


def test_an_update_tells_what_is_embedded(tmp_path: Path) -> None:
    """In the end an update has embedded what it told, once a text; a second one has nothing to embed."""
    docs = tmp_path / "docs"
    docs.mkdir()
    for number in range(6):
        (docs / f"{number}.txt").write_text(f"Text {number % 3}.")  # two of each
    (docs / "bad.txt").write_text(" ")
    embedder = HashEmbedder()
    library = Library.open(tmp_path / "index.sqlite", embedder)
    for embedded, rebuild in ((21, False), (0, True)):
        told: list[Progress] = []
        update(docs, library, embedder, rebuild=rebuild, progress=told.append)
        last = [step for step in told if step.stage == "indexing"][-1]
        assert (last.ready, last.embedded, last.to_embed) == (6, embedded, embedded)
    library.close()
