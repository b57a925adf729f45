from pathlib import Path

from index import Hit, Library, update
from index.testing import HashEmbedder
from rag.retrieve import passages, retrieve, search


def long_library(tmp_path: Path) -> tuple[Library, HashEmbedder]:
    documents = tmp_path / "docs"
    documents.mkdir()
    paragraphs = [f"Topic{n} " + f"word{n} " * 150 + "." for n in range(6)]
    (documents / "a.txt").write_text("\n\n".join(paragraphs))
    (documents / "b.txt").write_text("Topic9 is elsewhere.")
    embedder = HashEmbedder()
    library = Library.open(tmp_path / "library.sqlite", embedder)
    update(documents, library, embedder)
    return library, embedder


def test_neighbouring_hits_become_one_passage(tmp_path: Path) -> None:
    """Hits that touch in their document are shown as one verbatim stretch, numbered by best rank."""
    library, _ = long_library(tmp_path)
    snapshot = library.snapshot()
    chunks = sorted(
        (h.chunk for n in range(6) for h in snapshot.keyword(f"Topic{n}", 1)), key=lambda c: c.start
    )
    hits = [Hit(chunks[3], 3.0, 1), Hit(chunks[0], 2.0, 2), Hit(chunks[4], 1.0, 3)]
    shown = passages(snapshot, hits)
    assert [(p.start, p.end) for p in shown] == [
        (chunks[3].start, chunks[4].end),
        (chunks[0].start, chunks[0].end),
    ]
    text = snapshot.document("a.txt").text
    assert all(p.text == text[p.start : p.end] for p in shown)
    assert [p.number for p in shown] == [1, 2]


def test_retrieval_finds_by_words_and_reports_likeness(tmp_path: Path) -> None:
    """The chunk with the question's words comes first, and the cosine is that of the nearest chunk."""
    library, embedder = long_library(tmp_path)
    snapshot = library.snapshot()
    found = retrieve(snapshot, embedder, "Where is Topic9?", k=3, candidates=20)
    assert found.hits[0].chunk.source == "b.txt"
    query = embedder.embed_query("Where is Topic9?")
    assert found.similarity == snapshot.dense(query, 1)[0].score


def test_a_focused_search_shows_only_sentences_that_bear_on_the_words(tmp_path: Path) -> None:
    """Of a passage of many sentences the one with the words is left, in the document's own characters."""
    documents = tmp_path / "docs"
    documents.mkdir()
    (documents / "a.txt").write_text("The sky is blue. Goats eat hay. Rain is wet. Snow is cold.")
    embedder = HashEmbedder()
    library = Library.open(tmp_path / "library.sqlite", embedder)
    update(documents, library, embedder)
    snapshot = library.snapshot()
    whole, focused = (
        search(snapshot, embedder, "What do goats eat?", k=2, candidates=9, focused=way)
        for way in (False, True)
    )
    assert [passage.text for passage in whole] == [snapshot.document("a.txt").text]
    assert [passage.text for passage in focused] == ["Goats eat hay."]
