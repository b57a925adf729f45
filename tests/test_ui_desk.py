"""What programs and readers get from the page, without a browser."""

import json
from pathlib import Path

import pytest

from rag.testing import scripted_assistant
from ui.api import Api
from ui.chat.conversation import Run
from ui.chat.desk import Desk
from ui.collections import Collections
from ui.opening import Opening

GOATS = "What do goats eat?"


@pytest.fixture
def collections(tmp_path: Path) -> Collections:
    docs = tmp_path / "docs"
    (docs / "old").mkdir(parents=True)
    (docs / "goats.txt").write_text("Goats eat hay.")
    (docs / "old" / "goats.md").write_text("Goats once ate hay and thistles.")
    replies = {GOATS: "Goats eat hay.", f"{GOATS}\ufffd": "Goats eat hay."}
    assistant = scripted_assistant(docs, tmp_path / "index.sqlite", replies)
    return Collections.of(Opening.of(assistant))


def test_programs_narrow_by_what_documents_are(collections: Collections) -> None:
    """Only documents that fit are searched, and only they answer."""
    api = Api(collections)
    assert len(api.search("goats")) == 2
    assert [found["source"] for found in api.search("goats", types=["md"])] == ["old/goats.md"]
    assert [found["source"] for found in api.search("goats", sources=["g*"])] == ["goats.txt"]
    assert api.search("goats", until="1999") == []
    assert len(api.search("goats", since="1999")) == 2
    answer = api.ask(GOATS, sources=["old/*"])
    assert {passage["source"] for passage in answer["passages"]} == {"old/goats.md"}


def test_programs_are_told_what_they_can_mend(collections: Collections) -> None:
    """Gradio hides errors from callers; ours reach them as the one line they are."""
    import gradio as gr

    api = Api(collections)

    with pytest.raises(gr.Error, match="'May' is no day; write it as 2024"):
        api.search("goats", since="May")
    with pytest.raises(gr.Error, match="the question is empty"):
        api.ask(" ")


def test_half_a_character_does_no_harm(collections: Collections) -> None:
    """A lone surrogate, which JSON may hold, is asked and shown as the sign for a broken character."""
    desk, api, run = Desk(collections), Api(collections), Run()
    _, messages, *_ = desk.take(f"{GOATS}\ud800", (), run)
    assert "\ufffd" in json.dumps(messages, ensure_ascii=False).encode().decode()
    assert run.pending == f"{GOATS}\ufffd"
    answer = api.ask(f"{GOATS}\ud800")
    assert answer["question"] == f"{GOATS}\ufffd"
    assert not answer["abstained"]
    assert api.search("goats", sources=["\udcff*"]) == []
