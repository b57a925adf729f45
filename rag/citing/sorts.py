"""Of which sort a thing is: black metal or folk metal, the red button or the green one. Knows one text at a time."""

from itertools import pairwise

import regex as re

from rag.citing.claims import Claim
from rag.citing.same import stands
from rag.words import Word, forms_of, words_of

_DONE = re.compile(r"\p{L}{2,}ed$")  # what is done with a thing; not red


def is_of_another_sort(claim: Claim, text: str) -> bool:
    """Whether a thing is of another sort wherever it stands in a text than the claim tells."""
    known = forms_of(f"{claim.text}\n{claim.question}")
    for sort, thing in _sorts(claim.text):
        theirs = [other for other, same in _sorts(text) if stands({same.form}, thing)]
        told = sum(stands({word.form}, thing) for word in words_of(text))
        if len(theirs) == told and theirs and not stands(forms_of(text), sort):
            return not any(stands(known, other) for other in theirs)
    return False


def _sorts(text: str) -> list[tuple[Word, Word]]:
    """Things with the word right before them that says of which sort: black metal."""
    return [
        (one, other)
        for one, other in pairwise(words_of(text))
        if one.kind in {"content", "initial"}
        and other.kind == "content"
        and text[one.end : other.start] == " "
        and not _DONE.match(text, one.start, one.end)
    ]
