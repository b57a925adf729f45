"""From a question to the passages that are read to answer it. Knows no language model."""

from collections.abc import Sequence
from dataclasses import dataclass

from index import Embedder, Filter, Snapshot
from rag.answers import Passage
from rag.mending import put_right
from rag.prompt import asks_for_more
from rag.reading import in_order, worth_reading
from rag.retrieve import Retrieval, passages, retrieve
from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for a question.

    Attributes:
        retrieval: The hits.
        shown: The passages worth reading, numbered as the model sees them.
    """

    retrieval: Retrieval
    shown: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Finder:
    """Where is looked, and how.

    Attributes:
        snapshot: The generation of the index that answers.
        embedder: The one the index was made with.
        settings: How many passages.
        where: Which documents may answer.
    """

    snapshot: Snapshot
    embedder: Embedder
    settings: Settings
    where: Filter

    def find(self, question: str, before: Sequence[Passage] = ()) -> Found:
        """What is read for a question.

        Args:
            question: What is asked, standing alone.
            before: What was read for the question before; as much of it as is read again comes first.
        """
        found = retrieve(
            self.snapshot,
            self.embedder,
            question,
            k=self.settings.passages,
            candidates=self.settings.candidates,
            where=self.where,
        )
        shown = passages(self.snapshot, found.hits)
        if not (self.settings.full or asks_for_more(question)):  # from more than the best, perhaps
            shown = worth_reading(put_right(question, found.misspelt), shown)
        return Found(found, in_order(shown, before))
