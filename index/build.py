"""Brings an index up to date with a folder of documents. Knows the order of things, no format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index import folder as files
from index.batches import batched
from index.chunks import CHUNK_TOKENS
from index.errors import DocumentError, DocumentsError
from index.prepare import prepare
from index.readers import digest_of, read_document
from index.report import BuildReport, Failure, Progress, ProgressCallback
from index.writer import Writer, writing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from index.documents import Document
    from index.embed import Embedder
    from index.library import Library
    from index.prepared import Prepared

BATCH_DOCUMENTS = 64
"""Documents that become visible together; an update that is cut short reads at most these again."""


def update(
    folder: Path,
    library: Library,
    embedder: Embedder,
    *,
    rebuild: bool = False,
    progress: ProgressCallback | None = None,
) -> BuildReport:
    """Index what is new or changed in a folder, forget what is gone.

    Cut short at any moment, it leaves a valid index, and the next call goes on from there.

    Args:
        folder: The documents.
        library: Where to.
        embedder: The one the library was opened with.
        rebuild: Read every document again, and replace all of them in one step.
        progress: Told how far it is.

    Raises:
        DocumentsError: When the folder cannot be used, or nothing in it can be read.
        LibraryBusyError: When another process is updating.
        LibraryError: When the index cannot be written; its former content is intact.
    """
    sources = files.find(folder)
    with writing(library.path) as writer:
        recipe = {"embedder": embedder.name, "chunk_tokens": str(CHUNK_TOKENS)}
        anew = rebuild or not recipe.items() <= writer.manifest().items()
        job = _Update(folder, embedder, writer, progress or (lambda _: None))
        if anew:
            job.replace_all(sources, recipe | {"dim": str(embedder.dim)})
        else:
            job.replace_changed(sources)
        return job.report()


class _Update:
    """One update: what was there before, and what has been done so far."""

    def __init__(
        self, folder: Path, embedder: Embedder, writer: Writer, progress: ProgressCallback
    ) -> None:
        self._folder = folder
        self._embedder = embedder
        self._writer = writer
        self._progress = progress
        self._known = writer.digests()
        self._written: set[str] = set()
        self._gone: list[str] = []
        self._failed: dict[str, str] = {}

    def replace_changed(self, sources: Sequence[str]) -> None:
        """Write the documents whose content is new, a batch at a time."""
        digests = self._check(sources)
        pending = [source for source in digests if digests[source] != self._known.get(source)]
        done = 0
        for batch in batched(pending, BATCH_DOCUMENTS):
            self._write(self._read(batch, done, len(pending)))
            done += len(batch)
        # Last, so that a renamed file finds its vectors.
        self._write([], gone=self._gone)
        self._tidy()

    def replace_all(self, sources: Sequence[str], manifest: dict[str, str]) -> None:
        """Write every document again; readers see the former index until all is done."""
        pending = list(self._check(sources))
        documents = self._read(pending, 0, len(pending))
        # What cannot be read any more is taken from the index: its chunks and vectors must fit too.
        kept = self._known.keys() - set(self._gone) - {document.source for document in documents}
        former = [self._writer.document(source) for source in sorted(kept)]
        self._write(documents, former, self._gone, manifest)
        self._tidy()

    def report(self) -> BuildReport:
        """What was done.

        Raises:
            DocumentsError: When there are files, but not one could ever be read.
        """
        failed = tuple(Failure(*item) for item in sorted(self._failed.items()))
        if failed and not self._known and not self._written:
            raise DocumentsError(
                f"nothing in {str(self._folder)!r} can be read ({len(failed)} failed); first: {failed[0]}"
            )
        known = self._known.keys()
        return BuildReport(
            added=tuple(sorted(self._written - known)),
            changed=tuple(sorted(self._written & known)),
            removed=tuple(self._gone),
            unchanged=tuple(sorted(known - self._written - set(self._gone) - self._failed.keys())),
            failed=failed,
        )

    def _check(self, sources: Sequence[str]) -> dict[str, str]:
        digests: dict[str, str] = {}
        for done, source in enumerate(sources, start=1):
            try:
                digests[source] = digest_of(self._folder, source)
            except DocumentError as error:
                self._fail(error)
            self._progress(Progress("checking", done, len(sources)))
        present = set(sources)
        self._gone = sorted(s for s in self._known if s not in present and not self._is_hidden(s))
        return digests

    def _is_hidden(self, source: str) -> bool:
        """Whether it lies in a subfolder that may not be listed now, so that it may still be there."""
        return any(source.startswith(f"{failed}/") for failed in self._failed)

    def _read(self, batch: Sequence[str], done: int, total: int) -> list[Document]:
        documents = []
        for count, source in enumerate(batch, start=done + 1):
            try:
                documents.append(read_document(self._folder, source))
            except DocumentError as error:
                self._fail(error)
            self._progress(Progress("reading", count, total))
        return documents

    def _fail(self, error: DocumentError) -> None:
        kept = "; the index keeps its former version" if error.source in self._known else ""
        self._failed[error.source] = error.reason + kept

    def _write(
        self,
        documents: Sequence[Document],
        kept: Sequence[Document] = (),
        gone: Sequence[str] = (),
        manifest: dict[str, str] | None = None,
    ) -> None:
        prepared: list[Prepared] = []
        for batch in batched([*documents, *kept], BATCH_DOCUMENTS):
            prepared += prepare(batch, self._embedder, self._writer, self._progress)
        if prepared or gone or manifest:
            self._writer.commit(prepared, gone, manifest or {})
            self._written.update(document.source for document in documents)

    def _tidy(self) -> None:
        if self._written or self._gone:
            self._writer.drop_unused_vectors(self._embedder.name)
