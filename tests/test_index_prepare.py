"""Which texts are embedded together, and what is told meanwhile."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Library, prepare
from index.documents import Document
from index.embed import FloatMatrix
from index.prepare import Preparation
from index.testing import HashEmbedder
from index.writer import Writer, writing


class Watched(HashEmbedder):
    """Notes the lengths of the texts of every call."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[list[int]] = []

    def embed_documents(self, texts: "list[str]") -> FloatMatrix:  # type: ignore[override]
        """As ever."""
        self.calls.append([len(text) for text in texts])
        return super().embed_documents(texts)


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    Library.open(tmp_path / "index.sqlite", HashEmbedder()).close()
    with writing(tmp_path / "index.sqlite") as found:
        yield found


def documents(count: int) -> list[Document]:
    """Of one chunk each, the longest and the shortest side by side."""
    texts = [f"{number} " + "x" * (number * 7 % count) for number in range(count)]
    return [Document(f"{n}.txt", f"{n}", text, "digest") for n, text in enumerate(texts)]


def test_texts_are_sorted_over_all_documents_at_hand(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No batch holds a text that is longer than one of the next, whatever documents they come from."""
    monkeypatch.setattr(prepare, "BATCH_TEXTS", 4)
    embedder = Watched()
    shares: list[float] = []
    made = Preparation(embedder, writer).prepare(documents(18), shares.append)
    assert [len(call) for call in embedder.calls] == [4, 4, 4, 4, 2]
    lengths = [length for call in embedder.calls for length in call]
    assert lengths == sorted(lengths)
    assert [item.document.source for item in made] == [f"{n}.txt" for n in range(18)]
    assert shares == pytest.approx([4 / 18, 8 / 18, 12 / 18, 16 / 18, 1.0])


def test_what_waits_is_bounded(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many texts there are, no more than allowed wait; each is embedded once, and all are ready."""
    monkeypatch.setattr(prepare, "BATCH_TEXTS", 4)
    monkeypatch.setattr(prepare, "WAITING_TEXTS", 6)
    embedder = Watched()
    shares: list[float] = []
    preparation = Preparation(embedder, writer)
    preparation.prepare(documents(18), shares.append)
    assert [len(call) for call in embedder.calls] == [4, 2, 4, 2, 4, 2]
    assert (preparation.ready, preparation.chunks, preparation.embedded) == (18, 18, 18)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    preparation.prepare(documents(18), shares.append)
    assert len(embedder.calls) == 6
    assert preparation.ready == 36
