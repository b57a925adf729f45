"""What the words of a question are in one generation of the index, and how common. Knows no chunk."""

from __future__ import annotations

import json
import math
from itertools import chain
from typing import TYPE_CHECKING

from index import keywords
from index.language import language_of_question

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from index.select import Select

_LANGUAGES = "SELECT DISTINCT language FROM documents"
_AVERAGE = "SELECT count(*), coalesce(avg(stop - start), 1) FROM chunks"

_KNOWN_TERMS = 1 << 16
"""Terms whose frequency is remembered: looking it up takes time that grows with it."""


class Lexicon:
    """The terms of one generation; it never changes.

    Args:
        select: Reads from the index.
    """

    def __init__(self, select: Select) -> None:
        self._select = select
        self._spoken: frozenset[str] | None = None
        self._size: tuple[int, float] | None = None
        self._known: dict[str, int] = {}

    @property
    def languages(self) -> frozenset[str]:
        """The languages of the documents; an empty one where it is not known."""
        if self._spoken is None:
            self._spoken = frozenset(row[0] for row in self._select(_LANGUAGES))
        return self._spoken

    @property
    def chunks(self) -> int:
        """How many chunks there are."""
        return self._sizes()[0]

    @property
    def average_length(self) -> float:
        """Characters of an average chunk."""
        return self._sizes()[1]

    def terms(self, question: str) -> list[str]:
        """The different terms of a question, as the documents of each language have them."""
        return keywords.question_terms(question, self.languages)

    def mentions(self, word: str) -> bool:
        """Whether a word stands in any chunk or heading, in a form of the same stem."""
        return any(self.occurrences([word]))

    def occurrences(self, words: Sequence[str]) -> list[int]:
        """In how many chunks each word stands, in a form of the same stem."""
        terms = [self.terms(word) for word in words]
        known = self._frequencies({*chain.from_iterable(terms)})
        return [max((known[term] for term in found), default=0) for found in terms]

    def speaks(self, question: str) -> bool:
        """Whether some document may be in a question's language; English where that is not known."""
        asked = language_of_question(question) or "en"
        return not self.languages or not self.languages.isdisjoint({asked, ""})

    def weights(self, question: str, language: str) -> dict[str, float]:
        """How much each term of a question tells in the documents of one language.

        The inverse document frequency of BM25, as Lucene computes it: above 0.
        """
        terms = keywords.question_terms(question, [language])
        frequencies = self._frequencies(terms)
        return {
            term: math.log(1 + (self.chunks - count + 0.5) / (count + 0.5))
            for term, count in frequencies.items()
        }

    def query(self, question: str) -> str:
        """An FTS5 query for the terms of a question; empty when none of them stands anywhere.

        Where many rows hold one of them, only those count that hold a rare one; all terms score.
        """
        frequencies = self._frequencies(self.terms(question))
        present = [term for term in frequencies if frequencies[term]]
        rare = keywords.affordable(frequencies, keywords.ROW_BUDGET)
        if len(rare) == len(present):
            return keywords.any_of(present)
        return f"({keywords.any_of(rare)}) AND ({keywords.any_of(present)})"

    def _frequencies(self, terms: Collection[str]) -> dict[str, int]:
        """In how many chunks each term stands."""
        found = {term: self._known[term] for term in terms if term in self._known}
        if unknown := sorted(term for term in terms if term not in found):
            if len(self._known) >= _KNOWN_TERMS:
                self._known.clear()
            new = dict.fromkeys(unknown, 0) | dict(
                self._select(keywords.FREQUENCIES, json.dumps(unknown))
            )
            self._known |= new
            found |= new
        return found

    def _sizes(self) -> tuple[int, float]:
        if self._size is None:
            self._size = self._select(_AVERAGE)[0]
        return self._size
