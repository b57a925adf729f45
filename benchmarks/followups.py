"""How well a follow-up is turned into a question that stands alone: CANARD's development set.

    python benchmarks/followups.py --data ../shared/eval --questions 150

A dialogue of CANARD is about one section of one article, and its people asked with the article's title and
the section's title before their eyes. The assistant has no such thing: a chat has questions and answers only.
So the two titles are no turns of the conversation here; they are the title and the heading of the document.
``--opening`` says what stands for them, as nobody could tell who "he" is from the turns alone:

- ``human``: the first question in the human's own rewriting, as somebody with nothing before their eyes asks it;
- ``title``: a first turn that names both titles, which is what the published models are given;
- ``none``: the turns as they are.

Only questions with a turn before them are asked, as the first one is never rewritten. An answer "I don't know."
is shown as the assistant's own refusal. Printed are: BLEU-4; retrieval over one document per dialogue (title,
section, every answer that a later turn shows), where the passage that holds the question's own answer is the
one to find; what was left as it is. Dialogues are split in two by a hash; settings were chosen on ``fit``.
Rewritten questions are kept in ``--record``, one line each, so that a run can go on. BLEU is computed here
(``bleu.py``) with its own way to tell words, so that a published number is a neighbour and no yardstick;
questions unchanged get 34.4 over all 3,430 of the set, and 31.9 without the first ones.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
from bleu import bleu
from evalsets import in_fit

from rag.evaluation.bootstrap import bounds, bounds_of
from rag.opening import open_generator, open_library
from rag.refusal import REFUSAL
from rag.retrieve import retrieve
from rag.rewrite import Turn, standalone
from rag.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rag.evaluation.bootstrap import FloatArray, IndexArray
    from rag.generate import Generator

OPENINGS = ("human", "title", "none")
UNKNOWN = "I don't know."  # what CANARD writes where the section has no answer
K, CANDIDATES = 10, 50


@dataclass(frozen=True, slots=True)
class Case:
    """A question with a conversation before it, and what a human made of it.

    Attributes:
        dialogue: Which dialogue it is of.
        number: Its place there, from 1.
        question: As asked.
        human: As a human rewrote it.
        turns: What was said before.
        answer: Its own answer; empty where no later turn shows it or there is none.
    """

    dialogue: str
    number: int
    question: str
    human: str
    turns: tuple[Turn, ...]
    answer: str


def dialogues(data: Path, half: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of every dialogue of a half, in order."""
    found = defaultdict(list)
    for row in json.loads((data / "canard/dev.json").read_text(encoding="utf-8")):
        if in_fit(row["QuAC_dialog_id"]) == (half == "fit"):
            found[row["QuAC_dialog_id"]].append(row)
    return {name: sorted(rows, key=lambda row: row["Question_no"]) for name, rows in found.items()}


def cases(name: str, rows: Sequence[dict[str, Any]], opening: str) -> Iterator[Case]:
    """Every question of a dialogue that has one before it."""
    title, section, *said = max((row["History"] for row in rows), key=len)
    asked, answers = said[::2], said[1::2]
    if opening == "human":
        asked = [rows[0]["Rewrite"], *asked[1:]]
    turns = [Turn(q, REFUSAL if a == UNKNOWN else a) for q, a in zip(asked, answers, strict=True)]
    before = [Turn(f"What do you know about {title}, {section}?", "")] * (opening == "title")
    for row in rows[1:]:
        done = len(row["History"]) // 2 - 1
        own = answers[done] if done < len(answers) and answers[done] != UNKNOWN else ""
        shown = (*before, *turns[:done])
        yield Case(name, row["Question_no"], row["Question"], row["Rewrite"], shown, own)


def write(folder: Path, dialogue: str, rows: Sequence[dict[str, Any]]) -> None:
    """The dialogue as a document: title, section, answers."""
    title, section, *said = max((row["History"] for row in rows), key=len)
    answers = [answer for answer in said[1::2] if answer != UNKNOWN]
    text = "\n\n".join([f"# {title}", f"## {section}", *answers])
    (folder / f"{dialogue}.md").write_text(text, encoding="utf-8")


def rewritten(chosen: Sequence[Case], generator: Generator, record: Path, key: str) -> list[str]:
    """Each question as ``standalone`` has it; those on record are not asked again."""
    known = {}
    if record.exists():
        rows = map(json.loads, record.read_text(encoding="utf-8").splitlines())
        known = {(row["key"], row["dialogue"], row["number"]): row["ours"] for row in rows}
    record.parent.mkdir(parents=True, exist_ok=True)
    for case in chosen:
        at = (key, case.dialogue, case.number)
        if at not in known:
            begun = perf_counter()
            known[at] = standalone(case.question, case.turns, generator)
            row = dict(zip(("key", "dialogue", "number"), at, strict=True))
            row |= {"question": case.question, "ours": known[at], "human": case.human}
            row |= {"seconds": round(perf_counter() - begun, 2)}
            with record.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row) + "\n")
    return [known[key, case.dialogue, case.number] for case in chosen]


class Finder:
    """The product's retrieval over the dialogues of a half."""

    def __init__(self, place: Path, of: dict[str, list[dict[str, Any]]]) -> None:
        from index import update

        folder = place / "docs"
        folder.mkdir()
        for name, rows in of.items():
            write(folder, name, rows)
        library, self._embedder = open_library(Settings(docs=folder, index=place / "l.sqlite"))
        update(folder, library, self._embedder)
        self._snapshot = library.snapshot()

    def rank(self, case: Case, question: str) -> int:
        """The place from 1 of the first passage that holds the case's answer; 0 when not among ten."""
        source = f"{case.dialogue}.md"
        text = self._snapshot.document(source).text
        start = text.index(case.answer)
        found = retrieve(self._snapshot, self._embedder, question, k=K, candidates=CANDIDATES)
        for place, hit in enumerate(found.hits, start=1):
            chunk = hit.chunk
            holds = chunk.start < start + len(case.answer) and start < chunk.end
            if chunk.source == source and holds:
                return place
        return 0


def report_retrieval(finder: Finder, chosen: Sequence[Case], ours: Sequence[str]) -> None:
    """Prints how well each wording of the question finds its answer."""
    paired = [(case, said) for case, said in zip(chosen, ours, strict=True) if case.answer]
    wordings = {
        "unchanged": [case.question for case, _ in paired],
        "ours": [said for _, said in paired],
        "human": [case.human for case, _ in paired],
    }
    ranks = {
        name: np.array([finder.rank(case, q) for (case, _), q in zip(paired, asked, strict=True)])
        for name, asked in wordings.items()
    }
    print(f"\nretrieval of the passage with the answer, n={len(paired)}")
    print(f"  {'':10} {'MRR@10':>22} {'recall@1':>9} {'@4':>6} {'@10':>6}")
    gains = {name: np.where(r > 0, 1 / np.maximum(r, 1), 0.0) for name, r in ranks.items()}
    for name, r in ranks.items():
        low, high = bounds(gains[name])
        shares = " ".join(f"{np.mean((r > 0) & (r <= k)):6.3f}" for k in (1, 4, 10))
        print(f"  {name:10} {gains[name].mean():.3f} [{low:.3f}, {high:.3f}]    {shares}")
    for name in ("unchanged", "ours"):
        low, high = bounds_of(partial(ratio, gains[name], gains["human"]), len(gains[name]))
        share = ratio(gains[name], gains["human"], np.arange(len(gains[name])))
        print(f"  MRR of {name} ÷ human: {share:.3f} [{low:.3f}, {high:.3f}]")


def ratio(above: FloatArray, below: FloatArray, drawn: IndexArray) -> float:
    """The ratio of the means of two numbers over the same cases."""
    return float(above[drawn].sum() / below[drawn].sum())


def report(chosen: Sequence[Case], ours: Sequence[str]) -> None:
    """Prints BLEU and what was left alone."""
    human = [case.human for case in chosen]
    print(f"\nBLEU-4 to the human rewrite, n={len(chosen)} (published: 51.5 trained, 59.9 human)")
    print(f"  unchanged {100 * bleu([case.question for case in chosen], human):.1f}")
    print(f"  ours      {100 * bleu(ours, human):.1f}")
    joined = [
        said.startswith(f"{case.question} (") for case, said in zip(chosen, ours, strict=True)
    ]
    print(f"\nkept, with the conversation's names behind: {sum(joined)} of {len(chosen)}")
    left = [case for case, said in zip(chosen, ours, strict=True) if said == case.question]
    same = sum(case.human == case.question for case in left)
    print(f"left as they are: {len(left)} of {len(chosen)}; the human left {same} of those and "
          f"{sum(c.human == c.question for c in chosen)} of all")  # fmt: skip


def main() -> None:
    """Rewrites, searches, prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=150)
    parser.add_argument("--half", choices=("fit", "test"), default="test")
    parser.add_argument("--opening", choices=OPENINGS, default="human")
    parser.add_argument("--record", type=Path, default=Path("artifacts/followups.jsonl"))
    options = parser.parse_args()
    of = dialogues(options.data, options.half)
    every = [case for name, rows in of.items() for case in cases(name, rows, options.opening)]
    chosen = random.Random(7).sample(every, min(options.questions, len(every)))  # noqa: S311
    key = f"{options.half} {options.opening}"
    ours = rewritten(chosen, open_generator("default"), options.record, key)
    print(f"CANARD dev, {options.half} half, opening: {options.opening}")
    report(chosen, ours)
    with tempfile.TemporaryDirectory() as place:
        report_retrieval(Finder(Path(place), of), chosen, ours)


if __name__ == "__main__":
    main()
