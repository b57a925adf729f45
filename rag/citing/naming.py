"""What a thing is called besides: that two words stand in one sentence makes none the other's name. Knows no passages."""

from collections.abc import Sequence

import regex as re

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


def is_never_called(claim: str, question: str, texts: Sequence[str]) -> bool:
    """Whether claim or question give a thing another name, and no sentence of the proof calls anything anything."""
    names = any(map(_NAMES.search, (claim, question)))
    return names and not any(map(_CALLS.search, texts))
