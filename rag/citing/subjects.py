"""Whom a sentence of a source is about, so that a fact of one is not told of another. Knows no models."""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

from index.sentences import sentences
from rag.answers import Passage
from rag.citing.claims import Claim
from rag.citing.places import Place, places
from rag.citing.same import GENERIC, stands
from rag.words import Word, forms_of, listed, words_of

_ASKING = listed("when where why how")
_HELPING = listed("did does do was is were are has have had will would can could")
_KIN = re.compile(
    r"\W*(?:his|her|their|my|our|your)\s(?:\w+\s){0,2}?((?:grand|step)?(?:mother|father|parents?|sons?|daughters?)|brothers?"
    r"|sisters?|wife|husband|widow|uncle|aunt|cousin|nephew|niece|children|child|twin|friend|partner|colleague|neighbour"
    r"|neighbor|assistant|deputy|successor|predecessor|teacher|pupil|student|boss|dog|cat|horse)\b",
    re.IGNORECASE,
)
BACK = 4  # sentences looked back for what a pronoun stands for


@lru_cache(maxsize=4096)
def subject(text: str) -> Place | None:
    """The first telling word of a sentence that no preposition leads to."""
    return next(
        (place for place in places(text) if not place.marker and place.kind != "number"), None
    )


def is_of_another(claim: Claim, passage: Passage, start: int, text: str) -> bool:
    """Whether a span tells of somebody else than the claim does.

    Args:
        claim: What is to be proven.
        passage: Where the span stands.
        start: Where in the passage's text it begins.
        text: Its characters.
    """
    about = _about(claim)
    if about is None or stands(forms_of(text), about):
        return False
    known = forms_of(f"{claim.text}\n{claim.question}")
    if (kin := _KIN.match(text)) and known.isdisjoint(forms_of(kin[1])):
        return True
    common = frozenset(w.form for w in words_of(passage.text) if w.kind == "content")
    before = [passage.text[first:last] for first, last in sentences(passage.text, 0, start)]
    for sentence in (text, *reversed(before[-BACK:])):
        if stands(forms_of(sentence), about):
            return False
        told = subject(sentence)
        if told is not None and _is_foreign(told, known, common):
            return True
    return False


def _is_foreign(told: Place, known: AbstractSet[str], common: AbstractSet[str]) -> bool:
    """Whether a subject is a name that nobody spoke of."""
    return told.is_name and told.form not in common and not stands(known, told.word)


def is_other_thing(text: str, known: AbstractSet[str]) -> bool:
    """Whether a span's subject is a thing that neither claim nor question speaks of."""
    told = subject(text)
    if told is None or told.form in GENERIC:
        return False
    return not stands(known, told.word)


def _about(claim: Claim) -> Word | None:
    """The claim's own subject, or that of the question where the claim is only the fact asked for."""
    own = subject(claim.text)
    if own is not None and own.form not in {word.form for word in claim.new}:
        # A capital that only opens the sentence makes no name: the Wild of "Wild horses".
        return next((word for word in claim.names if word.form == own.form), None)
    asked = _asked_about(claim.question)
    if own is None or len(claim.new) == len(claim.evidence):
        return asked
    return None


@lru_cache(maxsize=4096)
def _asked_about(question: str) -> Word | None:
    """Anna in "Where does Anna live?"; nothing where the subject is what is asked for."""
    found = words_of(question)
    lower = [question[word.start : word.end].lower() for word in found]
    helper = next((n for n, word in enumerate(lower) if word in _HELPING), None)
    if helper is None or not (_ASKING & set(lower[:helper]) or helper):
        return None
    if lower[0] in {"who", "what", "which"} and lower[helper] not in {"did", "does", "do"}:
        return None
    first = found[helper + 1 : helper + 3]
    return next((word for word in first if word.kind == "name"), None)


def tell_of(texts: Sequence[str], claim: Claim) -> bool:
    """Whether each of several texts tells of something that claim or question speaks of."""
    known = forms_of(f"{claim.text}\n{claim.question}")
    return not any(is_other_thing(text, known) for text in texts)
