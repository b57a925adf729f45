"""Plots of an evaluation as SVG to be put into a page. Knows no HTML around them.

Axes and letters have the colour of the page's text (``currentColor``), so that they can be read in
light and in dark. The same evaluation gives the same bytes.
"""

import re
from collections.abc import Callable, Sequence
from io import StringIO
from typing import Any

from rag.evaluation import Evaluation, Outcome

_TEXT = "#010203"  # stands for the colour of the page's text, which Matplotlib has no name for
_BLUE, _ORANGE, _GREEN, _GREY = (
    "#3b82c4",
    "#dd7a1f",
    "#2f9e6e",
    "#8a8f98",
)  # seen on white and on black
_SIZE = (5.2, 3.4)  # inches; the page scales it
_STYLE = {
    "svg.fonttype": "none",  # letters stay letters
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": _GREY,
    "grid.alpha": 0.25,
    "legend.frameon": False,
} | dict.fromkeys(
    ("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color"), _TEXT
)
_EVENTS = (
    ("retrieved", True, "evidence", _GREY),
    ("first_token", True, "first word", _GREEN),
    ("done", True, "answer done", _BLUE),
    ("done", False, "refusal done", _ORANGE),
)


def risk_coverage(evaluation: Evaluation) -> str:
    """Share of wrong answers over the share of questions answered; empty when there is none."""
    if not evaluation.curve:
        return ""

    def draw(axes: Any) -> None:  # noqa: ANN401  # Matplotlib is imported where it is used
        coverage, risk = zip(*evaluation.curve, strict=True)
        axes.plot(coverage, risk, color=_BLUE, marker="o" if len(risk) == 1 else "")
        reached = _answered_share(evaluation.outcomes)
        axes.axvline(reached, color=_ORANGE, linestyle="--", label=f"answered: {reached:.0%}")
        axes.set(xlabel="share of questions answered", ylabel="share of these that are wrong")
        axes.set(xlim=(0, 1.02), ylim=(-0.02, 1.02))
        axes.legend(loc="upper left")

    return _drawn("risk", draw)


def confidence(evaluation: Evaluation) -> str:
    """How confident it was, of answerable and of unanswerable questions."""

    def draw(axes: Any) -> None:  # noqa: ANN401  # the same
        groups = [
            [o.answer.confidence for o in evaluation.outcomes if o.case.answerable == answerable]
            for answerable in (True, False)
        ]
        bins = [tenth / 10 for tenth in range(11)]
        names = [f"answerable ({len(groups[0])})", f"unanswerable ({len(groups[1])})"]
        axes.hist(groups, bins=bins, color=[_BLUE, _ORANGE], label=names)
        thresholds = {o.answer.trace.get("threshold") for o in evaluation.outcomes} - {None}
        if len(thresholds) == 1:
            axes.axvline(*thresholds, color=_GREY, linestyle="--", label="refused below")
        axes.set(xlabel="confidence that the documents answer", ylabel="questions", xlim=(0, 1))
        axes.yaxis.get_major_locator().set_params(integer=True)
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=3, fontsize=9)

    return _drawn("confidence", draw)


def latency(evaluation: Evaluation) -> str:
    """Share of questions that had got each event after so many seconds."""
    times = [
        (sorted(_seconds(evaluation.outcomes, event, answered=answered)), name, colour)
        for event, answered, name, colour in _EVENTS
    ]
    if not any(seconds for seconds, *_ in times):
        return ""

    def draw(axes: Any) -> None:  # noqa: ANN401  # the same
        for seconds, name, colour in times:
            if seconds:
                axes.ecdf(seconds, color=colour, label=f"{name} ({len(seconds)})")
        axes.set(xlabel="seconds since the question", ylabel="share of questions", ylim=(0, 1.02))
        axes.set_xlim(left=0)
        axes.legend(loc="lower right")

    return _drawn("latency", draw)


def _answered_share(outcomes: Sequence[Outcome]) -> float:
    decided = [o for o in outcomes if not o.case.answerable or o.is_checkable]
    return sum(o.answered for o in decided) / len(decided)


def _seconds(outcomes: Sequence[Outcome], event: str, *, answered: bool) -> list[float]:
    timings = [o.answer.timings for o in outcomes if o.answered == answered]
    return [timing[event] for timing in timings if event in timing]


def _drawn(name: str, draw: Callable[[Any], None]) -> str:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context():
        mpl.rcdefaults()  # whatever the user's own style is
        mpl.rcParams.update(_STYLE | {"svg.hashsalt": name})
        figure = Figure(figsize=_SIZE, layout="constrained")
        draw(figure.add_subplot())
        file = StringIO()
        unsigned = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        figure.savefig(file, format="svg", transparent=True, metadata=unsigned)
    return _inlined(file.getvalue(), name)


def _inlined(svg: str, name: str) -> str:
    """The element alone, with ids that no other plot on the page has."""
    element = svg[svg.index("<svg") :].replace(_TEXT, "currentColor")
    element = re.sub(r"<metadata>.*?</metadata>", "", element, flags=re.DOTALL)
    return re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{name}-", element)
