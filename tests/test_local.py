"""Checksums of sentence-transformers folders: everything the vectors depend on, and nothing pickled."""

import json
from pathlib import Path

import pytest

from index import EmbedderError
from rag import ModelError, Settings
from rag.local import fingerprint
from rag.opening import open_embedder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as sentence-transformers saved them formerly, with the transformer in a subfolder."""
    modules = [{"path": "0_Transformer"}, {"path": "1_Pooling"}, {"path": "2_Normalize"}]
    contents = {
        "modules.json": json.dumps(modules),
        "config_sentence_transformers.json": '{"prompts": {"query": "find: "}}',
        "0_Transformer/model.safetensors": "weights",
        "0_Transformer/config.json": "{}",
        "1_Pooling/config.json": '{"pooling_mode_mean_tokens": true}',
    }
    for name, content in contents.items():
        path = tmp_path / "model" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return tmp_path / "model"


@pytest.mark.parametrize(
    "changed",
    [
        "modules.json",
        "config_sentence_transformers.json",
        "0_Transformer/model.safetensors",
        "1_Pooling/config.json",
    ],
)
def test_every_part_counts(folder: Path, changed: str) -> None:
    """Weights, pooling, prompts and the list of modules all make the model another one."""
    before = fingerprint(folder)
    assert fingerprint(folder) == before
    path = folder / changed
    path.write_text(path.read_text().replace("true", "false").replace("find", "seek") + " ")
    assert fingerprint(folder) != before


def test_what_is_no_part_does_not_count(folder: Path) -> None:
    """A note beside the model leaves it the same."""
    before = fingerprint(folder)
    (folder / "README.md").write_text("notes")
    (folder / "onnx").mkdir()
    (folder / "onnx" / "config.json").write_text("{}")
    assert fingerprint(folder) == before


@pytest.mark.parametrize("name", ["2_Normalize/pytorch_model.bin", "0_Transformer/model.pt"])
def test_pickled_parts_are_refused(folder: Path, name: str) -> None:
    """A part with pickled weights only is refused, one that has safe ones too is not."""
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"")
    if name.startswith("0_"):
        fingerprint(folder)
        (path.parent / "model.safetensors").unlink()
    with pytest.raises(ModelError, match="pickled"):
        fingerprint(folder)


@pytest.mark.parametrize("damage", ["{", "[1]", "[{}]", "null", '[{"path": 1}]'])
def test_damaged_list_of_modules(folder: Path, damage: str) -> None:
    """A list of modules that makes no sense is one line with the way out."""
    (folder / "modules.json").write_text(damage)
    with pytest.raises(ModelError, match=r"modules\.json is not a list of modules; copy it again"):
        fingerprint(folder)


def test_no_weights_at_all(folder: Path) -> None:
    """A folder whose weights were forgotten is refused."""
    (folder / "0_Transformer" / "model.safetensors").unlink()
    with pytest.raises(ModelError, match="no \\*\\.safetensors weights"):
        fingerprint(folder)


def test_embedder_is_a_setting(folder: Path, tmp_path: Path) -> None:
    """The variable names the embedder; a folder's spelling does not change its identity."""
    assert Settings.from_env({}, tmp_path / "none.toml").embedder == "embedder"
    settings = Settings.from_env({"RAG_EMBEDDER": str(folder)}, tmp_path / "none.toml")
    name = open_embedder(settings.embedder).name
    assert name == open_embedder(f"{folder}/").name
    assert name == f"model@{fingerprint(folder)[:12]}"


def test_a_generator_is_no_embedder(folder: Path) -> None:
    """A model without a list of modules is refused as an embedder, with the fix."""
    (folder / "modules.json").unlink()
    (folder / "config.json").write_text("{}")
    (folder / "model.safetensors").write_text("weights")
    with pytest.raises(EmbedderError, match=r"modules\.json is missing.*name an embedder's folder"):
        open_embedder(str(folder))
