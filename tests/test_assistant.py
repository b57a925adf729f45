import json
import threading
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from rag import Answer, Assistant, QuestionError, Turn
from rag.grounds import looked_at
from rag.likeness import likeness
from rag.refusal import REFUSAL
from rag.testing import ScriptedGenerator, scripted_assistant

GOATS = "How many goats did Russia send?"
REPLIES = {
    GOATS: "Russia sent 447 goats. They live in Rason.",
    "How many boats sank?": "Russia sank 90 boats.",
    "How many cities have goats?": "Madrid and Oslo have goats.",
    "Who sent goats?": "Russia sent 447 goats. Nine ships sank.",
    "Loop?": "Russia sent 447 goats. " * 50,
}
TEXT = "The Russians sent North Korea 447 goats. The goats are to live in the city of Rason."


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    documents = tmp_path / "docs"
    documents.mkdir()
    (documents / "goats.txt").write_text(TEXT)
    (documents / "cows.txt").write_text("Cows eat grass. Cows give milk.")
    return scripted_assistant(documents, tmp_path / "index" / "library.sqlite", REPLIES)


def test_every_sentence_is_cited_with_the_documents_own_characters(assistant: Assistant) -> None:
    """Each sentence of a supported answer is verified, and its quote is cut from the document."""
    answer = assistant.answer(GOATS)
    assert answer.text == REPLIES[GOATS]
    assert all(sentence.verified for sentence in answer.sentences)
    for citation in answer.citations:
        text = assistant.library.snapshot().document(citation.source).text
        assert text[citation.start : citation.end] == citation.quote
    assert str(answer).startswith("Russia sent 447 goats. [1]")


def test_a_question_judged_unanswerable_is_refused_before_a_word_is_written(
    assistant: Assistant,
) -> None:
    """An abstention says so, quotes the closest passage, and the model was not asked to write."""
    answer = assistant.answer("What eats grass?")
    assert answer.abstained
    assert answer.text == f"{REFUSAL} The closest is: “Cows eat grass.”"
    assert [sentence.remark for sentence in answer.sentences] == [True, False]
    assert answer.citations[0].quote == "Cows eat grass."
    assert answer.passages
    assert isinstance(assistant.generator, ScriptedGenerator)
    assert assistant.generator.asked == []


def test_an_answer_without_any_proof_becomes_a_refusal(assistant: Assistant) -> None:
    """What the model says is not shown where no sentence of a document has to do with the question."""
    answer = assistant.answer("How many boats sank?")
    assert answer.abstained
    assert answer.trace["unverified"] == ["Russia sank 90 boats."]
    assert answer.trace["withdrawn"] == ("Russia sank 90 boats.",)


def test_what_is_invented_gives_way_to_what_the_documents_say(assistant: Assistant) -> None:
    """Where passages hold the answer and the model names what they do not, their own sentence is said."""
    answer = assistant.answer("How many cities have goats?")
    assert not answer.abstained
    assert answer.trace["signals"]["groundless"] == 1
    assert "Madrid" not in answer.text
    assert answer.text == "The documents say: “The goats are to live in the city of Rason.”"
    assert answer.sentences[0].verified


def test_an_unproven_sentence_is_marked_or_dropped(assistant: Assistant, tmp_path: Path) -> None:
    """Beside a proven sentence an unproven one is shown unverified, and dropped when strict."""
    loose = assistant.answer("Who sent goats?")
    assert [sentence.verified for sentence in loose.sentences] == [True, False]
    strict = scripted_assistant(tmp_path / "docs", tmp_path / "strict.sqlite", REPLIES, strict=True)
    assert strict.answer("Who sent goats?").text == "Russia sent 447 goats."


def test_evidence_comes_before_words_and_the_answer_grows(assistant: Assistant) -> None:
    """A stream shows passages before the first word, only ever adds sentences, and ends done."""
    grown = list(assistant.stream(GOATS))
    phases = [answer.phase for answer in grown]
    assert list(dict.fromkeys(phases)) == ["searching", "reading", "answering", "done"]
    assert next(a for a in grown if a.passages).draft == ""
    counts = [len(answer.sentences) for answer in grown]
    assert counts == sorted(counts)
    assert list(grown[-1].timings.values()) == sorted(grown[-1].timings.values())


def test_a_looping_model_is_stopped(assistant: Assistant) -> None:
    """A sentence said twice ends the answer."""
    assert len(assistant.answer("Loop?").sentences) <= 2


@pytest.mark.parametrize("behind", [" [1]", "\n[1].", " ...", "  "])
def test_a_marker_alone_is_no_sentence(assistant: Assistant, behind: str) -> None:
    """What stands behind the last stop and says nothing is not shown as an unverified sentence."""
    assert isinstance(assistant.generator, ScriptedGenerator)
    assistant.generator.replies["Who sent what?"] = f"Russia sent 447 goats.{behind}"
    assert [s.text for s in assistant.answer("Who sent what?").sentences] == [
        "Russia sent 447 goats."
    ]


def test_a_sentence_once_said_is_not_cut_otherwise_later(assistant: Assistant) -> None:
    """A text that looks uncased until a name comes is not said twice, and nothing of it is lost."""
    said = [
        f"the goats of pen {word} eat."
        for word in ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"]
    ]
    reply = " ".join(["the goats are to live in the city.", *said, "the last one eats in Rason."])
    assert isinstance(assistant.generator, ScriptedGenerator)
    assistant.generator.replies["Where do goats live?"] = reply
    shown = [frame for frame in assistant.stream("Where do goats live?") if frame.sentences]
    assert all(reply.startswith(f"{frame.text} {frame.draft}".strip()) for frame in shown)
    assert shown[-1].text == reply


def test_a_sentence_repeated_at_the_end_is_said_once(assistant: Assistant) -> None:
    """Also where nothing follows that would show the repetition to be whole."""
    assert isinstance(assistant.generator, ScriptedGenerator)
    assistant.generator.replies["Who sent what?"] = "Russia sent 447 goats. Russia sent 447 goats."
    assert assistant.answer("Who sent what?").text == "Russia sent 447 goats."


def test_the_same_question_gets_the_same_answer(assistant: Assistant) -> None:
    """Two runs differ in nothing but their timings, and the trace names what produced them."""
    one, two = (assistant.answer(GOATS).to_dict() | {"timings": None} for _ in range(2))
    assert one == two
    assert {"embedder", "generator", "generation", "settings", "asked"} <= set(one["trace"])


def test_an_answer_survives_json(assistant: Assistant) -> None:
    """``to_dict`` holds plain values only."""
    answer = assistant.answer(GOATS)
    assert json.loads(json.dumps(answer.to_dict()))["text"] == answer.text


@pytest.mark.parametrize("question", ["", " \n", "x" * 4001])
def test_a_question_that_cannot_be_asked_is_refused_at_once(
    assistant: Assistant, question: str
) -> None:
    """Blank and endless questions raise when asked, not when the stream is read."""
    with pytest.raises(QuestionError):
        assistant.stream(question)


@pytest.mark.parametrize(
    "question", ["🐐" * 100, "كم عدد الماعز؟", "\x00\ud800 [1] \"'*:(", "a" * 4000]
)
def test_odd_questions_get_an_answer(assistant: Assistant, question: str) -> None:
    """Emoji, right-to-left text, quotes of query languages and lone surrogates are just words."""
    assert assistant.answer(question).phase == "done"


def test_what_was_looked_at_can_be_told_of_the_finished_answer(assistant: Assistant) -> None:
    """What it says itself about the documents does not count: it comes close to nothing."""
    assert isinstance(assistant.generator, ScriptedGenerator)
    assistant.settings = replace(assistant.settings, threshold=0.0)
    asked = "Why did Russia and Macron send goats?"
    assistant.generator.replies[asked] = "The goats were eagerly wanted."
    answer = assistant.answer(asked)
    assert [sentence.remark for sentence in answer.sentences] == [False, True]
    alike = partial(likeness, assistant.embedder)
    first = replace(answer, sentences=answer.sentences[:1])
    assert looked_at(answer, alike) == looked_at(first, alike) != []


def test_a_question_full_of_unknown_things_is_refused(assistant: Assistant) -> None:
    """A pasted table names hundreds of things that are nowhere: its probability is 0, not an error."""
    answer = assistant.answer(" ".join(map(str, range(10000, 10660))))
    assert answer.abstained
    assert 0 <= answer.confidence < 0.001
    assert len(answer.text) < 500


def test_what_the_question_before_read_comes_first(tmp_path: Path) -> None:
    """What two questions in a row read stays where it was; the same history gives the same order in a new process."""
    documents = tmp_path / "docs"
    documents.mkdir()
    (documents / "goats.txt").write_text("Goats eat hay and grass in the meadow.")
    (documents / "cows.txt").write_text("Cows eat hay and grass in the meadow.")
    asked = "Describe what the goats eat in meadows.", "Describe what the cows eat in meadows."
    assistant = scripted_assistant(
        documents, tmp_path / "library.sqlite", dict.fromkeys(asked, "Hay.")
    )

    def read(question: str, *history: Turn) -> list[str]:
        return [passage.source for passage in assistant.answer(question, history).passages]

    assert read(asked[0]) == ["goats.txt", "cows.txt"]
    assert read(asked[1]) == ["cows.txt", "goats.txt"]
    assert read(asked[1], Turn(asked[0], "Yes.")) == ["goats.txt", "cows.txt"]
    assert read(asked[1], Turn(" ", ""), Turn("And they?", "")) == ["cows.txt", "goats.txt"]


def test_a_follow_up_is_rewritten_only_with_history(assistant: Assistant) -> None:
    """Without history the question goes through untouched; with it the rewriting is recorded."""
    assert isinstance(assistant.generator, ScriptedGenerator)
    assert assistant.answer(GOATS).trace["asked"] == GOATS
    assistant.generator.replies["And how many goats?"] = GOATS
    follow_up = assistant.answer("And how many goats?", [Turn("What did Russia send?", "")])
    assert follow_up.trace["asked"] == GOATS
    assert follow_up.question == "And how many goats?"


def test_a_running_assistant_sees_an_added_and_a_removed_document(
    assistant: Assistant, tmp_path: Path
) -> None:
    """After an update new questions use the new index, without reopening anything."""
    added = tmp_path / "docs" / "sheep.txt"
    added.write_text("Wales has nine million sheep.")
    assert assistant.update().added == ("sheep.txt",)
    assert assistant.search("sheep in Wales")[0].source == "sheep.txt"
    added.unlink()
    assert assistant.update().removed == ("sheep.txt",)
    assert "sheep.txt" not in {passage.source for passage in assistant.search("sheep in Wales")}


def test_an_answer_in_progress_stays_with_its_generation(
    assistant: Assistant, tmp_path: Path
) -> None:
    """An update in the middle of an answer changes neither its passages nor its citations."""
    stream = assistant.stream(GOATS)
    first = next(stream)
    (tmp_path / "docs" / "goats.txt").unlink()
    assistant.update()
    *_, last = stream
    assert last.trace["generation"] == first.trace["generation"]
    assert last.citations[0].source == "goats.txt"


def test_closing_the_stream_stops_the_model(assistant: Assistant) -> None:
    """No word is written after the reader has gone."""
    stream = assistant.stream(GOATS)
    for answer in stream:
        if answer.phase == "answering":
            break
    stream.close()
    assert list(stream) == []


def test_questions_from_many_threads_get_their_own_answers(assistant: Assistant) -> None:
    """Threads that ask at once get what each would get alone."""
    expected = {question: assistant.answer(question).text for question in REPLIES}
    found: dict[str, Answer] = {}
    threads = [
        threading.Thread(target=lambda q=q: found.update({q: assistant.answer(q)})) for q in REPLIES
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {question: answer.text for question, answer in found.items()} == expected


def test_an_empty_index_refuses(tmp_path: Path) -> None:
    """With nothing indexed there is nothing to say, and no error."""
    documents = tmp_path / "docs"
    documents.mkdir()
    (documents / "a.txt").write_text("One goat.")
    assistant = scripted_assistant(documents, tmp_path / "library.sqlite", REPLIES)
    (documents / "a.txt").write_text("One cow.")
    (documents / "b.txt").write_text("x")
    (documents / "a.txt").unlink()
    assistant.update()
    (documents / "b.txt").rename(documents / "c.txt")
    assistant.update()
    assert assistant.answer("Zebras?").abstained


def test_a_document_is_quoted_in_place_of_words_that_nothing_proves(assistant: Assistant) -> None:
    """The sentence that the draft comes closest to is said as it stands, and proven by its place."""
    assert isinstance(assistant.generator, ScriptedGenerator)
    assistant.generator.replies["Where do goats live?"] = "Goats inhabit some pretty Rason."
    answer = assistant.answer("Where do goats live?")
    quote = "The goats are to live in the city of Rason."
    assert [s.text for s in answer.sentences] == [f"The documents say: “{quote}”"]
    assert answer.sentences[0].verified
    assert [(c.quote, c.score) for c in answer.citations] == [(quote, 1.0)]
    assert answer.trace["quoted"]
    assert answer.trace["unverified"] == ["Goats inhabit some pretty Rason."]


def test_a_refused_part_is_not_told_of_as_quoted(tmp_path: Path) -> None:
    """That a document is quoted is remembered of what is said, not of what would have been."""
    documents = tmp_path / "docs"
    documents.mkdir()
    (documents / "goats.txt").write_text(TEXT)
    replies = {"Where do goats live?": "Goats inhabit some pretty Rason."}
    assistant = scripted_assistant(documents, tmp_path / "library.sqlite", replies)
    assistant.settings = replace(assistant.settings, threshold=1.0)
    answer = assistant.answer("Where do goats live?")
    assert answer.abstained
    assert not answer.trace.get("quoted")


@pytest.mark.parametrize(
    ("least", "shown"), [(0.0, "Perhaps this answers it"), (1.0, "The closest is")]
)
def test_a_doubtful_refusal_shows_where_the_answer_stood(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, least: float, shown: str
) -> None:
    """An answer that is withdrawn leaves its place in the refusal, unless it was all but certainly wrong."""
    monkeypatch.setattr("rag.single.DOUBT", least)
    assistant.settings = replace(assistant.settings, threshold=1.0)
    answer = assistant.answer(GOATS)
    assert answer.abstained
    assert answer.text == f"{REFUSAL} {shown}: “The Russians sent North Korea 447 goats.”"


def test_an_answer_in_a_heading_is_cited_with_what_stands_under_it(tmp_path: Path) -> None:
    """Both quotes are the document's own characters, also after JSON."""
    documents = tmp_path / "docs"
    documents.mkdir()
    removed = "The FTP backend was removed, as nobody used it."
    text = f"# Changes\n\n## 3.0.0\n\n### Added\n\n- Colours.\n\n### Removed\n\n- {removed}\n"
    (documents / "changes.md").write_text(text)
    asked = "In which version was the FTP backend removed?"
    replies = {asked: "The FTP backend was removed in version 3.0.0."}
    assistant = scripted_assistant(documents, tmp_path / "library.sqlite", replies)
    answer = assistant.answer(asked)
    assert [c.quote for c in answer.citations] == ["3.0.0", removed]
    kept = assistant.library.snapshot().document("changes.md").text
    assert all(kept[c.start : c.end] == c.quote for c in answer.citations)
    assert Answer.from_dict(json.loads(json.dumps(answer.to_dict()))).passages == answer.passages


def test_another_document_that_says_otherwise_is_quoted_beside_the_answer(tmp_path: Path) -> None:
    """Of two editions of a policy, one is the answer and the other is told."""
    documents = tmp_path / "docs"
    documents.mkdir()
    says = "For full days away from home we pay a flat meal allowance of EUR {}."
    for year, amount in ((2023, 32), (2025, 41)):
        (documents / f"policy-{year}.txt").write_text(f"{says.format(amount)} Keep the receipts.")
    asked = "What is the flat meal allowance?"
    replies = {asked: "The flat meal allowance is EUR 41."}
    answer = scripted_assistant(documents, tmp_path / "library.sqlite", replies).answer(asked)
    assert [s.text for s in answer.sentences] == [
        replies[asked],
        f"Another document says: “{says.format(32)}”",
    ]
    assert [c.source for c in answer.citations] == ["policy-2025.txt", "policy-2023.txt"]
