"""Documents become chunks with vectors, ready to be written. Knows nothing of files."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from index.batches import batched
from index.chunks import CHUNK_TOKENS, embedded_text, label
from index.prepared import Prepared
from index.report import Progress, ProgressCallback
from index.sections import heading_paths
from index.split import split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.chunks import Chunk
    from index.documents import Document
    from index.embed import Embedder
    from index.writer import Writer

BATCH_TEXTS = 256
"""Texts embedded between two commits: seconds of work, so that little is lost when cut short."""


def prepare(
    documents: Sequence[Document], embedder: Embedder, writer: Writer, progress: ProgressCallback
) -> list[Prepared]:
    """Cut documents into chunks, and store the vectors of the texts that were never embedded."""
    prepared = []
    texts: dict[bytes, str] = {}
    for document in documents:
        chunks = split(document, _budget(document, embedder), embedder.count_tokens)
        keyed = {chunk: _text(document, chunk) for chunk in chunks}
        keys = tuple(hashlib.sha256(text.encode()).digest() for text in keyed.values())
        texts.update(zip(keys, keyed.values(), strict=True))
        prepared.append(Prepared(document, tuple(chunks), keys))
    new = {key: text for key, text in texts.items() if not writer.has_vector(embedder.name, key)}
    _embed(new, embedder, writer, progress)
    return prepared


def _embed(
    texts: dict[bytes, str], embedder: Embedder, writer: Writer, progress: ProgressCallback
) -> None:
    done = 0
    for keys in batched(list(texts), BATCH_TEXTS):
        rows = embedder.embed_documents([texts[key] for key in keys])
        writer.add_vectors(embedder.name, keys, rows)
        done += len(keys)
        progress(Progress("embedding", done, len(texts)))


def _text(document: Document, chunk: Chunk) -> str:
    return embedded_text(document.title, chunk, document.text[chunk.start : chunk.end])


def _budget(document: Document, embedder: Embedder) -> int:
    """Tokens left for a chunk's own text beside the longest label in its document."""
    labels = {label(document.title, path) for path in ("", *heading_paths(document))}
    room = embedder.max_tokens - max(embedder.count_tokens(sorted(labels)))
    return max(1, min(room, CHUNK_TOKENS))
