"""The eight-bit copy of a small random model."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import torch
from transformers import LlamaConfig, LlamaForCausalLM, Qwen2Config, Qwen2ForCausalLM

from rag import ModelError
from rag.decode import read
from rag.int8 import Int8Gated, Int8Linear
from rag.int8_copy import fetch_ahead, int8_copy, load_int8
from rag.network import empty_cache

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.fetch import Progress

SIZES = {
    "vocab_size": 60,
    "hidden_size": 64,
    "intermediate_size": 96,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 128,
}


def llama() -> object:
    return LlamaForCausalLM(LlamaConfig(**SIZES, tie_word_embeddings=False))


def qwen() -> object:
    """Tied embeddings, and queries, keys and values with a bias."""
    return Qwen2ForCausalLM(Qwen2Config(**SIZES, tie_word_embeddings=True))


@pytest.fixture(params=[llama, qwen])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    torch.manual_seed(0)
    make: Callable[[], LlamaForCausalLM] = request.param
    make().bfloat16().save_pretrained(tmp_path / "model")
    return tmp_path / "model"


def logits(model: object, ids: list[int]) -> torch.Tensor:
    return read(model, ids, empty_cache(model), len(ids)).float()


def test_it_computes_what_the_model_computes(folder: Path, tmp_path: Path) -> None:
    """Every linear layer is replaced, with its bias, and the logits are the model's but for rounding."""
    whole = (
        LlamaForCausalLM if "Llama" in (folder / "config.json").read_text() else Qwen2ForCausalLM
    )
    plain = whole.from_pretrained(folder, dtype=torch.bfloat16).eval()
    ours = load_int8(folder, int8_copy(folder, tmp_path)).eval()
    kinds = [type(part) for part in ours.modules()]
    assert torch.nn.Linear not in kinds
    assert kinds.count(Int8Linear) == 2 * 7 + 1
    assert kinds.count(Int8Gated) == 2
    assert not any(part.is_meta for part in (*ours.parameters(), *ours.buffers()))
    ids = list(range(30))
    right, got = logits(plain, ids), logits(ours, ids)
    assert (got - right).std() < 0.05 * right.std()


def test_it_is_made_once_and_told(folder: Path, tmp_path: Path) -> None:
    """The second time nothing is made; the first time progress goes up to the whole."""
    told: list[Progress] = []
    path = int8_copy(folder, tmp_path, told.append)
    made = path.stat().st_mtime_ns
    assert [step.done for step in told] == sorted(step.done for step in told)
    assert 0 < told[-1].done <= told[-1].total
    assert int8_copy(folder, tmp_path, told.append).stat().st_mtime_ns == made
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_other_weights_get_another_copy(folder: Path, tmp_path: Path) -> None:
    """A model whose weights changed in place is not computed with the copy of the former ones."""
    before = int8_copy(folder, tmp_path)
    torch.manual_seed(1)
    llama().bfloat16().save_pretrained(folder)  # type: ignore[attr-defined]
    assert int8_copy(folder, tmp_path) != before


def test_it_is_fetched_before_it_is_needed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system is asked for all of it; where it cannot be asked, nothing happens."""
    copy = int8_copy(folder, tmp_path / "models")
    asked: list[tuple[int, int, int]] = []
    monkeypatch.setattr("os.posix_fadvise", lambda _file, *more: asked.append(more), raising=False)
    monkeypatch.setattr("os.POSIX_FADV_WILLNEED", 3, raising=False)
    fetch_ahead(copy)
    assert asked == [(0, 0, 3)]
    monkeypatch.delattr("os.posix_fadvise")
    fetch_ahead(copy)


def test_a_run_that_is_ended_leaves_nothing_that_looks_whole(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What interrupts the writing leaves no copy behind, and the next run makes it."""

    def interrupted(_tensors: object, path: Path) -> None:
        path.write_bytes(b"half")
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("safetensors.torch.save_file", interrupted)
        with pytest.raises(KeyboardInterrupt):
            int8_copy(folder, tmp_path)
    assert list((tmp_path / "int8").iterdir()) == []
    assert int8_copy(folder, tmp_path).is_file()


def test_a_copy_that_is_cut_off_is_made_again(folder: Path, tmp_path: Path) -> None:
    """A copy of which the end is missing is not computed with."""
    path = int8_copy(folder, tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[:-100])
    assert int8_copy(folder, tmp_path).read_bytes() == whole


def test_a_full_disk_is_told_before_work_begins(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is no room, one line says how much is needed."""
    monkeypatch.setattr("rag.disk.shutil.disk_usage", lambda _: type("", (), {"free": 10}))
    with pytest.raises(ModelError, match=r"rounding model 'model' needs .* are free"):
        int8_copy(folder, tmp_path)
