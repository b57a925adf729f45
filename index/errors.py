"""The errors this project raises on purpose; every other exception is a defect.

RagError                      one clear line: the value, the cause, the fix
├── DocumentsError            the folder of documents cannot be used
├── DocumentError             one document cannot be read; the others go on
├── EmbedderError             the embedding model cannot be used
├── ThreadsError              the number of threads is none
├── UpdateCancelledError      an update was stopped on purpose
├── FilterError               a search is narrowed to something that cannot be
└── LibraryError              the index cannot be opened or written
    ├── LibraryFormatError    not an index of ours, or one of a newer version
    ├── LibraryMismatchError  made with another embedder
    ├── LibraryDamagedError   its file is damaged
    └── LibraryBusyError      another process is writing

``rag.errors`` hangs its own branch under :class:`RagError`.
"""


class RagError(Exception):
    """Anything a user can cause or mend; its text is one line that says what, why and how to fix."""


class DocumentsError(RagError):
    """The folder of documents is missing, is no folder, or holds nothing that can be read."""


class DocumentError(RagError):
    """One document cannot be read: broken, encrypted, empty, of an unknown format.

    Attributes:
        source: The document, as ``Document.source``, or its file name where only that is known.
        reason: What is wrong and how to fix it, without the name.
        lasting: Whether reading the same bytes again would fail again.
    """

    def __init__(self, source: str, reason: str, *, lasting: bool = True) -> None:
        super().__init__(f"{source!r}: {reason}")
        self.source = source
        self.reason = reason
        self.lasting = lasting


class EmbedderError(RagError):
    """The embedding model is missing or does not load."""


class ThreadsError(RagError):
    """``RAG_THREADS`` is no number of threads."""


class UpdateCancelledError(RagError):
    """An update was stopped on purpose; what it had written stays, and the next one goes on from there."""


class FilterError(RagError):
    """A condition on the documents to search is not written as it must be."""


class LibraryError(RagError):
    """The index cannot be opened, read or written."""


class LibraryFormatError(LibraryError):
    """The file is not an index, or was made by a newer version of this project."""


class LibraryMismatchError(LibraryError):
    """The index was made with another embedder than the one in use."""


class LibraryDamagedError(LibraryError):
    """The file of the index is damaged; it can be made anew from the documents."""


class LibraryBusyError(LibraryError):
    """Another process holds the write lock of the index."""
