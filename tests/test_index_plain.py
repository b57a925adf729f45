import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index import encoder
from index.embed import SentenceTransformerEmbedder
from index.plain import is_plain

BERT = {
    "model_type": "bert",
    "hidden_act": "gelu",
    "num_attention_heads": 12,
    "num_hidden_layers": 6,
    "layer_norm_eps": 1e-12,
}
TEXTS = ["goat", " the goat eats hay ", "a 日本 goat ate", "hay " * 300, "rates rose 3.5 %", ""]


def plain(folder: Path) -> Path:
    """The settings of an embedder that is a BERT and a mean."""
    (folder / "1_Pooling").mkdir(parents=True)
    types = ["Transformer", "Pooling", "Normalize"]
    paths = ["", "1_Pooling", "2_Normalize"]
    settings = {
        "modules.json": [
            {"type": f"sentence_transformers.models.{kind}", "path": path}
            for kind, path in zip(types, paths, strict=True)
        ],
        "config.json": BERT,
        "sentence_bert_config.json": {"max_seq_length": 256, "do_lower_case": False},
        "config_sentence_transformers.json": {"prompts": {"query": "", "document": ""}},
        "1_Pooling/config.json": {
            "pooling_mode_mean_tokens": True,
            "pooling_mode_cls_token": False,
        },
        "tokenizer.json": {},
        "model.safetensors": {},
    }
    for name, value in settings.items():
        (folder / name).write_text(json.dumps(value))
    return folder


def test_the_common_kind_is_known(tmp_path: Path) -> None:
    """A BERT whose tokens are averaged is plain, also with no settings of prompts."""
    folder = plain(tmp_path / "x")
    assert is_plain(folder)
    (folder / "config_sentence_transformers.json").unlink()
    assert is_plain(folder)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("modules.json", [{"type": "a.Transformer", "path": ""}]),
        ("modules.json", [{"type": "a.StaticEmbedding", "path": ""}]),
        ("config.json", BERT | {"model_type": "mpnet"}),
        ("config.json", BERT | {"hidden_act": "relu"}),
        ("config.json", BERT | {"position_embedding_type": "relative_key"}),
        ("config.json", BERT | {"is_decoder": True}),
        ("config.json", {"model_type": "bert"}),
        ("sentence_bert_config.json", {"max_seq_length": 256, "do_lower_case": True}),
        ("sentence_bert_config.json", {"max_seq_length": 256, "modality_config": {}}),
        ("sentence_bert_config.json", {}),
        ("config_sentence_transformers.json", {"prompts": {"query": "find: "}}),
        ("config_sentence_transformers.json", {"default_prompt_name": "query"}),
        ("1_Pooling/config.json", {"pooling_mode_cls_token": True}),
        (
            "1_Pooling/config.json",
            {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": True},
        ),
    ],
)
def test_any_other_kind_is_left_alone(tmp_path: Path, name: str, value: object) -> None:
    """Other modules, another network, lower-casing, a prompt, another pooling: not plain."""
    folder = plain(tmp_path / "x")
    (folder / name).write_text(json.dumps(value))
    assert not is_plain(folder)


@pytest.mark.model
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_numbers_are_those_of_the_library(monkeypatch: pytest.MonkeyPatch, dtype: str) -> None:
    """The default embedder is plain, and every number is that of sentence-transformers to the last bit."""
    from rag.models import ensure

    folder = ensure("embedder").folder
    assert is_plain(folder)
    ours = SentenceTransformerEmbedder(folder, "x@1", dtype)
    assert isinstance(ours._loaded(), encoder.PlainModel)
    monkeypatch.setattr(encoder, "is_plain", lambda _: False)
    theirs = SentenceTransformerEmbedder(folder, "x@1", dtype)
    assert np.array_equal(ours.embed_documents(TEXTS), theirs.embed_documents(TEXTS))
    for text in TEXTS:
        assert np.array_equal(ours.embed_query(text), theirs.embed_query(text))
        assert ours.unknown_share(text) == theirs.unknown_share(text)
    assert (ours.dim, ours.max_tokens, ours.dtype) == (theirs.dim, theirs.max_tokens, theirs.dtype)


@pytest.mark.model
def test_a_question_is_embedded_without_transformers() -> None:
    """The default embedder needs neither transformers nor what that imports, for which a search would wait."""
    from rag.models import ensure

    code = (
        "import sys\nfrom pathlib import Path\nfrom index.embed import SentenceTransformerEmbedder\n"
        "SentenceTransformerEmbedder(Path(sys.argv[1]), 'x@1').embed_query('goat')\n"
        "print({'transformers', 'scipy', 'sympy', 'sentence_transformers'} & set(sys.modules))"
    )
    folder = str(ensure("embedder").folder)
    done = subprocess.run(
        [sys.executable, "-c", code, folder], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"


@pytest.mark.model
def test_a_broken_one_is_one_clear_line(tmp_path: Path) -> None:
    """A plain model with weights or a tokenizer that are cut off is an error that says how to mend it."""
    from rag.models import ensure

    for name in ("model.safetensors", "tokenizer.json"):
        folder = tmp_path / name
        shutil.copytree(ensure("embedder").folder, folder)
        (folder / name).write_bytes((folder / name).read_bytes()[:1000])
        with pytest.raises(encoder.EmbedderError, match="does not load"):
            SentenceTransformerEmbedder(folder, "x@1", "float32").embed_query("goat")


@pytest.mark.model
def test_a_missing_weight_is_found_when_it_loads(tmp_path: Path) -> None:
    """Weights without one of them are an error that names it, before anything is embedded."""
    from safetensors.torch import load_file, save_file

    from rag.models import ensure

    folder = tmp_path / "short"
    shutil.copytree(ensure("embedder").folder, folder)
    weights = load_file(folder / "model.safetensors")
    missing = "encoder.layer.3.output.dense.bias"
    save_file({k: v for k, v in weights.items() if k != missing}, folder / "model.safetensors")
    with pytest.raises(encoder.EmbedderError, match=missing):
        _ = SentenceTransformerEmbedder(folder, "x@1", "float32").dim
