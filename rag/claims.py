"""What a sentence claims, and what it denies. Knows words, no passages' places and no quotes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from index.sentences import sentences
from rag.words import THINGS, Word, counted, forms, forms_of, holds, words

DENIED = 3  # evidence words after a negation that it denies: verb and object
SAME = 0.6  # share of them that makes two denials the same


@dataclass(frozen=True, slots=True)
class Claim:
    """What a sentence says, sorted by what must be found where.

    Attributes:
        text: The sentence.
        evidence: Its numbers, names and content words.
        new: Those of them that the question did not say.
        counted: What each of its numbers counts.
    """

    text: str
    evidence: tuple[Word, ...]
    new: tuple[Word, ...]
    counted: tuple[Word, ...]


def claim_of(sentence: str, question: str, texts: Iterable[str]) -> Claim:
    """The claim that ``sentence`` makes in reply to ``question``, read beside ``texts``."""
    known = [word for text in (question, *texts) for word in words(text)]
    common = forms(word for word in known if word.kind == "content")
    found = words(sentence)
    evidence = tuple(_named(word, common) for word in found if word.kind in THINGS)
    new = tuple(word for word in evidence if not holds(forms_of(question), word))
    return Claim(sentence, evidence, new, tuple(counted(found)))


def _named(word: Word, common: frozenset[str]) -> Word:
    """An initial word that nobody uses without its capital is taken for a name."""
    if word.kind == "initial" and not holds(common, word):
        return replace(word, kind="name")
    return word


def contradicts(claim: Claim, texts: Iterable[str]) -> bool:
    """Whether one side denies what the other affirms, or what the other does not deny."""
    denied = _denials(claim.text)
    refuted = [denial for text in texts for denial in _denials(text)]
    said = forms(claim.evidence)
    return any(not any(_alike(d, forms(r)) for r in refuted) for d in denied) or any(
        _alike(r, said) and not any(_alike(r, forms(d)) for d in denied) for r in refuted
    )


@lru_cache(maxsize=4096)
def _denials(text: str) -> tuple[tuple[Word, ...], ...]:
    """For each negation the first few evidence words behind it, in the same sentence."""
    denials = []
    for start, end in sentences(text):
        found = words(text[start:end])
        for position, word in enumerate(found):
            if word.kind == "negation":
                behind = [w for w in found[position + 1 :] if w.kind in THINGS]
                denials.append(tuple(behind[:DENIED]))
    return tuple(denial for denial in denials if denial)


def _alike(denial: Sequence[Word], pool: frozenset[str]) -> bool:
    held = [holds(pool, word) for word in denial]
    return held[0] and sum(held) / len(held) >= SAME
