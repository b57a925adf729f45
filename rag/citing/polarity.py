"""What a text denies, leaves open, or says of all and of the opposite. Knows words, no passages.

Two texts may share every telling word and say opposite things: signed and did not sign, may sign, refused
to sign; before and after; all and some. Small tables of such words, and what they stand in front of.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from index.sentences import sentences
from rag.words import THINGS, Word, forms, holds, listed, words_of

REACH = 3  # evidence words after a negation that it denies: verb and object
SAME = 0.6  # share of them that makes two denials the same

Scope = tuple[Word, ...]

_DENIERS = listed(
    "without except exclude excludes excluded excluding hardly barely scarcely seldom rarely unlikely "
    "lack lacks lacked lacking deny denies denied denying prevent prevents prevented avoid avoids avoided falsely"
)
_DENIERS_TO = listed(
    "fail fails failed failing refuse refuses refused refusing decline declines declined unable forbidden "
    "neglected neglects"
)
_OPEN = listed(
    "may might possibly perhaps probably maybe allegedly reportedly supposedly purportedly potentially "
    "alleged rumoured rumored"
)
_OPEN_TO = listed(
    "plan plans planned planning expect expects expected intend intends intended hope hopes hoped hoping "
    "propose proposes proposed threaten threatens threatened aim aims aimed want wants wanted likely "
    "attempt attempts attempted try tries tried seek seeks sought scheduled agreed promised vowed"
)
_AHEAD = listed("will would shall could can should to")  # leaves it open as well
_MIGHT = listed("can could would")  # open enough for a claim that leaves it open
_EMPTY = listed("longer only yet even just ever")
_ALL = (
    listed("all every everyone everybody everything each always entire entirely whole"),
    listed("only solely exclusively sole alone"),
    listed("most majority mostly mainly"),
)
_OPPOSITES = """
    before after | more less fewer | increase decrease reduce decline fall drop | rise fall drop decline
    first last | first second third | allow forbid prohibit ban | allowed forbidden banned | accept reject refuse decline
    win lose | won lost | buy sell | bought sold | north south east west | northern southern eastern western
    left right | above below | over under | inside outside | large small | big small | largest smallest
    biggest smallest | highest lowest | high low | higher lower | greater smaller less | larger smaller
    bigger smaller | older younger | oldest youngest | old new | early late | earlier later | earliest latest
    best worst | better worse | longest shortest | longer shorter | long short | hot cold | warm cold
    male female | man woman | men women | boy girl | son daughter | father mother | brother sister
    husband wife | king queen | open close | opened closed | begin end | began ended | start end stop
    arrive leave depart | enter leave | import export | support oppose | supported opposed | maximum minimum
    major minor | majority minority | positive negative | true false | alive dead | born died | birth death
    always never | often rarely seldom | everyone nobody | public private | legal illegal | success failure
    succeed fail | gain lose | add remove | include exclude | upper lower | day night | winter summer
    spring autumn | strong weak | strengthen weaken | rich poor | safe dangerous | easy difficult | possible impossible
    likely unlikely | able unable | present absent | guilty innocent | war peace | ally enemy | attack defend
    attacked defended | ancestor descendant | parent child | teacher student | employer employee | lend borrow
    push pull | ascend descend | expand shrink contract | widen narrow | wide narrow | deep shallow
    fast slow | faster slower | heavy light | heavier lighter | cheap expensive | ancient modern | native foreign
    fell rose dropped | grew shrank | came left | predecessor successor | preceded followed | create destroy | built destroyed | victory defeat | ban permit
    monday tuesday wednesday thursday friday saturday sunday
"""


def contradicts(claim: str, evidence: Iterable[Word], texts: Sequence[str]) -> bool:
    """Whether ``claim`` denies, takes for certain, or widens what the texts do not, or says the opposite.

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
    return bool(_denials(text) or _guesses(text))


def _denied_otherwise(claim: str, said: frozenset[str], texts: Sequence[str]) -> bool:
    denied = _denials(claim)
    refuted = [scope for text in texts for scope in _denials(text)]
    if not all(any(_alike(d, r) for r in refuted) for d in denied):
        return True
    free = _free(texts, refuted)
    return any(_touches(r, said, free) and not any(_alike(d, r) for d in denied) for r in refuted)


def _taken_for_certain(claim: str, said: frozenset[str], texts: Sequence[str]) -> bool:
    if _guesses(claim):
        open_ = any(_guesses(text) or not _tokens(text).isdisjoint(_MIGHT) for text in texts)
        return not open_
    if not _tokens(claim).isdisjoint(_AHEAD):
        return False
    guessed = [scope for text in texts for scope in _guesses(text)]
    free = _free(texts, guessed)
    return any(_touches(scope, said, free) for scope in guessed)


def _touches(scope: Scope, said: frozenset[str], free: frozenset[str]) -> bool:
    """Whether the claim says what a scope is about: its first word where the text has no other of it."""
    held = [holds(said, word) for word in scope]
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


@lru_cache(maxsize=4096)
def _denials(text: str) -> tuple[Scope, ...]:
    """For each negation the first few evidence words behind it, in the same sentence."""
    return tuple(_scopes(text, _DENIERS, _DENIERS_TO, negations=True))


@lru_cache(maxsize=4096)
def _guesses(text: str) -> tuple[Scope, ...]:
    """The same for what is said to be possible, planned or alleged."""
    return tuple(_scopes(text, _OPEN, _OPEN_TO, negations=False))


def _scopes(
    text: str, alone: frozenset[str], with_to: frozenset[str], *, negations: bool
) -> Iterator[Scope]:
    for start, end in sentences(text):
        sentence = text[start:end]
        found = words_of(sentence)
        lower = [sentence[word.start : word.end].lower() for word in found]
        for n, word in enumerate(found):
            following = lower[n + 1] if n + 1 < len(lower) else ""
            denies = negations and word.kind == "negation" and following != "only"
            if _is_number_sign(sentence, word) or _is_reply(sentence, word):
                continue
            if denies or lower[n] in alone or (lower[n] in with_to and following == "to"):
                scope = _behind(sentence, found, n)
                if scope:
                    yield scope


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


def _widened(claim: str, texts: Sequence[str]) -> bool:
    said = frozenset().union(*(_tokens(text) for text in texts))
    ours = _tokens(claim)
    return any(ours & words and not said & words for words in _ALL)


def _opposite(claim: str, texts: Sequence[str]) -> bool:
    ours = _tokens(claim)
    said = frozenset().union(*(_tokens(text) for text in texts))
    lone = [word for word in ours - said if word in _opposites()]
    if any(_opposites()[word] & (said - ours) for word in lone):
        return True
    bound = {pair for text in texts for pair in _bound(text)}
    return any(
        (word, thing) not in bound and any((other, thing) in bound for other in _opposites()[word])
        for word, thing in _bound(claim)
    )


@lru_cache
def _opposites() -> dict[str, frozenset[str]]:
    """Each word and stem of the table with all that are opposite to it."""
    found: dict[str, frozenset[str]] = {}
    for line in _OPPOSITES.replace("\n", "|").split("|"):
        group = [frozenset({word, *(w.form for w in words_of(word))}) for word in line.split()]
        for n, forms_ in enumerate(group):
            rest = frozenset().union(*(other for m, other in enumerate(group) if m != n))
            found |= {form: found.get(form, frozenset()) | rest for form in forms_}
    return found


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
        said = {text[word.start : word.end].lower(), word.form} & _opposites().keys()
        pairs |= {(form, following) for form in said if following}
    return frozenset(pairs)
