"""What a fresh page proposes to ask, made from what is indexed by a few plain rules.

A rule finds a place that surely answers its question: "In May 2024, …" answers what happened then. The
rules know English; where none fits, a document's title is asked about.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice, zip_longest

from index import DocumentInfo, LibraryError, Snapshot
from index.sentences import sentences
from ui.safe import plain
from ui.wording import shortened

#: Asked about the article that comes with the project; the last one it does not answer.
SEED_QUESTIONS = (
    "How many goats did Russia send to North Korea?",
    "Why were the goats sent?",
    "When did Putin visit Kim Jong Un?",
    "Who is the president of France?",
)
_SEED_TITLE = "sends goats to aid hunger"

_MANY = 4  # questions
_LOOKED_AT = 8  # documents, the first of them
_LONGEST_DOCUMENT = 400_000  # characters; reading more would be felt
_LONGEST_START = 6_000  # characters of a document that are looked at
_LONGEST = 80  # characters of what is quoted

_MONTH = (
    r"(?:(?:early |mid-|late )?(?:January|February|March|April|May|June|July|August|September"
    r"|October|November|December) )?"
)
_WHEN = re.compile(rf"^(In {_MONTH}|On {_MONTH}\d\d?, )((?:1[5-9]|20)\d\d), (?=\w+ )")
_WHAT = re.compile(
    r"^((?:The |An? )?[A-Z][\w\u2019'-]*(?: (?!is\b|are\b|was\b|were\b)[\w\u2019'-]+){0,3})"
    r"(?: \([^)]{1,80}\))? (is|are|was|were) (?:an?|the|one|any|all) \w"
)
# After an empty line, as Markdown marks it or by itself; not the first line, which is the title.
_HEADING = re.compile(r"\n\n(?:#{1,4} )?([A-Z][^\n.:;!?|<>`“”\"]{5,60})\n\n?(?=[A-Z])")
_NUMBERED = re.compile(r"^(?:Chapter|Section|Part|Page|Table|Figure)\b|.*\d$")
_POINTS_BACK = re.compile(
    r"^(?:the )?(?:it|this|that|these|those|he|she|they|we|you|i|there|here|what|which|who|one|if"
    r"|when|while|as|in|on|at|for|but|and|so|such|another|example|since|after|before|during|from|with|by"
    r"|although|because|all|some|most|many|both|each|its|his|her|their|our|my|your)\b",
    re.IGNORECASE,
)


def example_questions(
    documents: Sequence[DocumentInfo], snapshot: Snapshot | None = None
) -> tuple[str, ...]:
    """Up to four questions to begin with; none where nothing is indexed. The same for the same index.

    Args:
        documents: What is indexed.
        snapshot: To read them in; without it only their titles are known.
    """
    if any(_SEED_TITLE in document.title for document in documents):
        return SEED_QUESTIONS
    readable = [one for one in documents if snapshot and one.characters <= _LONGEST_DOCUMENT]
    texts = [_start(snapshot, one) for one in readable[:_LOOKED_AT] if snapshot]
    asked = [islice(chain(_asked(text), _headings(text)), _MANY) for text in texts]
    turns = zip_longest(*asked)  # one of each document in turn, so that none has all of them
    found = dict.fromkeys(question for turn in turns for question in turn if question)
    about = (f"What does “{shortened(plain(one.title), _LONGEST)}” say?" for one in documents)
    return tuple(islice(dict.fromkeys((*found, *islice(about, _MANY))), _MANY))


def _start(snapshot: Snapshot, document: DocumentInfo) -> str:
    try:
        return snapshot.document(document.source).text[:_LONGEST_START]
    except LibraryError:
        return ""


def _asked(text: str) -> Iterator[str]:
    """What the sentences of a text answer, in its order."""
    for start, end in sentences(text):
        sentence = " ".join(text[start:end].split())
        if sentence.endswith("?"):  # a heading or a line of questions and answers
            if 15 <= len(sentence) <= _LONGEST and sentence[0].isupper():  # noqa: PLR2004
                yield plain(sentence)
        elif found := _WHEN.match(sentence):
            yield f"What happened {found[1].lower()[:2]}{found[1][2:]}{found[2]}?"
        elif (found := _WHAT.match(sentence)) and not _POINTS_BACK.match(found[1]):
            yield _about(found[1], found[2])


def _headings(text: str) -> Iterator[str]:
    """What its headings announce: short lines that stand alone, and say more than one word."""
    for found in _HEADING.finditer(text):
        heading = plain(found[1]).strip("*_ ")
        if len(heading.split()) > 1 and not _NUMBERED.match(heading):
            yield f"What is said about “{heading}”?"


def _about(subject: str, verb: str) -> str:
    """Asks what something is; what has a name of several words may be somebody."""
    first, _, rest = subject.partition(" ")
    inside = f"{first.lower()} {rest}" if first in {"The", "A", "An"} else subject
    is_name = rest and subject.istitle()
    return f"What is said about {inside}?" if is_name else f"What {verb} {inside}?"
