"""What a thing is called besides: that two words stand in one sentence makes none the other's name. Knows no passages."""

from collections.abc import Sequence

import regex as re

from rag.citing.claims import Claim
from rag.citing.same import stands
from rag.words import forms_of

_NAMES = re.compile(
    r"\b(?:also|sometimes|often|otherwise|alternatively) (?:called|known|named|referred to|termed)\b"
    r"|\b(?:another|other|alternative|different|second) (?:name|term|word|title|expression)s?\b|\bsynonyms?\b",
    re.IGNORECASE,
)
_CALLS = re.compile(
    r"\b(?:call\w*|known|name\w*|nicknam\w*|term\w*|refer\w*|dubbed|alias|aka|abbreviat\w*|short for|synonym\w*|mean\w*|or|i\.e\.|is an?"
    r"|are|titled?|word\w*|styled|described)\b|[(\"“”«»=]",
    re.IGNORECASE,
)


def is_never_called(claim: Claim, texts: Sequence[str]) -> bool:
    """Whether claim or question give a thing another name, and no sentence with that name calls anything anything."""
    if not any(map(_NAMES.search, (claim.text, claim.question))):
        return False
    naming = (forms_of(text) for text in texts if _CALLS.search(text))
    return not any(stands(pool, word) for pool in naming for word in claim.new or claim.evidence)
