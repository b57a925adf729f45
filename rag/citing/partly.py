"""What is said of some of a kind only: most of the staff, members who have paid. Knows one sentence at a time, no models."""

from collections.abc import Sequence

import regex as re

from rag.citing.scopes import denials
from rag.words import THINGS, forms_of, holds, words_of

_NUMERAL = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)"
_SHARE = rf"(?:some|most|half|part|several|few|majority|minority|third|quarter|many|{_NUMERAL}(?: ?%| percent)?)"
_PART = re.compile(
    rf"\b(?:(?P<some>{_SHARE}) of (?:the|its|their|his|her|our|these|those|all)(?: {_NUMERAL})?"
    r"|(?P<bare>some|most)|(?:nearly|almost) (?:every|all(?: the)?))"
    r" (?P<thing>\p{Ll}+)\b(?! of\b)",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"\b(?:some|most|half|part|several|few|majority|minority|third|quarter|many|nearly|almost|mostly|partly|usually|often"
    rf"|{_NUMERAL}(?: ?%| percent)? of|%|percent)\b",
    re.IGNORECASE,
)
_OF_A_KIND = re.compile(
    r"(?:^|[,;:]\s|\b(?:all|any|every|only|and|but) )(?P<thing>\p{L}\p{Ll}+s|children|people|staff) (?:"
    r"(?:under|over|above|below|aged|older than|younger than|(?:more|less) than) (?:the age of )?(?P<bound>[$€£]?\d+)"
    r"|(?:without|with|in|on) (?:\p{Ll}+ )?(?P<had>\p{L}+)|(?:who|that|whose) (?P<told>[^,;:.]+))",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"\b(?:under|over|above|below|aged?|old\w*|young\w*|than|up to|at (?:least|most)|until|from)\b",
    re.IGNORECASE,
)
TOLD = 2  # telling words of "who have paid their fee" that say which of them


def is_of_some(claim: str, question: str, texts: Sequence[str]) -> bool:
    """Whether a claim tells of a kind as such what sentences tell of a part of it.

    Args:
        claim: A sentence.
        question: What it replies to; a part that it names is understood.
        texts: The sentences that are to prove it.
    """
    known = f"{claim}\n{question}"
    return any(_widens(claim, text) or _drops(claim, known, text) for text in texts)


def _widens(claim: str, text: str) -> bool:
    """Whether some, most or nearly all of the things become the things."""
    if _TELLS.search(claim) or denials(claim):
        return False
    own, lower = forms_of(claim), claim.lower()
    for part in _PART.finditer(text):
        if part["bare"] and not part["thing"].endswith(("s", "people", "staff", "men")):
            continue  # "most important"
        thing = next((w for w in words_of(part["thing"]) if w.kind in THINGS), None)
        if thing is None or not holds(own, thing) or holds(_rest(text, part), thing):
            continue
        counted = part["some"] and re.search(rf"\b{re.escape(part['some'].lower())}\b", lower)
        if not counted:
            return True
    return False


def _drops(claim: str, known: str, text: str) -> bool:
    """Whether members who have paid become members, orders over 50 euros orders."""
    own = forms_of(claim)
    for kind in _OF_A_KIND.finditer(text):
        things = [word for word in words_of(kind["thing"]) if word.kind in THINGS]
        rest = _rest(text, kind)
        told = [word for word in words_of(claim) if word.kind in THINGS and word not in things]
        if not any(holds(own, w) and not holds(rest, w) for w in things):
            continue
        if kind["bound"]:
            kept = kind["bound"].lstrip("$€£") in known and bool(_BOUND.search(known))
        else:
            said = [w for w in words_of(kind["had"] or kind["told"]) if w.kind in THINGS][:TOLD]
            kept = not said or any(holds(forms_of(known), word) for word in said)
        if not kept and any(holds(rest | forms_of(kind["told"] or ""), word) for word in told):
            return True
    return False


def _rest(text: str, part: "re.Match[str]") -> frozenset[str]:
    """The forms of a sentence without a part of it."""
    return forms_of(f"{text[: part.start()]} {text[part.end() :]}")
