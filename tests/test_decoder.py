"""The network of torch's own layers, against that of transformers."""

import json
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import (
    AttentionInterface,
    AutoConfig,
    DynamicCache,
    LlamaConfig,
    LlamaForCausalLM,
    Qwen2Config,
    Qwen2ForCausalLM,
)

from rag.attention import grouped
from rag.decode import read, trim
from rag.decoder import Decoder, is_common
from rag.loading import _model
from rag.models import ensure
from rag.network import empty_cache, network
from rag.prefix import Prefixes

SIZES = {
    "vocab_size": 60, "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 3,
    "num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": 512,
}  # fmt: skip
KINDS = {
    "llama": lambda: LlamaForCausalLM(LlamaConfig(**SIZES, tie_word_embeddings=False)),
    "wide heads": lambda: LlamaForCausalLM(LlamaConfig(**SIZES, head_dim=32)),
    "qwen": lambda: Qwen2ForCausalLM(Qwen2Config(**SIZES, tie_word_embeddings=True)),
}


@pytest.fixture(params=KINDS)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    torch.manual_seed(0)
    made = KINDS[request.param]()
    for name, weight in made.named_parameters():
        if "norm" in name or "bias" in name:
            torch.nn.init.normal_(weight, 1.0, 0.2)
    made.bfloat16().save_pretrained(tmp_path)
    return tmp_path


def theirs(folder: Path, dtype: torch.dtype) -> Any:  # noqa: ANN401  of transformers
    """Their network with our attention, which is compared by itself."""
    AttentionInterface.register(
        "grouped", lambda _, q, k, v, _mask, scaling, **_more: (grouped(q, k, v, scaling), None)
    )
    kind = Qwen2ForCausalLM if "qwen2" in (folder / "config.json").read_text() else LlamaForCausalLM
    made = kind.from_pretrained(folder, dtype=dtype).eval()
    made.set_attn_implementation("grouped")
    return made


@pytest.mark.parametrize("dtype", ["bfloat16", "float32"])
def test_it_computes_what_transformers_computes(folder: Path, dtype: str) -> None:
    """Logits and what is kept of the text are the same to the last bit, in one call and in several."""
    ours, other = network(folder, dtype).eval(), theirs(folder, getattr(torch, dtype))
    assert isinstance(ours, Decoder)
    mine, their = empty_cache(ours), DynamicCache(config=other.config)
    ids = [(7 * at) % 60 for at in range(90)]
    for start, end in [(0, 40), (40, 41), (41, 90)]:
        got = read(ours, ids[start:end], mine, end - start)
        assert torch.equal(got, read(other, ids[start:end], their, end - start))
    for one, another in zip(mine.layers, their.layers, strict=True):
        assert torch.equal(one.keys, another.keys)
        assert torch.equal(one.values, another.values)


def test_only_the_logits_that_are_wanted_are_given(folder: Path) -> None:
    """The last few, or those at the places named, are those of the whole."""
    ours = network(folder, "float32").eval()
    ids = list(range(30))
    whole = read(ours, ids, empty_cache(ours), 30)
    last = read(ours, ids, empty_cache(ours), 2)
    assert torch.allclose(last, whole[-2:], atol=1e-5)
    places = torch.tensor([3, 17])
    named = read(ours, ids, empty_cache(ours), places)
    assert torch.allclose(named, whole[places], atol=1e-5)


def test_tied_weights_are_held_once(folder: Path) -> None:
    """Input and output matrix are one where the settings say so."""
    ours = network(folder, "bfloat16")
    tied = AutoConfig.from_pretrained(folder).tie_word_embeddings
    assert (ours.lm_head.weight is ours.model.embed_tokens.weight) == tied


def test_files_of_older_versions_are_read_alike(folder: Path) -> None:
    """Settings that name the base of the angles by itself are those of today, with the same numbers."""
    ids = list(range(40))
    today = network(folder, "bfloat16").eval()
    config = json.loads((folder / "config.json").read_text())
    config |= {"rope_theta": config.pop("rope_parameters")["rope_theta"], "rope_scaling": None}
    (folder / "config.json").write_text(json.dumps(config))
    older = network(folder, "bfloat16").eval()
    assert isinstance(older, Decoder)
    assert torch.equal(*(read(model, ids, empty_cache(model), 1) for model in (today, older)))


@pytest.mark.parametrize("dtype", ["bfloat16", "int8"])
def test_other_kinds_are_read_by_transformers(
    tmp_path: Path, dtype: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model that is not computed here is loaded, kept in mind and shortened like one that is."""
    monkeypatch.setenv("RAG_MODELS", str(tmp_path / "models"))
    torch.manual_seed(0)
    made = LlamaForCausalLM(LlamaConfig(**SIZES, attention_bias=True)).bfloat16()
    made.save_pretrained(tmp_path / "model")
    model = _model(tmp_path / "model", dtype).eval()
    assert not isinstance(model, Decoder)
    ids, prefixes = list(range(40)), Prefixes(partial(empty_cache, model))
    whole = read(model, ids, prefixes.begin(ids), 1)
    cache = prefixes.begin(ids)
    read(model, ids[:30], cache, 1)
    prefixes.keep(ids[:30], cache)
    again = prefixes.begin(ids)
    trim(again, 20)
    assert again.get_seq_length() == 20
    found = read(model, ids[20:], again, 1)
    assert (found - whole).std() < 0.05 * whole.std()


@pytest.mark.parametrize(
    "change",
    [
        {"model_type": "gemma"},
        {"hidden_act": "gelu"},
        {"use_sliding_window": True},
        {"attention_bias": True},
        {"mlp_bias": True},
        {"quantization_config": {"quant_method": "fp8"}},
        {"rope_scaling": {"rope_type": "llama3", "factor": 8.0}},
        {"partial_rotary_factor": 0.5},
        {"rope_parameters": {"rope_type": "yarn", "rope_theta": 1e4, "factor": 4.0}},
        {
            "rope_parameters": {
                "rope_type": "default",
                "rope_theta": 1e4,
                "partial_rotary_factor": 0.5,
            }
        },
        {"rope_parameters": None},
        {"rms_norm_eps": None},
    ],
)
def test_what_is_not_computed_here_is_left_to_transformers(change: dict[str, Any]) -> None:
    """Any setting that would change the numbers makes a model one of another kind."""
    config = {
        **LlamaConfig(**SIZES).to_dict(),
        "rope_parameters": {"rope_type": "default", "rope_theta": 1e4},
    }
    assert is_common(config)
    assert not is_common(config | change)


@pytest.mark.model
@pytest.mark.parametrize("model", ["tiny", "default"])
def test_the_models_of_the_catalogue_are_read_without_transformers(model: str) -> None:
    """An answer is written without the library's import, which takes most of a start."""
    folder = ensure(model).folder
    assert is_common(AutoConfig.from_pretrained(folder).to_dict())
    script = (
        "import sys; from rag.opening import open_generator;"
        f"chat = [{{'role': 'user', 'content': 'Hi'}}]; list(open_generator({model!r}).stream(chat, 1, 3));"
        "sys.exit('transformers' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)  # the first start asks transformers
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
