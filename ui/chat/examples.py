"""What a fresh page proposes to ask, made from what is indexed."""

from collections.abc import Sequence

from index import DocumentInfo
from ui.safe import plain

#: Asked about the article that comes with the project; the last one it does not answer.
SEED_QUESTIONS = (
    "How many goats did Russia send to North Korea?",
    "Why were the goats sent?",
    "When did Putin visit Kim Jong Un?",
    "Who is the president of France?",
)
_SEED_TITLE = "sends goats to aid hunger"

_LONGEST = 80


def example_questions(documents: Sequence[DocumentInfo]) -> tuple[str, ...]:
    """Up to four questions to begin with; none where nothing is indexed."""
    if any(_SEED_TITLE in document.title for document in documents):
        return SEED_QUESTIONS
    return tuple(f"What does “{_short(plain(document.title))}” say?" for document in documents[:4])


def _short(title: str) -> str:
    return title if len(title) <= _LONGEST else title[: _LONGEST - 1].rstrip() + "…"
