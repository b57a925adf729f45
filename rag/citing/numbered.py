"""Things that a letter or number tells apart: Model A and Model B, Aurora 5 and Aurora 7. Knows one text at a time."""

from collections import defaultdict
from functools import lru_cache

import regex as re

from rag.citing.claims import Claim
from rag.citing.same import stands
from rag.words import forms_of, stem, stems

_NUMBERED = re.compile(
    r"\b(?P<thing>\p{Lu}[\p{L}’'-]+|(?:gate|line|room|version|level|chapter|article|section|type|class|model|phase|step|zone|floor"  # noqa: RUF001
    r"|unit|group|figure|table|track|platform|lot|option|plan|page|number|bus|route)) "
    r"(?P<sign>[IVX]{1,4}|\p{Lu}|\p{Lu}?\d{1,4}\p{Lu}?)(?![\p{L}\d])(?![.,’':]\d|\s?(?:%|percent|\p{Sc}|euros?\b|dollars?\b))"  # noqa: RUF001
)
_YEAR = re.compile(r"1\d{3}|20\d\d")
_MONTHS = stems(
    "january february march april may june july august september october november december"
)


def is_of_another_number(claim: Claim, text: str, before: str) -> bool:
    """Whether what is new in a claim is told of a thing of another letter or number than the claim's.

    Args:
        claim: What is to be proven.
        text: A sentence that is to prove it.
        before: What a pronoun in it may speak of.
    """
    pool = forms_of(text)
    if not any(stands(pool, word) for word in claim.new):
        return False
    ours, theirs = _signs(f"{claim.text}\n{claim.question}"), _signs(f"{before}\n{text}")
    return any(theirs[thing].isdisjoint(signs) for thing, signs in ours.items() if thing in theirs)


@lru_cache(maxsize=4096)
def _signs(text: str) -> dict[str, frozenset[str]]:
    """The letters and numbers behind each thing that has one."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for match in _NUMBERED.finditer(text):
        thing, sign = stem(match["thing"].lower()), match["sign"]
        if thing not in _MONTHS and not _YEAR.fullmatch(sign):
            found[thing].add(sign)
    return {thing: frozenset(signs) for thing, signs in found.items()}
