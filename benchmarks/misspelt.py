"""How well passages are found when a word of the question is misspelt: nDCG@10 with and without putting it right.

    python benchmarks/misspelt.py --data ../shared/eval

One word of at least six letters of each question has one slip: two letters exchanged, one left out, one doubled, or
one that lies beside it on the keyboard. The same questions as they are stand beside, and must lose nothing.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import numpy as np
from evalsets import RetrievalSet, clapnq, in_fit, xquad
from retrieval import CANDIDATES, SHOWN, indexed, interval, ndcg, places, ranked

from rag.evaluation.bootstrap import bounds
from rag.retrieve import retrieve
from rag.spelling import SHORTEST

if TYPE_CHECKING:
    from collections.abc import Callable

    from index import Embedder, Snapshot

_LONG = re.compile(rf"[A-Za-z]{{{SHORTEST},}}")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
BESIDE = {a: b for row in _ROWS for a, b in zip(row, row[1:] + row[-2], strict=True)}

SLIPS: dict[str, Callable[[str, int], str]] = {
    "none": lambda word, _: word,
    "exchanged": lambda word, at: word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    "left out": lambda word, at: word[:at] + word[at + 1 :],
    "doubled": lambda word, at: word[:at] + word[at] + word[at:],
    "beside": lambda word, at: word[:at] + BESIDE[word[at].lower()] + word[at + 1 :],
}
"""A word and a place in it, neither its first letter nor its last, to the word as it may be typed."""


def misspell(question: str, kind: str) -> str:
    """``question`` with a slip in one of its long words, the same one every time; as it is without such a word."""
    words = list(_LONG.finditer(question))
    if not words:
        return question
    chance = random.Random(question + kind)  # noqa: S311  # not for secrets
    word = chance.choice(words)
    typed = SLIPS[kind](word[0], chance.randrange(1, len(word[0]) - 1))
    return question[: word.start()] + typed + question[word.end() :]


def measured(snapshot: Snapshot, embedder: Embedder, asked: RetrievalSet, kind: str) -> list[float]:
    """nDCG@10 of each question of the test half."""
    values = []
    for name, question in asked.questions.items():
        if not in_fit(name):
            typed = misspell(question, kind)
            hits = retrieve(snapshot, embedder, typed, k=SHOWN, candidates=CANDIDATES).hits
            documents = ranked(places(snapshot, hits), asked, name)
            values.append(ndcg(documents, asked.relevant[name]))
    return values


def compare(asked: RetrievalSet, work: Path) -> None:
    """Prints a row for each kind of slip."""
    snapshot, embedder = indexed(asked, work)
    for kind in SLIPS:
        mended = measured(snapshot, embedder, asked, kind)
        with patch("rag.retrieve.misspelt", new=lambda *_: {}):
            left = measured(snapshot, embedder, asked, kind)
        gain = np.subtract(mended, left)
        low, high = bounds(gain.tolist())
        print(
            f"| {asked.name} | {kind} | {interval(left)} | {interval(mended)} "
            f"| {gain.mean():+.4f} [{low:+.3f}, {high:+.3f}] | {len(mended)} |",
            flush=True,
        )


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "rag-retrieval")
    options = parser.parse_args()
    print("| set | slip | as typed | put right | gain | n |\n| --- | --- | --- | --- | --- | --- |")
    for asked in (xquad(options.data, "en"), clapnq(options.data)):
        compare(asked, options.work)


if __name__ == "__main__":
    main()
