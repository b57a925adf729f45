"""Embedders: unit vectors, exact counts, and a clear error instead of a call to a hub."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import EmbedderError, embed, precision
from index.embed import Embedder, SentenceTransformerEmbedder
from index.length_batches import length_batches
from index.precision import embedding_dtype, seconds
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
    assert embedder.unknown_share("") == embedder.unknown_share("goat") == 0.0
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


TEXTS = [
    *("goat", "the goat eats hay", "hay", "a goat ate the hay", "rates rose", "hay " * 100),
    "the goat eats hay in the barn while it rains, and the rain does not end before the evening",
]


@pytest.mark.model
@pytest.mark.parametrize(("dtype", "alike"), [("float32", 0.99999), ("bfloat16", 0.999)])
def test_vectors_are_those_of_the_library(dtype: str, alike: float) -> None:
    """Each row is what sentence-transformers itself gives for the text, in the order of the texts."""
    from sentence_transformers import SentenceTransformer

    from rag.models import ensure

    folder = ensure("embedder").folder
    library = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    expected = library.encode(TEXTS, normalize_embeddings=True)
    rows = SentenceTransformerEmbedder(folder, "x@1", dtype).embed_documents(TEXTS)
    assert (rows * expected).sum(axis=1).min() > alike


@pytest.mark.model
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_a_vector_does_not_depend_on_its_batch(dtype: str) -> None:
    """Alone or among others, a text has the same vector beyond the rounding of products."""
    from rag.models import ensure

    embedder = SentenceTransformerEmbedder(ensure("embedder").folder, "x@1", dtype)
    together = embedder.embed_documents(TEXTS * 3)
    alone = np.concatenate([embedder.embed_documents([text]) for text in TEXTS] * 3)
    assert np.abs(together - alone).max() < (1e-5 if dtype == "float32" else 5e-3)


VOCABULARY = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "[MASK]",
    "search",
    "find",
    ":",
    "a",
    "goat",
    "hay",
    "eats",
    "the",
]


def made_up(folder: Path, prompts: dict[str, str], *, dense: bool = False) -> Path:
    """A tiny model with random weights, as sentence-transformers saves it."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Dense, Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    torch.manual_seed(0)
    shape = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2}
    config = BertConfig(
        vocab_size=len(VOCABULARY), intermediate_size=32, max_position_embeddings=32, **shape
    )
    raw = folder / "raw"
    BertModel(config).save_pretrained(raw)
    BertTokenizerFast(vocab={word: at for at, word in enumerate(VOCABULARY)}).save_pretrained(raw)
    parts = [Transformer(str(raw)), Pooling(16)] + [Dense(16, 8)] * dense
    made = folder / "made"
    SentenceTransformer(modules=parts, prompts=prompts, device="cpu").save(
        str(made), create_model_card=False
    )
    return made


@pytest.mark.model
def test_prompts_of_the_model(tmp_path: Path) -> None:
    """Questions and passages get the model's own prompts, and a passage leaves room for its."""
    prompted = made_up(tmp_path / "1", {"query": "find : ", "document": "search : "})
    bare = made_up(tmp_path / "2", {})
    ours = SentenceTransformerEmbedder(prompted, "x@1", "float32")
    plain = SentenceTransformerEmbedder(bare, "y@1", "float32")
    text = "the goat eats hay"
    document, query = ours.embed_documents([text])[0], ours.embed_query(text)
    assert document @ plain.embed_documents([f"search : {text}"])[0] == pytest.approx(1, abs=1e-5)
    assert query @ plain.embed_query(f"find : {text}") == pytest.approx(1, abs=1e-5)
    assert document @ plain.embed_documents([text])[0] < 0.999
    assert query @ document < 0.999
    assert plain.max_tokens == 30
    assert ours.max_tokens <= plain.max_tokens - 2
    # The last word within the budget counts, so nothing was cut.
    full = ["hay " * (ours.max_tokens - 1) + last for last in ("hay", "goat")]
    rows = ours.embed_documents(full)
    assert np.abs(rows[0] - rows[1]).max() > 1e-4


@pytest.mark.model
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_modules_after_the_transformer(tmp_path: Path, dtype: str) -> None:
    """A dense layer behind the transformer computes in the same format and gives the dimension."""
    embedder = SentenceTransformerEmbedder(made_up(tmp_path, {}, dense=True), "x@1", dtype)
    rows = embedder.embed_documents(["goat", "hay"])
    assert rows.shape == (2, embedder.dim) == (2, 8)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)


@pytest.mark.model
def test_a_table_of_word_vectors(tmp_path: Path) -> None:
    """A model without a transformer, which cuts nothing, is an embedder too."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    from rag.opening import open_embedder

    words = SentenceTransformer(str(made_up(tmp_path, {})), device="cpu").tokenizer
    table = StaticEmbedding(words.backend_tokenizer, embedding_dim=16)
    folder = tmp_path / "table"
    SentenceTransformer(modules=[table], device="cpu").save(str(folder), create_model_card=False)
    embedder = open_embedder(str(folder))
    rows = embedder.embed_documents(["goat", "hay " * 600])
    assert rows.shape == (2, 16)
    assert rows[0] @ embedder.embed_query("goat") == pytest.approx(1, abs=1e-3)
    assert embedder.max_tokens == embed.LONGEST - 2


@pytest.mark.model
def test_identity_follows_weights_and_prompts(tmp_path: Path) -> None:
    """However its folder is spelled a model is the same; other prompts or weights make it another."""
    from rag.opening import open_embedder

    folder = made_up(tmp_path, {"query": "find : "}, dense=True)
    before = open_embedder(str(folder)).name
    assert before.startswith("made@")
    assert open_embedder(f"{folder}/").name == before
    settings = folder / "config_sentence_transformers.json"
    settings.write_text(settings.read_text().replace("find", "search"))
    prompted = open_embedder(str(folder)).name
    assert prompted != before
    weights = folder / "2_Dense" / "model.safetensors"
    content = weights.read_bytes()
    weights.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert open_embedder(str(folder)).name not in (before, prompted)


@given(st.lists(st.integers(0, 40)), st.integers(1, 100))
def test_batches_hold_equal_lengths(lengths: list[int], most: int) -> None:
    """Every position comes once; a batch has one length and its sum is within the limit."""
    batches = [list(batch) for batch in length_batches(lengths, most)]
    assert sorted(at for batch in batches for at in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len({lengths[at] for at in batch}) == 1
        assert len(batch) == 1 or sum(lengths[at] for at in batch) <= max(most, len(batch))


@pytest.mark.parametrize(("short", "expected"), [(1.0, "bfloat16"), (1.9, "float32")])
def test_bfloat16_must_pay(monkeypatch: pytest.MonkeyPatch, short: float, expected: str) -> None:
    """The shorter numbers are taken only where they are clearly faster."""
    costs = {"bfloat16": short, "float32": 2.0}
    monkeypatch.setattr(precision, "seconds", lambda *shape: costs[shape[-1]])
    assert embedding_dtype() == expected


def test_a_product_takes_time() -> None:
    """The measurement itself runs."""
    assert 0 < seconds(8, 16, 16, "float32") < 60
