"""A question that asks several things, taken apart. Knows English question words; cuts without a model.

One question is always right and a wrong cut is not, so whatever is not plainly a question of its own stays
where it is: names and lists with "and", quotes, conditions, questions inside of questions.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.generate import Generator
from rag.rewrite import Turn, standalone

MOST = 4  # parts; the last one takes what is left

_WH = "who|whom|whose|what|which|when|where|why|how"
_AUX = (
    "am|is|are|was|were|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must"
)
_PREPOSITION = "about|at|by|for|from|in|of|on|since|through|to|under|until|with"
_OPENING = r"(?:(?:and|but|so|also|then|or)\b,? *)?"
_SUBJECT = r"(?:he|she|it|they|we|you|i|the|this|that|his|her|its|their)\b"

# What can be asked by itself. "When he died" cannot, nor can "how it works" or "what the king said".
_QUESTION = re.compile(
    rf"{_OPENING}(?:"
    rf"(?:when|where|why|how)(?:'s|’s|n't|n’t| (?:{_AUX})(?:n't|n’t)?)\b"  # noqa: RUF001
    rf"|how (?!{_SUBJECT})\w+ \w"
    rf"|(?:who|what)(?:'s|’s)? (?!{_SUBJECT})\w"  # noqa: RUF001
    rf"|(?:whom|whose|which) (?!{_SUBJECT})\w"
    rf"|(?:{_PREPOSITION}) (?:{_WH})\b.* (?:{_AUX})\b"
    rf"|(?:{_AUX})(?:n't|n’t)? \w"  # noqa: RUF001
    r")",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"{_OPENING}(?:why|when|where|how|who|by whom|since when|what for)\W*$", re.IGNORECASE
)
_ELLIPSIS = re.compile(r"(?:and|what about|how about) \w", re.IGNORECASE)
_VERB = re.compile(rf"\b(?:{_AUX})\b|n['’]t\b|^who|^what['’]s\b", re.IGNORECASE)  # noqa: RUF001
_INVERTED = re.compile(rf"(?:what|when|where|why|how) (?:{_AUX})\b", re.IGNORECASE)
_INNER = re.compile(rf"\b(?:{_WH}|if|unless|whether)\b", re.IGNORECASE)
# "… and which is known as …", "… and which gave them hope"; but "and which genes had changed?"
_RELATIVE = re.compile(rf"(?:whose|whom|which) (?:(?:{_AUX})\b|(?!.* (?:{_AUX})\b))", re.IGNORECASE)
_RELATIVE_ALONE = re.compile(rf"(?:(?:{_PREPOSITION}) )?(?:who|whom|whose|which)\b", re.IGNORECASE)

_JOINT = re.compile(
    rf"(?<!\s)(?:\s*+[,;])?\s++(?:and\s++)?(?:also\s++)?(?=(?:(?:{_PREPOSITION}) )?(?:{_WH}|{_AUX})\b)"
)
_STOP = re.compile(r"(?<=[?？؟])\s+")  # noqa: RUF001  these very signs end questions
_QUOTE = re.compile(r"\"[^\"]*\"|“[^”]*”|«[^»]*»|„[^“”]*[“”]|(?<!\w)['‘].{1,200}?['’](?!\w)")  # noqa: RUF001
# Two things of one thing: "What is the capital and the population of Peru?"
_TWO = re.compile(
    rf"((?:what|who|which) (?:is|are|was|were)) (the \w+) and (the \w+) (of (?:(?!\b(?:and|or|{_WH})\b).)+)",
    re.IGNORECASE,
)


def parts(question: str) -> tuple[str, ...]:
    """The questions that ``question`` asks, in order, each ending in a question mark; at most ``MOST``.

    A question that asks one thing, or that cannot be cut with certainty, comes back as it is,
    to the last byte.
    """
    hidden = _QUOTE.sub(lambda quote: "x" * len(quote.group()), question)
    if re.search(r"[\"“”«»„]", hidden):  # an open quote: what is inside is anybody's guess
        return (question,)
    spans = [part for span in _sentences(hidden) for part in _clauses(hidden, *span)]
    if len(spans) > MOST:
        spans[MOST - 1 :] = [(spans[MOST - 1][0], spans[-1][1])]
    if len(spans) > 1:
        return tuple(_asked(question[start:end]) for start, end in spans)
    return _two(question)


def alone(question: str, history: Sequence[Turn], generator: Generator) -> tuple[str, ...]:
    """The parts of ``question``, each standing alone: a later one may lean on those before it.

    Without history, a question of one part comes back as it is.
    """
    first, *later = parts(question)
    found = [standalone(first, history, generator)]
    for part in later:
        found.append(standalone(part, [Turn(asked, "") for asked in found], generator))
    return tuple(found)


def _sentences(text: str) -> list[tuple[int, int]]:
    """The spans between question marks; one for all if any of them is no question."""
    whole = [(0, len(text))]
    bounds = [0, *(stop.end() for stop in _STOP.finditer(text)), len(text)]
    spans = list(pairwise(bounds))
    pieces = [text[start:end].strip() for start, end in spans]
    if len(spans) == 1 or not all(piece.endswith(("?", "？", "؟")) for piece in pieces):  # noqa: RUF001
        return whole
    if not all(_asks(piece) or _foreign(piece) for piece in pieces):
        return whole
    return spans


def _clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The spans of the questions that one sentence joins by "and" or a comma."""
    found = []
    for joint in _JOINT.finditer(text, start, end):
        if not joint.group().strip():  # a blank alone joins nothing
            continue
        left, right = text[start : joint.start()].strip(), text[joint.end() : end].strip()
        relative = "and" not in joint.group() and _RELATIVE_ALONE.match(right)
        if not relative and _whole(left) and _follows(left, right):
            found.append((start, joint.start()))
            start = joint.end()
    return [*found, (start, end)]


def _whole(left: str) -> bool:
    """Whether what stands before a joint is a question, with no other question or condition inside."""
    head = re.match(rf"{_OPENING}(?:(?:{_PREPOSITION}) )?\w+", left, re.IGNORECASE)
    return (
        bool(_QUESTION.match(left)) and head is not None and not _INNER.search(left[head.end() :])
    )


def _follows(left: str, right: str) -> bool:
    """Whether what stands behind a joint is a question of its own."""
    if _BARE.match(right):
        return True
    if re.match(rf"(?:{_AUX})\b", right):
        return _also_yes_or_no(left, right)
    # "Which goats and which cows were sent?" has its verb behind both.
    verb = _VERB.search(left) or _INVERTED.match(right)
    return bool(verb and _QUESTION.match(right)) and not _RELATIVE.match(right)


def _also_yes_or_no(left: str, right: str) -> bool:
    """As in "Did he come and did she go?"; not "Who came and did it?" nor "Did he and did she come?"."""
    opens = re.match(rf"{_OPENING}(?:{_AUX})\b \S+ \S", left, re.IGNORECASE)
    return bool(opens and re.match(rf"\w+ (?:{_SUBJECT}|[A-Z])", right))


def _asks(piece: str) -> bool:
    return bool(_QUESTION.match(piece) or _BARE.match(piece) or _ELLIPSIS.match(piece))


def _foreign(piece: str) -> bool:
    """Whether a sentence is in another writing, or opened as Spanish opens a question."""
    return piece.startswith("¿") or bool(
        re.search(r"\w", piece) and not re.search(r"[A-Za-z]", piece)
    )


def _two(question: str) -> tuple[str, ...]:
    found = _TWO.fullmatch(question.strip().removesuffix("?").rstrip())
    if found is None:
        return (question,)
    opening, one, other, of = found.groups()
    return f"{opening} {one} {of}?", f"{opening} {other} {of}?"


def _asked(part: str) -> str:
    part = part.strip().rstrip(",;. ")
    part = part if part.endswith(("?", "？", "؟")) else f"{part}?"  # noqa: RUF001
    return part[:1].upper() + part[1:]
