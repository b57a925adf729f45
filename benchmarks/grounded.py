"""Whole answers on XQuAD-en paragraphs that no threshold was fitted on.

    python benchmarks/grounded.py --data ../shared/eval --questions 40

All 240 paragraphs are indexed; the questions are of the test half of the split of ``abstention.py``, as they
are and with a swapped premise. Prints how often the gold answer is in the answer, in a cited span, and how
often the assistant refuses, with 95 % bootstrap intervals.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
from abstention import Case, in_fit, interval, xquad, xquad_gold

from rag import Answer, Assistant, Settings


def chosen(cases: list[Case], kind: str, limit: int) -> list[Case]:
    """The first ``limit`` cases of one kind in the test half."""
    return [c for c in cases if c.kind == kind and not in_fit({"group": c.group})][:limit]


def holds(text: str, gold: str) -> bool:
    """Whether the gold answer stands in a text, capitals aside."""
    return gold.lower().rstrip(".") in text.lower()


def line(name: str, values: list[bool]) -> None:
    """Prints one measure."""
    print(f"  {name:34} {interval(np.array(values, dtype=float))}")


def report(answers: list[Answer], golds: list[str]) -> None:
    """Prints the measures of the questions that have an answer."""
    told = [(a, g) for a, g in zip(answers, golds, strict=True) if not a.abstained]
    print("\nanswerable")
    line("answered", [not a.abstained for a in answers])
    line(
        "gold in the answer, of all",
        [holds(a.text, g) for a, g in zip(answers, golds, strict=True)],
    )
    line("gold in the answer, of answered", [holds(a.text, g) for a, g in told])
    line(
        "gold in a cited span, of answered",
        [any(holds(c.quote, g) for c in a.citations) for a, g in told],
    )
    line("sentence verified, of answered", [s.verified for a, _ in told for s in a.sentences])


def main() -> None:
    """Asks and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=40, help="of each kind")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "docs"
        folder.mkdir()
        cases = xquad(options.data, folder, 10 * options.questions)
        assistant = Assistant.open(Settings(docs=folder, index=Path(place) / "library.sqlite"))
        assistant.update()
        asked = chosen(cases, "plain", options.questions)
        golds = xquad_gold(options.data)
        answers = [assistant.answer(case.question) for case in asked]
        report(answers, [golds[case.question] for case in asked])
        swapped = [
            assistant.answer(c.question) for c in chosen(cases, "swapped", options.questions)
        ]
    print("\nswapped premise")
    line("refused", [answer.abstained for answer in swapped])
    line(
        "refused before a word was written",
        ["unverified" not in a.trace for a in swapped if a.abstained],
    )


if __name__ == "__main__":
    main()
