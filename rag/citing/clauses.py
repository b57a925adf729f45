"""A sentence of several clauses, each of which could stand alone. Knows words, no passages."""

import regex as re

from rag.words import NAMED, words_of

_JOINT = re.compile(r"\s*(?:;|,?\s(?:and|while|whereas|but)\s)\s*", re.IGNORECASE)
_OPENING = re.compile(r"(?:the|an?)\s+", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|had|have|did|does|do|will|would|can|could|may|might|must|shall|should)\b",
    re.IGNORECASE,
)
"""Verbs that are told without a grammar: the others look like nouns."""
_LEANING = re.compile(
    r"\b(?:who|whom|whose|which|that|because|if|both|neither|either)\b", re.IGNORECASE
)


def clauses(sentence: str) -> tuple[str, ...]:
    """The parts, each of which opens with a name of its own and has a verb; the sentence itself if there are none.

    "Anna was born in 1950, and Robert was born in 1962." says what its two clauses say, no more. What leans on
    the rest of the sentence is not cut: "Anna, who was rich, and Robert were born in 1950", "In 1950 Anna was born
    and Robert was hired", "Anna was hired and Robert was born in 1950".
    """
    parts = tuple(part for part in _JOINT.split(sentence) if part)
    known: set[str] = set()
    for part in parts:
        words = words_of(_OPENING.sub("", part, count=1))
        names = {word.form for word in words if word.kind in NAMED}
        opens = words and words[0].kind in NAMED and words[0].form not in known
        if not opens or not _VERB.search(part) or _LEANING.search(part):
            return (sentence,)
        known |= names
    numbered = {any(word.kind == "number" for word in words_of(part)) for part in parts}
    return parts if len(numbered) == 1 else (sentence,)
