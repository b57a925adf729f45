"""What the list of documents tells of each file."""

import json
import os
from pathlib import Path

import pytest

from rag import Assistant
from rag.testing import scripted_assistant
from ui.documents.listing import Listed, listed, rows


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "ants.txt").write_text("Ants carry leaves.\n\nThey live in hills.")
    return scripted_assistant(docs, tmp_path / "index.sqlite", {})


def only(assistant: Assistant, source: str) -> Listed:
    (found,) = [row for row in rows(assistant) if row.source == source]
    return found


def test_an_indexed_document(assistant: Assistant) -> None:
    """Title, type, size, passages and day are those of the file and of its document."""
    path = assistant.documents / "ants.txt"
    os.utime(path, (0, 0))
    assistant.update(rebuild=True)
    (info,) = assistant.library.snapshot().documents()
    assert rows(assistant) == [
        Listed(
            "ants.txt", info.title, "txt", path.stat().st_size, 0, 1, "indexed", "", "1970-01-01"
        )
    ]


def test_a_new_file_waits(assistant: Assistant) -> None:
    """A file that is not indexed yet waits, and is indexed after the next update."""
    (assistant.documents / "bees.md").write_text("Bees make honey.")
    assert (only(assistant, "bees.md").status, only(assistant, "bees.md").passages) == (
        "waiting",
        0,
    )
    assistant.update()
    assert only(assistant, "bees.md").status == "indexed"


def test_a_changed_file_waits(assistant: Assistant) -> None:
    """A file that was touched since it was indexed waits for the next update."""
    path = assistant.documents / "ants.txt"
    long_ago = path.stat().st_ctime + 3600  # its change is no longer so fresh that it tells nothing
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.changes.time.time", lambda: long_ago)
        assistant.update()
        assert only(assistant, "ants.txt").status == "indexed"
        path.write_text("Ants sleep.")
        row = only(assistant, "ants.txt")
    assert (row.status, "former text" in row.reason) == ("waiting", True)


def test_a_file_that_is_gone_waits(assistant: Assistant) -> None:
    """What is indexed but gone from the folder is listed until the next update."""
    (assistant.documents / "bees.txt").write_text("Bees.")
    (assistant.documents / "ants.txt").unlink()
    row = only(assistant, "ants.txt")
    assert (row.status, row.size, "gone" in row.reason) == ("waiting", 0, True)
    assistant.update()
    assert [row.source for row in rows(assistant)] == ["bees.txt"]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("odd.xyz", b"?", "unknown format"),
        ("old.doc", b"?", "save it as .docx"),
        ("none.txt", b"", "is empty"),
        ("torn.pdf", b"not a PDF", ""),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    assistant: Assistant, name: str, content: bytes, why: str
) -> None:
    """The reason of a failure is told, though it makes no new generation of the index."""
    before = assistant.library.snapshot()
    (assistant.documents / name).write_bytes(content)
    (failure,) = assistant.update().failed
    row = only(assistant, name)
    assert assistant.library.snapshot() is before
    assert (row.status, row.reason) == ("failed", failure.reason)
    assert why in row.reason


def test_pages_are_counted(assistant: Assistant) -> None:
    """A document with pages tells how many."""
    from index.documents import Document
    from index.prepared import Prepared
    from index.writer import writing

    with writing(assistant.library.path) as writer:
        writer.commit([Prepared(Document("p.pdf", "P", "one two", "d", (), (0, 3)), (), ())])
    assert only(assistant, "p.pdf").pages == 2


def test_programs_get_plain_values(assistant: Assistant) -> None:
    """The list can be written as JSON, also with a name that is not UTF-8."""
    (assistant.documents / os.fsdecode(b"bad\xff.txt")).write_text("?")
    said = json.loads(json.dumps(listed(assistant)))
    assert {entry["source"]: entry["status"] for entry in said} == {
        "ants.txt": "indexed",
        r"bad\xff.txt": "failed",
    }
    assert {"title", "type", "size", "pages", "passages", "reason", "date"} <= said[0].keys()
