"""The evaluation sets, read from small files of the same forms."""

import json
import sys
import zipfile
from pathlib import Path

import pytest

from index import Library
from index.testing import HashEmbedder
from rag import Assistant, Settings
from rag.testing import ScriptedGenerator, scripted_assistant

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

import trust
from answersets import SETS, AnswerSet
from trust import Hiding

LAST = 8  # of XQuAD's questions; the only one about cows
GOATS = "Russia is large. It sent 447 goats. They live in Rason."


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Every set with two or three questions."""
    (tmp_path / "xquad").mkdir()
    asked = [
        {
            "id": str(n),
            "question": f"How many {'cows' if n == LAST else 'goats'} {n}?",
            "answers": [{"text": "447", "answer_start": 25}],
        }
        for n in range(LAST + 1)
    ]
    texts = [{"context": GOATS, "qas": asked[:5]}, {"context": GOATS + " Now.", "qas": asked[5:]}]
    articles = {"data": [{"paragraphs": texts}]}
    (tmp_path / "xquad/xquad.en.json").write_text(json.dumps(articles))
    dev = tmp_path / "clapnq/annotated_data/dev"
    dev.mkdir(parents=True)
    output = {"answer": "447 goats.", "selected_sentences": ["It sent 447 goats."]}
    passages = [{"title": "It sent 447 goats.", "text": GOATS}]
    row = {
        "id": 1,
        "input": "how many goats",
        "passages": passages,
        "output": [output, {"answer": "", "selected_sentences": []}],
    }
    (dev / "clapnq_dev_answerable.jsonl").write_text(json.dumps(row))
    row |= {"id": 2, "input": "how many cows", "output": [{"answer": "", "selected_sentences": []}]}
    (dev / "clapnq_dev_unanswerable.jsonl").write_text(json.dumps(row))
    world = tmp_path / "lihua-world"
    (world / "data").mkdir(parents=True)
    (world / "qa").mkdir()
    with zipfile.ZipFile(world / "data/LiHuaWorld.zip", "w") as chats:
        chats.writestr("LiHua-World/week1/20260101_0900.txt", "Time: 20260101_09:00\nLiHua: Hi")
        chats.writestr("LiHua-World/week2/20260108_1000.txt", "Time: 20260108_10:00\nLiHua: Bye")
    two = "20260101_09:00<and>20260108_10:00"
    rows = {
        "0": {"question": "Who?", "answer": "LiHua", "evidence": two},
        "1": {"question": "Why?", "answer": "Insufficient information", "evidence": "N/A"},
    }
    (world / "qa/query_set.json").write_text(json.dumps(rows))
    return tmp_path


def quotes(found: AnswerSet) -> set[str]:
    return {found.documents[g.source][g.start : g.end] for case in found.cases for g in case.gold}


def test_the_proof_is_the_sentence_with_the_answer(data: Path) -> None:
    """XQuAD's gold is one sentence, CLAP NQ's the selected ones and not the title, LiHua's whole chats."""
    assert quotes(SETS["xquad"](data)) == {"It sent 447 goats."}
    clapnq = SETS["clapnq"](data)
    assert quotes(clapnq) == {"It sent 447 goats."}
    assert {case.answers for case in clapnq.cases} == {("447 goats.",), ()}
    assert min(gold.start or 0 for case in clapnq.cases for gold in case.gold) > 20
    (asked,) = (case for case in SETS["lihua"](data).cases if case.answerable)
    assert [gold.source for gold in asked.gold] == ["20260101_0900.txt", "20260108_1000.txt"]
    assert asked.answers == ("LiHua",)


def test_what_has_no_answer_has_no_proof(data: Path) -> None:
    """An unanswerable case has neither answers nor gold, in every set that has such."""
    for name in ("without", "clapnq", "lihua"):
        cases = [case for case in SETS[name](data).cases if not case.answerable]
        assert cases
        assert all(not case.answers and not case.gold for case in cases)


@pytest.mark.parametrize("name", SETS)
def test_the_halves_are_parts_by_document(data: Path, name: str) -> None:
    """Every case is in one half, and cases of one document are in the same."""
    found = SETS[name](data)
    fit, test = found.half("fit"), found.half("test")
    assert len(fit) + len(test) == len(found.cases) == len(found.half("all"))
    sources = [{gold.source for case in half for gold in case.gold[:1]} for half in (fit, test)]
    assert sources[0].isdisjoint(sources[1])
    assert SETS[name](data) == found


@pytest.mark.parametrize("name", SETS)
def test_a_stopped_run_is_measured_on_both_sides(
    data: Path, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command prints both columns of every set, and the same again from its record without asking."""
    pytest.importorskip("langchain_text_splitters")
    generator = ScriptedGenerator({"How many goats 1?": "447 goats [1]."})

    def opened(settings: Settings) -> Assistant:
        embedder = HashEmbedder()
        assert settings.index
        return Assistant(Library.open(settings.index, embedder), embedder, generator, settings)

    monkeypatch.setattr(Assistant, "open", opened)
    options = ["trust", f"--data={data}", f"--set={name}", "--half=all", f"--record={data}/kept"]
    monkeypatch.setattr(sys, "argv", options)
    trust.main()
    table = capsys.readouterr().out
    asked = len(generator.asked)
    trust.main()
    assert len(generator.asked) == asked > 0
    assert capsys.readouterr().out == table
    assert "| ours | plain recipe | ours ÷ plain |" in table
    rows = {line.split(" | ")[0].strip("| "): line for line in table.splitlines()}
    own = {"xquad": "citation_recall", "without": "auroc", "clapnq": "auroc", "lihua": "accuracy"}
    own["swapped"] = "right_refusals"
    assert all(cell.strip() for cell in rows[own[name]].split("|")[2:4])


def test_a_hidden_document_is_not_seen_by_its_question_alone(tmp_path: Path) -> None:
    """The question whose document is hidden finds the others; another question finds it too."""
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "goats.txt").write_text("Russia sent 447 goats to North Korea.")
    (docs / "cows.txt").write_text("Cows give milk.")
    assistant = scripted_assistant(docs, tmp_path / "library.sqlite", {})
    hiding = Hiding(assistant, {"How many goats?": frozenset({"goats.txt"})})
    assert {p.source for p in hiding.search("How many goats?")} == {"cows.txt"}
    assert "goats.txt" in {p.source for p in hiding.search("Which goats?")}
    assert {p.source for p in hiding.answer("How many goats?").passages} == {"cows.txt"}


def test_a_swapped_premise_is_another_questions(data: Path) -> None:
    """Only the thing that is counted changes, into that of another question, and nothing answers it."""
    found = SETS["swapped"](data)
    asked = {case.question for case in found.cases}
    assert asked == {f"How many {'goats' if n == LAST else 'cows'} {n}?" for n in range(LAST + 1)}
    assert not any(case.answerable or case.gold for case in found.cases)
