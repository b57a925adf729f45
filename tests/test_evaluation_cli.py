"""``rag eval`` as it is typed."""

import json
import os
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from commanding import open_library

from rag.assistant import LONGEST_QUESTION
from rag.evaluation import read_cases
from rag.evaluation.cases import FIELDS
from rag.judgement import Judgement
from rag.prompt import Message
from rag.testing import ScriptedGenerator
from ui.cli import main
from ui.measured import GROUPS

ROOT = Path(__file__).parent.parent
DOCUMENTATION = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
REPLIES = {"What do goats eat?": "Goats eat hay.", "What do goats climb?": "Goats climb rocks."}
ROWS = (
    {"question": "What do goats eat?", "answer": "hay", "source": "goats.txt", "span": "eat hay"},
    {"question": "What do goats climb?", "answer": "trees", "source": "goats.txt"},
    {"question": "Who is the president?", "answerable": False},
)


@pytest.fixture
def questions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of questions beside one document, and no models in the way."""
    docs, path = tmp_path / "docs", tmp_path / "questions.jsonl"
    docs.mkdir()
    (docs / "goats.txt").write_text("Goats eat hay. Goats climb rocks.")
    path.write_text("\n".join(map(json.dumps, ROWS)))
    monkeypatch.setenv("RAG_DOCS", str(docs))
    monkeypatch.setenv("RAG_INDEX", str(tmp_path / "index.sqlite"))
    monkeypatch.setattr("rag.opening.open_library", open_library)
    monkeypatch.setattr("rag.opening.open_generator", lambda *_: ScriptedGenerator(REPLIES))
    return path


def test_a_table_is_printed(
    questions: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """The documents are indexed, the questions asked, and the measures printed with interval and n."""
    assert main(["eval", str(questions)]) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert lines[0] == "3 questions: 1 right, 1 wrong, 1 rightly refused"
    assert any(
        line.split() == ["correct", "and", "supported", "50.0%", "0.0%", "-", "100.0%", "2"]
        for line in lines
    )
    assert not err
    assert "evaluating" in caplog.messages


def test_json_is_nothing_but_json(questions: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Standard output parses; it has the measures, the curve and every question."""
    assert main(["eval", str(questions), "--json", "--limit", "2"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["measures"]["contained"] == {"value": 0.5, "low": 0.0, "high": 1.0, "n": 2}
    assert "right_refusals" not in found["measures"]
    assert [outcome["verdict"] for outcome in found["outcomes"]] == ["right", "wrong"]
    assert len(found["risk_coverage"]) == 2


def test_report_and_record(
    tmp_path: Path,
    questions: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The page and the record are written; a second run asks nothing, and says the same."""
    page, record = tmp_path / "page.html", tmp_path / "record.jsonl"
    options = ["eval", str(questions), "--html", str(page), "--record", str(record)]
    assert main(options) == 0
    first, kept = page.read_bytes(), record.read_bytes()
    table = capsys.readouterr().out
    assert b"questions.jsonl" in first
    caplog.clear()
    assert main(options) == 0
    assert f"{record} holds the answers to 3 of 3 questions" in caplog.messages
    assert (page.read_bytes(), record.read_bytes()) == (first, kept)
    assert capsys.readouterr().out == table


def test_ctrl_c_keeps_the_record(
    tmp_path: Path,
    questions: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A stop ends with the code of one, keeps what was answered and tells how to go on."""

    class Stopping(ScriptedGenerator):
        def judgement(
            self, chat: Sequence[Message], then: Sequence[Message] | None = None
        ) -> Judgement:
            if "president" in chat[-1]["content"].splitlines()[-3]:
                raise KeyboardInterrupt
            return super().judgement(chat, then)

    record = tmp_path / "record.jsonl"
    monkeypatch.setattr("rag.opening.open_generator", lambda *_: Stopping(REPLIES))
    assert main(["eval", str(questions), "--record", str(record)]) == 130
    out, err = capsys.readouterr()
    assert not out
    assert f"run the same again to go on from what {record} keeps" in err
    assert len(record.read_text().splitlines()) == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "holds no question"),
        ("What do goats eat?\n", "is not JSON"),
        ('{"question": "Q", "anwser": "a"}', "no field 'anwser'"),
        (json.dumps({"question": "x" * (LONGEST_QUESTION + 1)}), 'line 1: "question" has 4,001'),
    ],
)
def test_a_bad_file_is_told_before_anything_is_opened(
    questions: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    content: str,
    words: str,
) -> None:
    """What is wrong with the file is one clear line, before a model or an index is touched."""
    monkeypatch.setattr("rag.opening.open_library", None)
    questions.write_text(content)
    assert main(["eval", str(questions)]) == 2
    out, err = capsys.readouterr()
    assert not out
    assert words in err
    assert len(err.splitlines()) == 1


def test_other_mistakes(
    tmp_path: Path, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A missing file, a report that cannot be, and a wrong number are told; no file is overwritten."""
    before = questions.read_bytes()
    for options, words in (
        ([str(tmp_path / "none.jsonl")], "cannot be read"),
        ([str(questions), "--html", str(questions)], "would overwrite"),
        ([str(questions), "--html", str(tmp_path)], "it is a folder"),
        ([str(questions), "--html", str(tmp_path / "none/page.html")], "no writable folder"),
        ([str(questions), "--record", str(questions)], "is no outcome of an evaluation"),
    ):
        assert main(["eval", *options]) == 2
        assert words in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["eval", str(questions), "--limit", "0"])
    assert "'0' is no number of questions; name 1 or more" in capsys.readouterr().err
    assert questions.read_bytes() == before


@pytest.mark.parametrize("kept", [ROWS[2:], ROWS[:1]])
def test_few_questions(
    questions: Path, capsys: pytest.CaptureFixture[str], kept: tuple[dict[str, object], ...]
) -> None:
    """One question, or unanswerable ones alone, give a table of what can be measured."""
    questions.write_text("\n".join(map(json.dumps, kept)))
    assert main(["eval", str(questions)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("1 question: 1 right")
    assert "AUROC" not in out
    assert " nan" not in out


def test_gold_that_is_not_in_the_documents(
    questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A quote that no document holds is an error before a question is asked."""
    questions.write_text('{"question": "Q", "source": "goats.txt", "span": "cows"}')
    assert main(["eval", str(questions)]) == 2
    assert "line 1: the quote 'cows' is not in 'goats.txt'" in capsys.readouterr().err


def test_the_example_of_the_documentation(
    monkeypatch: pytest.MonkeyPatch, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The seed article's twelve questions are read, and all of their quotes are in it."""
    example = ROOT / "docs" / "seed-questions.jsonl"
    monkeypatch.setenv("RAG_DOCS", str(ROOT / "seeds"))
    monkeypatch.setenv("RAG_INDEX", os.fspath(questions.with_suffix(".sqlite")))
    assert len(read_cases(example)) == 12
    assert main(["eval", str(example), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["measures"]["recall@10"]["value"] == 1
    assert found["measures"]["false_refusals"]["n"] == 8


def test_the_python_of_the_documentation(
    monkeypatch: pytest.MonkeyPatch, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the documentation shows to be done from Python runs as it stands there."""
    (code,) = re.findall(r"```python\n(.*?)```", DOCUMENTATION, re.DOTALL)
    monkeypatch.setenv("RAG_DOCS", str(ROOT / "seeds"))
    monkeypatch.setenv("RAG_INDEX", os.fspath(questions.with_suffix(".sqlite")))
    monkeypatch.chdir(ROOT)
    exec(code, {})  # noqa: S102
    assert capsys.readouterr().out.startswith("Measure(value=0.0,")


def test_the_documentation_is_complete(tmp_path: Path) -> None:
    """It shows lines that can be read, and names every field and every measure."""
    (lines,) = re.findall(r"```json\n(.*?)```", DOCUMENTATION, re.DOTALL)
    (tmp_path / "example.jsonl").write_text(lines, encoding="utf-8")
    assert len(read_cases(tmp_path / "example.jsonl")) == 3
    for field in FIELDS:
        assert f"| `{field}` |" in DOCUMENTATION
    named = {name for group, titles in GROUPS.items() if group != "Seconds" for name in titles}
    assert {name for name in named if f"`{name}`" not in DOCUMENTATION} == {"recall@3", "recall@5"}
