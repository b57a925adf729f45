"""Misspelt words of a question as the documents have them. Knows no ranking and no vectors.

A word is misspelt when no document has it, the embedder has to spell it out, and one slip of the keys makes it a word
of theirs. All that one slip makes of it are looked up (Norvig, https://norvig.com/spell-correct.html), so that the
time this takes does not depend on how many words the documents have. Words of alphabets with capitals only.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Protocol

import regex

from rag.spelling import SHORTEST

MOST = 8  # words that are looked up for a question; a pasted page may have hundreds
LONGEST = 24
"""Letters of a word that is looked up, in some 30 ms then; longer ones are keys and codes, and what one slip makes of
them grows with the square of their length."""
_WORD = regex.compile(r"\p{L}+")
_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдежзийклмнопрстуфхцчшщъыьэюяё",
    "αβγδεζηθικλμνξοπρστυφχψω",
)


class Vocabulary(Protocol):
    """The words of the documents."""

    def occurrences(self, words: Sequence[str]) -> list[int]:
        """In how many chunks each word stands, in any of its forms."""


class Speller(Protocol):
    """What has a token of its own for each common word, as embedders do."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count each text's tokens."""


def misspelt(text: str, vocabulary: Vocabulary, speller: Speller) -> dict[str, str]:
    """The misspelt words of ``text``, at most :data:`MOST`, each with what is meant: of several words the commonest."""
    found = {}
    for word in _unknown(text, vocabulary, speller)[:MOST]:
        others = list(dict.fromkeys(_slips(word.lower())))
        counts = vocabulary.occurrences(others)
        if most := max(counts, default=0):
            meant = others[counts.index(most)]
            found[word] = meant.capitalize() if word[0].isupper() else meant
    return found


def put_right(text: str, meant: Mapping[str, str]) -> str:
    """``text`` with the words in ``meant`` as they are meant."""
    return _WORD.sub(lambda word: meant.get(word.group(), word.group()), text)


def _unknown(text: str, vocabulary: Vocabulary, speller: Speller) -> list[str]:
    """The words that may be misspelt."""
    said = list(
        dict.fromkeys(word for word in _WORD.findall(text) if SHORTEST <= len(word) <= LONGEST)
    )
    counts = zip(said, vocabulary.occurrences(said), speller.count_tokens(said), strict=True)
    return [word for word, known, tokens in counts if not known and tokens > 1]


def _slips(word: str) -> Iterator[str]:
    """What one slip makes of a word: two letters exchanged, one left out, one more, another one (Damerau 1964)."""
    letters = next((signs for signs in _ALPHABETS if not set(word).isdisjoint(signs)), "")
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)] if letters else []
    return chain(
        (left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1),
        (left + right[1:] for left, right in cuts if right),
        (left + letter + right for left, right in cuts for letter in letters),
        (left + letter + right[1:] for left, right in cuts if right for letter in letters),
    )
