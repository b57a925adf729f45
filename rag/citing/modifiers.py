"""Words that make of a thing another one: the former mayor, the second largest lake, was until 2019. Knows no passages."""

from collections.abc import Sequence
from itertools import pairwise

import regex as re

from rag.words import Word, forms, forms_of, holds, listed, telling, words_of

_OTHER = listed(
    "former previous ex deputy vice acting interim proposed planned draft future ehemalige ehemaliger frühere früherer"
)
_MOST = r"(?:(?:most|least)\s\w+|\w{2,}est)"
_RANKED = re.compile(
    rf"\b(?:(?:second|third|fourth|fifth|sixth|\d+(?:nd|rd|th))[\s-]|(?:one|some|two|three|many) of the |among the )(?P<most>{_MOST})\b"
    r"|\bevery (?:second|third|other) (?P<each>\w+)|\bfirst (?P<first>runner)",
    re.IGNORECASE,
)
_RANKS = re.compile(
    r"\b(?:second|third|fourth|fifth|sixth|other|among|(?:one|some|two|three|many) of the|\d+(?:nd|rd|th)|runner)\b",
    re.IGNORECASE,
)
_TO_COME = re.compile(r"\b(?:will|would|shall|planned|wird|soll)\b", re.IGNORECASE)
_NOW = re.compile(r"\b(?:is|are|ist|sind)\b", re.IGNORECASE)
_THEN = re.compile(r"\b(?:was|were|had|been|until|former\w*|used to|war|waren)\b", re.IGNORECASE)
_ENDED = re.compile(
    r"\b(?:was|were|had)\b.{0,200}\buntil\b|\buntil\b.{0,200}\b(?:was|were|had)\b|\bused to\b|\bformerly\b",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(?:mov|chang|switch|transferr?|relocat|renam|postpon|reschedul)(?:e?s|ed|ing|e)?\b[^.;:]{0,60}?\bfrom\s(?P<before>[^.;:]{1,60}?)\sto\s"
    r"|\b(?:has been|have been|was|were|is|are)\s(?:now )?replaced by\s",
    re.IGNORECASE,
)
"""Behind what was so before: "moved from Mill Street to Park Lane", "555 012 has been replaced by 555 019"."""
_CHANGES = re.compile(
    r"\b(?:from|mov\w+|replac\w+|chang\w+|before|until|first|original\w*)\b", re.I
)
_PART = re.compile(r"[;.]\s|,?\s(?:and|but)\s(?:now|since|today|then)\b")


def is_of_another_kind(
    claim: str, question: str, new: Sequence[Word], texts: Sequence[str]
) -> bool:
    """Whether a claim tells of a thing what sentences tell of a former one, the second of its rank, or of the past.

    Args:
        claim: A sentence.
        question: What it replies to; the word in question may stand there.
        new: The claim's words that the question did not say.
        texts: The sentences that are to prove it.
    """
    return any(
        _loses_word(f"{claim} {question}", claim, text)
        or _loses_rank(f"{claim} {question}", text)
        or (
            not _THEN.search(f"{claim} {question}")
            and (_is_over(claim, new, text) or _was_before(claim, new, text))
        )
        for text in texts
    )


def _loses_word(known: str, claim: str, text: str) -> bool:
    told = frozenset(word.form for word in words_of(known))
    if _TO_COME.search(known):  # "the planned tunnel will be"
        told |= {"plan", "propos", "draft", "futur"}
    own, found = forms_of(claim), words_of(text)
    for n, (word, thing) in enumerate(pairwise(found)):
        if text[word.start : word.end].lower() in _OTHER and word.form not in told:
            others = forms([*found[: n + 1], *found[n + 2 :]])
            if holds(own, thing) and not holds(others, thing):
                return True
    return False


def _loses_rank(known: str, text: str) -> bool:
    if _RANKS.search(known):
        return False
    said = known.lower()
    found = (next(filter(None, rank.groups())).lower() for rank in _RANKED.finditer(text))
    ranks = ("first" if most == "runner" else most for most in found)
    rest = _RANKED.sub(" ", text).lower()  # "the largest in Tarn and the third largest in Europe"
    return any(_stands(most, said) and not _stands(most, rest) for most in ranks)


def _stands(phrase: str, text: str) -> bool:
    return bool(re.search(rf"\b{re.escape(phrase)}\b", text))


def _is_over(claim: str, new: Sequence[Word], text: str) -> bool:
    """Whether what is said to be so now was so until something."""
    if not _NOW.search(claim):
        return False
    told = [w for w in new if w.kind in {"number", "name"}] or new or telling(claim)
    parts = [part for part in _PART.split(text) if any(holds(forms_of(part), w) for w in told)]
    return bool(parts) and all(_ENDED.search(part) and not _NOW.search(part) for part in parts)


def _was_before(claim: str, new: Sequence[Word], text: str) -> bool:
    """Whether what is new in a claim about now is what a sentence says was before a change."""
    if not new or _CHANGES.search(claim):
        return False
    for change in _CHANGE.finditer(text):
        before = forms_of(change["before"] or text[: change.start()])
        after = forms_of(text[change.end() :])
        if all(holds(before, word) for word in new) and not all(holds(after, w) for w in new):
            return True
    return False
