"""What can be done with the documents alone, without loading a language model."""

from typing import TYPE_CHECKING

from index import BuildReport, update
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


def find_passages(
    settings: Settings, words: str, count: int, progress: "Callback"
) -> tuple[tuple[Passage, ...], BuildReport]:
    """The passages nearest to some words, best first, after bringing the index up to date.

    Raises:
        QuestionError: If there are no words.
        RagError: For anything else a user can mend.
    """
    from rag.retrieve import search

    if not words.strip():
        raise QuestionError("nothing to search for; name some words")
    library, embedder, report = _up_to_date(settings, progress)
    found = search(library.snapshot(), embedder, words, k=count, candidates=settings.candidates)
    return found, report


def _up_to_date(
    settings: Settings, progress: "Callback", *, rebuild: bool = False
) -> "tuple[Library, Embedder, BuildReport]":
    from rag.opening import open_library
    from rag.places import documents_folder

    folder = documents_folder(settings)
    library, embedder = open_library(settings, rebuild=rebuild, progress=progress)
    return library, embedder, update(folder, library, embedder, rebuild=rebuild, progress=progress)
