"""How far an embedder is to be trusted with a language. Knows how it cuts words, no vectors.

A model that has learnt a language has most of its words in its vocabulary; one that has not spells them out, or
has a token for "unknown" in their place. all-MiniLM-L6-v2 needs 1.0 times the expected tokens for English, 1.6 for
German and Spanish and 4.4 for Arabic, and knows a third of the signs of Chinese; it finds the right paragraph of XQuAD
(nDCG@10) in English, German, Spanish, Chinese and Arabic with 0.95, 0.76, 0.71, 0.34 and 0.10.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import regex

from index import Candidate

SPACED = 0.22  # tokens a letter of English, in English models
UNSPACED = 1.0  # tokens a sign of Chinese, Japanese or Korean at most, in models that know them
FLUENT, FOREIGN = 1.25, 1.8  # times the expected tokens at which trust begins to go, and is gone
UNKNOWN = 0.3  # share of unknown tokens at which trust is gone
LOOKED_AT = 3  # candidates of a language; one may be a table of names

_WORD = regex.compile(r"[\p{L}\p{M}]+")
_SIGN = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}]")


class Vocabulary(Protocol):
    """How an embedder cuts texts."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count each text's tokens."""

    def unknown_share(self, text: str) -> float:
        """Share in [0, 1] of a text's tokens that stand for what the vocabulary lacks."""


def trust(
    candidates: Iterable[Candidate], vocabulary: Vocabulary, asked_in: str = ""
) -> Mapping[str, float]:
    """For each language among some candidates, how much likeness in meaning is worth: from 0 to 1.

    A likeness is of two texts: it is worth no more than the embedder knows of the question's language, either, if
    there are texts in that language to tell.

    Args:
        candidates: What is to be compared with a question.
        vocabulary: The embedder's.
        asked_in: The question's language, ISO 639-1; may be empty.
    """
    texts: dict[str, list[str]] = {}
    for candidate in candidates:
        known = texts.setdefault(candidate.language, [])
        if len(known) < LOOKED_AT:
            known.append(candidate.text)
    trusted = {language: of_text(" ".join(known), vocabulary) for language, known in texts.items()}
    most = trusted.get(asked_in, 1.0) if asked_in else 1.0
    return {language: min(value, most) for language, value in trusted.items()}


def of_text(text: str, vocabulary: Vocabulary) -> float:
    """How much the meaning of a text is worth, from 0 to 1."""
    words = _WORD.findall(text)
    letters = sum(map(len, words))
    if not letters:  # numbers alone are the same in every language
        return 1.0
    signs = len(_SIGN.findall(text))
    expected = SPACED * (letters - signs) + UNSPACED * signs
    spelled = vocabulary.count_tokens([" ".join(words)])[0] / expected
    fluent = (FOREIGN - spelled) / (FOREIGN - FLUENT)
    known = 1 - vocabulary.unknown_share(" ".join(words)) / UNKNOWN
    return min(max(min(fluent, known), 0.0), 1.0)
