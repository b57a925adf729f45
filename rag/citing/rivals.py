"""Whether another sentence answers the question rather than the one that is to prove an answer. Knows no models.

"Anna is the chair. Bert is the treasurer." What the question says may stand beside a proof, as who it is about was
told before; but not where that sentence has an answer of its own.
"""

import re
from collections.abc import Iterator

from rag.citing.claims import Claim
from rag.citing.counted import matches
from rag.citing.dates import Moment
from rag.citing.paraphrase import LIGHT
from rag.citing.quantities import quantities
from rag.citing.same import GENERIC, stands
from rag.citing.spans import Group, headings_of, pool_of
from rag.words import Word, forms_of, telling, words_of

_HOW = re.compile(
    r"\bhow $", re.IGNORECASE
)  # "how high" asks for a number, which no text need call high
_REFERS = re.compile(r"\b(?:it|he|she|they|him|her|them|its|his|their|this|that)\b", re.IGNORECASE)
NAMED = frozenset({"name", "initial"})


def is_outdone(group: Group, claim: Claim) -> bool:
    """Whether a sentence beside a group has all that the group lacks of the question, and another answer of its kind.

    It must have what the group has of the question, too, or be the next to it with a pronoun that may stand for that.
    """
    pool = pool_of(group) | forms_of(headings_of(group))
    asked = [w for w in telling(claim.question) if not _HOW.search(claim.question, 0, w.start)]
    left = [word for word in asked if not _is_told(pool, word)]
    return bool(left) and any(
        all(stands(forms_of(text), word) for word in (left if refers else asked))
        and _answers_otherwise(text, claim)
        for text, refers in _beside(group)
    )


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


def _answers_otherwise(text: str, claim: Claim) -> bool:
    """Whether a sentence has dates or numbers, or else names, in place of the claim's, and not the claim's.

    The first word of a name tells: "Chivas" may be Chivas USA, "Kern AG" is not Bauer AG.
    """
    names = [word for word in claim.names if word in claim.new]
    if any(stands(forms_of(text), word) for word in (names or claim.new)[:1]):
        return False
    if wanted := _kinds(claim.text, claim.question):
        return not wanted.isdisjoint(_kinds(text, f"{claim.question} {claim.text}"))
    told = forms_of(f"{claim.text}\n{claim.question}")
    return bool(names) and any(w.kind in NAMED and not stands(told, w) for w in words_of(text))


def _kinds(text: str, known: str) -> frozenset[str]:
    """``moment`` and ``number``, where a text has such and another has not."""
    others = quantities(known)
    new = (q for q in quantities(text) if not any(matches(q, other) for other in others))
    return frozenset("moment" if isinstance(q, Moment) or q.year else "number" for q in new)
