"""Further questions over other kinds of documents, so that the decision does not fit one kind only.

As ``answersets``, split in halves by a hash of what answers, each with a twin whose answers are hidden:

* ``typed``: XQuAD-en as people type: no capitals, no question mark, two letters of a long word exchanged.
* ``german``: XQuAD-de. Both begin with other questions than ``xquad`` does.
* ``corpora``: the five corpora of Chroma's chunking evaluation, cut into parts of some 2,000 characters; the
  parts that hold a reference are hidden from the twin. Split by a hash of the question.
* ``tables``: made-up tables, asked for a cell; the twins ask for a row or a column that there is not.
* ``chats``: LiHua-World's questions that its chats answer, these chats hidden from the twin; ``silent``: those that
  no chat answers.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import answersets
import chunking
from answersets import AnswerSet

from rag.evaluation import Case, Gold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

PART = 2000  # characters of a corpus that are one document, up to the end of a line
ROWS = 10  # of a made-up table
_LONG = re.compile(r"[a-z]{6,}")
_FIRST = [
    "Ada",
    "Bruno",
    "Carla",
    "Dmitri",
    "Elif",
    "Farid",
    "Greta",
    "Hana",
    "Ivo",
    "Jun",
    "Kofi",
    "Lena",
    "Mateo",
    "Nadia",
    "Omar",
    "Priya",
    "Quentin",
    "Rosa",
    "Sven",
    "Tala",
    "Umar",
    "Vera",
    "Wanda",
    "Ximena",
    "Yusuf",
    "Zora",
]
_LAST = [
    "Abbott",
    "Baker",
    "Castro",
    "Duarte",
    "Engel",
    "Fischer",
    "Grant",
    "Haddad",
    "Ito",
    "Jensen",
    "Kumar",
    "Larsen",
    "Moreau",
    "Novak",
    "Okafor",
    "Pereira",
    "Quinn",
    "Rossi",
    "Schmidt",
    "Tanaka",
    "Ueda",
    "Vargas",
    "Weber",
    "Xu",
    "Young",
    "Ziegler",
]
_MADE = [
    "Alto",
    "Brisk",
    "Cobalt",
    "Delta",
    "Ember",
    "Fjord",
    "Gale",
    "Helix",
    "Iris",
    "Juno",
    "Krait",
    "Lumen",
    "Mesa",
    "Nova",
    "Onyx",
    "Pico",
    "Quartz",
    "Ridge",
]


@dataclass(frozen=True, slots=True)
class Kind:
    """Tables of one kind: what a row is called, its columns' values, and how a column is asked for."""

    first: str
    people: bool
    columns: Mapping[str, tuple[str, ...]]
    asked: Mapping[str, str]
    absent: tuple[str, ...]


KINDS = {
    "price-list": Kind(
        "Product",
        people=False,
        columns={
            "Price": ("19.90", "24.50", "149.00", "1299.00", "79.95", "8.40", "450.00"),
            "Currency": ("EUR", "USD"),
            "Stock": ("0", "3", "12", "45", "210"),
        },
        asked={
            "Price": "How much does the {} cost?",
            "Stock": "How many {} are in stock?",
            "Currency": "In which currency is the {} priced?",
        },
        absent=("Who designed the {}?", "How heavy is the {}?", "What colour is the {}?"),
    ),
    "staff": Kind(
        "Name",
        people=True,
        columns={
            "Department": ("Sales", "Finance", "Research", "Support", "Legal"),
            "Phone": ("4410", "4417", "4423", "4438", "4451", "4466"),
            "Office": ("Lyon", "Porto", "Graz", "Leeds"),
        },
        asked={
            "Department": "Which department does {} work in?",
            "Phone": "What is the phone number of {}?",
            "Office": "In which office is {}?",
        },
        absent=("How old is {}?", "What is the salary of {}?", "Where did {} study?"),
    ),
    "rooms": Kind(
        "Room",
        people=False,
        columns={
            "Seats": ("4", "8", "14", "20", "60"),
            "Floor": ("1", "2", "3", "5"),
            "Projector": ("yes", "no"),
        },
        asked={
            "Seats": "How many people fit into the room {}?",
            "Floor": "On which floor is {}?",
            "Projector": "Does {} have a projector?",
        },
        absent=("What does it cost to rent {}?", "Who booked {}?", "When was {} renovated?"),
    ),
    "courses": Kind(
        "Teacher",
        people=True,
        columns={
            "Course": ("Statistics", "Botany", "Welding", "Greek", "Acoustics", "Pottery"),
            "Begins": ("2026-01-12", "2026-02-02", "2026-03-16", "2026-09-07"),
            "Hours": ("12", "24", "30", "48"),
        },
        asked={
            "Course": "What does {} teach?",
            "Begins": "When does the course of {} begin?",
            "Hours": "How many hours has the course of {}?",
        },
        absent=(
            "How many students passed the exam of {}?",
            "What is the fee for the course of {}?",
            "Which book does {} use?",
        ),
    ),
}


def typed(data: Path) -> AnswerSet:
    """XQuAD-en, the questions carelessly written."""
    whole = answersets.xquad(data)
    cases = tuple(replace(case, question=careless(case.question)) for case in whole.cases)
    return backwards(replace(whole, name="typed", cases=cases))


def backwards(found: AnswerSet) -> AnswerSet:
    """The same set, its last questions first."""
    return replace(found, cases=found.cases[::-1], split_by=found.split_by[::-1])


def careless(question: str) -> str:
    """``question`` without capitals and question mark, one of its longer words misspelt."""
    text = question.lower().rstrip("? ")
    words = list(_LONG.finditer(text))
    if not words:
        return text
    word = random.Random(question).choice(words)  # noqa: S311  # not for secrets
    at = word.start() + 2
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def german(data: Path) -> AnswerSet:
    """XQuAD-de."""
    return backwards(replace(answersets.xquad(data, "de"), name="german"))


def corpora(data: Path) -> AnswerSet:
    """Chroma's corpora in parts."""
    texts, questions = chunking.read(data)
    documents: dict[str, str] = {}
    places: dict[str, tuple[str, int, int]] = {}
    for name, text in texts.items():
        for start, end in parts(text):
            part = f"{name}-{start:07d}.txt"
            documents[part], places[part] = text[start:end], (name, start, end)
    cases, by = [], []
    for question in questions:
        gold = tuple(
            Gold(part)
            for part, (name, start, end) in places.items()
            if name == question.corpus and any(a < end and b > start for a, b in question.gold)
        )
        cases.append(Case(question.text, gold=gold, identity=question.text))
        by.append(question.text)
    return answersets.shuffled("corpora", documents, [*zip(cases, by, strict=True)])


def tables(_data: Path) -> AnswerSet:
    """Made-up tables, as files of comma-separated values."""
    documents: dict[str, str] = {}
    cases: list[tuple[Case, str]] = []
    absent: list[tuple[str, Case, str]] = []
    for kind, made in KINDS.items():
        for copy in range(4):
            name = f"{kind}-{copy}.csv"
            draw = random.Random(name)  # noqa: S311  # not for secrets
            names = _names(made, draw)
            rows = [[row, *(draw.choice(v) for v in made.columns.values())] for row in names[:ROWS]]
            documents[name] = "\n".join(map(",".join, [[made.first, *made.columns], *rows])) + "\n"
            cases += [(case, name) for case in _cells(made, rows, name, draw)]
            absent += [(*pair, name) for pair in _absent(made, names[ROWS : ROWS + 2], draw)]
    written = "".join(documents.values())
    cases += [(case, name) for other, case, name in absent if other not in written]
    return answersets.shuffled("tables", documents, cases)


def chats(data: Path) -> AnswerSet:
    """LiHua-World's questions, those that the chats answer."""
    return replace(_only(answersets.lihua(data), answerable=True), name="chats")


def silent(data: Path) -> AnswerSet:
    """LiHua-World's questions that no chat answers."""
    return replace(_only(answersets.lihua(data), answerable=False), name="silent")


def _only(whole: AnswerSet, *, answerable: bool) -> AnswerSet:
    """The questions of one kind."""
    pairs = zip(whole.cases, whole.split_by, strict=True)
    kept = [(case, by) for case, by in pairs if case.answerable == answerable]
    return replace(whole, cases=tuple(c for c, _ in kept), split_by=tuple(by for _, by in kept))


def _names(made: Kind, draw: random.Random) -> list[str]:
    """What rows are called: the first ``ROWS`` are in the table, as many more are not."""
    if made.people:
        pairs = zip(draw.sample(_FIRST, 2 * ROWS), draw.sample(_LAST, 2 * ROWS), strict=True)
        return [f"{first} {last}" for first, last in pairs]
    return [f"{word} {draw.randrange(10, 99)}" for word in draw.sample(_MADE, len(_MADE))] + [
        f"{word} {draw.randrange(100, 999)}" for word in draw.sample(_MADE, 2)
    ]


def _absent(made: Kind, names: Sequence[str], draw: random.Random) -> Iterator[tuple[str, Case]]:
    """Questions about rows that there are not, with what they would be called."""
    for other in names:
        question = draw.choice([*made.asked.values()]).format(other)
        yield other, Case(question, answerable=False)


def _cells(
    made: Kind, rows: Sequence[Sequence[str]], name: str, draw: random.Random
) -> Iterator[Case]:
    """Questions about cells that there are, and about columns that there are not."""
    columns = [*made.columns]
    for row in rows[:4]:
        column = draw.choice(columns)
        value = row[1 + columns.index(column)]
        yield Case(made.asked[column].format(row[0]), (value,), (Gold(name),))
    for row in rows[4:6]:
        yield Case(draw.choice(made.absent).format(row[0]), answerable=False)


def parts(text: str) -> Iterator[tuple[int, int]]:
    """Where a corpus is cut: behind a line of some ``PART`` characters, in a long line at twice as many."""
    start = 0
    while start < len(text):
        end = text.find("\n", start + PART) + 1 or len(text)
        yield start, min(end, start + 2 * PART)
        start = min(end, start + 2 * PART)


SETS = {
    "typed": typed,
    "german": german,
    "corpora": corpora,
    "tables": tables,
    "chats": chats,
    "silent": silent,
}
SETS |= {
    f"{name}-hidden": (lambda data, of=of: answersets.twin(of(data)))
    for name, of in SETS.items()
    if name not in ("tables", "silent")
}
