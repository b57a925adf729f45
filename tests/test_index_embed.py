"""Embedders: unit vectors, exact counts, and a clear error instead of a call to a hub."""

from pathlib import Path

import numpy as np
import pytest

from index import EmbedderError
from index.embed import Embedder, SentenceTransformerEmbedder
from index.testing import HashEmbedder


def check(embedder: Embedder) -> None:
    texts = ["The goat eats hay.", "A goat ate the hay.", "Interest rates rose by a quarter."]
    matrix = embedder.embed_documents(texts)
    assert matrix.shape == (3, embedder.dim)
    assert matrix.dtype == np.float32
    assert np.linalg.norm(matrix, axis=1) == pytest.approx(1, abs=1e-5)
    query = embedder.embed_query("goat hay")
    assert query.shape == (embedder.dim,)
    assert query.dtype == np.float32
    scores = matrix @ query
    assert scores[2] < min(scores[0], scores[1])
    assert embedder.embed_documents([]).shape == (0, embedder.dim)
    assert embedder.count_tokens([]) == []
    assert embedder.count_tokens(["goat " * 1000])[0] >= 1000


def test_hash_embedder() -> None:
    """The stand-in behaves like an embedder."""
    check(HashEmbedder())


def test_missing_folder(tmp_path: Path) -> None:
    """A folder without a model is refused at once, with the way to get one."""
    with pytest.raises(EmbedderError, match=r"modules\.json is missing.*rag models --get embedder"):
        SentenceTransformerEmbedder(tmp_path / "none", "x@1")


@pytest.mark.model  # not for a model, but for the seconds that its library takes to import
def test_broken_folder(tmp_path: Path) -> None:
    """A folder whose model does not load is one clear line."""
    (tmp_path / "modules.json").write_text("{broken")
    embedder = SentenceTransformerEmbedder(tmp_path, "x@1")
    with pytest.raises(EmbedderError, match="does not load"):
        embedder.embed_query("x")


@pytest.mark.model
def test_real_embedder() -> None:
    """The default model behaves like an embedder, and counts what is longer than it can take."""
    from rag.models import ensure

    embedder = SentenceTransformerEmbedder(ensure("embedder").folder, "default")
    assert (embedder.dim, embedder.max_tokens) == (384, 254)
    check(embedder)
