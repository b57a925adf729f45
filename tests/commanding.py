"""What tests of the command line put in the place of models."""

from index import Library
from index.testing import HashEmbedder
from rag import Settings
from rag.places import index_file


def open_library(
    settings: Settings, *, rebuild: bool = False, progress: object = None
) -> tuple[Library, HashEmbedder]:
    del progress
    embedder = HashEmbedder()
    return Library.open(index_file(settings), embedder, rebuild=rebuild), embedder
