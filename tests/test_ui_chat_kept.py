"""Conversations as text: what is kept comes back, and what is wrong in it does no harm."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index import Chunk, Hit
from rag import Answer, Citation, Passage, Sentence
from ui.chat import kept
from ui.chat.bubbles import messages
from ui.chat.conversation import GOOD, Exchange
from ui.chat.kept import INTERRUPTED, Kept
from ui.panel import sources

QUOTE = Citation(1, "a.txt", 3, 8, "goats", 2, 0.9)
ANSWER = Answer(
    "Who?",
    (Sentence("Goats do.", (QUOTE,), verified=True), Sentence("Elephants.")),
    (Passage(1, "a.txt", "Notes", "Top", 0, 20, "My goats eat hay now.", 2, 0.5),),
    (Hit(Chunk("a.txt", 0, 20, "Top"), 0.5, 1),),
    confidence=0.8,
    phase="done",
    timings={"done": 1.5},
    trace={"asked": "Who?", "signals": {"margin": 3}},
)
CHAT = Kept("c1", "documents", (Exchange(ANSWER, rating=GOOD, comment="yes"), Exchange(ANSWER)))


def changed(path: str, value: object) -> str:
    """The conversation as text, with something else at a path such as ``0.answer.phase``."""
    values = json.loads(kept.written(CHAT))
    *way, last = path.split(".")
    place: Any = values["exchanges"]
    for step in way:
        place = place[int(step) if step.isdigit() else step]
    place[int(last) if last.isdigit() else last] = value
    return json.dumps(values)


def test_what_is_kept_comes_back() -> None:
    """A reload loses nothing: answers, citations, passages, trace, what the reader thinks."""
    assert kept.read(kept.written(CHAT)) == CHAT
    assert json.loads(kept.written(CHAT))["title"] == "Who?"
    assert kept.written(Kept("c1")) == ""


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("0.answer.sentences", "no list"),
        ("0.answer.sentences.0.verified", 1),
        ("0.answer.sentences.0.citations.0.start", "3"),
        ("0.answer.passages.0.text", None),
        ("0.answer.passages.0", {"number": 1}),
        ("0.answer.timings.done", "soon"),
        ("0.answer.confidence", True),
        ("0.answer.question", ["Who?"]),
        ("0.answer", None),
        ("0.note", 5),
        ("0", []),
    ],
)
def test_a_bad_exchange_is_left_out(path: str, value: object) -> None:
    """An entry of another shape is left out, and the others stay."""
    assert kept.read(changed(path, value)).exchanges == CHAT.exchanges[1:]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        '{"version": 0, "exchanges": []}',
        '{"version": 1}',
        None,
        5,
        "[" * 9999,
        '{"version": 1, "exchanges": {}}',
        '{"version": NaN}',
        "x" * (2 * kept.MOST + 1),
    ],
)
def test_what_is_no_conversation_is_none(text: object) -> None:
    """Anything else that may stand in a browser gives an empty conversation."""
    assert kept.read(text) == Kept()


def test_another_version_may_know_more_or_less() -> None:
    """A field that is not known is ignored; one that is missing takes its default."""
    values = json.loads(kept.written(CHAT))
    values["exchanges"][0]["later"] = 1
    del values["exchanges"][0]["comment"], values["exchanges"][0]["answer"]["trace"]
    first, second = kept.read(json.dumps(values)).exchanges
    assert first == replace(CHAT.exchanges[0], comment="", answer=replace(ANSWER, trace={}))
    assert second == CHAT.exchanges[1]


def test_an_answer_that_was_cut_off_says_so() -> None:
    """After a reload in mid-answer the question is there, and the page does not wait for ever."""
    half = Exchange(Answer("Why?"), waiting="Waiting for its turn…")
    (back,) = kept.read(kept.written(Kept("c", "", (half,)))).exchanges
    assert back == Exchange(Answer("Why?"), note=INTERRUPTED)


def test_a_long_conversation_loses_its_oldest_part() -> None:
    """What is kept has a limit; the last answers are what stays."""
    long = replace(ANSWER, passages=(replace(ANSWER.passages[0], text="x" * (kept.MOST // 3)),))
    many = tuple(Exchange(replace(long, question=str(number))) for number in range(5))
    text = kept.written(Kept("c", "", many))
    assert len(text) < 1.1 * kept.MOST
    assert [one.answer.question for one in kept.read(text).exchanges] == ["3", "4"]
    big = replace(ANSWER, trace={"much": "x" * 10_000})
    assert kept.read(kept.written(Kept("c", "", (Exchange(big),)))).exchanges[0].answer.trace == {}


def test_half_a_character_is_mended() -> None:
    """A lone surrogate, which JSON may hold, cannot be sent to a browser; it does not come back."""
    (first, _) = kept.read(changed("0.answer.question", "Wh\ud800o?")).exchanges
    assert first.answer.question.encode().decode() == "Wh?o?"


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(st.sampled_from(["answer", "note", *(f"answer.{name}" for name in ANSWER.to_dict())]), JSON)
@example("answer.confidence", -1)
def test_whatever_is_kept_can_be_shown(path: str, value: object) -> None:
    """Anything in the place of a field is refused, or is shown without an error."""
    exchanges = kept.read(changed(f"0.{path}", value)).exchanges
    assert CHAT.exchanges[1] in exchanges
    assert len(messages(exchanges)) == 2 * len(exchanges)
    assert sources([(one.answer, "a") for one in exchanges])
