"""How often a citation proves what is said, and how often what is not: claims about made-up documents.

    python benchmarks/claims.py --split test

``fit`` are the claims of ``tests/claims.jsonl``, whose verdicts the rules of ``rag/citing`` were made for; ``test`` are those of
``benchmarks/claims/test.jsonl``, by somebody who knew nothing of these rules and looked for the mistakes that a small model
makes: half of them are said, half are not. Nothing was mended after looking at them. The bundled embedder tells likeness in meaning; no
language model is asked.
"""

from __future__ import annotations

import argparse
import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rag.answers import Passage
from rag.cite import LOOSE, cite
from rag.evaluation.bootstrap import bounds
from rag.likeness import likeness
from rag.opening import open_embedder
from rag.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable

LEAST = 1e-9  # any proof has more
HERE = Path(__file__).parent
FILES = {"fit": HERE.parent / "tests" / "claims.jsonl", "test": HERE / "claims" / "test.jsonl"}


def main() -> None:
    """Proves what can be proven, and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--split", choices=FILES, default="test")
    options = parser.parse_args()
    similarity = partial(likeness, open_embedder(Settings().embedder))
    scores: dict[bool, list[float]] = {True: [], False: []}
    for line in FILES[options.split].read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        shown = passages(row["texts"])
        for claim in row["claims"]:
            found = cite(claim["sentence"], claim["question"], shown, similarity)
            scores[claim["said"]].append(max((c.score for c in found), default=0.0))
    for said, name in ((True, "said"), (False, "not said")):
        cited, strictly = ([score >= least for score in scores[said]] for least in (LEAST, LOOSE))
        print(f"{name}: cited {share(cited)}, strictly {share(strictly)}")


def passages(texts: list[str]) -> list[Passage]:
    """Each text as a document of its own."""
    return [
        Passage(n, f"{n}.txt", "Document", "", 0, len(text), text, None, 1.0)
        for n, text in enumerate(texts, start=1)
    ]


def share(held: Iterable[bool]) -> str:
    """A share with its 95 % bootstrap interval, and n."""
    values = [float(value) for value in held]
    low, high = bounds(values)
    return f"{sum(values) / len(values):.3f} [{low:.3f}, {high:.3f}] n={len(values)}"


if __name__ == "__main__":
    main()
