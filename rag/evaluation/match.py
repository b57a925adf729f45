"""Whether two answers say the same words. Knows nothing of documents, models or proof.

The normalisation is that of SQuAD (Rajpurkar et al. 2016, ``evaluate-v1.1.py``): capitals, punctuation,
English articles and white space do not count. It differs where the original, made for English and ASCII,
would err: it knows Unicode's punctuation and forms of letters (NFKC), scripts without blanks are compared
sign by sign (as MLQA does, Lewis et al. 2020), a point between digits stays (3.5 is not 35), hyphens and
other marks part words instead of joining them, and a possessive "'s" is dropped.
"""

import unicodedata
from collections import Counter

import regex

_ARTICLES = frozenset({"a", "an", "the"})
_POSSESSIVE = regex.compile(r"['’]s\b")  # noqa: RUF001  both apostrophes occur
_JOINED = regex.compile(r"(?<=\d)[,'’](?=\d{3})|(?<!\d)\.|\.(?!\d)")  # noqa: RUF001  1,000 and U.S. are one word
_OPTIONAL = regex.compile(
    r"[\u0591-\u05c7\u0640\u064b-\u0652\u0670]"
)  # vowels of Hebrew and Arabic
# No blanks between words.
_SIGNS = r"\p{Han}\p{Hiragana}\p{Katakana}ー\p{Hangul}\p{Thai}\p{Lao}\p{Myanmar}\p{Khmer}"
_TOKEN = regex.compile(
    rf"\d+(?:\.\d+)+|[{_SIGNS}]\p{{M}}*|[[\p{{L}}\p{{N}}\p{{M}}]--[{_SIGNS}]]+", regex.V1
)


def tokens(text: str) -> list[str]:
    """The normalised words of a text, in order; of a text that is nothing but articles, these.

    Of a text without letters and digits, it is what stands between its blanks.
    """
    found = _words(_folded(text)) or _folded(text).split()
    return [token for token in found if token not in _ARTICLES] or found


def contains(text: str, answer: str) -> bool:
    """Whether the words of ``answer`` stand in ``text``, one after the other."""
    wanted, said = tokens(answer), tokens(text)
    if not _words(_folded(answer)):  # signs alone, such as a per cent sign
        return _folded(answer).strip() in _folded(text)
    if _ARTICLES.issuperset(wanted):  # "A" may be a grade or a vitamin
        said = _words(_folded(text))
    length = len(wanted)
    return any(said[at : at + length] == wanted for at in range(len(said) - length + 1))


def f1(text: str, answer: str) -> float:
    """Harmonic mean in [0, 1] of the shares of words that ``text`` and ``answer`` have in common (SQuAD)."""
    said, wanted = Counter(tokens(text)), Counter(tokens(answer))
    common = (said & wanted).total()
    return 2 * common / (said.total() + wanted.total()) if common else 0.0


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _words(folded: str) -> list[str]:
    plain = _OPTIONAL.sub("", _JOINED.sub("", _POSSESSIVE.sub("", folded)))
    found: list[str] = _TOKEN.findall(plain)
    return found
