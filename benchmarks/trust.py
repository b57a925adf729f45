"""How far answers can be trusted: ours beside the plain recipe, in one run, over one of the sets.

    python benchmarks/trust.py --set xquad --questions 200 --record artifacts/trust
    python benchmarks/trust.py --set everyday-test1 --sides ours
    python benchmarks/trust.py --set without --questions 200 --record artifacts/trust   # asks xquad's again only if new

``--set`` is one of ``answersets``, xquad, without, swapped, clapnq, lihua, or of ``everyday_sets``. Both sides have the same files, embedder,
model and greedy decoding (``plain_recipe.py`` says what the other side is). The questions are the first N of a
half, in a fixed shuffled order; thresholds were fitted on ``fit`` halves only. ``without`` asks every question
twice, with the paragraphs that answer it and without them. With ``--record`` the indexes and what was answered
are kept, and a run that was stopped goes on. Measures are those of ``rag eval``; LiHua-World's accuracy and error
follow the rule in ``lihua.py``. Every number has its 95 % bootstrap interval and its n.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import answersets
import everyday_sets
from lihua import judged
from plain_recipe import PlainRecipe

from index import ANY, Filter
from rag import Assistant, Settings
from rag.evaluation import Evaluation, Measure, evaluate
from rag.evaluation.bootstrap import bounds, bounds_of
from rag.evaluation.selective import aurc
from ui.evaluation import write_report

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from answersets import AnswerSet

    from index.report import Progress
    from rag.answers import Answer, Passage
    from rag.evaluation import Answerer, Case, Outcome
    from rag.rewrite import Turn

    Side = Callable[[Mapping[str, frozenset[str]]], Answerer]

SETS = {**answersets.SETS, **everyday_sets.SETS}


class Hiding:
    """An assistant that may not see some documents, question by question.

    Args:
        assistant: Who answers.
        hidden: File names that a question may not be answered from, by question.
    """

    def __init__(self, assistant: Assistant, hidden: Mapping[str, frozenset[str]]) -> None:
        self.library, self.settings = assistant.library, assistant.settings
        self.embedder, self.generator = assistant.embedder, assistant.generator
        pairs = sorted((question, sorted(names)) for question, names in hidden.items())
        self.producer = {"hidden": hashlib.sha256(repr(pairs).encode()).hexdigest()[:16]}
        self._assistant, self._hidden = assistant, hidden

    def answer(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """See ``Assistant.answer``."""
        return self._assistant.answer(question, history, self.where(question))

    def search(self, words: str, k: int = 10) -> tuple[Passage, ...]:
        """See ``Assistant.search``."""
        return self._assistant.search(words, k, self.where(words))

    def where(self, question: str) -> Filter:
        """Which documents may answer a question."""
        if question not in self._hidden:
            return ANY
        known = (document.source for document in self.library.snapshot().documents())
        hidden = self._hidden[question]
        return Filter(sources=tuple(source for source in known if source not in hidden))


def sides(found: AnswerSet, place: Path, names: Sequence[str]) -> dict[str, Side]:
    """Who is asked on each side, given what is hidden from which question."""
    docs = place / "docs"
    found.write(docs)
    assistant = Assistant.open(Settings(docs=docs, index=place / "library.sqlite"))
    report = assistant.update()
    assert not report.failed
    snapshot = assistant.library.snapshot()
    texts = {name: text for name, text in found.documents.items() if isinstance(text, str)}
    assert all(snapshot.document(name).text == text for name, text in texts.items())

    def ours(hidden: Mapping[str, frozenset[str]]) -> Answerer:
        return Hiding(assistant, hidden) if hidden else assistant

    def theirs(hidden: Mapping[str, frozenset[str]]) -> Answerer:
        parts = assistant.embedder, assistant.generator
        return PlainRecipe(docs, *parts, hidden, kept=place / "plain.npz")

    return {name: side for name, side in (("ours", ours), ("plain", theirs)) if name in names}


def asked(
    answerer: Answerer, cases: Sequence[Case], record: Path | None, name: str
) -> tuple[Outcome, ...]:
    """The outcomes of some cases."""

    def tell(progress: Progress) -> None:
        print(f"\r{name}: {progress.done} of {progress.total}", end="", file=sys.stderr, flush=True)

    file = record / f"{name.replace(' ', '-')}.jsonl" if record else None
    outcomes = evaluate(answerer, cases, record=file, progress=tell).outcomes
    print(file=sys.stderr)
    return outcomes


def measured(outcomes: Sequence[Outcome], name: str) -> dict[str, Measure]:
    """The measures of ``rag eval``, and LiHua-World's own."""
    found = dict(Evaluation.of(outcomes).measures)
    if not all(outcome.case.answerable for outcome in outcomes):
        found["aurc, wrong is unanswerable"] = risk(outcomes)
    if name == "lihua":
        verdicts = [verdict(outcome) for outcome in outcomes]
        for what, kind in (("accuracy", "right"), ("error", "wrong"), ("neither", "refused")):
            values = [float(one == kind) for one in verdicts]
            share = sum(values) / len(values)
            found[what] = Measure(share, *bounds(values), len(values))
    return found


def risk(outcomes: Sequence[Outcome]) -> Measure:
    """Area under risk-coverage where to answer the unanswerable is the only error.

    For long answers, as CLAP NQ's, which nobody gives in the same words: each counts as right.
    """
    import numpy as np

    willing = np.array([o.answer.confidence + 2.0 * o.answered for o in outcomes])
    wrong = np.array([float(not o.case.answerable) for o in outcomes])
    interval = bounds_of(lambda drawn: aurc(willing[drawn], wrong[drawn]), len(outcomes))
    return Measure(aurc(willing, wrong), *interval, len(outcomes))


def verdict(outcome: Outcome) -> str:
    """What the rule of LiHua-World says."""
    gold = outcome.case.answers[0] if outcome.case.answerable else None
    return judged(outcome.case.question, gold, outcome.said, refused=not outcome.answered)


def table(columns: Mapping[str, Mapping[str, Measure]]) -> None:
    """Prints the columns side by side, and what ours is of the other."""
    ours, plain = columns.get("ours", {}), columns.get("plain", {})
    print("\n| | ours | plain recipe | ours ÷ plain |\n| --- | --- | --- | --- |")
    for name in dict.fromkeys([*ours, *plain]):
        one, other = ours.get(name), plain.get(name)
        ratio = f"{one.value / other.value:.2f}" if one and other and other.value else ""
        print(f"| {name} | {cell(one)} | {cell(other)} | {ratio} |")


def cell(measure: Measure | None) -> str:
    """A number with its interval and n; nothing where there was nothing to measure."""
    if measure is None:
        return ""
    return f"{measure.value:.3f} [{measure.low:.3f}, {measure.high:.3f}] n={measure.n}"


def main() -> None:
    """Asks both and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--set", choices=SETS, required=True)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--half", choices=("test", "fit", "all"), default="test")
    parser.add_argument("--record", type=Path, help="folder that keeps what was answered")
    parser.add_argument("--sides", nargs="+", choices=("ours", "plain"), default=("ours", "plain"))
    parser.add_argument("--html", type=Path, help="folder for a report page of each side")
    options = parser.parse_args()
    if options.record:
        options.record.mkdir(parents=True, exist_ok=True)
    found = SETS[options.set](options.data)
    cases = found.half(options.half)[: options.questions]
    columns = {}
    with tempfile.TemporaryDirectory() as temporary:
        place = options.record / found.name if options.record else Path(temporary)
        for name, side in sides(found, place, options.sides).items():
            outcomes = asked(side(found.hidden), cases, options.record, f"{found.name} {name}")
            if found.hidden:
                twins = answersets.xquad(options.data).half(options.half)[: options.questions]
                outcomes += asked(side({}), twins, options.record, f"xquad {name}")
            columns[name] = measured(outcomes, found.name)
            if options.html:
                title = f"{found.name}, {options.half} half: {name}"
                page = options.html / f"{found.name}-{name}.html"
                write_report(Evaluation.of(outcomes), page, title)
    print(f"\n## {options.set}, {options.half} half: n = {len(cases)} questions")
    table(columns)


if __name__ == "__main__":
    main()
