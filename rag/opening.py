"""From settings to the objects an assistant is made of. Knows no more of them than their names."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from index import Library
from rag.generate import TransformersGenerator
from rag.places import documents_folder, index_file
from rag.settings import Settings

if TYPE_CHECKING:
    from index.embed import SentenceTransformerEmbedder
    from rag.fetch import ProgressCallback
    from rag.llama import LlamaGenerator


def open_library(
    settings: Settings, *, rebuild: bool = False, progress: "ProgressCallback | None" = None
) -> tuple[Library, "SentenceTransformerEmbedder"]:
    """The index of the documents folder, made when missing, and the embedder it is made with.

    Args:
        settings: Which documents, which index.
        rebuild: Open it also when another embedder made it.
        progress: Told how far the fetching of the embedder is.

    Raises:
        DocumentsError: If the documents folder is missing or empty; nothing is fetched or made then.
        EmbedderError: If the embedder is a model, but no embedder.
        LibraryError: If the index cannot be opened.
        ModelError: If the embedder cannot be had.
    """
    from index.folder import find

    find(documents_folder(settings))
    path = index_file(settings)
    embedder = open_embedder(settings.embedder, progress)
    return Library.open(path, embedder, rebuild=rebuild), embedder


def open_embedder(
    name: str, progress: "ProgressCallback | None" = None
) -> "SentenceTransformerEmbedder":
    """The embedder called ``name`` (see ``Settings.embedder``), fetched when missing, not yet loaded.

    Raises:
        EmbedderError: If it is a model, but no embedder.
        ModelError: If it cannot be had.
    """
    from index.embed import SentenceTransformerEmbedder
    from rag.models import ensure
    from rag.precision import named_dtype

    located = ensure(name, progress)
    if located.folder == Path(name).expanduser().absolute():
        # However a folder is spelled, it is the same embedder.
        located = replace(located, name=located.folder.name)
    return SentenceTransformerEmbedder(located.folder, located.identity, named_dtype())


def open_generator(
    model: str, progress: "ProgressCallback | None" = None, engine: str = "transformers"
) -> "TransformersGenerator | LlamaGenerator":
    """The generator called ``model`` (see ``Settings.model``), fetched when missing, not yet loaded.

    Args:
        model: As ``Settings.model``.
        progress: Told how far the fetching is.
        engine: As ``Settings.engine``.

    Raises:
        ModelError: If it cannot be had, or not for this engine; then before anything is fetched.
    """
    from rag.models import ensure, ensure_gguf, models_folder
    from rag.precision import best_dtype

    if engine == "llama.cpp":
        from rag.llama import LlamaGenerator, require_package

        require_package()
        gguf = ensure_gguf(model, progress)  # first, so that the folder is made from it
        located = ensure(model, progress)
        return LlamaGenerator(gguf, located.folder, located.identity)
    located = ensure(model, progress)
    return TransformersGenerator(located.folder, located.identity, best_dtype(models_folder()))
