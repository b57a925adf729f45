"""What a sentence claims, sorted by what must be found where. Knows words, no passages' places."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from typing import Self

import regex as re

from rag.citing.quantities import quantities
from rag.words import THINGS, Word, forms, forms_of, holds, listed, words_of

_REPLY = re.compile(r"^\W*(?:yes|no|sí|ja|nein|oui|non)\b[,.!:;]\s*", re.IGNORECASE)
# Particles that near copies add and drop; everything else that is written without capitals is strict.
_PARTICLES = listed("的了是在于於和与與为為之也这這那其の に は を が と で و في من")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a sentence says.

    Attributes:
        text: The sentence, without a Yes or No that opens it.
        question: What it replies to.
        evidence: Its names and content words, and the numbers.
        new: Those of them that the question did not say.
        names: The names among them, and all words of scripts without capitals: they must be there.
        others: The rest of its words, which may be said in other words.
    """

    text: str
    question: str
    evidence: tuple[Word, ...]
    new: tuple[Word, ...]
    names: tuple[Word, ...]
    others: tuple[Word, ...]

    def without(self, words: Container[Word]) -> Self:
        """What is left of it when some of its words are proven."""

        def left(part: tuple[Word, ...]) -> tuple[Word, ...]:
            return tuple(word for word in part if word not in words)

        return replace(
            self,
            evidence=left(self.evidence),
            new=left(self.new),
            names=left(self.names),
            others=left(self.others),
        )


def claim_of(sentence: str, question: str, texts: Iterable[str]) -> Claim:
    """The claim that ``sentence`` makes in reply to ``question``, read beside ``texts``."""
    text = _REPLY.sub("", sentence)
    known = (word for said in (question, *texts) for word in words_of(said))
    common = forms(word for word in known if word.kind == "content")
    measured = [(quantity.start, quantity.end) for quantity in quantities(text)]
    evidence, names, others = [], [], []
    for word in (_named(word, common) for word in words_of(text) if _tells(word)):
        evidence.append(word)
        if any(start <= word.start < end for start, end in measured) or word.kind == "number":
            continue
        if word.kind == "name" or is_uncased(word):
            names.append(word)
        else:
            others.append(word)
    asked = forms_of(question)
    new = tuple(word for word in evidence if not holds(asked, word))
    return Claim(text, question, tuple(evidence), new, tuple(names), tuple(others))


def is_uncased(word: Word) -> bool:
    """Whether a word is of a script without capitals, where names look like other words."""
    return word.form.upper() == word.form.lower() and word.kind == "content"


def _tells(word: Word) -> bool:
    return word.kind in THINGS and word.form not in _PARTICLES


def _named(word: Word, common: frozenset[str]) -> Word:
    """An initial word that nobody uses without its capital is taken for a name."""
    if word.kind == "initial" and not holds(common, word):
        return replace(word, kind="name")
    return word
