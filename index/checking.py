"""Checks a whole index, and mends what can be derived from the rest. Knows the order of things.

What is derived, and from what: chunks, words and vectors from the text of a document; the text from its
file, which the next update reads again; the vector cache from the vectors. Only damage to the file itself
cannot be mended: then the index is to be made anew from the documents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from index import beside, inspection, rows, schema
from index.findings import CheckReport, Finding
from index.prepare import Preparation, text_of
from index.recipe import in_one_line, recipe_of
from index.report import Progress, ProgressCallback
from index.writer import writing

if TYPE_CHECKING:
    from pathlib import Path

    from index.embed import Embedder
    from index.library import Library
    from index.writer import Writer


def check(
    library: Library, embedder: Embedder, *, progress: ProgressCallback | None = None
) -> CheckReport:
    """Verify checksums, spans, vectors and words of an index, and mend what can be derived.

    Args:
        library: What to check.
        embedder: The one it was opened with; embeds the texts whose vectors are lost.
        progress: Told how many documents were looked at.

    Raises:
        LibraryBusyError: When another process is updating it.
        LibraryDamagedError: When its file is so damaged that it cannot be read.
        LibraryError: When it cannot be written.
    """
    with writing(library.path) as writer:
        job = _Check(library.path, embedder, writer, progress or (lambda _: None))
        report = job.run()
    library.let_go()
    return report


class _Check:
    """One check: what was found so far."""

    def __init__(
        self, path: Path, embedder: Embedder, writer: Writer, progress: ProgressCallback
    ) -> None:
        self._path = path
        self._embedder = embedder
        self._writer = writer
        self._connection = writer.connection
        self._progress = progress
        self._preparation = Preparation(embedder, writer)
        self._findings: list[Finding] = []
        self._unread: list[str] = []
        self._uncut: list[str] = []
        self._documents = self._chunks = self._vectors = 0

    def run(self) -> CheckReport:
        """Everything, in the order in which one thing is derived from the other."""
        if self._is_damaged():
            return CheckReport(findings=tuple(self._findings))
        self._remove_strays()
        self._check_documents()
        self._check_vectors()
        self._check_words()
        if self._findings:
            with self._writer.repairing():
                beside.cache_of(self._path).unlink(missing_ok=True)
        self._check_beside()
        return CheckReport(
            self._documents,
            self._chunks,
            self._vectors,
            tuple(self._findings),
            tuple(self._unread),
        )

    def _find(self, what: str, outcome: str, *, mended: bool = True) -> None:
        self._findings.append(Finding(what, outcome, mended))

    def _is_damaged(self) -> bool:
        if not inspection.damage(self._connection):
            return False
        # Its search trees or words may be all that is damaged, and those are derived.
        with self._writer.repairing():
            self._connection.execute("REINDEX")
            rows.restore_words(self._connection)
        lines = inspection.damage(self._connection)
        if lines:
            fix = "run `rag index --check --rebuild` to make it anew from the documents"
            self._find(f"the file is damaged ({lines[0]})", fix, mended=False)
        else:
            self._find("the file's search trees or words were damaged", "made again")
        return bool(lines)

    def _remove_strays(self) -> None:
        if count := inspection.stray_chunks(self._connection):
            with self._writer.repairing():
                self._connection.execute(
                    "DELETE FROM chunks WHERE document NOT IN (SELECT id FROM documents)"
                )
            self._find(f"{count} chunks belong to no document", "removed")
        recipe = in_one_line(recipe_of(self._embedder))
        values = (recipe,)
        with schema.transaction(self._connection):
            done = self._connection.execute("DELETE FROM staged WHERE recipe <> ?", values)
        if done.rowcount:
            self._find(
                f"{done.rowcount} documents of an unfinished rebuild are of no use", "removed"
            )

    def _check_documents(self) -> None:
        total = self._connection.execute("SELECT count(*) FROM documents").fetchone()[0]
        for source, document, chunks in inspection.documents(self._connection):
            self._documents += 1
            self._chunks += len(chunks)
            if document is None:
                self._unread.append(source)
            elif not inspection.chunks_fit(document, chunks):
                self._uncut.append(source)
            self._progress(Progress("verifying", self._documents, total))
        for source in self._uncut:
            self._cut_again(source)
        for source in self._unread:
            self._take_out(source)

    def _cut_again(self, source: str) -> None:
        prepared = self._preparation.prepare([self._writer.document(source)], lambda _: None)
        with self._writer.repairing():
            rows.discard(self._connection, source)
            rows.insert(self._connection, prepared[0], words=False)
        self._find(f"the chunks of {source!r} do not fit its text", "cut again")

    def _take_out(self, source: str) -> None:
        with self._writer.repairing():
            rows.discard(self._connection, source)
            self._connection.execute("DELETE FROM files WHERE source = ?", (source,))
        self._find(
            f"the text of {source!r} is not as written", "taken out, to be read again from its file"
        )

    def _check_vectors(self) -> None:
        manifest = self._writer.manifest()
        embedder = manifest["embedder"]
        broken: list[bytes] = []
        for count, keys in inspection.broken_vectors(
            self._connection, embedder, int(manifest["dim"])
        ):
            self._vectors += count
            broken += keys
        if broken:
            self._writer.drop_vectors(embedder, broken)
            self._find(f"{len(broken)} vectors are not of length 1", "removed")
        self._embed_again(inspection.without_vector(self._connection, embedder))
        is_staging = self._connection.execute("SELECT 1 FROM staged").fetchone()
        unused = 0 if is_staging else inspection.unused_vectors(self._connection, embedder)
        if unused:
            self._writer.drop_unused_vectors(embedder)
            self._find(f"{unused} vectors belong to no chunk", "removed")

    def _embed_again(self, sources: list[str]) -> None:
        former = self._preparation.embedded
        for source in sources:
            document = self._writer.document(source)
            for chunk in inspection.chunks_of(self._connection, document):
                self._preparation.key(text_of(document, chunk))
            self._preparation.embed()
        if count := self._preparation.embedded - former:
            self._find(f"{count} texts had no vector", "embedded again")

    def _check_words(self) -> None:
        if self._uncut or self._unread or not inspection.words_fit(self._connection):
            with self._writer.repairing():
                rows.restore_words(self._connection)
            self._find("the words of the keyword search do not fit the chunks", "made again")

    def _check_beside(self) -> None:
        for file in beside.broken(self._path):
            file.unlink(missing_ok=True)
            self._find(f"{file.name!r} is damaged or was left behind", "removed")
