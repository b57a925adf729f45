"""The assistant: the parts put together. How each step works is in the step's own module."""

from collections import abc
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Self

import index
from index import ANY, BuildReport, Embedder, Filter, Library
from index.readers import clean
from rag.answers import Answer, Passage
from rag.errors import QuestionError
from rag.generate import Generator
from rag.places import documents_folder
from rag.reply import reply
from rag.retrieve import search
from rag.rewrite import Turn
from rag.settings import Settings
from rag.single import Single

if TYPE_CHECKING:
    from threading import Event

    from index.report import ProgressCallback
    from rag.fetch import ProgressCallback as FetchCallback

LONGEST_QUESTION = 4000  # characters; more is a document, not a question


class Assistant:
    """Answers questions from one library of documents.

    Args:
        library: The index; each question is answered from its newest generation.
        embedder: The one the library was made with.
        generator: Writes the answers.
        settings: How many passages, when to refuse, and so on; the defaults when None.
    """

    def __init__(
        self,
        library: Library,
        embedder: Embedder,
        generator: Generator,
        settings: Settings | None = None,
    ) -> None:
        self.library = library
        self.embedder = embedder
        self.generator = generator
        self.settings = settings or Settings()

    @classmethod
    def open(
        cls, settings: Settings | None = None, progress: "FetchCallback | None" = None
    ) -> Self:
        """The assistant that ``settings`` describe, with models fetched where they are missing.

        The index is opened as it is; :meth:`update` brings it up to date. The generator's weights
        are read at the first question.

        Raises:
            DocumentsError: If there is no documents folder.
            LibraryError: If the index cannot be opened.
            ModelError: If a model cannot be had.
        """
        from rag.opening import open_generator, open_library

        settings = settings or Settings.from_env()
        library, embedder = open_library(settings, progress=progress)
        return cls(
            library, embedder, open_generator(settings.model, progress, settings.engine), settings
        )

    def answer(self, question: str, history: Sequence[Turn] = (), where: Filter = ANY) -> Answer:
        """The finished answer; see :meth:`stream`."""
        *_, last = self.stream(question, history, where)
        return last

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        where: Filter = ANY,
        *,
        settings: Settings | None = None,
    ) -> abc.Generator[Answer]:
        """Yields the answer as it grows; closing the iterator stops the work.

        Args:
            question: What to answer from the documents.
            history: Earlier turns, oldest first; only with them is the question rewritten.
            where: Which documents may answer; all of them by default.
            settings: For this question alone, such as ``full`` and ``strict``; the assistant's own when
                None. Documents, index and models stay as they are.

        Raises:
            QuestionError: If the question is blank or too long.
            ModelError: If the generator does not load.
        """
        parts = (self.library.snapshot(), self.embedder, self.generator)
        single = Single(*parts, settings or self.settings, begun=perf_counter(), where=where)
        return reply(single, _checked(question), history)

    def search(
        self, words: str, k: int = 10, where: Filter = ANY, *, focused: bool = False
    ) -> tuple[Passage, ...]:
        """The passages nearest to ``words``, best first; needs no generator.

        Args:
            words: What to look for.
            k: How many chunks at most; those that touch are one passage.
            where: Which documents to look at; all of them by default.
            focused: Only the sentences that bear on the words.

        Raises:
            QuestionError: If there are no words, or too many.
        """
        return search(
            self.library.snapshot(),
            self.embedder,
            _checked(words),
            k=k,
            candidates=self.settings.candidates,
            where=where,
            focused=focused,
        )

    def update(
        self,
        *,
        rebuild: bool = False,
        progress: "ProgressCallback | None" = None,
        stop: "Event | None" = None,
    ) -> BuildReport:
        """Indexes what is new, changed or gone in the documents folder; see :func:`index.update`."""
        parts = (self.documents, self.library, self.embedder)
        return index.update(*parts, rebuild=rebuild, progress=progress, stop=stop)

    @property
    def documents(self) -> Path:
        """The documents folder, absolute."""
        return documents_folder(self.settings)


def _checked(question: str) -> str:
    if not question.strip():
        raise QuestionError("the question is empty; ask something about the documents")
    if len(question) > LONGEST_QUESTION:
        raise QuestionError(
            f"the question has {len(question):,} characters, {LONGEST_QUESTION:,} is the most; "
            "ask something shorter, or add the text as a document"
        )
    return clean(question)  # as the documents are: half a character can be neither stored nor sent
