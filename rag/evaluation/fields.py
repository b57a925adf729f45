"""The fields of a question in a file, each from whatever stands there to what is meant.

Every function raises ValueError if its value cannot be read: what it is, and what to write instead. Knows
nothing of files and lines.
"""

from typing import Any

from rag.assistant import LONGEST_QUESTION
from rag.evaluation.gold import Gold
from rag.rewrite import Turn


def question_of(value: Any) -> str:  # noqa: ANN401
    """What is asked."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f'"question" is {value!r:.60}; every line needs one, as text')
    if len(value) > LONGEST_QUESTION:
        raise ValueError(
            f'"question" has {len(value):,} characters, {LONGEST_QUESTION:,} is the most; shorten it'
        )
    return value


def answers_of(value: Any) -> tuple[str, ...]:  # noqa: ANN401
    """Every accepted answer."""
    answers = [] if value is None else value if isinstance(value, list) else [value]
    if not all(isinstance(answer, str) and answer.strip() for answer in answers):
        raise ValueError(
            f'"answer" is {value!r:.60}; write text, or a list of texts, any of which will do'
        )
    return tuple(answers)


def answerable_of(value: Any) -> bool:  # noqa: ANN401
    """Whether the documents answer."""
    if not isinstance(value, bool):
        raise ValueError(f'"answerable" is {value!r:.60}; write true or false')  # noqa: TRY004
    return value


def history_of(value: Any) -> tuple[Turn, ...]:  # noqa: ANN401
    """Earlier turns, oldest first."""
    turns = [] if value is None else value
    if not isinstance(turns, list) or not all(_is_turn(turn) for turn in turns):
        raise ValueError(
            f'"history" is {value!r:.60}; write [["question", "answer"], …], oldest first'
        )
    return tuple(Turn(*turn) for turn in turns)


def _is_turn(turn: Any) -> bool:  # noqa: ANN401
    return isinstance(turn, list) and len(turn) == 2 and all(isinstance(x, str) for x in turn)  # noqa: PLR2004


def identity_of(value: Any) -> str:  # noqa: ANN401
    """What to call the question."""
    if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).strip():
        raise ValueError(f'"id" is {value!r:.60}; write text or a whole number')
    return str(value)


def golds_of(source: Any, span: Any) -> tuple[Gold, ...]:  # noqa: ANN401  # values from outside
    """The golds that the fields ``source`` and ``span`` of a question mean."""
    sources = [source] if isinstance(source, str) else [] if source is None else source
    if not isinstance(sources, list) or not all(isinstance(s, str) and s.strip() for s in sources):
        raise ValueError(f'"source" is {source!r:.60}; write a document\'s path, or a list of such')
    spans = [] if span is None else span if _is_list_of_spans(span) else [span]
    golds = [_gold(one, sources) for one in spans]
    placed_in = {gold.source for gold in golds}
    return (*golds, *(Gold(name) for name in dict.fromkeys(sources) if name not in placed_in))


def _is_list_of_spans(span: object) -> bool:
    return isinstance(span, list) and not _is_pair(span)


def _is_pair(span: object) -> bool:
    return isinstance(span, list) and len(span) == 2 and all(type(x) is int for x in span)  # noqa: PLR2004


def _gold(span: Any, sources: list[str]) -> Gold:  # noqa: ANN401  # a value from outside
    place: dict[str, Any] = span if isinstance(span, dict) else {}
    source = place.get("source", sources[0] if len(sources) == 1 else None)
    if isinstance(span, dict):
        span = place.get("quote", [place.get("start"), place.get("end")])
        if unknown := place.keys() - {"source", "start", "end", "quote"}:
            raise ValueError(
                f'"span" has {min(unknown)!r}; it takes "source", and "start" with "end" or "quote"'
            )
    if not isinstance(source, str):
        raise ValueError(  # noqa: TRY004
            f'"span" {span!r:.60} needs one document; give "source", or write '
            '{"source": …, "start": …, "end": …} for each'
        )
    if isinstance(span, str) and span.strip():
        return Gold(source, quote=span)
    if _is_pair(span) and 0 <= span[0] < span[1]:
        return Gold(source, *span)
    raise ValueError(
        f'"span" {span!r:.60} is none; write [start, end] with 0 ≤ start < end, a quote of the document, '
        "or a list of such"
    )
