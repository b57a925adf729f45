"""Which questions are asked, of which documents, and in which round. Knows no model and no clock.

Nobody picked the questions of XQuAD: of its ``test`` half in its shuffled order, the first question of each of
the first twelve paragraphs that have a second one, which is then the second turn.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle, islice
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from answersets import xquad

if TYPE_CHECKING:
    from collections.abc import Iterator

SEEDS = Path(__file__).parents[1] / "seeds"
# The questions of answers.py that the article answers; an answer must hold the words of one of those behind it.
SEED_QUESTIONS = (
    ("How many goats did Russia send to North Korea?", ("447",)),
    ("Which city will the goats live in?", ("Rason",)),
    ("From which region do the goats come?", ("Leningrad",)),
    ("How many North Koreans are malnourished?", ("10.7 million",)),
    ("What share of children has stunted growth?", ("18",)),
    ("When did Putin visit Kim Jong Un?", ("June 2024",)),
    ("What did they sign?", ("agreement",)),
    ("Why were the goats sent?", ("hunger", "food", "support the local community")),
)
OF_XQUAD = 12
PATTERN = ("xquad", "seed", "xquad", "seed", "xquad")  # never twice the same article in a row


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and what is right: ``answers``, any of which an answer must hold."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conversation:
    """Two questions about the same passages, the second asked right after the first.

    Attributes:
        kind: ``seed`` or ``xquad``: over which documents.
        turns: The two.
    """

    kind: str
    turns: tuple[Asked, Asked]


def conversations(data: Path, count: int) -> list[Conversation]:
    """The first ``count`` of the 20 conversations, both kinds mixed.

    Args:
        data: Folder of the evaluation sets.
        count: 1 to 20.
    """
    kinds = {"seed": _seed(), "xquad": _xquad(data)}
    return [next(kinds[kind]) for kind in islice(cycle(PATTERN), count)]


def rotation(count: int, runs: int, askings: int = 2) -> list[list[int]]:
    """For every run the positions of the questions that it asks, in turn.

    Runs go on where the one before ended, so that each question is asked at least ``askings`` times and
    as often as any other, give or take one.
    """
    share = ceil(count * askings / runs)
    return [[at % count for at in range(run * share, (run + 1) * share)] for run in range(runs)]


def _seed() -> Iterator[Conversation]:
    asked = [Asked(question, answers) for question, answers in SEED_QUESTIONS]
    for at, first in enumerate(asked):
        yield Conversation("seed", (first, asked[(at + 1) % len(asked)]))


def _xquad(data: Path) -> Iterator[Conversation]:
    found: dict[str, list[Asked]] = {}
    for case in xquad(data).half("test"):
        found.setdefault(case.gold[0].source, []).append(Asked(case.question, case.answers))
    several = [asked for asked in found.values() if len(asked) > 1]
    for first, second, *_ in several[:OF_XQUAD]:
        yield Conversation("xquad", (first, second))
