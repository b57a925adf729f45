"""Whether spans tell of what a sentence tells of, and how it is made of several. Knows no models."""

from collections.abc import Sequence
from itertools import pairwise

import regex as re

from index.sentences import sentences
from rag.citing.claims import Claim
from rag.citing.doers import is_not_linked
from rag.citing.places import places
from rag.citing.referents import is_told_of_another
from rag.citing.same import stands
from rag.citing.spans import Group, Span, pool_of, single
from rag.citing.subjects import is_of_another, is_other_thing, subject, tell_of
from rag.words import THINGS, Word, forms_of, words_of

_REFERS = re.compile(
    r"\W*(?:it|he|she|they|this|that|these|those|its|his|her|their|there|both|all|some|many|most)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:it|he|she|they|its|his|her|their)\b", re.IGNORECASE)
JOINT = re.compile(
    r"[,;:()–—]\s|\s(?:and|but|while|which|who|because|to|for|by|with|in order to|so that)\s"  # noqa: RUF001
)
"""Where one part of a sentence ends and the next begins."""


def tells_of_it(group: Group, claim: Claim) -> bool:
    """Whether spans tell of what the claim tells of, and a claim of several is made of them in parts."""
    texts = single([span.text for span in group])
    seams = _seams(texts, claim, near=len(group) == 1) if len(texts) > 1 else 0
    if seams is None or seams >= len(texts):
        return False
    if is_not_linked(group, claim) or is_told_of_another(group, claim):
        return False
    if len(group) == 1:
        (span,) = group
        if len(texts) == 1 and _tells_of_a_neighbour(span, claim):
            return False
        if _is_told_before(texts, claim):
            return False
        return not any(
            is_of_another(claim, span.passage, start, span.passage.text[start:end])
            for start, end in sentences(span.passage.text, span.start, span.end)
            if any(stands(forms_of(span.passage.text[start:end]), word) for word in claim.new)
        )
    return tell_of([span.text for span in group], claim) and all(
        _adds(span, group, claim) for span in group
    )


def _tells_of_a_neighbour(span: Span, claim: Claim) -> bool:
    """Whether a sentence is about another thing, and the one beside it about what it does not say."""
    known, own = forms_of(f"{claim.text}\n{claim.question}"), forms_of(span.text)
    left = [w for w in claim.others if w.kind != "number" and not stands(own, w)]
    if not left or _REFERS.match(span.text) or not is_other_thing(span.text, known):
        return False
    told = (subject(text) for text in single([span.passage.text]) if text != span.text)
    return any(stands({place.form}, word) for place in told if place for word in left)


def _is_told_before(texts: Sequence[str], claim: Claim) -> bool:
    """Whether what is new, names aside, stands before the first sentence that has what the claim tells it of.

    A pronoun there may stand for it all the same.
    """
    about = subject(claim.text)
    pools = [forms_of(text) for text in texts]
    if about is None or any(map(_PRONOUN.search, texts)):
        return False
    at = next((n for n, pool in enumerate(pools) if stands(pool, about.word)), 0)
    early, late = (frozenset().union(*part) for part in (pools[:at], pools[at:]))
    new = [word for word in claim.new if word not in claim.names]
    return any(stands(early, word) and not stands(late, word) for word in new)


def _seams(texts: Sequence[str], claim: Claim, *, near: bool) -> int | None:
    """How often the sentence goes from one text to another; None if it does so in the middle of a part.

    Where the texts are side by side (``near``), who it is about may stand in the one before: "Putin visited Kim.
    The leaders signed a pact."
    """
    pools = [forms_of(text) for text in texts]
    standing = [w for w in claim.evidence if any(stands(pool, w) for pool in pools)]
    joints = [match.start() for match in JOINT.finditer(claim.text)]
    seams = 0
    for a, b in pairwise(standing):
        if not any(stands(pool, a) and stands(pool, b) for pool in pools):
            seams += 1
            joined = any(a.end <= joint < b.start for joint in joints)
            who = standing[: standing.index(b)]
            if (
                near
                and all(word in claim.names for word in who)
                and not _names_another(b, claim, texts)
            ):
                continue
            whole = not _breaks_off(a, claim, texts) and _opens_alike(b, claim.text, texts)
            if not joined or not whole:
                return None
    return seams


def _names_another(word: Word, claim: Claim, texts: Sequence[str]) -> bool:
    """Whether every text with a word names somebody that neither claim nor question speaks of."""
    known = forms_of(f"{claim.text}\n{claim.question}")
    holding = [text for text in texts if stands(forms_of(text), word)]
    return all(
        any(w.kind == "name" and not stands(known, w) for w in words_of(text)) for text in holding
    )


def _opens_alike(word: Word, claim: str, texts: Sequence[str]) -> bool:
    """Whether the same preposition, or none, leads to a word in both."""
    ours = {place.marker for place in places(claim) if place.form == word.form}
    found = (place for text in texts for place in places(text) if stands({place.form}, word))
    return any(place.marker in ours for place in found)


def _breaks_off(word: Word, claim: Claim, texts: Sequence[str]) -> bool:
    """Whether a word goes on in the texts wherever it stands: the church of "church schools"."""
    own = {other.form for other in claim.evidence}
    goes_on = [
        following.kind in THINGS
        and following.form not in own
        and text[one.end : following.start] == " "
        for text in texts
        for one, following in pairwise((*words_of(text), Word("", "stop", len(text), len(text))))
        if stands({one.form}, word)
    ]
    return bool(goes_on) and all(goes_on)


def _adds(span: Span, group: Group, claim: Claim) -> bool:
    rest = pool_of(other for other in group if other is not span)
    own = forms_of(span.text)
    return any(stands(own, word) and not stands(rest, word) for word in claim.evidence)
