"""Whether another sentence answers the question rather than the one that is to prove an answer. Knows no models.

"Anna is the chair. Bert is the treasurer." What the question says may stand beside a proof, as who it is about was
told before; but not where that sentence has an answer of its own.
"""

from collections.abc import Iterator

import regex as re

from rag.citing.claims import Claim
from rag.citing.counted import matches
from rag.citing.dates import Moment
from rag.citing.paraphrase import LIGHT
from rag.citing.quantities import quantities
from rag.citing.same import GENERIC, stands
from rag.citing.spans import Group, headings_of, pool_of
from rag.words import NAMED, Word, forms_of, telling, words_of

_OWNER = re.compile(r"\b\p{Lu}\w*['’]s?\b")  # noqa: RUF001  whose sister it was is not who it was
_HOW = re.compile(
    r"\bhow $", re.IGNORECASE
)  # "how high" asks for a number, which no text need call high
_WHO = re.compile(r"\b(?:who|whom|whose)\b", re.IGNORECASE)  # "by an office" is an answer, too
_REFERS = re.compile(r"\b(?:it|he|she|they|him|her|them|its|his|their|this|that)\b", re.IGNORECASE)


def is_outdone(group: Group, claim: Claim) -> bool:
    """Whether a sentence beside a group has all of the question where the group lacks some, and not the answer.

    It must be another answer of its kind, unless somebody is asked for and the group has none of the question. Or the
    sentence is next to the group, has what it lacks, such an answer, and a pronoun for the rest.
    """
    pool = pool_of(group) | forms_of(headings_of(group))
    asked = [w for w in telling(claim.question) if not _HOW.search(claim.question, 0, w.start)]
    left = [word for word in asked if not _is_told(pool, word)]
    if not left:
        return False
    refers = any(_REFERS.search(span.text) for span in group)
    nothing = bool(_WHO.search(claim.question)) and not refers and len(left) == len(asked)
    for text, answers_for in _beside(group):
        rival = forms_of(_OWNER.sub("", text))
        if _has_answer(rival, claim):
            continue
        if all(stands(rival, word) for word in asked):
            if nothing or _answers_otherwise(text, claim):
                return True
        elif (
            answers_for
            and all(stands(rival, word) for word in left)
            and _answers_otherwise(text, claim)
        ):
            return True
    return False


def _is_told(pool: frozenset[str], word: Word) -> bool:
    return word.form in GENERIC | LIGHT or stands(pool, word)


def _beside(group: Group) -> Iterator[tuple[str, bool]]:
    """The sentences of a group's passages that are in none of its spans, and whether each refers to one next to it."""
    for passage in {span.passage: None for span in group}:
        texts = [passage.text[start:end] for start, end in passage.bounds]
        own = [any(text in span.text for span in group) for text in texts]
        for n, text in enumerate(texts):
            if not own[n]:
                yield text, any(own[max(n - 1, 0) : n + 2]) and bool(_REFERS.search(text))


def _has_answer(pool: frozenset[str], claim: Claim) -> bool:
    """Whether a sentence has the claim's own answer: the first word of a name tells.

    "Chivas" may be Chivas USA, "Kern AG" is not Bauer AG.
    """
    names = [word for word in claim.names if word in claim.new]
    return any(stands(pool, word) for word in (names or claim.new)[:1])


def _answers_otherwise(text: str, claim: Claim) -> bool:
    """Whether a sentence has dates or numbers, or else names, in place of the claim's."""
    if wanted := _kinds(claim.text, claim.question):
        return not wanted.isdisjoint(_kinds(text, f"{claim.question} {claim.text}"))
    told = forms_of(f"{claim.text}\n{claim.question}")
    asked = any(word in claim.new for word in claim.names)
    return asked and any(w.kind in NAMED and not stands(told, w) for w in words_of(text))


def _kinds(text: str, known: str) -> frozenset[str]:
    """``moment`` and ``number``, where a text has such and another has not."""
    others = quantities(known)
    new = (q for q in quantities(text) if not any(matches(q, other) for other in others))
    return frozenset("moment" if isinstance(q, Moment) or q.year else "number" for q in new)
