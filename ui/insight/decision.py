"""Why a question was answered or refused: every signal, and what it adds. Pure; decides nothing itself."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import exp

from rag.answerable import Calibration, calibrations
from ui.insight.steps import Step

_LITTLE = 0.01  # a share that would be shown as nothing, and is not

_FINAL = "support"  # a signal that is only there when something was proven


@dataclass(frozen=True, slots=True)
class Weighed:
    """One signal and what it did.

    Attributes:
        label: Its name, in plain words.
        said: What it says here.
        adds: What it adds to the logit of the probability; None when it does not count.
    """

    label: str
    said: str
    adds: float | None


@dataclass(frozen=True, slots=True)
class Decision:
    """How a step was decided.

    Attributes:
        probability: That the documents answer, in [0, 1].
        threshold: Below which it was refused, in [0, 1].
        base: Logit without any signal.
        signals: Those that were there.
        factor: What was left of the probability, as nothing that was written is proven; else 1.
    """

    probability: float
    threshold: float
    base: float
    signals: tuple[Weighed, ...]
    factor: float = 1.0


def decided(step: Step, generator: str, threshold: float) -> Decision | None:
    """How a step was decided in the end; None when it was not yet.

    Args:
        step: The step.
        generator: Name of what wrote, as its judgement may count or not.
        threshold: Probability below which is refused in the end.
    """
    if step.signals is None:
        return None
    fitted = calibrations(generator)
    is_final = _FINAL in step.signals
    fit = fitted.final if is_final else fitted.early
    unproven = step.written and not is_final
    limit = threshold if step.written else min(fitted.early.threshold, threshold)
    signals = tuple(_weighed(step.signals, fit))
    factor = fitted.unproven if unproven else 1.0
    logit = fit.bias + sum(signal.adds or 0.0 for signal in signals)
    return Decision(factor / (1 + exp(min(-logit, 700.0))), limit, fit.bias, signals, factor)


def _weighed(signals: Mapping[str, float | None], fit: Calibration) -> Iterator[Weighed]:
    for name, (label, said) in _SIGNALS.items():
        value = signals.get(name)
        if value is not None:
            weight = fit.weights.get(name)
            yield Weighed(label, said(value), None if weight is None else weight * value)


def signed(value: float, digits: int = 2) -> str:
    """A number with its sign, as people write it: nothing is no less than zero, and a minus is no hyphen."""
    shown = f"{value:+.{digits}f}"
    return shown.lstrip("+-") if not float(shown) else shown.replace("-", "\N{MINUS SIGN}")


def _yes_no(value: float) -> str:
    return f"{'Yes' if value > 0 else 'No'} (logit {signed(value, 1)})"


def percent(share: float) -> str:
    """A share in [0, 1] as people write it; nothing and all are what they say."""
    if 0 < share < _LITTLE:
        return "less than 1 %"
    return "more than 99 %" if 1 - _LITTLE < share < 1 else f"{100 * share:.0f} %"


def _number(value: float) -> str:
    return f"{value:.2f}"


def _count(value: float) -> str:
    return f"{value:.0f}" if value else "none"


_SIGNALS: Mapping[str, tuple[str, Callable[[float], str]]] = {
    "margin": ("Asked whether the passages hold the answer, the model says", _yes_no),
    "probed": ("At that moment its activations say, by a linear function of them", _yes_no),
    "similarity": ("Likeness in meaning of question and nearest passage (cosine)", _number),
    "fit": ("Score of the best hit", _number),
    "coverage": ("Share of the question's words that the passages hold", percent),
    "missing": ("Names and numbers of the question that no passage holds", _count),
    "uncounted": ("Things whose number is asked and that no passage mentions", _count),
    "unsaid": ("Names and numbers of the question that are not in what was cited", _count),
    "support": ("Support of the sentence that is proven least", _number),
    "groundless": (
        "Sentences with a name or number of no passage, or no word but the question's",
        _count,
    ),
}
