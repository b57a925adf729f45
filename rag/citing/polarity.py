"""What a text denies, leaves open, compares, or says of all and of the opposite. Knows words, no passages.

Two texts may share every telling word and say opposite things: signed and did not sign, may sign, refused
to sign; before and after; all and some. Small tables of such words, and what they stand in front of.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

import regex as re

from rag.citing.opposites import opposites
from rag.citing.same import stands
from rag.citing.scopes import Scope, announced, denials, guesses
from rag.citing.spans import single
from rag.words import THINGS, Word, forms, forms_of, holds, listed, words_of

SAME = 0.6  # share of them that makes two denials the same

_AHEAD = re.compile(
    r"\b(?:will|would|shall|could|can|should|to (?!(?:the|an?|his|her|its|their|my|our|your)\b)(?=\p{Ll}))",
    re.IGNORECASE,
)
"""What leaves it open as well: "will sign", "to sign"; not "to Anna"."""
_PAST = re.compile(r"\b(?:was|were|has been|have been|had|wurden?)\b", re.IGNORECASE)
_MIGHT = listed("can could would")  # open enough for a claim that leaves it open
_ALL = (
    listed("all every everyone everybody everything each always entire entirely whole"),
    listed("only solely exclusively sole alone"),
    listed("most majority mostly mainly"),
)

_COMPARING = listed("more fewer less")
_COMPARED = _COMPARING | listed(
    "most least over under above below exceed exceeds exceeded exceeding than up down additional another extra "
    "further again also greater larger higher longer lower smaller bigger older younger increase increased increases "
    "rise rises rose grew grow reduce reduced reduces fall fell falls decrease decreased decreases double doubled"
)
"""What may be meant by those: a claim that compares is not proven by a text that compares nothing."""
_ONLY = re.compile(r"\bonly (?:on|if|with|when|after|for|by|in|from|until|to|at)\b", re.IGNORECASE)
BEHIND = 2  # telling words behind such an "only" that say what it is bound to
_PARTLY = re.compile(r"\bnot (?:all|every|always|both|necessarily|each)\b", re.IGNORECASE)
_SUMMED = listed("total altogether sum average mean median all every each both only")
_SUPERLATIVE = re.compile(r"\b\w{2,}est\b", re.IGNORECASE)


def contradicts(claim: str, evidence: Iterable[Word], texts: Sequence[str]) -> bool:
    """Whether ``claim`` denies, takes for certain, compares or widens what the texts do not, or says the opposite.

    Args:
        claim: A sentence.
        evidence: Its words that carry evidence.
        texts: What is to prove it.
    """
    said = forms(evidence)
    return (
        _denied_otherwise(claim, said, texts)
        or _taken_for_certain(claim, said, texts)
        or _widened(claim, texts)
        or _opposite(claim, texts)
    )


def is_guarded(text: str) -> bool:
    """Whether a text denies anything or leaves anything open."""
    return bool(denials(text) or guesses(text))


def compares(text: str) -> bool:
    """Whether a text may compare, rank or add up: more than one row of a table tells."""
    return not _tokens(text).isdisjoint(_COMPARED | _SUMMED) or bool(_SUPERLATIVE.search(text))


def _denied_otherwise(claim: str, said: frozenset[str], texts: Sequence[str]) -> bool:
    denied = denials(claim)
    said_apart = single(texts)
    told = [(text, scope) for text in said_apart for scope in denials(text)]
    refuted = [scope for _, scope in told]
    if not all(
        any(_alike(d, r) and not _of_another(claim, d, text, r, said_apart) for text, r in told)
        for d in denied
    ):
        return True
    free = _free(texts, refuted)
    return any(_touches(r, said, free) and not any(_alike(d, r) for d in denied) for r in refuted)


def _of_another(claim: str, denied: Scope, text: str, refuted: Scope, texts: Sequence[str]) -> bool:
    """Whether a sentence denies it of another thing, and what the claim denies it of stands in the one beside it."""
    ours, theirs = _before(claim, denied), _before(text, refuted)
    shared = _shares(text, ours) or _shares(claim, theirs)
    return bool(theirs) and not shared and any(_shares(other, ours) for other in texts)


def _shares(text: str, found: Iterable[Word]) -> bool:
    return any(stands(forms_of(text), word) for word in found)


def _before(text: str, scope: Scope) -> list[Word]:
    """The telling words before what is denied."""
    return [w for w in words_of(text) if w.kind in THINGS and w.start < scope[0].start]


def _taken_for_certain(claim: str, said: frozenset[str], texts: Sequence[str]) -> bool:
    if guesses(claim):
        open_ = any(guesses(text) or not _tokens(text).isdisjoint(_MIGHT) for text in texts)
        return not open_
    if _AHEAD.search(claim):
        return False
    left_open = announced if _PAST.search(claim) else guesses
    guessed = [scope for text in texts for scope in left_open(text)]
    free = _free(texts, guessed)
    return any(_touches(scope, said, free) for scope in guessed)


def _touches(scope: Scope, said: frozenset[str], free: frozenset[str]) -> bool:
    """Whether the claim says what a scope is about: its first word where the text has no other of it."""
    held = [stands(said, word) for word in scope]
    return held[0] and (scope[0].form not in free or sum(held) / len(held) >= SAME)


def _free(texts: Sequence[str], scopes: Sequence[Scope]) -> frozenset[str]:
    """Forms that the texts have more often than at the head of a scope."""
    found = [word.form for text in texts for word in words_of(text) if word.kind in THINGS]
    heads = [scope[0].form for scope in scopes]
    return frozenset(form for form in heads if found.count(form) > heads.count(form))


def _alike(one: Scope, other: Scope) -> bool:
    return _in_scope(one, other) or _in_scope(other, one)


def _in_scope(one: Scope, other: Scope) -> bool:
    held = [holds(forms(other), word) for word in one]
    return held[0] and sum(held) / len(held) >= SAME


def _widened(claim: str, texts: Sequence[str]) -> bool:
    said = frozenset().union(*(_tokens(text) for text in texts))
    ours = _tokens(claim)
    compares = ours & _COMPARING and not said & _COMPARED
    if not ours & _ALL[1] and any(_is_restricted(claim, text) for text in texts):
        return True
    if denials(claim) and not _PARTLY.search(claim) and any(map(_PARTLY.search, texts)):
        return True
    return bool(compares) or any(ours & words and not said & words for words in _ALL)


def _is_restricted(claim: str, text: str) -> bool:
    """Whether a text allows something only on, if or with what the claim does not say."""
    pool = forms(words_of(claim))
    for only in _ONLY.finditer(text):
        before = [word for word in words_of(text[: only.start()]) if word.kind in THINGS][-1:]
        if not all(holds(pool, word) for word in before):
            continue  # something else is bound
        behind = [w for w in words_of(text[only.end() :]) if w.kind in THINGS][:BEHIND]
        if behind and not any(holds(pool, word) for word in behind):
            return True
    return False


def _opposite(claim: str, texts: Sequence[str]) -> bool:
    ours = _tokens(claim)
    said = frozenset().union(*(_tokens(text) for text in texts))
    lone = [word for word in ours - said if word in opposites()]
    if any(opposites()[word] & (said - ours) for word in lone):
        return True
    bound = {pair for text in texts for pair in _bound(text)}
    return any(
        (word, thing) not in bound and any((other, thing) in bound for other in opposites()[word])
        for word, thing in _bound(claim)
    )


@lru_cache(maxsize=4096)
def _tokens(text: str) -> frozenset[str]:
    """Every word as written in small letters, and its form."""
    found = words_of(text)
    return frozenset(text[w.start : w.end].lower() for w in found) | frozenset(
        w.form for w in found
    )


@lru_cache(maxsize=4096)
def _bound(text: str) -> frozenset[tuple[str, str]]:
    """Words that have an opposite, each with the evidence word behind it."""
    found = words_of(text)
    pairs = set()
    for n, word in enumerate(found):
        following = next((w.form for w in found[n + 1 : n + 4] if w.kind in THINGS), "")
        said = {text[word.start : word.end].lower(), word.form} & opposites().keys()
        pairs |= {(form, following) for form in said if following}
    return frozenset(pairs)
