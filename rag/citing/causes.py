"""Why something is so: a cause is not made up of two facts side by side. Knows no passages, no models."""

from collections.abc import Sequence

import regex as re

from rag.citing.same import stands
from rag.words import forms_of, telling

_BECAUSE = re.compile(
    r"\b(?:because|due to|owing to|as a result of|caused by|thanks to|weil|wegen|aufgrund)\b",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"\b(?:because|since|due|owing|caus\w*|result\w*|reason\w*|so|therefore|thus|hence|consequen\w*|led|lead\w*|thanks|why|as|for|to"
    r"|mak\w*|made|mean\w*|after|following|by|through|from|amid|given|with|weil|wegen|da|denn|durch|aufgrund|infolge)\b|[:;–—]",  # noqa: RUF001
    re.IGNORECASE,
)


def is_made_up(claim: str, texts: Sequence[str]) -> bool:
    """Whether a claim gives a cause that no sentence of its proof tells as one."""
    because = _BECAUSE.search(claim)
    if because is None:
        return False
    cause = telling(claim[because.end() :])
    telling_ones = (forms_of(text) for text in texts if _TELLS.search(text))
    return not any(stands(pool, word) for pool in telling_ones for word in cause)
