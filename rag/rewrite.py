"""A follow-up becomes a question that stands alone. The first question of a chat is never touched.

The model rewrites, :mod:`rag.faithful` judges what it wrote, and where that will not do, the question
is kept and the names it may be about are put behind it. Knows nothing of documents.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.sentences import sentences
from rag.faithful import faithful
from rag.generate import Generator
from rag.prompt import rewrite
from rag.words import words

# A question with none of these, that names what it is about, stands alone.
_ENGLISH = """
    it its itself they them their theirs themselves he him his himself she her hers herself this that these
    those there then one ones same else other others another both former latter such
"""
_OTHERS = """
    er ihn ihm sie ihr ihre ihren ihrer ihnen sein seine seinen dort davon darin damit dazu dabei diese dieser
    dieses diesen él ella ellos ellas su sus allí ello eso esto esa ese esos esas ils elles elle leur leurs
    celui celle ceux cela ça 它 他 她 们 这 那 其
"""
_REFERRING = frozenset((_ENGLISH + _OTHERS).split())
_OPENING = frozenset({"and", "but", "or", "so", "also", "und", "aber", "y", "pero", "et", "mais"})
_FEW = 3  # words that cannot make a whole question: "And where?", "Why not?", "In which year?"
_DEFINITE = re.compile(
    r"\bthe \w+\b(?! of\b)", re.IGNORECASE
)  # "the band", not "the king of Spain"
_HEADLESS = re.compile(
    r"(?:what|how) about\b|.*\b(?:how many|which) (?:is|are|was|were|did|do|does|had|have)\b",
    re.IGNORECASE,
)  # "How many were male?"
_SPARSE = 2  # words of evidence that leave "the agreement" open; CLAP NQ asks with more
_MUCH = 4  # words of evidence with which the model is believed that nothing is left out
_FULL = 5  # words of evidence with which a question that names something speaks for itself
RECENT = 2  # turns shown besides the one that opened the conversation, which says what it is about
TOKENS = 60  # a question, not an essay
REFUSED = "The documents do not say"  # begins an answer that tells nothing, see rag.refusal


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier question and the answer it got; the answer may be empty."""

    question: str
    answer: str


def standalone(question: str, history: Sequence[Turn], generator: Generator) -> str:
    """``question`` itself when it stands alone already, else a rewriting of it in one line.

    A rewriting that asks something else, or says what neither the question nor the history says, is not
    used; the question is then followed by the names it may be about.
    """
    if not history or not refers(question):
        return question
    turns = shown(history)
    said = "".join(generator.stream(rewrite(question, turns), citable=0, limit=TOKENS))
    line = (said.strip().splitlines() or [""])[0].strip()
    # A fragment has no words of its own that tie it down: it may not become what an answer talks of.
    told = "\n".join(text for turn in turns for text in turn[: 1 if _fragment(question) else 2])
    if line != question and faithful(line, question, told, _REFERRING):
        return line
    if not _leans(question) or (line == question and _whole(question)):
        return question
    return _joined(question, turns)


def refers(question: str) -> bool:
    """Whether ``question`` may lean on what was said before."""
    if _leans(question):
        return True
    short = _evidence(question) <= _SPARSE
    return short and bool(_DEFINITE.search(question)) and not _names(question)


def _leans(question: str) -> bool:
    """Whether it says so itself: by a pronoun, by how it begins, by being no whole question."""
    said = _said(question)
    if _fragment(question) or said[0] in _OPENING or _HEADLESS.match(question):
        return True
    explains = _evidence(question) > _FULL and _names(question)  # what its pronouns stand for
    return not explains and not _REFERRING.isdisjoint(said)


def _evidence(question: str) -> int:
    """How many words carry evidence."""
    return sum(word.kind != "stop" for word in words(question))


def _whole(question: str) -> bool:
    """Whether it names something or says much, and is no mere beginning, as "And China?" is."""
    return bool(_names(question) or _evidence(question) >= _MUCH) and (
        _said(question)[0] not in _OPENING
    )


def _said(question: str) -> list[str]:
    """Its words in small letters, "it's" as two."""
    spans = ((word.start, word.end) for word in words(question))
    return [part for start, end in spans for part in re.split(r"\W", question[start:end].lower())]


def shown(history: Sequence[Turn]) -> list[tuple[str, str]]:
    """The (question, answer) pairs that the model sees: the first turn and the latest ones.

    Of an answer only the first sentence, which is where it says what it is about; of a refusal nothing.
    """
    turns = [*history[:1], *history[1:][-RECENT:]]
    return [(turn.question, _gist(turn.answer)) for turn in turns]


def _gist(answer: str) -> str:
    spans = sentences(answer)
    return "" if not spans or answer.startswith(REFUSED) else answer[slice(*spans[0])]


def _joined(question: str, turns: Sequence[tuple[str, str]]) -> str:
    """The question, and in brackets what the conversation's questions name, else its answers.

    A fragment needs the words of the last question too, as "And China?" asks the same of China.
    """
    texts = ("\n".join(said) for said in zip(*turns, strict=True))
    found = next(filter(None, map(_names, texts)), [])
    if _fragment(question):
        last = turns[-1][0]
        found += [last[w.start : w.end] for w in words(last) if w.kind == "content"]
    new = [thing for thing in dict.fromkeys(found) if thing not in question]
    return f"{question} ({', '.join(new)})" if new else question


def _fragment(question: str) -> bool:
    return len(_said(question)) <= _FEW


def _names(text: str) -> list[str]:
    """The names in a text, each with the names beside it."""
    found = [word for word in words(text) if word.kind == "name"]
    spans = [[word.start, word.end] for word in found[:1]]
    for before, word in pairwise(found):
        if text[before.end : word.start] in {" ", ". "}:  # "William H. Seward"
            spans[-1][1] = word.end
        else:
            spans.append([word.start, word.end])
    return [re.sub(r"['’]s$", "", text[start:end]) for start, end in spans]  # noqa: RUF001
