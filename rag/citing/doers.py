"""Who does what is told: nobody who is only named beside it, or only owns what does it. Knows no models."""

from collections.abc import Iterator, Sequence

import regex as re

from rag.citing.claims import Claim
from rag.citing.places import Place, places
from rag.citing.same import stands
from rag.citing.spans import Group, headings_of, single
from rag.words import Word, forms_of

_PRONOUN = re.compile(
    r"\b(?:he|she|they|it|him|them|his|her|their|its|who|whom|whose|which)\b", re.IGNORECASE
)
_DEFINITE = re.compile(r"\b(?:the|this|that|these|those|both)\s(\w+)", re.IGNORECASE)


def is_not_linked(group: Group, claim: Claim) -> bool:
    """Whether who is named does nothing of what is told in the sentences that name it, nor is meant in the others."""
    headed = forms_of(headings_of(group))
    names = [word for word in claim.names if word in claim.new and not stands(headed, word)]
    deeds = [word for word in claim.evidence if word not in names]
    texts = single([span.text for span in group])
    naming, doing = (
        [n for n, text in enumerate(texts) if any(stands(forms_of(text), w) for w in part)]
        for part in (names, deeds)
    )
    if not naming or not doing or not {*naming}.isdisjoint(doing):
        return False
    known = forms_of(f"{claim.text}\n{claim.question}")
    return not any(n > naming[0] and _means_somebody(texts[n], known) for n in doing)


def _means_somebody(text: str, known: frozenset[str]) -> bool:
    """Whether a sentence speaks of somebody told before: "she", "the leaders"."""
    if _PRONOUN.search(text):
        return True
    return any(not known & forms_of(noun[1]) for noun in _DEFINITE.finditer(text))


def is_only_owner(about: Place, texts: Sequence[str], claim: Claim) -> bool:
    """Whether what a claim is about is there only as whose something is that the claim does not speak of."""
    if not about.is_name or about.owns:
        return False
    known = forms_of(f"{claim.text}\n{claim.question}")
    told = [
        (place, owned)
        for text in texts
        for place, owned in _with_next(places(text))
        if place.form == about.form
    ]
    return bool(told) and all(
        place.owns and owned is not None and not stands(known, owned) for place, owned in told
    )


def _with_next(found: Sequence[Place]) -> Iterator[tuple[Place, Word | None]]:
    """Each place and the telling word right behind it."""
    at = {place.at: place for place in found}
    for place in found:
        following = at.get(place.at + 1)
        yield place, following.word if following else None
