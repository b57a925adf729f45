"""What is said when the documents do not: what they never mention, and the closest that they have.

Knows no model and no threshold: that a question is refused is decided elsewhere.
"""

import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType

from rag.answerable import how_many
from rag.answers import Citation, Passage, Sentence
from rag.cite import citation
from rag.citing.leads import is_title
from rag.citing.same import stands
from rag.citing.spans import Span, candidates
from rag.mending import put_right
from rag.quoted import quoted
from rag.words import Word, forms_of, holds, telling, words
from rag.written import is_written, may_be_short

REFUSAL = "The documents do not say."
NAMED = 8  # things said to be missing at most; a pasted table has hundreds
CLOSEST, PERHAPS = "The closest is{under}: “{quote}”", "Perhaps this answers it{under}: “{quote}”"
NEAR = 0.3  # share of the question's words from which a sentence is worth showing as the closest

_WAY = r"(?:explicitly |specifically |directly |clearly )?"
_NOT_SAID = re.compile(
    rf"\b(?:(?:is|are|was|were|been) not {_WAY}(?:mentioned|stated|specified|provided|given|described|named)"
    rf"|(?:do|does|did)(?: not|n['’]t) {_WAY}(?:mention|say|state|specify|provide|contain|give|tell|name|include)"  # noqa: RUF001
    r"|no (?:information|mention))\b",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\b(?=[^\W\d_]+\d)\w+\b")  # letters with a number behind them
_ABOUT_TEXTS = re.compile(r"\b(?:passages?|documents?|texts?|context)\b", re.IGNORECASE)

Mentions = Callable[[str], bool]
"""Whether any document has a word, in any of its forms."""


def says_nothing(sentence: str) -> bool:
    """Whether a sentence of the model only says that the passages do not answer."""
    return bool(_NOT_SAID.search(sentence) and _ABOUT_TEXTS.search(sentence))


def refusal(
    question: str,
    passages: Sequence[Passage],
    mentions: Mentions,
    found: Sequence[Sequence[Citation]] = (),
    misspelt: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Sentence, ...]:
    """The sentences of an abstention.

    Args:
        question: What was asked, standing alone.
        passages: The closest ones.
        mentions: Looks a word up in all documents.
        found: Where the sentences of an answer stand that is too unlikely to be given, if one was written, each
            behind the headings it stands under; the surest is shown.
        misspelt: Words of the question that the documents may have in another spelling, and which.
    """
    said = [Sentence(REFUSAL, remark=True), *missing(question, mentions, misspelt, they="They")]
    if best := max(found, key=lambda place: place[0].score, default=None):
        said += quoted([best], PERHAPS)
    elif closest := _closest(question, passages):
        said += quoted([[citation(closest, score=1.0)]], CLOSEST)
    return tuple(said)


def missing(
    question: str,
    mentions: Mentions,
    misspelt: Mapping[str, str] = MappingProxyType({}),
    *,
    they: str = "The documents",
) -> list[Sentence]:
    """A remark that names what a question presumes and no document mentions; none when there is nothing."""
    found = (name for name in presumed(question) if not _is_known(name, mentions))
    unknown = list(islice(found, NAMED))
    if not unknown:
        return []
    written = [put_right(name, misspelt) for name in unknown]
    others = [meant for name, meant in zip(unknown, written, strict=True) if meant != name]
    but = f", but {_listed(others)}" if others else ""
    return [Sentence(f"{they} do not mention {_listed(unknown)}{but}.", remark=True)]


@dataclass(frozen=True, slots=True)
class _Everywhere(Container[str]):
    """The words of all documents, looked up one by one."""

    mentions: Mentions

    def __contains__(self, form: object) -> bool:
        return self.mentions(str(form))


def _is_known(name: str, mentions: Mentions) -> bool:
    """Whether every word of it may be mentioned, in whatever writing, or all of it by its initials."""
    texts = [(word, name[word.start : word.end]) for word in words(name)]
    short = "".join(text[0] for _, text in texts)
    if len(short) > 1 and (mentions(short) or all(map(mentions, short))):  # UN, U.K.
        return True
    joined = [run.span() for run in _JOINED.finditer(name) if mentions(run.group())]
    return all(
        any(start <= word.start < end for start, end in joined)
        or _may_be_there(word, text, mentions)
        for word, text in texts
    )


def _may_be_there(word: Word, text: str, mentions: Mentions) -> bool:
    """Whether a word is mentioned, be it as a people, a plural or a synonym, or may be written otherwise."""
    if word.kind == "number" and text[0].isdigit():
        return is_written(text, mentions)
    if mentions(text) or stands(_Everywhere(mentions), word):
        return True
    return word.kind in {"name", "initial"} and may_be_short(text)


def presumed(question: str) -> list[str]:
    """What a question takes to be there: its names, its numbers and the things it asks the number of.

    Names side by side are one, North Korea, and so are a name and what is joined to it, C7.
    """
    counted = {thing.start for thing in how_many(question)}
    shouted = _is_title(question)
    found: list[tuple[int, int, str]] = []
    for word in words(question):
        if found and found[-1][1] == word.start:
            found[-1] = (found[-1][0], word.end, word.kind)
            continue
        named = word.kind == "name" and not shouted
        telling = named or (word.kind == "number" and _stands_alone(question, word))
        if not telling and word.start not in counted:
            continue
        if found and found[-1][2] == word.kind == "name" and found[-1][1] == word.start - 1:
            found[-1] = (found[-1][0], word.end, word.kind)
        else:
            found.append((word.start, word.end, word.kind))
    return list(dict.fromkeys(question[start:end] for start, end, _ in found))


def _is_title(text: str) -> bool:
    """Whether capitals tell nothing, as most words have one."""
    said = [word for word in text.split() if word[0].isalpha()]
    return sum(word[0].isupper() for word in said) > max(len(said) / 2, 2)


def _stands_alone(text: str, word: Word) -> bool:
    """Whether a number is written in digits and a word by itself: not "two", nor that of "1990s" or "A4"."""
    if not text[word.start].isdigit():
        return False
    around = text[max(word.start - 1, 0) : word.start] + text[word.end : word.end + 1]
    return not any(character.isalnum() or character in "-%" for character in around)


def _closest(question: str, passages: Sequence[Passage]) -> Span | None:
    """The sentence that holds most of the question's words; None when it would be beside the point."""
    asked = telling(question)
    told = (s for s in candidates(passages, longest=1) if not is_title(s.text))  # a headline may be
    spans = [(_share(asked, span), span) for span in told]
    share, best = max(spans, key=lambda pair: pair[0], default=(0.0, None))
    return best if share >= NEAR else None


def _share(asked: Sequence[Word], span: Span) -> float:
    pool = forms_of(span.text)
    return sum(holds(pool, word) for word in asked) / len(asked) if asked else 0.0


def _listed(found: Sequence[str]) -> str:
    quoted = [f"“{word}”" for word in found]
    return " or ".join(filter(None, (", ".join(quoted[:-1]), quoted[-1])))
