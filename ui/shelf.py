"""What can be done with the documents alone, without loading a language model."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index import (
    ANY,
    BuildReport,
    CheckReport,
    Filter,
    LibraryDamagedError,
    RagError,
    check,
    discard,
    settled,
    update,
    watch,
)
from index.readers import clean
from rag import Passage, QuestionError, Settings

if TYPE_CHECKING:
    from index import Embedder, Library
    from ui.progress import Callback


def index_documents(
    settings: Settings, progress: "Callback", *, rebuild: bool = False
) -> BuildReport:
    """Bring the index up to date with the documents folder.

    Raises:
        RagError: For anything a user can mend.
    """
    *_, report = _up_to_date(settings, progress, rebuild=rebuild)
    return report


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a check.

    Attributes:
        report: What was found; None when the index was too damaged to be looked at.
        update: What was read again, or made anew, from the documents; None when nothing had to be.
    """

    report: CheckReport | None
    update: BuildReport | None = None

    @property
    def is_sound(self) -> bool:
        """Whether the index is as it should be now."""
        if self.report is None or not self.report.sound:
            return self.update is not None  # made anew
        failed = {failure.source for failure in self.update.failed} if self.update else set()
        return failed.isdisjoint(self.report.unread)


def check_documents(settings: Settings, progress: "Callback", *, rebuild: bool = False) -> Checked:
    """Verify the index, and mend it, with the help of the documents where that is needed.

    Args:
        settings: Which documents, which index.
        progress: Told how far it is.
        rebuild: Make the index anew from the documents when it cannot be mended.

    Raises:
        LibraryDamagedError: If the index is too damaged to be looked at, and may not be made anew.
        RagError: For anything else a user can mend.
    """
    from rag.opening import open_library
    from rag.places import index_file

    report = None
    try:
        library, embedder = open_library(settings, progress=progress)
        with closing(library):
            report = check(library, embedder, progress=progress)
    except LibraryDamagedError:
        if not rebuild:
            raise
    if report is None or (rebuild and not report.sound):
        discard(index_file(settings))
    elif not report.unread:
        return Checked(report)
    return Checked(report, index_documents(settings, progress))


def watch_documents(settings: Settings, progress: "Callback") -> Iterator[BuildReport | RagError]:
    """Bring the index up to date now and after each change of the folder, until interrupted.

    Raises:
        RagError: If the index cannot be opened or the folder not watched; what goes wrong with one
            update is yielded instead.
    """
    from rag.opening import open_library
    from rag.places import documents_folder

    folder = documents_folder(settings)
    library, embedder = open_library(settings, progress=progress)
    return watch(
        lambda: update(folder, library, embedder, progress=progress),
        settled(folder, library.path),
    )


def find_passages(  # noqa: PLR0913  # each comes from an option
    settings: Settings,
    words: str,
    count: int,
    progress: "Callback",
    where: Filter = ANY,
    *,
    focused: bool = False,
) -> tuple[tuple[Passage, ...], BuildReport]:
    """The passages nearest to some words, best first, after bringing the index up to date.

    Args:
        settings: Which documents, which index.
        words: What to look for.
        count: How many chunks at most; those that touch are one passage.
        progress: Told how far the update is.
        where: Which of the documents to look at.
        focused: Only the sentences that bear on the words.

    Raises:
        QuestionError: If there are no words.
        RagError: For anything else a user can mend.
    """
    from rag.retrieve import search

    if not words.strip():
        raise QuestionError("nothing to search for; name some words")
    library, embedder, report = _up_to_date(settings, progress)
    found = search(
        library.snapshot(),
        embedder,
        clean(words),
        k=count,
        candidates=settings.candidates,
        where=where,
        focused=focused,
    )
    return found, report


def _up_to_date(
    settings: Settings, progress: "Callback", *, rebuild: bool = False
) -> "tuple[Library, Embedder, BuildReport]":
    from rag.opening import open_library
    from rag.places import documents_folder

    folder = documents_folder(settings)
    library, embedder = open_library(settings, rebuild=rebuild, progress=progress)
    return library, embedder, update(folder, library, embedder, rebuild=rebuild, progress=progress)
