"""Measures in words: what each is called, in which unit, and as a table for a terminal. Pure.

What a measure means is said where it is computed, in ``rag.evaluation.measures``, and in
``docs/evaluation.md``.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from rag.evaluation import Evaluation, Measure
from ui.terminal import table
from ui.wording import counted

#: Group, then title of each measure by name. A measure without a title is shown by its name.
GROUPS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "Finding": {
            "recall@1": "proof found, first passage",
            "recall@3": "proof found, first 3",
            "recall@5": "proof found, first 5",
            "recall@10": "proof found, first 10",
            "ndcg@10": "nDCG@10",
        },
        "Answers": {
            "contained": "expected answer contained",
            "contained_of_answered": "… of those answered",
            "f1": "token F1",
            "f1_of_answered": "… of those answered",
            "correct_and_supported": "correct and supported",
        },
        "Citations": {
            "citation_precision": "citations at the proof",
            "citation_recall": "proof that is cited",
            "quote_characters": "length of a quote, median",
            "invalid_citations": "quotes that are not the document's",
        },
        "Refusals": {
            "answered": "answerable: answered",
            "false_refusals": "answerable: refused",
            "right_refusals": "unanswerable: refused",
            "wrong_of_answered": "wrong, of all answered",
            "auroc": "AUROC of the confidence",
            "aurc": "area under risk-coverage",
        },
        "Seconds": {
            f"{event}_p{percent}_{kind}": f"{kind}: {title}, {named}"
            for kind in ("answered", "refused")
            for event, title in (
                ("retrieved", "evidence"),
                ("first_token", "first word"),
                ("done", "done"),
            )
            for percent, named in ((50, "median"), (95, "95th percentile"))
        },
    }
)

_PLAIN = ("ndcg@10", "f1", "f1_of_answered", "auroc", "aurc")


def grouped(evaluation: Evaluation) -> Iterator[tuple[str, list[tuple[str, str, Measure]]]]:
    """Each group that has measures: its name, and (name, title, measure) of each of them."""
    left = dict(evaluation.measures)
    for group, titles in GROUPS.items():
        rows = [(name, title, left.pop(name)) for name, title in titles.items() if name in left]
        if rows:
            yield group, rows
    if left:
        yield "Others", [(name, name, measure) for name, measure in left.items()]


def cells(name: str, measure: Measure) -> tuple[str, str, str]:
    """A measure as text: its value, its 95 % interval, how many it is of."""
    write = _writer(name)
    interval = (
        "" if name == "invalid_citations" else f"{write(measure.low)} - {write(measure.high)}"
    )
    return write(measure.value), interval, f"{measure.n:,}"


def measure_table(evaluation: Evaluation) -> Iterator[str]:
    """How many questions came out how, then every measure, aligned."""
    yield summary(evaluation)
    rows = [("", "VALUE", "95 % INTERVAL", "N")]
    for group, found in grouped(evaluation):
        rows += [("", "", "", ""), (group.upper(), "", "", "")]
        rows += [(title, *cells(name, measure)) for name, title, measure in found]
    yield from table(rows)


def summary(evaluation: Evaluation) -> str:
    """How many questions there were, and how many came out how, in one line."""
    verdicts = Counter(outcome.verdict for outcome in evaluation.outcomes).most_common()
    told = ", ".join(f"{number} {verdict}" for verdict, number in verdicts)
    return f"{counted(len(evaluation.outcomes), 'question')}: {told}"


def _writer(name: str) -> Callable[[float], str]:
    if name in _PLAIN:
        return "{:.3f}".format
    if name in GROUPS["Seconds"]:
        return "{:.2f} s".format
    if name in ("quote_characters", "invalid_citations"):
        return "{:,.0f}".format
    return "{:.1%}".format
