"""Where documents, indexes and models lie on this machine. Makes no folder and reads no file."""

import hashlib
import os
from pathlib import Path

from index import DocumentsError
from rag.settings import Settings

APP = "rag-assistant"
SEEDS = "seeds"  # the folder of documents a checkout brings along


def documents_folder(settings: Settings) -> Path:
    """The folder of documents, absolute.

    Raises:
        DocumentsError: If none is named and there is no ``./seeds``.
    """
    if settings.docs is not None:
        return settings.docs.absolute()
    if Path(SEEDS).is_dir():
        return Path(SEEDS).absolute()
    raise DocumentsError(
        f"no documents: there is no folder {SEEDS!r} in {Path.cwd()}; "
        "name one with --docs FOLDER, or set RAG_DOCS"
    )


def index_file(settings: Settings) -> Path:
    """The index of the documents folder: its own file in the user's data folder, or the one named."""
    if settings.index is not None:
        return settings.index.absolute()
    from platformdirs import user_data_path

    folder = documents_folder(settings).resolve()
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return user_data_path(APP) / "indexes" / f"{folder.name or 'root'}-{digest}" / "library.sqlite"
