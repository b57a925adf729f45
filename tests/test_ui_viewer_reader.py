"""What the viewer gets from the server, over real documents."""

import re
from dataclasses import asdict, replace
from html import unescape
from pathlib import Path
from threading import Event

import pytest
from test_readers_pdf import make

from rag import Assistant
from rag.testing import scripted_assistant
from ui.collections import Collections
from ui.opening import Opening
from ui.viewer.place import REACH
from ui.viewer.proof import Proof
from ui.viewer.reader import Reader

TEXT = "Goats eat hay. Cows eat grass."
GOATS = Proof("goats.txt", "goats", 0, 14, "Goats eat hay.")


def opened(folder: Path, **files: str) -> Assistant:
    docs = folder / "docs"
    docs.mkdir(parents=True)
    for name, text in files.items():
        (docs / f"{name}.txt").write_text(text, "utf-8")
    return scripted_assistant(docs, folder / "index.sqlite", {})


def reader(*assistants: Assistant) -> Reader:
    openings = {f"c{number}": Opening.of(one) for number, one in enumerate(assistants)}
    return Reader(Collections(openings))


def marks(html: str) -> list[str]:
    return [unescape(one) for one in re.findall(r"<mark[^>]*>(.*?)</mark>", html)]


def test_the_document_is_shown_with_the_quote(tmp_path: Path) -> None:
    """A proof's document comes with exactly its words marked."""
    reading = reader(opened(tmp_path, goats=TEXT))
    html = reading.open({**asdict(GOATS), "number": 1, "count": 2})
    assert marks(html) == [GOATS.quote]
    assert "1 of 2 citations" in html


def test_a_document_that_was_removed_is_told(tmp_path: Path) -> None:
    """When the index no longer has the document, the page says so and shows the quote it kept."""
    assistant = opened(tmp_path, goats=TEXT, cows=TEXT)
    (assistant.documents / "goats.txt").unlink()
    assistant.update()
    html = reader(assistant).open(asdict(GOATS))
    assert "goats.txt is no longer among the documents." in html
    assert GOATS.quote in html
    assert reader(assistant).pages(asdict(GOATS)) == ""


def test_a_proof_belongs_to_the_collection_that_holds_it(tmp_path: Path) -> None:
    """Of two collections with a file of the same name, the one where the words stand is shown."""
    other = opened(tmp_path / "a", goats="Goats sleep.")
    right = opened(tmp_path / "b", goats=TEXT)
    for both in ((other, right), (right, other)):
        assert marks(reader(*both).open(asdict(GOATS))) == [GOATS.quote]


def test_documents_on_their_way_are_not_called_removed(tmp_path: Path) -> None:
    """While the documents are still being opened, that is said."""
    assistant, ready = opened(tmp_path, goats=TEXT), Event()

    def slowly(_: object) -> Assistant:
        ready.wait()
        return assistant

    opening = Opening(slowly)
    waiting = Reader(Collections.of(opening))
    html = waiting.open(asdict(GOATS))
    ready.set()
    opening.wait()
    assert "Opening the documents… Try again" in html
    assert GOATS.quote in html
    assert marks(waiting.open(asdict(GOATS))) == [GOATS.quote]


def test_more_of_a_long_document_comes_piece_by_piece(tmp_path: Path) -> None:
    """Piece after piece, all that was not shown comes, each character once and in its place."""
    before, after = "b" * (REACH * 5), "a" * (REACH * 2 + 7)
    assistant = opened(tmp_path, long=f"{before}\nQUOTE\n{after}")
    text = assistant.library.snapshot().document("long.txt").text
    digest = assistant.library.snapshot().document("long.txt").digest
    start = text.index("QUOTE")
    proof = Proof("long.txt", "long", start, start + 5, "QUOTE")
    for side, first, last in (
        ("before", 0, start - REACH),
        ("after", start + 5 + REACH, len(text)),
    ):
        pieces, bounds = [], {"first": first, "last": last}
        while bounds["first"] < bounds["last"]:
            request = {**asdict(proof), **bounds, "side": side, "digest": digest}
            more = reader(assistant).more(request)
            pieces.append(unescape(more.pop("html")))
            bounds = more
        pieces = pieces[::-1] if side == "before" else pieces
        assert "".join(pieces) == text[first:last]
        assert len(pieces) > 1
    assert reader(assistant).more({**asdict(proof), "digest": "another"}) == {}


def test_a_page_of_a_pdf_comes_as_a_picture(tmp_path: Path) -> None:
    """The picture of the quote's page is in the HTML itself, with words for who cannot see it."""
    assistant = opened(tmp_path, goats=TEXT)
    make(assistant.documents / "a.pdf", [(12, "One.")], [(12, "Goats eat hay."), (12, "Yes.")])
    assistant.update()
    proof = replace(GOATS, source="a.pdf", start=6, end=20)
    assert 'class="pictures"' in reader(assistant).open(asdict(proof))
    html = reader(assistant).pages(asdict(proof))
    assert 'src="data:image/jpeg;base64,' in html
    assert 'alt="Page 2 of a, with the cited words marked"' in html
    (assistant.documents / "a.pdf").write_bytes(b"%PDF-1.4 broken")
    assert "No picture of page 2" in reader(assistant).pages(asdict(proof))
    (assistant.documents / "a.pdf").unlink()
    assert "No picture of page 2, which cannot be read" in reader(assistant).pages(asdict(proof))


@pytest.mark.parametrize("junk", [{}, {"source": 3}, {"source": "../../etc/passwd", "start": -1}])
def test_junk_gets_a_plain_answer(tmp_path: Path, junk: dict[str, object]) -> None:
    """Whatever is sent, nothing outside of the index is read and nothing breaks."""
    reading = reader(opened(tmp_path, goats=TEXT))
    assert "no longer among the documents" in reading.open(junk)
    assert reading.more(junk) == {}
    assert reading.pages(junk) == ""
