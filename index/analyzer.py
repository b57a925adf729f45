"""Text becomes the terms that keyword search counts: stems, or pairs of signs. Knows no database.

Latin words are stemmed by the language of their document, other scripts by the one language that we
know for them; scripts that write no blanks between words become pairs of neighbouring signs.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_STEMMERS = {
    "ar": "arabic",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hi": "hindi",
    "hu": "hungarian",
    "id": "indonesian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
"""Snowball's stemmers (snowballstem.org) by ISO 639-1 code."""

_LATIN = "en"
"""How Latin words are stemmed in a document whose language is not known, such as a table."""

# Chinese, Japanese, Thai, Lao, Khmer and Burmese write no blanks between words; Korean endings stick to them.
_UNSPACED = (
    r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\u30fc\u3005"
)
# Scripts have signs of their own too, which are no words.
_SAID = r"\p{L}\p{M}\p{N}"

_WORDS_OF = {
    "ar": r"\p{Arabic}",
    "ru": r"\p{Cyrillic}",
    "el": r"\p{Greek}",
    "hi": r"\p{Devanagari}",
    "ta": r"\p{Tamil}",
}
"""The scripts of the languages whose stemmer is chosen by script; a word may begin with a mark."""

_BY_SCRIPT = "|".join(
    rf"(?P<{code}>\p{{M}}*[{script}&&[{_SAID}]][[{script}\p{{M}}]&&[{_SAID}]]*)"
    for code, script in _WORDS_OF.items()
)
_TOKEN = regex.compile(
    rf"(?P<run>[[{_UNSPACED}]&&[{_SAID}]]+)|{_BY_SCRIPT}"
    rf"|(?P<word>[\p{{L}}\p{{N}}--[{_UNSPACED}]][[{_SAID}]--[{_UNSPACED}]]*)",
    flags=regex.VERSION1,
)

_LONGEST_PIECE = 32
"""Characters of what stands between blanks up to which its terms are remembered; longer are addresses and
scripts without blanks, which hardly ever come again."""

_KNOWN_PIECES = 1 << 17
"""Pieces whose terms are remembered for a language, at most: some 30 MB."""

# Accents, Arabic vowel signs and its stretching sign, Hebrew points: often left out when typing.
_OPTIONAL = regex.compile(r"[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670]")


def terms(text: str, language: str = "") -> list[str]:
    """The terms of a text in order.

    Args:
        text: Any text.
        language: ISO 639-1 code of the language its Latin words are in; empty when it is not known.

    Returns:
        Terms of letters, marks and digits alone, in lower case; never empty strings.
    """
    # No term spans a blank, and blanks part what is normalised: so a text is the sum of its pieces.
    return list(_terms_in(text.split(), language))


def term_set(text: str, language: str = "") -> frozenset[str]:
    """The different terms of a text; takes less time than all of them in order."""
    return frozenset(_terms_in(set(text.split()), language))


def plain_words(text: str) -> list[str]:
    """The words of a text in lower case, not stemmed: as people look for them in a list."""
    normal = unicodedata.normalize("NFKC", text)
    return [token[0].lower() for token in _TOKEN.finditer(normal)]


def _terms_in(pieces: Iterable[str], language: str) -> Iterator[str]:
    return chain.from_iterable(map(_pieces(language).__getitem__, pieces))


class _Pieces(dict[str, tuple[str, ...]]):
    """The terms of pieces of text in one language; what is asked for the first time is worked out."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, piece: str) -> tuple[str, ...]:
        found = _cut(piece, self._language)
        if len(piece) <= _LONGEST_PIECE:
            if len(self) >= _KNOWN_PIECES:
                self.clear()
            self[piece] = found
        return found


@lru_cache  # a search looks at ten thousand pieces, nearly all of them common: cutting one takes 3 µs
def _pieces(language: str) -> _Pieces:
    return _Pieces(language)


def _cut(piece: str, language: str) -> tuple[str, ...]:
    found: list[str] = []
    for token in _TOKEN.finditer(unicodedata.normalize("NFKC", piece)):
        kind = token.lastgroup
        if kind == "run":
            found += _pairs(token[0])
        else:
            code = language if kind == "word" else str(kind)
            found.append(_term(token[0].lower(), code))
    return tuple(found)


def _pairs(run: str) -> list[str]:
    return [first + second for first, second in pairwise(run)] or [run]


@lru_cache(maxsize=1 << 18)  # the words of a large collection; a stem takes 20 µs
def _term(word: str, language: str) -> str:
    stem = _stemmer(_STEMMERS.get(language, _STEMMERS[_LATIN]))(word)
    bare = _OPTIONAL.sub("", unicodedata.normalize("NFKD", stem))
    return unicodedata.normalize("NFKC", bare) or word


@lru_cache
def _stemmer(algorithm: str) -> Callable[[str], str]:
    import snowballstemmer

    stem: Callable[[str], str] = snowballstemmer.stemmer(algorithm).stemWord
    return stem
