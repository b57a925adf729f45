"""How long each part of an answer took, as bars in a table. Pure."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

_NAMES = {
    "retrieved": "Searching the documents",
    "judged": "Judging whether the passages answer",
    "first_token": "Reading them, up to the first word",
    "done": "Writing and checking",
}
_REFUSED = "Saying that the documents do not say"


def spans(timings: Mapping[str, float], *, parts: int = 1) -> Iterator[tuple[str, float, float]]:
    """What was done, from when to when, in seconds since the question.

    Args:
        timings: When each event came, see ``rag.Answer``.
        parts: How many questions were in the one; only the first one's events are told apart.
    """
    known = [(event, timings[event]) for event in _NAMES if event in timings]
    for (_, start), (event, end) in pairwise([("", 0.0), *known]):
        name = _NAMES[event]
        if event == "done" and "first_token" not in timings:
            name = _REFUSED
        if event == "done" and parts > 1:
            name = "Writing and checking, and the other parts of the question"
        yield name, start, max(end, start)


def bars(timings: Mapping[str, float], *, parts: int = 1) -> str:
    """A table with a bar in each row; what a bar shows stands beside it in figures."""
    known = list(spans(timings, parts=parts))
    if not known:
        return ""
    whole = max(end for _, _, end in known) or 1.0
    rows = "".join(_row(name, start, end, whole) for name, start, end in known)
    return (
        '<table class="bars"><thead class="unseen"><tr><th scope="col">Step</th><th scope="col">From when to when</th>'
        f'<th scope="col">Seconds</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _row(name: str, start: float, end: float, whole: float) -> str:
    left, width = 100 * start / whole, 100 * (end - start) / whole
    return (
        f'<tr><th scope="row">{name}</th><td class="bar"><span class="unseen">{start:.2f} to {end:.2f}</span>'
        f'<i aria-hidden="true" style="margin-inline-start:{left:.2f}%;width:{width:.2f}%"></i></td>'
        f"<td>{end - start:.2f} s</td></tr>"
    )
