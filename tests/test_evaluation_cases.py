"""Files of questions: what is read, and what each mistake is called."""

import json
from pathlib import Path

import pytest

from index import Library
from rag.assistant import LONGEST_QUESTION
from rag.evaluation import Case, EvaluationError, Gold, placed_cases, read_cases
from rag.rewrite import Turn
from rag.testing import scripted_assistant

TEXT = "Goats eat hay.\nGoats climb rocks. \U0001d4a2oats eat hay in winter."


@pytest.fixture
def library(tmp_path: Path) -> Library:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/goats.txt").write_text(TEXT, encoding="utf-8")
    return scripted_assistant(tmp_path / "docs", tmp_path / "index.sqlite", {}).library


def read(tmp_path: Path, *rows: object) -> list[Case]:
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return read_cases(path)


def test_every_field_is_read(tmp_path: Path) -> None:
    """All fields become a case; what is not given has its default, and blank lines count as lines."""
    path = tmp_path / "questions.jsonl"
    path.write_text(
        '\ufeff{"question": "Q1"}\n\n'
        '{"question": "Q2", "answer": ["a", "b"], "source": "x.txt", "span": [[0, 3], "goats"], '
        '"history": [["q", "r"]], "id": 7}\r\n{"question": "Q3", "answerable": false}\n',
        encoding="utf-8",
    )
    assert read_cases(path) == [
        Case("Q1", identity="line 1"),
        Case(
            "Q2",
            ("a", "b"),
            (Gold("x.txt", 0, 3), Gold("x.txt", quote="goats")),
            history=(Turn("q", "r"),),
            identity="7",
        ),
        Case("Q3", answerable=False, identity="line 4"),
    ]


@pytest.mark.parametrize(
    ("source", "span", "gold"),
    [
        ("a", None, [Gold("a")]),
        (["a", "b", "a"], None, [Gold("a"), Gold("b")]),
        ("a", [1, 2], [Gold("a", 1, 2)]),
        ("a", [[1, 2], [3, 4]], [Gold("a", 1, 2), Gold("a", 3, 4)]),
        ("a", "words", [Gold("a", quote="words")]),
        (None, {"source": "b", "start": 1, "end": 2}, [Gold("b", 1, 2)]),
        ("a", {"start": 1, "end": 2}, [Gold("a", 1, 2)]),
        (["a", "b"], [{"source": "b", "quote": "w"}], [Gold("b", quote="w"), Gold("a")]),
        (None, None, []),
    ],
)
def test_places_of_proof(tmp_path: Path, source: object, span: object, gold: list[Gold]) -> None:
    """A span is offsets, a quote, an object or a list of such; a source without one counts whole."""
    (case,) = read(tmp_path, {"question": "Q", "source": source, "span": span})
    assert list(case.gold) == gold


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ([1], "is no object"),
        ("Q", "is no object"),
        ({}, '"question" is None'),
        ({"question": " "}, '"question" is'),
        ({"question": "x" * (LONGEST_QUESTION + 1)}, "4,001 characters, 4,000 is the most"),
        ({"question": "Q", "anwser": "a"}, "no field 'anwser'; there are question, answer,"),
        ({"question": "Q", "answer": 7}, '"answer" is 7'),
        ({"question": "Q", "answer": ["a", " "]}, '"answer" is'),
        ({"question": "Q", "answerable": "no"}, "write true or false"),
        ({"question": "Q", "answerable": False, "answer": "a"}, "take one away"),
        ({"question": "Q", "answerable": False, "source": "a"}, "take one away"),
        ({"question": "Q", "history": [["q"]]}, '"history" is'),
        ({"question": "Q", "history": "q"}, '"history" is'),
        ({"question": "Q", "id": True}, '"id" is True'),
        ({"question": "Q", "source": 3}, '"source" is 3'),
        ({"question": "Q", "source": ["a", ""]}, '"source" is'),
        ({"question": "Q", "span": [0, 1]}, "needs one document"),
        ({"question": "Q", "source": ["a", "b"], "span": "w"}, "needs one document"),
        ({"question": "Q", "source": "a", "span": [3, 3]}, "0 ≤ start < end"),
        ({"question": "Q", "source": "a", "span": [-1, 3]}, "0 ≤ start < end"),
        ({"question": "Q", "source": "a", "span": [True, 3]}, "is none"),
        ({"question": "Q", "source": "a", "span": " "}, "is none"),
        ({"question": "Q", "source": "a", "span": {"begin": 3}}, "has 'begin'"),
        ({"question": "Q", "source": "a", "span": {"start": 3}}, "is none"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, row: object, words: str) -> None:
    """A line that cannot be used is an error with file, line, value and fix."""
    with pytest.raises(EvaluationError) as caught:
        read(tmp_path, {"question": "fine"}, row)
    assert f"{tmp_path / 'questions.jsonl'}, line 2: " in str(caught.value)
    assert words in str(caught.value)


@pytest.mark.parametrize("nothing", ["", "\n \n"])
def test_a_file_without_questions(tmp_path: Path, nothing: str) -> None:
    """A file that holds nothing is an error, and not an evaluation of nothing."""
    (tmp_path / "empty.jsonl").write_text(nothing)
    with pytest.raises(EvaluationError, match="holds no question"):
        read_cases(tmp_path / "empty.jsonl")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"question,answer\n", "line 1: 'question,answer' is not JSON"),
        (b'{"question": "Q"\n', "is not JSON"),
        (b"[" * 100_000, "line 1"),
        (b"\xff\xfe\x00", "is not UTF-8"),
        (b'{"question": "Q", "id": 1}\n{"question": "R", "id": 1}', "is another question's"),
    ],
)
def test_a_file_that_is_something_else(tmp_path: Path, content: bytes, words: str) -> None:
    """What is no JSON, no UTF-8 or names two questions alike is told as such."""
    (tmp_path / "q.jsonl").write_bytes(content)
    with pytest.raises(EvaluationError, match=words):
        read_cases(tmp_path / "q.jsonl")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A missing file and a folder are errors with the name."""
    for path in (tmp_path / "none.jsonl", tmp_path):
        with pytest.raises(EvaluationError, match="cannot be read"):
            read_cases(path)


def test_quotes_are_found_in_their_documents(library: Library) -> None:
    """A quote becomes the offsets of its characters, whatever white space it is typed with."""
    golds = (
        Gold("goats.txt", quote="hay.  Goats climb"),
        Gold("goats.txt", 52, 58),
        Gold("goats.txt"),
    )
    (case,) = placed_cases([Case("Q", gold=golds)], library)
    first, second, whole = case.gold
    assert TEXT[first.start : first.end] == first.quote == "hay.\nGoats climb"
    assert second.quote == TEXT[52:58]
    assert whole == Gold("goats.txt")


@pytest.mark.parametrize(
    ("gold", "words"),
    [
        (Gold("goat.txt"), "line 3: no document is called 'goat.txt'; the nearest is 'goats.txt'"),
        (Gold("goats.txt", quote="cows"), "line 3: the quote 'cows' is not in 'goats.txt'"),
        (Gold("goats.txt", quote="oats eat hay"), "stands 2 times"),
        (Gold("goats.txt", 0, 999), f"ends beyond the {len(TEXT)} characters"),
    ],
)
def test_gold_that_is_not_there(library: Library, gold: Gold, words: str) -> None:
    """Proof that the documents do not hold is an error that names the question and the document."""
    with pytest.raises(EvaluationError, match=words.replace("(", r"\(")):
        placed_cases([Case("Q", gold=(gold,), identity="line 3")], library)
    unanswerable = [Case("Q", gold=(gold,), answerable=False)]
    assert placed_cases(unanswerable, library) == unanswerable


def test_a_quote_needs_a_library() -> None:
    """Without documents to look at, offsets are taken at their word and a quote is an error."""
    spanned = [Case("Q", gold=(Gold("a", 0, 3), Gold("b")))]
    assert placed_cases(spanned, None) == spanned
    with pytest.raises(EvaluationError, match="no library to find the quote"):
        placed_cases([Case("Q", gold=(Gold("a", quote="w"),))], None)
