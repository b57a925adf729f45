"""How an answer came about, as HTML: exact, complete and harmless."""

import html
import re
from dataclasses import replace
from math import log
from pathlib import Path

import pytest
from serving import ARTICLE, GOATS, SENT

from rag import Answer, Assistant, Turn
from rag.prompt import ask, judge
from rag.rank import FITTED, Marks
from rag.testing import ScriptedGenerator, scripted_assistant
from ui.chat.conversation import Exchange
from ui.collections import Collections
from ui.insight.decision import decided, percent, signed
from ui.insight.hits import table
from ui.insight.prompts import prompts
from ui.insight.reader import Reader
from ui.insight.steps import steps
from ui.insight.timings import bars, spans
from ui.insight.view import insight
from ui.opening import Opening

UNKNOWN = "Who is the president of France?"
LIES = "What do sheep eat?"
TWO = "How many goats did Russia send? Who is the president of France?"
EVIL = '<script>alert(1)</script><img src=x onerror="x">'


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "goats.txt").write_text(ARTICLE, "utf-8")
    (docs / "bees.md").write_text(
        "# Bees\n\nBees make honey.\n\n## Wax\n\nThe wax of bees.", "utf-8"
    )
    return scripted_assistant(
        docs, tmp_path / "index.sqlite", {GOATS: SENT, LIES: "Sheep eat gold."}
    )


def texts(markup: str, tag: str) -> list[str]:
    return [
        html.unescape(found)
        for found in re.findall(f"<{tag}[^>]*>(.*?)</{tag}>", markup, re.DOTALL)
    ]


def test_a_word_put_right_is_shown(assistant: Assistant) -> None:
    """The words that were searched for in place of misspelt ones are told; an answer kept from before has none."""
    answer = assistant.answer(GOATS)
    mended = replace(answer, trace={**answer.trace, "misspelt": {"Russia": "Prussia"}})
    assert "How many goats did Prussia send?" in insight(mended)
    before = {name: value for name, value in answer.trace.items() if name != "misspelt"}
    assert "the same words" in insight(replace(answer, trace=before))


def test_what_was_sent_is_shown_word_for_word(assistant: Assistant) -> None:
    """What stands in the fold is, character for character, what the model was given."""
    answer = assistant.answer(GOATS)
    assert isinstance(assistant.generator, ScriptedGenerator)
    (step,) = steps(answer)
    shown = texts(prompts(step, full=False), "code")
    judged, asked = judge(GOATS, answer.passages), ask(GOATS, answer.passages)
    assert shown == [message["content"] for message in (*judged, *asked)]
    assert assistant.generator.asked == [shown[-1]]


def test_each_part_shows_what_was_sent_for_it(assistant: Assistant) -> None:
    """Of several questions in one, each was sent with its own passages under their own numbers."""
    answer = assistant.answer(TWO)
    assert isinstance(assistant.generator, ScriptedGenerator)
    parts = steps(answer)
    assert [part.asked for part in parts] == [GOATS, UNKNOWN]
    assert [part.refused for part in parts] == [False, True]
    assert texts(prompts(parts[0], full=False), "code")[-1] in assistant.generator.asked
    for part in parts:
        assert [passage.number for passage in part.passages] == [*range(1, len(part.passages) + 1)]
    assert GOATS in texts(insight(answer), "h2")


def test_a_refusal_before_writing_sent_no_question_to_answer(assistant: Assistant) -> None:
    """Refused at once, the model was only asked to judge."""
    (step,) = steps(assistant.answer(UNKNOWN))
    assert step.refused
    assert not step.written
    assert len(texts(prompts(step, full=False), "summary")) == 1
    assert "To write the answer" not in prompts(step, full=False)


@pytest.mark.parametrize("question", [GOATS, LIES, UNKNOWN])
def test_the_signals_add_up_to_the_decision(assistant: Assistant, question: str) -> None:
    """What the signals add gives the confidence of the answer, and the decision agrees with it."""
    answer = assistant.answer(question)
    (step,) = steps(answer)
    decision = decided(step, answer.trace["generator"], answer.trace["threshold"])
    assert decision is not None
    assert decision.probability == pytest.approx(answer.confidence)
    assert (decision.probability < decision.threshold) == answer.abstained == step.refused
    probability = decision.probability / decision.factor
    logit = decision.base + sum(signal.adds or 0 for signal in decision.signals)
    assert log(probability / (1 - probability)) == pytest.approx(logit)


def test_the_decision_is_told_in_words(assistant: Assistant) -> None:
    """An answer, a refusal before and one after writing each say so, and what was withdrawn is shown."""
    assert "<b>Answered</b>" in insight(assistant.answer(GOATS))
    assert "<b>Refused</b> before a word was written" in insight(assistant.answer(UNKNOWN))
    after = insight(assistant.answer(LIES))
    assert "<b>Refused</b> after an answer was written" in after
    assert "Sheep eat gold." in after


def test_the_hits_are_those_of_the_answer(assistant: Assistant) -> None:
    """Every hit is a row, and its marks by their weights make its score."""
    answer = assistant.answer(GOATS)
    (step,) = steps(answer)
    assert [(hit["source"], hit["start"], hit["end"]) for hit in step.hits] == [
        (hit.chunk.source, hit.chunk.start, hit.chunk.end) for hit in answer.hits
    ]
    for kept, hit in zip(step.hits, answer.hits, strict=True):
        marks = Marks(**{name: kept[name] for name in Marks.__dataclass_fields__})
        assert marks.total(FITTED) == pytest.approx(hit.score)
    markup = table(step.hits, {"goats.txt": "Russia sends goats"})
    assert markup.count("<tr>") == len(answer.hits) + 1
    assert "Russia sends goats" in markup


def test_a_rewritten_question_is_shown(assistant: Assistant) -> None:
    """A follow-up shows what it was searched for beside what was asked."""
    answer = assistant.answer("How many?", [Turn("What was sent?", "Goats.")])
    (step,) = steps(answer)
    assert step.asked != "How many?"
    assert texts(insight(answer), "dd")[:2] == ["How many?", step.asked]


def test_an_answer_read_back_from_json_looks_the_same(assistant: Assistant) -> None:
    """A conversation that was kept as JSON shows the same as before."""
    import json

    for question in (GOATS, LIES, UNKNOWN, TWO):
        answer = assistant.answer(question)
        back = Answer.from_dict(json.loads(json.dumps(answer.to_dict())))
        assert insight(back) == insight(answer)


def test_an_answer_at_any_moment_can_be_shown(assistant: Assistant) -> None:
    """Whenever an answer was stopped, what there was by then is shown."""
    for answer in assistant.stream(GOATS):
        shown = insight(answer, note="Stopped.")
        assert html.escape(GOATS) in shown
        assert "Stopped." in shown
    assert "Question" in insight(Answer("Nothing yet?"))


def test_an_older_answer_without_hits_can_be_shown(assistant: Assistant) -> None:
    """An answer kept before hits were remembered shows the rest."""
    answer = assistant.answer(GOATS)
    trace = {name: value for name, value in answer.trace.items() if name != "hits"}
    assert "<b>Answered</b>" in insight(replace(answer, trace=trace))


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    """Tags in questions, documents, titles, names and answers are shown and are no tags."""
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "<b>evil.md").write_text(f"# {EVIL}\n\nEvil says {EVIL} today.", "utf-8")
    question = f"What does evil say {EVIL}?"
    assistant = scripted_assistant(docs, tmp_path / "i.sqlite", {question: f"Evil says {EVIL}."})
    shown = insight(assistant.answer(question), note=EVIL)
    assert html.escape("<script>") in shown
    assert not re.search(r"<(script|img|b>evil)", shown)


def test_a_trace_of_anybody_stays_text(assistant: Assistant) -> None:
    """What a browser gives back as a trace may be anything: it is shown as text, or not at all."""
    answer = assistant.answer(GOATS)
    reader = Reader(Collections.of(Opening.of(assistant)))

    def shown(**trace: object) -> str:
        made_up = replace(answer, trace={**answer.trace, **trace})
        return reader.show((Exchange(made_up),), 1)

    hits = [dict(hit) for hit in answer.trace["hits"]]
    assert "<img" not in shown(hits=[{**hits[0], "rank": EVIL}])
    for broken in ({"hits": [{"a": 1}]}, {"hits": 7}, {"signals": {"margin": "x"}}, {"parts": 1}):
        assert "<img" not in shown(**broken)
    assert "cannot be read" in shown(hits=[{"a": 1}])


def test_bars_follow_one_another() -> None:
    """Each bar begins where the one before ended, and together they are the whole time."""
    timings = {"retrieved": 0.5, "judged": 1.0, "first_token": 2.0, "done": 4.0}
    known = list(spans(timings))
    assert [start for _, start, _ in known] == [0.0, *[end for *_, end in known[:-1]]]
    assert sum(end - start for _, start, end in known) == pytest.approx(4.0)
    assert "margin-inline-start:50.00%;width:50.00%" in bars(timings)
    assert "2.00 s" in bars(timings)


def test_bars_of_a_refusal_and_of_nothing() -> None:
    """A refusal writes nothing, and without times there are no bars, even when all took no time."""
    assert "do not say" in bars({"retrieved": 0.5, "judged": 1.0, "done": 1.0})
    assert bars({}) == ""
    assert "0.00 s" in bars({"retrieved": 0.0, "done": 0.0})


@pytest.mark.parametrize(
    ("value", "shown"),
    [(-0.0, "0.00"), (-0.001, "0.00"), (1.5, "+1.50"), (-2, "\N{MINUS SIGN}2.00")],
)
def test_numbers_have_their_signs(value: float, shown: str) -> None:
    """Nothing is shown as less than zero that is not."""
    assert signed(value) == shown


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (0, "0 %"),
        (0.001, "less than 1 %"),
        (0.24, "24 %"),
        (0.999, "more than 99 %"),
        (1.0, "100 %"),
    ],
)
def test_shares_do_not_claim_to_be_certain(share: float, shown: str) -> None:
    """What is rounded is never shown as impossible or certain."""
    assert percent(share) == shown
