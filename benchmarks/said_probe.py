"""Fits what tells whether passages say what was written (``rag/said_probe.json``), and measures it.

    python benchmarks/said_probe.py --kept artifacts/said.jsonl            # measure
    python benchmarks/said_probe.py --kept artifacts/said.jsonl --write    # and keep the fit

The default model reads the claims of ``claims.py`` again, each behind its texts and its question, as an answer is read
again (``rag.second_look``). A probe of its activations is fitted on the ``fit`` claims, of which the model that is to answer
``test`` claims has seen none. Its zero is set so that of the claims that are said and that rules prove, ``KEEP`` stay proven
(cross-fitted by text). What was read is kept in ``--kept``, so that a run can go on.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from abstention_fit import probe_of
from claims import FILES, passages, share

from rag.answerable import CALIBRATED
from rag.cite import cite
from rag.evaluation.selective import auroc
from rag.likeness import likeness
from rag.opening import open_embedder, open_generator
from rag.prompt import ask, check, judge
from rag.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

KEEP = 0.95
FOLDS = 10
PLACE = Path(__file__).parents[1] / "rag" / "said_probe.json"


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim, what is right, and what was found.

    Attributes:
        text: Which text it is about.
        said: Whether that says it.
        proven: Whether rules prove it.
        state: Activations of the model that read it again.
    """

    text: int
    said: bool
    proven: bool
    state: tuple[float, ...]


def found(split: str, kept: Path) -> Iterator[Claim]:
    """The claims of one half; those that are kept are not read again."""
    lines = kept.read_text(encoding="utf-8").splitlines() if kept.exists() else []
    known = {(row["question"], row["sentence"]): row["state"] for row in map(json.loads, lines)}
    similarity = partial(likeness, open_embedder(Settings().embedder))
    generator: Any = None
    for n, line in enumerate(FILES[split].read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        shown = passages(row["texts"])
        for claim in row["claims"]:
            asked, sentence = claim["question"], claim["sentence"]
            state = known.get((asked, sentence))
            if state is None:
                generator = generator or open_generator("default", None, "transformers")
                generator.judgement(judge(asked, shown), then=ask(asked, shown))
                read = generator.judgement(check(asked, sentence, shown)).state
                state = [float(f"{value:.4g}") for value in read]
                with kept.open("a", encoding="utf-8") as file:
                    told = {"question": asked, "sentence": sentence, "state": state}
                    file.write(json.dumps(told) + "\n")
            proven = bool(cite(sentence, asked, shown, similarity))
            yield Claim(n, claim["said"], proven, tuple(state))


def crossed(claims: Sequence[Claim]) -> NDArray[np.float64]:
    """What probes read off claims (n,), each fitted without any claim about the same text."""
    from sklearn.model_selection import GroupKFold

    states, said = np.array([c.state for c in claims]), [c.said for c in claims]
    read = np.zeros(len(claims))
    for known, left in GroupKFold(FOLDS).split(states, groups=[c.text for c in claims]):
        bias, weights = probe_of(states[known], [said[i] for i in known])
        read[left] = bias + states[left] @ weights
    return read


def report(name: str, claims: Sequence[Claim], read: NDArray[np.float64]) -> None:
    """Prints how well what is said is told from what is not, and what stays proven."""
    said = np.array([c.said for c in claims])
    proven = np.array([c.proven for c in claims])
    kept = proven & (read >= 0)
    apart = auroc(read[said], read[~said]), auroc(read[said & proven], read[~said & proven])
    print(f"{name}: AUROC {apart[0]:.3f}, of what rules prove {apart[1]:.3f}, n={len(claims)}")
    for which, kind in ((said, "said"), (~said, "not said")):
        print(f"  {kind}: proven {share(proven[which])} → {share(kept[which])}")


def main() -> None:
    """Reads, fits on ``fit``, reports on ``test``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kept", type=Path, default=Path("artifacts/said.jsonl"))
    parser.add_argument("--write", action="store_true", help="keep the fit in rag/")
    options = parser.parse_args()
    options.kept.parent.mkdir(parents=True, exist_ok=True)
    fitting, testing = (list(found(split, options.kept)) for split in ("fit", "test"))
    read = crossed(fitting)
    right = [value for value, c in zip(read, fitting, strict=True) if c.said and c.proven]
    zero = float(np.quantile(right, 1 - KEEP))
    bias, weights = probe_of(np.array([c.state for c in fitting]), [c.said for c in fitting])
    report("fit half (cross-fitted)", fitting, read - zero)
    states = np.array([c.state for c in testing])
    report("test half", testing, bias - zero + states @ weights)
    if options.write:
        keep(bias - zero, weights, len(fitting))


def keep(bias: float, weights: NDArray[np.float64], count: int) -> None:
    """Writes the fit where the package reads it."""
    provenance = (
        f"benchmarks/said_probe.py, n={count} claims of tests/claims.jsonl read by {CALIBRATED}; below 0 is "
        f"doubted: {KEEP:.0%} of what is said and proven by rules is not"
    )
    numbers = ",\n    ".join(f"{value:.5g}" for value in weights)
    PLACE.write_text(
        f'{{\n  "provenance": {json.dumps(provenance)},\n  "bias": {bias:.5f},\n  "weights": [\n    '
        f"{numbers}\n  ]\n}}\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
