"""The probe of the engines, with made-up measurements: no model runs here."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag import ModelError, probe
from rag.probe import RUNS, Run, verdict
from ui.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator

SLOW = Run("transformers", first=1.8, rate=8.0, whole=5.7, memory=4 * 10**9)
FAST = Run("llama.cpp", first=2.9, rate=35.0, whole=3.8, memory=2 * 10**9)


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The engines measured, in order; each run differs."""
    order: list[str] = []
    wholes: Iterator[float] = iter([9.0, 3.0, 6.0, 4.0, 7.0, 5.0])

    def measured(_: str, engine: str) -> Run:
        order.append(engine)
        return Run(engine, 1.0, 10.0, next(wholes), 10**9)

    monkeypatch.setenv("RAG_MODELS", str(tmp_path))
    monkeypatch.setattr(probe, "_in_child", measured)
    monkeypatch.setattr("rag.models.ensure", lambda *_: None)
    monkeypatch.setattr("rag.models.ensure_gguf", lambda *_: None)
    return order


def test_engines_are_measured_in_turns_and_kept(
    asked: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Both take turns, the medians are printed and kept, and the faster one is named with its option."""
    monkeypatch.setattr("rag.llama.require_package", lambda: None)
    assert main(["models", "--probe"]) == 0
    assert asked == ["transformers", "llama.cpp"] * RUNS
    head, one, other, last = capsys.readouterr().out.splitlines()
    assert head.split()[0] == "ENGINE"
    assert "7.00 s" in one
    assert "4.00 s" in other
    assert "llama.cpp is faster here, 4.00 s against 7.00 s" in last
    assert "--engine llama.cpp" in last
    kept = json.loads((tmp_path / probe.FILE).read_text())
    assert [run["whole"] for run in kept["runs"]] == [7.0, 4.0]


def test_without_the_package_transformers_alone_is_measured(
    asked: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """That llama-cpp-python is missing is said, and the other engine is measured all the same."""

    def missing() -> None:
        raise ModelError("llama-cpp-python is not installed")

    monkeypatch.setattr("rag.llama.require_package", missing)
    assert main(["models", "--probe"]) == 0
    assert asked == ["transformers"] * RUNS
    out = capsys.readouterr().out
    assert "transformers alone is measured: llama-cpp-python is not installed" in out
    assert "faster" not in out


def test_the_verdict_says_why() -> None:
    """Both numbers of both engines stand in it, the faster one's first, whichever came first."""
    assert verdict([SLOW, FAST]) == verdict([FAST, SLOW])
    assert "reads the prompt in 2.90 s (transformers: 1.80 s)" in verdict([SLOW, FAST])
    assert "writes 35.0 tokens/s (8.0)" in verdict([SLOW, FAST])


def test_an_engine_that_fails_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child's last line is the reason."""
    monkeypatch.setenv("RAG_OFFLINE", "1")
    with pytest.raises(ModelError, match="engine transformers cannot be measured with model 'no/'"):
        probe.probe("no/", ["transformers"])
