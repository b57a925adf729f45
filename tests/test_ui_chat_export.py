"""Conversations and answers as text to take away."""

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from test_ui_chat_kept import ANSWER, CHAT

from rag import Answer
from ui.chat.conversation import STOPPED, Exchange
from ui.chat.export import escaped, exported, plain_text
from ui.chat.kept import Kept
from ui.safe import plain

EVIL = "# <script>x</script> ![x](http://evil.example/x.png) **b** `c` [a](http://e.example) | &lt; 1. x"


def test_markdown_holds_questions_answers_and_quotes() -> None:
    """A reader of the file sees each sentence with its numbers, and each quote with its place."""
    name, text = exported(CHAT, "markdown")
    assert name == "who.md"
    assert text.startswith("# Who?\n\n")
    assert text.count("## Who?") == 2
    assert r"Goats do. \[1\] Elephants. (not verified)" in text
    assert r"- \[1\] Notes (a.txt, page 2)" in text
    assert "  - characters 3 to 8: “goats”" in text


def test_markdown_tells_how_an_answer_ended() -> None:
    """A stopped answer keeps its draft, and says that it was stopped."""
    stopped = Exchange(Answer("Why?", draft="Because *of"), note=STOPPED)
    _, text = exported(Kept("c", "", (stopped,)), "markdown")
    assert text.endswith("## Why?\n\nBecause \\*of\n\nStopped.\n")


@given(st.text() | st.text("*_#`[]()<>!|~+-=1.) \n\\&:/whtp@"))
def test_markdown_shows_text_and_formats_none(text: str) -> None:
    """Whatever is said is read by a Markdown reader as that text, in one paragraph."""
    tokens = MarkdownIt("commonmark").parse(escaped(text))
    if not plain(text).strip():
        return
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    kinds = {child.type for child in tokens[1].children or ()}
    assert kinds <= {"text", "text_special"}
    assert "".join(child.content for child in tokens[1].children or ()) == plain(text).strip()


def test_hostile_words_are_not_formatted_anywhere() -> None:
    """Questions, sentences, titles, paths and quotes are all escaped."""
    passage = replace(ANSWER.passages[0], title=EVIL, source=f"{EVIL}.txt")
    quote = replace(ANSWER.citations[0], quote=EVIL, source=passage.source)
    said = replace(ANSWER.sentences[0], text=EVIL, citations=(quote,))
    answer = replace(ANSWER, question=EVIL, sentences=(said,), passages=(passage,))
    tokens = MarkdownIt("commonmark").parse(
        exported(Kept("c", "", (Exchange(answer),)), "markdown")[1]
    )
    inside = {child.type for token in tokens for child in token.children or ()}
    assert inside <= {"text", "text_special"}
    assert not any(token.type.startswith(("html", "code", "fence")) for token in tokens)


def test_json_holds_all_of_it() -> None:
    """A program gets the answers back as they were."""
    name, text = exported(CHAT, "json")
    values = json.loads(text)
    assert name == "who.json"
    assert values["title"] == "Who?"
    assert [Answer.from_dict(_without(row, "note")) for row in values["answers"]] == [ANSWER] * 2


def test_copied_text_has_its_proof() -> None:
    """An answer that is pasted elsewhere still says where it stands."""
    assert plain_text(ANSWER) == (
        "Goats do. [1] Elephants. (not verified)\n\n"
        "[1] Notes (a.txt, page 2), characters 3 to 8: “goats”"
    )


def test_a_file_name_is_harmless() -> None:
    """A title cannot lead to another folder, hide an ending or be endless."""
    question = "../../etc/passwd\u202e .. CON " + "x" * 200
    name, _ = exported(Kept("c", "", (Exchange(Answer(question)),)), "json")
    assert name.startswith("etc-passwd-con-xxx")
    assert len(name) <= 65
    assert exported(Kept("c", "", (Exchange(Answer("?!")),)), "json")[0] == "conversation.json"
    assert exported(CHAT, "json", "My goats")[0] == "my-goats.json"


def _without(row: dict[str, object], name: str) -> dict[str, object]:
    return {key: value for key, value in row.items() if key != name}
