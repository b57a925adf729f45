"""Documents become searchable passages. Knows no language model."""

from index.beside import discard
from index.build import update
from index.candidate import Candidate
from index.checking import check
from index.chunks import Chunk
from index.documents import Document, Heading
from index.embed import Embedder
from index.errors import (
    DocumentError,
    DocumentsError,
    EmbedderError,
    FilterError,
    LibraryBusyError,
    LibraryDamagedError,
    LibraryError,
    LibraryFormatError,
    LibraryMismatchError,
    RagError,
    UpdateCancelledError,
)
from index.filters import ANY, Filter
from index.findings import CheckReport, Finding
from index.hit import Hit
from index.library import Library
from index.readers import supported_suffixes
from index.report import BuildReport, Failure
from index.snapshot import DocumentInfo, Snapshot
from index.vectors import VectorStore
from index.watching import settled, watch

__all__ = [
    "ANY",
    "BuildReport",
    "Candidate",
    "CheckReport",
    "Chunk",
    "Document",
    "DocumentError",
    "DocumentInfo",
    "DocumentsError",
    "Embedder",
    "EmbedderError",
    "Failure",
    "Filter",
    "FilterError",
    "Finding",
    "Heading",
    "Hit",
    "Library",
    "LibraryBusyError",
    "LibraryDamagedError",
    "LibraryError",
    "LibraryFormatError",
    "LibraryMismatchError",
    "RagError",
    "Snapshot",
    "UpdateCancelledError",
    "VectorStore",
    "check",
    "discard",
    "settled",
    "supported_suffixes",
    "update",
    "watch",
]
