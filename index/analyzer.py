"""Text becomes the terms that keyword search counts: stems, or pairs of signs. Knows no database.

Latin words are stemmed by the language of their document, other scripts by the one language that we
know for them; scripts that write no blanks between words become pairs of neighbouring signs.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import chain, pairwise, repeat
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from collections.abc import Callable

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
_TOKEN = regex.compile(
    rf"(?P<run>[{_UNSPACED}]+)"
    r"|(?P<ar>[\p{Arabic}\p{M}]*\p{Arabic}[\p{Arabic}\p{M}]*)"
    r"|(?P<ru>\p{Cyrillic}[\p{Cyrillic}\p{M}]*)"
    r"|(?P<el>\p{Greek}[\p{Greek}\p{M}]*)"
    r"|(?P<hi>\p{Devanagari}[\p{Devanagari}\p{M}]*)"
    r"|(?P<ta>\p{Tamil}[\p{Tamil}\p{M}]*)"
    rf"|(?P<word>[\p{{L}}\p{{N}}--[{_UNSPACED}]][[\p{{L}}\p{{M}}\p{{N}}]--[{_UNSPACED}]]*)",
    flags=regex.VERSION1,
)

_LONGEST_PIECE = 32
"""Characters of what stands between blanks up to which its terms are remembered; longer are addresses and
scripts without blanks, which hardly ever come again."""

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
    pieces = text.split()
    cut = _known if max(map(len, pieces), default=0) <= _LONGEST_PIECE else _terms_of
    return list(chain.from_iterable(map(cut, pieces, repeat(language))))


def plain_words(text: str) -> list[str]:
    """The words of a text in lower case, not stemmed: as people look for them in a list."""
    normal = unicodedata.normalize("NFKC", text)
    return [token[0].lower() for token in _TOKEN.finditer(normal)]


def _terms_of(piece: str, language: str) -> tuple[str, ...]:
    return (_known if len(piece) <= _LONGEST_PIECE else _cut)(piece, language)


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


# A search looks at ten thousand words, nearly all of them common ones: cutting takes 3 µs, this 0.1 µs.
_known = lru_cache(maxsize=1 << 17)(_cut)


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
