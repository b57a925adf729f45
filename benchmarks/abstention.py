"""Fits and measures the decision to answer or to refuse (``rag/calibration.json``, ``rag/linear_probe.json``).

    python benchmarks/abstention.py --kept artifacts/abstention.jsonl            # measure
    python benchmarks/abstention.py --kept artifacts/abstention.jsonl --write    # and keep the fit

Answers are written to XQuAD-en questions put three ways: as they are (answerable), with their paragraph hidden
(unanswerable), and with a name or counted thing swapped for another question's (a false premise). CLAP NQ adds
its own answerable and unanswerable questions. Those of ``moresets``, and more of these, are only read and judged.
The assistant has its threshold at 0, so that every signal is known; the linear probe, both regressions and the
threshold are fitted on the ``fit`` half of a split by document. The regressions are fitted on what the probe reads
off questions it was not fitted on. What is found is kept in ``--kept``, so that a run can go on and a signal
can be changed without asking again; a change of model, prompts or retrieval needs another file.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import answersets
import moresets
import numpy as np
from abstention_fit import LEFT_OUT, cross_probed, fit, probe, probed
from abstention_rows import Row, answered, row_of
from numpy.typing import NDArray

from rag.answerable import CALIBRATED, Calibrations
from rag.evaluation.bootstrap import bounds
from rag.evaluation.selective import auroc
from rag.likeness import likeness
from rag.opening import open_embedder
from rag.settings import Settings

WRITTEN = {"xquad": 1, "without": 1, "swapped": 1, "clapnq": 2}
"""Sets whose questions are answered, and how many times the number asked for: CLAP NQ's are of two kinds."""
READ = {
    "xquad": 2,
    "without": 2,
    "swapped": 2,
    "clapnq": 5,
    **dict.fromkeys(moresets.SETS, 1),
}
"""Sets whose questions are read, the same."""
KINDS = (
    ("xquad", ("without", "swapped")),
    ("clapnq", ("clapnq",)),
    ("typed", ("typed-hidden",)),
    ("german", ("german-hidden",)),
    ("tables", ("tables",)),
    ("corpora", ("corpora-hidden",)),
    ("chats", ("chats-hidden", "silent")),
)


def found_rows(options: argparse.Namespace, half: str) -> Iterator[dict[str, Any]]:
    """What was found of every set in one half."""
    for counts, limit, write in ((WRITTEN, options.questions, True), (READ, options.read, False)):
        for name, times in counts.items():
            found = {**answersets.SETS, **moresets.SETS}[name](options.data)
            yield from answered(found, half, times * limit, options.kept, write=write)


def interval(values: Sequence[bool]) -> str:
    """Mean in per cent, with a 95 % bootstrap interval, and n."""
    low, high = bounds([float(value) for value in values])
    return f"{np.mean(values):6.1%} [{low:.1%}, {high:.1%}] n={len(values)}"


def report(rows: Sequence[Row], fits: Calibrations) -> None:
    """Prints how well each kind of unanswerable question is told from its answerable ones."""
    for kind, others in KINDS:
        told = [row for row in rows if row.name == kind and row.answerable]
        written = [row for row in told if row.written]
        if written:
            print(f"  {kind}: falsely refused {interval([not r.answered(fits) for r in written])}")
        for other in others:
            denied = [row for row in rows if row.name == other and not row.answerable]
            if told and denied:
                judged(other, told, denied, fits)


def judged(name: str, told: Sequence[Row], denied: Sequence[Row], fits: Calibrations) -> None:
    """Prints how the unanswerable questions of one set lie to answerable ones."""
    sure, unsure = (np.array([fits.early.probability(r.before) for r in p]) for p in (told, denied))
    line = f"    {name}, unanswerable: before writing AUROC {auroc(sure, unsure):.3f} n={len(told)}+{len(denied)}"
    told, denied = ([row for row in part if row.written] for part in (told, denied))
    if told and denied:
        sure, unsure = (np.array([r.confidence(fits) for r in part]) for part in (told, denied))
        right = interval([not row.answered(fits) for row in denied])
        line += f"; refused {right}, AUROC {auroc(sure, unsure):.3f}"
    print(line)


def main() -> None:
    """Asks, fits on ``fit``, reports on ``test``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--questions", type=int, default=60, help="of each set, to be answered")
    parser.add_argument("--read", type=int, default=40, help="of each set, to be read and judged")
    parser.add_argument("--halves", nargs="+", default=("fit",), choices=("fit", "test"))
    parser.add_argument("--kept", type=Path, default=Path("artifacts/abstention.jsonl"))
    parser.add_argument("--write", action="store_true", help="keep the fits in rag/")
    options = parser.parse_args()
    options.kept.parent.mkdir(parents=True, exist_ok=True)
    similarity = partial(likeness, open_embedder(Settings().embedder))
    found = [
        row_of(row, similarity) for half in options.halves for row in found_rows(options, half)
    ]
    rows = [*dict.fromkeys(filter(None, found))]  # what is answered is among what is read, too
    fitting, testing = ([row for row in rows if row.half == half] for half in ("fit", "test"))
    direction = probe(fitting)
    crossed, read = cross_probed(fitting), probed(testing, direction)
    fits = {kind: fit(crossed, kind) for kind in LEFT_OUT}
    for kind, fitted in fits.items():
        print(f"\n{kind}, fitted on n={len(fitting)}: {fitted}\n fit half (probe cross-fitted)")
        report(crossed, fitted)
        if testing:
            print(" test half")
            report(read, fitted)
    if options.write:
        keep(direction, fits, fitting)


def keep(
    direction: tuple[float, NDArray[np.float64]],
    fits: dict[str, Calibrations],
    rows: Sequence[Row],
) -> None:
    """Writes the fits where the package reads them, with what they were fitted on."""
    written = sum(row.written for row in rows)
    told = {
        name: sum(row.name == name for row in rows) for name in dict.fromkeys(r.name for r in rows)
    }
    sets = ", ".join(f"{name} {count}" for name, count in told.items())
    provenance = (
        f"benchmarks/abstention.py, fit halves: {sets}; {written} of n={len(rows)} answered, the others "
        f"read; judged by {CALIBRATED}; the weight of uncounted is set by hand"
    )
    folder = Path(__file__).parents[1] / "rag"
    kept = {"provenance": provenance} | {name: asdict(fitted) for name, fitted in fits.items()}
    (folder / "calibration.json").write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    bias, weights = direction
    numbers = ",\n    ".join(f"{value:.5g}" for value in weights)
    text = (
        f'{{\n  "provenance": {json.dumps(provenance)},\n  "bias": {bias:.5f},\n  "weights": [\n    '
        f"{numbers}\n  ]\n}}\n"
    )
    (folder / "linear_probe.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
