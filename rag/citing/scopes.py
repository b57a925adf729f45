"""What a sentence denies or leaves open, and the words that this concerns. Knows one text at a time."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from index.sentences import sentences
from rag.words import THINGS, Word, listed, words_of

REACH = 3  # evidence words after a negation that it denies: verb and object

_SIGNS = re.compile(r"[,;:.!?()\u2013\u2014](?:\s|$)|\n")

Scope = tuple[Word, ...]

_DENIERS = listed(
    "without except exclude excludes excluded excluding hardly barely scarcely seldom rarely unlikely "
    "lack lacks lacked lacking deny denies denied denying prevent prevents prevented avoid avoids avoided falsely "
    "doubt doubts doubted doubting"
)
_DENIERS_TO = listed(
    "fail fails failed failing refuse refuses refused refusing decline declines declined unable forbidden "
    "neglected neglects forgot forgets forget forgotten"
)
_DENIERS_BEFORE = {"instead": "of", "rather": "than", "short": "of"}
_STATES = listed(
    "order reach date stock use service business bounds"
)  # what is out of them is not in them
_SOME = listed(
    "a the quite these those last next first past every"
)  # "a few" are some, "few" are hardly any
_OPEN = listed(
    "may might possibly perhaps probably maybe allegedly reportedly supposedly purportedly potentially "
    "alleged rumoured rumored would could whether pretended"
)
_COMING = listed("will shall wird werden")
_OPEN_TO = listed(
    "plan plans planned planning expect expects expected intend intends intended hope hopes hoped hoping "
    "propose proposes proposed threaten threatens threatened aim aims aimed want wants wanted likely "
    "attempt attempts attempted try tries tried seek seeks sought scheduled agreed promised vowed supposed offered "
    "pretended was were"
)
_OPEN_SOMEBODY_TO = listed("advised asked urged invited told ordered encouraged")
_BELIEVED = listed(
    "claim claims claimed believe believes believed insist insists insisted allege alleges complain complains complained "
    "argue argues argued maintain maintains maintained fear fears feared suspect suspects suspected rumour rumor hoax"
)  # before "that": not what is said or told, which readers take for so
_THAT = listed("that he she it they there")
_WEIGHING = listed("considered considers consider considering")
_SOMEBODY = 4  # words of a name between those and their "to"
_EMPTY = listed("longer only yet even just ever mehr true case")


@lru_cache(maxsize=4096)
def denials(text: str) -> tuple[Scope, ...]:
    """For each negation the first few evidence words behind it, in the same sentence."""
    return tuple(_scopes(text, _DENIERS, _DENIERS_TO, negations=True))


@lru_cache(maxsize=4096)
def guesses(text: str) -> tuple[Scope, ...]:
    """The same for what is said to be possible, planned or alleged."""
    return tuple(_scopes(text, _OPEN, _OPEN_TO, negations=False))


@lru_cache(maxsize=4096)
def announced(text: str) -> tuple[Scope, ...]:
    """The same for what is said to come, and for those."""
    return tuple(_scopes(text, _OPEN | _COMING, _OPEN_TO, negations=False))


@lru_cache(maxsize=4096)
def denying_clauses(text: str) -> tuple[str, ...]:
    """The clauses, from sign to sign, that deny something."""
    return tuple(clause for clause in _SIGNS.split(text) if denials(clause))


def _scopes(
    text: str, alone: frozenset[str], with_to: frozenset[str], *, negations: bool
) -> Iterator[Scope]:
    for start, end in sentences(text):
        sentence = text[start:end]
        found = words_of(sentence)
        lower = [sentence[word.start : word.end].lower() for word in found]
        for n, word in enumerate(found):
            following = lower[n + 1] if n + 1 < len(lower) else ""
            if negations:
                told = word.kind == "negation" and following != "only"
                told = told or _denies(found, lower, n)
            else:
                told = _leaves_open(lower, n)
            if _is_number_sign(sentence, word) or _is_reply(sentence, word):
                continue
            if told or lower[n] in alone or (lower[n] in with_to and following == "to"):
                scope = _behind(sentence, found, n)
                if scope:
                    yield scope


def _denies(found: Sequence[Word], lower: Sequence[str], n: int) -> bool:
    """Whether words that deny nothing alone do so with those beside them."""
    before, word, *following = ("", *lower)[n : n + 4]
    if word in {"almost", "nearly"}:
        return n + 1 < len(found) and found[n + 1].kind == "content"
    if word == "few":
        return before not in _SOME
    if word == "out":
        return following[:1] == ["of"] and bool(_STATES & {*lower[n + 2 : n + 4]})
    return bool(following) and _DENIERS_BEFORE.get(word) == following[0]


def _leaves_open(lower: Sequence[str], n: int) -> bool:
    """Should have been finished; considered selling; advised Mr. Boone to sell."""
    behind = lower[n + 1 : n + 2 + _SOMEBODY]
    if lower[n] in _WEIGHING:
        return behind[:1] != [] and behind[0].endswith("ing")
    if lower[n] in _BELIEVED:
        return bool(behind) and behind[0] in _THAT
    if lower[n] == "should":
        return behind[:1] == ["have"]
    return lower[n] in _OPEN_SOMEBODY_TO and "to" in behind


def _behind(text: str, found: Sequence[Word], n: int) -> Scope:
    """The evidence words behind a word, up to a "but" or a comma."""
    scope: list[Word] = []
    for before, word in pairwise(found[n:]):
        said = text[word.start : word.end].lower()
        ends = scope and any(sign in text[before.end : word.start] for sign in ",;:")
        if ends or said == "but" or len(scope) == REACH:
            break
        if word.kind in THINGS and said not in _EMPTY and word.form != "1":  # no one
            scope.append(word)
    return tuple(scope)


def _is_number_sign(text: str, word: Word) -> bool:
    """No. 5."""
    return text[word.end : word.end + 1] == "." and text[word.end + 1 :].lstrip()[:1].isdigit()


def _is_reply(text: str, word: Word) -> bool:
    """The No of "No, they came by train" denies the question."""
    return word.start == 0 and text[word.end : word.end + 1] == ","
