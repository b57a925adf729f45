"""What a text says only on a condition, or of all but some. Knows one sentence at a time, no models."""

from collections.abc import Sequence
from functools import lru_cache

import regex as re

from rag.citing.scopes import denials
from rag.words import THINGS, Word, forms, forms_of, holds, stems, words_of

_EMPTY = stems(
    "need want wish prefer like question help necessary possible applicable otherwise stated directed "
    "specified noted agreed satisfied assistance problem ask further more information doubt"
)
"""Words of conditions that bind nothing: "if you have any questions", "unless otherwise stated"."""
HELD = 0.5  # share of a condition's words that an answer or its question must have to keep it
_IF = r"if|unless|provided(?: that)?|as long as|on condition that|in case(?: of)?|wenn|falls|sofern|es sei denn"
_CLAUSE = re.compile(
    rf"(?:^(?:should|had)|(?:^|(?<=[;:]\s)|(?<=\b(?:and|but|or)\s))(?:only )?(?:{_IF}))\s(?P<first>[^,;:]+),"
    rf"|(?<!\bas )\b(?:{_IF})\s(?P<last>[^,;:]+)(?=[.;:!?]?\s*$|;)",
    re.IGNORECASE,
)
_TELLS = re.compile(
    rf"\b(?:{_IF}|when|once|whether|only|had|should|depend\w*|condition\w*)\b", re.IGNORECASE
)
_UNLESS = re.compile(r"\b(?:unless|es sei denn)\s(?P<said>[^,;:.]+)", re.IGNORECASE)
_EXCEPT = re.compile(
    r"\b(?:except(?: for| on)?|apart from|other than|excluding|with the exception of|save for|au(?:ß|ss)er"
    r"|(?<=\b(?:every\w*|all|any\w*|no\w*)(?: \w+)? )but)\s(?P<said>[^,;:.]+)",
    re.IGNORECASE,
)
_AND = re.compile(r",?\s(?:and|but|or|und|oder|aber)\b|[,;:]\s")
_ALL = re.compile(
    r"\b(?:all|every\w*|any\w*|always|daily|alle\w?|jede\w?|täglich)\b", re.IGNORECASE
)


def is_bound(claim: str, question: str, texts: Sequence[str]) -> bool:
    """Whether a claim tells for certain, or of all, what the sentences say on a condition or with an exception.

    Args:
        claim: A sentence.
        question: What it replies to; a condition that it names is understood.
        texts: The sentences that are to prove it.
    """
    known = forms_of(f"{claim}\n{question}")
    own = [word for word in words_of(claim) if word.kind in THINGS]
    return any(
        _drops_condition(claim, question, own, known, text)
        or _turns_unless(claim, own, text)
        or _forgets_exception(claim, own, text)
        for text in texts
    )


def _drops_condition(
    claim: str, question: str, own: Sequence[Word], known: frozenset[str], text: str
) -> bool:
    """Whether a condition is left out, or told as if it were so."""
    if _TELLS.search(claim):
        return False
    for free, condition in _conditions(text):
        inside = forms_of(condition)
        if all(holds(inside, word) for word in own):
            return not _TELLS.search(question)
        if not _keeps(condition, known) and not all(holds(forms_of(free), word) for word in own):
            return True
    return False


def _keeps(condition: str, known: frozenset[str]) -> bool:
    told = [w for w in words_of(condition) if w.kind in THINGS and w.form not in _EMPTY]
    held = sum(holds(known, word) for word in told)
    return not told or held / len(told) >= HELD


def _turns_unless(claim: str, own: Sequence[Word], text: str) -> bool:
    """If the keys are handed over, where the text says unless."""
    if _UNLESS.search(claim) or denials(claim):
        return False
    found = (forms_of(unless["said"]) for unless in _UNLESS.finditer(text))
    return bool(_TELLS.search(claim)) and any(
        any(holds(inside, word) for word in own) for inside in found
    )


def _forgets_exception(claim: str, own: Sequence[Word], text: str) -> bool:
    """All rooms, or the very room, where the text says all rooms except it."""
    if _EXCEPT.search(claim):
        return False
    for left_out in _EXCEPT.finditer(text):
        rest = text.replace(left_out[0], " ")
        meant = [word for word in words_of(left_out["said"]) if word.kind in THINGS]
        told = any(holds(forms(own), word) for word in meant)
        if told and bool(denials(claim)) == bool(denials(rest)) and not _goes_on(text, left_out):
            return True
        if not told and _ALL.search(claim) and _ALL.search(rest):
            return True
    return False


def _goes_on(text: str, left_out: "re.Match[str]") -> bool:
    """Whether something else is told of what is left out: "…, who receive 25"."""
    return bool(re.match(r",\s(?:who|which|whose|where)\b", text[left_out.end() :]))


@lru_cache(maxsize=4096)
def _conditions(text: str) -> tuple[tuple[str, str], ...]:
    """The conditions of a sentence, each behind what is said before it and is not bound to it: "It is free and, if …"."""
    found = []
    for match in _CLAUSE.finditer(text):
        *free, _ = _AND.split(text[: match.start()].rstrip(" ,"))
        if said := match["first"] or match["last"]:
            found.append((" ".join(free), said))
    return tuple(found)
