"""Two facts in one sentence: which number, date or name belongs to which. Knows one sentence at a time, no models."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import regex as re

from rag.citing.claims import Claim
from rag.citing.counted import matches
from rag.citing.paraphrase import LIGHT
from rag.citing.quantities import kind_of, quantities, unit_words
from rag.citing.same import GENERIC, stands
from rag.citing.subjects import subject
from rag.words import NAMED, forms_of, listed, stems, words_of

_JOINT = re.compile(r"[,;:]\s|\s(?:and|but|while|whereas|or|und|aber)\s", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:it|he|she|they|this|that|which|who)\b", re.IGNORECASE)
_BEING = listed("is are was were be been being")
_REACH = 4  # words between a passive's verb and its "by"
_PLAIN = GENERIC | LIGHT | stems("construction staff complete begin start finish")
_TITLES = listed("mr mrs ms dr")


def is_of_other_half(claim: Claim, texts: Sequence[str]) -> bool:
    """Whether a claim gives one thing the number, or one deed the doer, that a sentence gives another.

    "The sofa costs $899 and the delivery $49." "The bridge was designed by Otto Lang and built by Max Meyer."
    """
    return any(_takes_number(claim, text) or _takes_doer(claim, text) for text in texts)


def _takes_number(claim: Claim, text: str) -> bool:
    about = subject(claim.text) if len(claim.new) < len(claim.evidence) else subject(claim.question)
    parts = _JOINT.split(text)
    if about is None or len(parts) == 1:
        return False
    known = forms_of(f"{claim.text}\n{claim.question}")
    for claimed in quantities(claim.text):
        kind = kind_of(claimed)
        rest = [part for part in parts if any(kind_of(q) == kind for q in quantities(part))]
        holding = [part for part in rest if any(matches(claimed, q) for q in quantities(part))]
        apart = [part for part in rest if part not in holding]
        if (
            holding
            and not any(stands(forms_of(part), about.word) for part in holding)
            and any(stands(forms_of(part), about.word) for part in apart)
            and all(_has_own(part, known) and not _PRONOUN.search(part) for part in holding)
        ):
            return True
    return False


def _has_own(part: str, known: frozenset[str]) -> bool:
    """Whether a part of a sentence speaks of something that neither claim nor question speaks of.

    Not where all it names is generic, as "and work was completed in 1932".
    """
    units = unit_words(part)
    return any(
        word.kind in NAMED | {"content"}
        and part[word.start : word.end].lower() not in units
        and word.form not in _PLAIN
        and not stands(known, word)
        for word in words_of(part)
    )


def _takes_doer(claim: Claim, text: str) -> bool:
    """Whether a deed of the claim is another's in the text, and the claim's doer does another deed there."""
    told = _doers(text)
    for deed, doer in _doers(claim.text):
        by = [name for done, name in told if done == deed]
        does = [done for done, name in told if name == doer]
        if by and does and doer not in by:
            return True
    return False


@lru_cache(maxsize=4096)
def _doers(text: str) -> tuple[tuple[str, str], ...]:
    """Deeds and who did them, by their forms: "designed by Otto Lang", "Lino Vega designed"."""
    found = [w for w in words_of(text) if text[w.start : w.end].lower() not in _TITLES]
    said = [text[word.start : word.end].lower() for word in found]
    pairs = []
    for n, (one, other) in enumerate(pairwise(found)):
        if said[n + 1] == "by":
            behind = [w for w in found[n + 2 : n + 4] if w.kind != "stop"][:1]
            pairs += [(found[_deed(said, n)].form, w.form) for w in behind if w.kind == "name"]
        elif one.kind in NAMED and other.kind == "content":
            first = n - 1 if n and found[n - 1].kind in NAMED else n
            pairs.append((other.form, found[first].form))
    return tuple(pairs)


def _deed(said: Sequence[str], n: int) -> int:
    """Where the participle stands of a passive whose "by" comes behind the ``n``-th word: "was awarded a prize by"."""
    near = range(max(n - _REACH, 0), n)
    return next((at + 1 for at in reversed(near) if said[at] in _BEING), n)
