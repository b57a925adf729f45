"""From settings to the objects an assistant is made of. Knows no more of them than their names."""

from dataclasses import replace
from functools import partial
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
    from index.precision import DTYPES
    from rag.models import ensure, models_folder
    from rag.precision import embedder_dtype, named_dtype

    located = ensure(name, progress)
    if located.folder == Path(name).expanduser().absolute():
        # However a folder is spelled, it is the same embedder.
        located = replace(located, name=located.folder.name)
    named = named_dtype()
    dtype = named if named in DTYPES else None  # eight bits are for the generator alone
    measure = partial(embedder_dtype, models_folder())
    return SentenceTransformerEmbedder(located.folder, located.identity, dtype, measure)


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
    from index.threads import use_threads

    use_threads()  # before anything is measured with them
    opener = _by_llama if engine == "llama.cpp" else _by_transformers
    return opener(model, progress)


def _by_transformers(model: str, progress: "ProgressCallback | None") -> TransformersGenerator:
    from rag.fetch import quiet
    from rag.int8_copy import fetch_ahead, int8_copy
    from rag.loading import INT8
    from rag.models import ensure, models_folder
    from rag.precision import best_dtype

    located = ensure(model, progress)
    dtype = best_dtype(models_folder())
    if dtype == INT8:
        fetch_ahead(int8_copy(located.folder, models_folder(), progress or quiet))
    return TransformersGenerator(located.folder, located.identity, dtype)


def _by_llama(model: str, progress: "ProgressCallback | None") -> "LlamaGenerator":
    from rag.llama import LlamaGenerator, require_package
    from rag.models import ensure, ensure_gguf

    require_package()
    gguf = ensure_gguf(model, progress)  # first, so that the folder is made from it
    located = ensure(model, progress)
    return LlamaGenerator(gguf, located.folder, located.identity)
