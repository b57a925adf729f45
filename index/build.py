"""Brings an index up to date with a folder of documents. Knows the order of things, no format."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from index import beside
from index import folder as files
from index.batches import weighed
from index.changes import Changes, Comparison
from index.errors import DocumentError, DocumentsError, UpdateCancelledError
from index.forecast import Forecast
from index.prepare import Preparation
from index.readers.many import read_documents
from index.recipe import in_one_line, recipe_of
from index.report import BuildReport, Failure, Progress, ProgressCallback
from index.writer import Writer, writing

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from index.documents import Document
    from index.embed import Embedder
    from index.library import Library
    from index.prepared import Prepared
    from index.seen import Seen

BATCH_DOCUMENTS = 256
"""Most documents that become visible together; an update that is cut short reads at most these again."""

BATCH_CHARACTERS = 2_000_000
"""A batch ends with the document that reaches this: about 4,000 chunks, a minute of embedding."""


def update(  # noqa: PLR0913  # each is a wish of its own
    folder: Path,
    library: Library,
    embedder: Embedder,
    *,
    rebuild: bool = False,
    progress: ProgressCallback | None = None,
    stop: threading.Event | None = None,
) -> BuildReport:
    """Index what is new or changed in a folder, forget what is gone.

    Cut short at any moment, it leaves a valid index, and the next call goes on from there. Memory holds
    the names of all files, but the content of one batch only.

    Args:
        folder: The documents.
        library: Where to.
        embedder: The one the library was opened with.
        rebuild: Read every document again, and replace all of them in one step.
        progress: Told how far it is.
        stop: Cancels it when set, as soon as the texts at hand are embedded.

    Raises:
        UpdateCancelledError: When it was cancelled.
        DocumentsError: When the folder cannot be used, or nothing in it can be read.
        LibraryBusyError: When another process is updating.
        LibraryError: When the index cannot be written; its former content is intact.
    """
    files.require(folder)  # at once, not after a wait for the lock
    with writing(library.path) as writer:
        # Only now: what another process indexed while this one waited is among them.
        sources = files.find(folder, beside.belonging(library.path))
        job = _Update(folder, embedder, writer, _stoppable(progress, stop))
        if rebuild or job.must_rebuild():
            job.replace_all(sources, asked=rebuild)
        else:
            job.replace_changed(sources)
        beside.remove_left_behind(library.path)
    library.let_go()
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
        self._recipe = in_one_line(recipe_of(embedder))
        self._known = writer.digests()
        self._changes = Changes()
        self._written: set[str] = set()
        self._failures: list[Seen] = []
        self._done = 0
        self._files = 0

    def must_rebuild(self) -> bool:
        """Whether the index is made otherwise than it would be now, or a rebuild was cut short."""
        fits = recipe_of(self._embedder).items() <= self._writer.manifest().items()
        return not fits or bool(self._writer.staged(self._recipe))

    def replace_changed(self, sources: Sequence[str]) -> None:
        """Write the documents whose content is new, a batch at a time."""
        self._compare(sources, self._known)
        # First, so that what is gone answers no more; a renamed file's vectors stay until the end.
        if self._changes.gone:
            self._writer.commit([], self._changes.gone, [])
        for batch in self._batches(self._read()):
            self._writer.commit(self._prepared(batch), failed=self._failed())
            del batch  # else it would be held while the next one is read
        if self._failures:
            self._writer.commit([], [], self._failed())
        self._writer.drop_loose_vectors(self._embedder.name)

    def replace_all(self, sources: Sequence[str], *, asked: bool) -> None:
        """Write every document again; readers see the former index until all is done."""
        staged = self._writer.staged(self._recipe)
        if asked and not staged:
            self._writer.begin_anew()
        self._compare(sources, staged)
        self._written = set(self._changes.settled)
        self._writer.keep_staged(self._written)
        self._stage(self._read())
        # What cannot be read any more is taken from the index: its chunks and vectors must fit too.
        kept = self._known.keys() - set(self._changes.gone) - self._written
        self._stage(self._writer.document(source) for source in sorted(kept))
        self._written -= kept
        manifest = recipe_of(self._embedder) | {"dim": str(self._embedder.dim)}
        total = len(self._written) + len(kept)
        self._writer.replace_all(
            manifest, lambda done: self._progress(Progress("replacing", done, total))
        )

    def report(self) -> BuildReport:
        """What was done.

        Raises:
            DocumentsError: When there are files, but not one could ever be read.
        """
        known, gone = self._known.keys(), self._changes.gone
        reasons = sorted(self._changes.failed.items())
        failed = tuple(Failure(source, self._in_full(source, why)) for source, why in reasons)
        if failed and not known and not self._written:
            raise DocumentsError(
                f"nothing in {str(self._folder)!r} can be read ({len(failed)} failed); first: {failed[0]}"
            )
        return BuildReport(
            added=tuple(sorted(self._written - known)),
            changed=tuple(sorted(self._written & known)),
            removed=tuple(gone),
            unchanged=tuple(
                sorted(known - self._written - set(gone) - self._changes.failed.keys())
            ),
            failed=failed,
            chunks=self._preparation.chunks,
            embedded=self._preparation.embedded,
        )

    def _in_full(self, source: str, reason: str) -> str:
        return f"{reason}; the index keeps its former version" if source in self._known else reason

    def _compare(self, sources: Sequence[str], known: dict[str, str]) -> None:
        comparison = Comparison(self._folder, self._writer, self._recipe, self._progress)
        self._changes = comparison.changes(sources, known, self._known)
        self._total = sum(self._changes.pending.values())
        self._of_files = len(self._changes.pending)
        self._forecast = Forecast(self._changes.pending)
        self._preparation = Preparation(self._embedder, self._writer, self._forecast)

    def _read(self) -> Iterator[Document]:
        if self._changes.pending:  # at once: the first batch may take a minute
            self._tell()
        for item in read_documents(self._folder, list(self._changes.pending)):
            if isinstance(item, DocumentError):
                self._fail(item)
            else:
                yield item
            self._files += 1
            self._tell()

    def _fail(self, error: DocumentError) -> None:
        self._changes.failed[error.source] = error.reason
        # Taken out: its former version may yet be staged, and is not to count again.
        self._done += self._changes.pending.pop(error.source, 0)
        self._forecast.read(error.source, 0)
        if error.lasting and (seen := self._writer.seen(error.source)):
            self._failures.append(replace(seen, reason=error.reason, recipe=self._recipe))

    def _failed(self) -> list[Seen]:
        failures, self._failures = self._failures, []
        return failures

    def _batches(self, documents: Iterable[Document]) -> Iterator[list[Document]]:
        return weighed(documents, BATCH_DOCUMENTS, _characters, BATCH_CHARACTERS)

    def _stage(self, documents: Iterable[Document]) -> None:
        for batch in self._batches(documents):
            self._writer.stage(self._prepared(batch), self._failed(), self._recipe)
            del batch  # the same
        self._writer.note(self._failed())

    def _prepared(self, batch: Sequence[Document]) -> list[Prepared]:
        size = sum(self._changes.pending.get(document.source, 0) for document in batch)
        prepared = self._preparation.prepare(batch, lambda share: self._tell(int(share * size)))
        self._done += size
        self._written.update(document.source for document in batch)
        return prepared

    def _tell(self, more: int = 0) -> None:
        made, text = self._preparation, self._forecast
        counts = (self._files, self._of_files, made.chunks, made.ready)
        work = (text.embedded, text.total())
        self._progress(Progress("indexing", self._done + more, self._total, *counts, *work))


def _stoppable(progress: ProgressCallback | None, stop: threading.Event | None) -> ProgressCallback:
    """Tells how far it is, and ends the update there when it is to stop.

    That is between two transactions, or within one, which is rolled back.
    """

    def told(step: Progress) -> None:
        if stop is not None and stop.is_set():
            raise UpdateCancelledError(
                "the update was cancelled; what was indexed so far stays, and the next one goes on from there"
            )
        if progress is not None:
            progress(step)

    return told


def _characters(document: Document) -> int:
    return len(document.text)
