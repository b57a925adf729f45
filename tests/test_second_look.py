"""What the model reads again."""

import json
from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from rag import Assistant
from rag.answerable import SHOWING
from rag.answers import Answer, Citation, Passage, Sentence
from rag.judgement import Judgement
from rag.linear_probe import read_off
from rag.prompt import CHECK, Message
from rag.second_look import PROBE, believed
from rag.testing import YES, ScriptedGenerator, scripted_assistant

TEXT = "Anna founded the mill in 1874. Bert sold it to a bank."
QUESTION = "Who sold the mill?"


def direction(probe: str, sign: float) -> tuple[float, ...]:
    """Activations for which a probe surely says Yes or No."""
    kept = json.loads((files("rag") / f"{probe}.json").read_text(encoding="utf-8"))
    return tuple(sign * 1e3 * weight for weight in kept["weights"])


class Showing(ScriptedGenerator):
    """Finds the passages to answer, and what was written to be said or not."""

    name = SHOWING[0]

    def __init__(self, replies: dict[str, str], *, said: bool) -> None:
        super().__init__(replies)
        self.said = said
        self.checked: list[str] = []

    def judgement(
        self, chat: Sequence[Message], then: Sequence[Message] | None = None
    ) -> Judgement:
        """Yes, with the activations of a Yes or No of what is asked."""
        if chat[-1]["content"].endswith(CHECK):
            self.checked.append(chat[-1]["content"])
            return Judgement(YES, direction(PROBE, 1.0 if self.said else -1.0))
        return replace(super().judgement(chat, then), state=direction("linear_probe", 1.0))


def written(*texts: str) -> Answer:
    """An answer with sentences that are proven."""
    passage = Passage(1, "mill.txt", "mill", "", 0, len(TEXT), TEXT, None, 1.0)
    proof = Citation(1, "mill.txt", 0, 30, TEXT[:30], None, 1.0)
    said = tuple(Sentence(text, (proof,), verified=True) for text in texts)
    return Answer(QUESTION, said, (passage,))


def test_the_probe_tells_both() -> None:
    """What lies along its weights is a Yes, what lies against them a No."""
    assert read_off(direction(PROBE, 1.0), PROBE) > 0 > read_off(direction(PROBE, -1.0), PROBE)


def test_the_fit_says_where_it_comes_from() -> None:
    """The shipped fit names the command that made it."""
    kept = json.loads((files("rag") / f"{PROBE}.json").read_text(encoding="utf-8"))
    assert "benchmarks/said_probe.py" in kept["provenance"]


def test_a_doubted_sentence_loses_its_proof() -> None:
    """What the model does not find in the passages is not verified, whatever rules say."""
    (sentence,) = believed(written("Anna sold the mill."), Showing({}, said=False)).sentences
    assert (sentence.verified, sentence.citations) == (False, ())


def test_a_found_sentence_keeps_its_proof() -> None:
    """What the model finds in the passages stays as it is."""
    answer = written("Bert sold the mill.")
    assert believed(answer, Showing({}, said=True)) == answer


def test_each_verified_sentence_is_read_with_its_question_and_passages() -> None:
    """The model is shown what the answer was written from, and only what is proven is read again."""
    generator = Showing({}, said=True)
    answer = written("Bert sold the mill.", "A bank has it.")
    unproven = (*answer.sentences, Sentence("It is red."))
    believed(replace(answer, sentences=unproven), generator)
    assert len(generator.checked) == 2
    assert all(part in generator.checked[0] for part in (TEXT, QUESTION, "Bert sold the mill."))


def test_an_engine_that_shows_nothing_doubts_nothing() -> None:
    """Without activations an answer stands as rules prove it."""
    answer = written("Anna sold the mill.")
    assert believed(answer, ScriptedGenerator({})) == answer


@pytest.mark.parametrize("said", [True, False])
def test_a_doubted_answer_quotes_its_evidence(tmp_path: Path, *, said: bool) -> None:
    """In place of an answer that the model doubts stands the sentence that was to prove it."""
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "mill.txt").write_text(TEXT, encoding="utf-8")
    reply = "Bert sold the mill to a bank."
    plain = scripted_assistant(docs, tmp_path / "library.sqlite", {})
    generator = Showing({QUESTION: reply}, said=said)
    answer = Assistant(plain.library, plain.embedder, generator, plain.settings).answer(QUESTION)
    assert answer.trace["quoted"] is not said
    assert all(sentence.verified for sentence in answer.sentences)
    shown = reply if said else "The documents say: “Bert sold it to a bank.”"
    assert answer.text == shown
    assert answer.trace["unverified"] == ([] if said else [reply])
