"""What programs and readers get from the page, without a browser."""

import json
from pathlib import Path

import pytest

from rag.testing import scripted_assistant
from ui.conversation import Run
from ui.desk import Desk
from ui.opening import Opening
from ui.watching import Watching

GOATS = "What do goats eat?"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    docs = tmp_path / "docs"
    (docs / "old").mkdir(parents=True)
    (docs / "goats.txt").write_text("Goats eat hay.")
    (docs / "old" / "goats.md").write_text("Goats once ate hay and thistles.")
    replies = {GOATS: "Goats eat hay.", f"{GOATS}\ufffd": "Goats eat hay."}
    assistant = scripted_assistant(docs, tmp_path / "index.sqlite", replies)
    return Desk(Opening.of(assistant), Watching())


def test_programs_narrow_by_what_documents_are(desk: Desk) -> None:
    """Only documents that fit are searched, and only they answer."""
    assert len(desk.search("goats")) == 2
    assert [found["source"] for found in desk.search("goats", types=["md"])] == ["old/goats.md"]
    assert [found["source"] for found in desk.search("goats", sources=["g*"])] == ["goats.txt"]
    assert desk.search("goats", until="1999") == []
    assert len(desk.search("goats", since="1999")) == 2
    answer = desk.ask(GOATS, sources=["old/*"])
    assert {passage["source"] for passage in answer["passages"]} == {"old/goats.md"}


def test_programs_are_told_what_they_can_mend(desk: Desk) -> None:
    """Gradio hides errors from callers; ours reach them as the one line they are."""
    import gradio as gr

    with pytest.raises(gr.Error, match="'May' is no day; write it as 2024"):
        desk.search("goats", since="May")
    with pytest.raises(gr.Error, match="the question is empty"):
        desk.ask(" ")


def test_half_a_character_does_no_harm(desk: Desk) -> None:
    """A lone surrogate, which JSON may hold, is asked and shown as the sign for a broken character."""
    run = Run()
    _, messages, *_ = desk.take(f"{GOATS}\ud800", (), run)
    assert "\ufffd" in json.dumps(messages, ensure_ascii=False).encode().decode()
    assert run.pending == f"{GOATS}\ufffd"
    answer = desk.ask(f"{GOATS}\ud800")
    assert answer["question"] == f"{GOATS}\ufffd"
    assert not answer["abstained"]
    assert desk.search("goats", sources=["\udcff*"]) == []
