import json
from pathlib import Path

import pytest

from rag import precision
from rag.errors import SettingsError
from rag.precision import best_dtype, embedder_dtype

ONCE = len(precision.FORMATS) * precision.TURNS  # what one probe measures


@pytest.fixture
def costs(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """A made-up machine: what each format costs, and how often it was measured."""
    costs = {"int8": 5.0, "bfloat16": 1.0, "float32": 2.0, "measured": 0}

    def runs(name: str) -> list[float]:
        costs["measured"] += 1
        return [costs[name] for _ in precision.TIMES]

    monkeypatch.setattr(precision, "_runs", runs)
    monkeypatch.setattr(precision, "_machine", lambda: "a machine")
    monkeypatch.delenv("RAG_DTYPE", raising=False)
    return costs


@pytest.mark.parametrize(
    ("bfloat16", "expected"), [(1.0, "bfloat16"), (3.0, "float32"), (9.0, "float32")]
)
def test_takes_the_faster(
    tmp_path: Path, costs: dict[str, float], bfloat16: float, expected: str
) -> None:
    """The format that costs less is chosen."""
    costs["bfloat16"] = bfloat16
    assert best_dtype(tmp_path) == expected


def test_measures_once(tmp_path: Path, costs: dict[str, float]) -> None:
    """The second time the answer is read, not measured."""
    best_dtype(tmp_path / "new")
    best_dtype(tmp_path / "new")
    assert costs["measured"] == ONCE


def test_another_machine_is_measured(
    tmp_path: Path, costs: dict[str, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was measured for one machine does not hold for another, and both are kept."""
    best_dtype(tmp_path)
    monkeypatch.setattr(precision, "_machine", lambda: "another")
    costs["bfloat16"] = 3.0
    assert best_dtype(tmp_path) == "float32"
    known = json.loads((tmp_path / "precision.json").read_text())
    formats = "int8/bfloat16/float32"
    assert known == {
        f"{formats} on a machine": "bfloat16",
        f"{formats} on another": "float32",
    }


def test_the_embedder_keeps_what_was_measured_once(
    tmp_path: Path, costs: dict[str, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An embedder's number format is measured once, and beside the generator's, whose own it is not."""
    found = ["bfloat16", "float32"]
    monkeypatch.setattr(precision, "embedding_dtype", found.pop)
    costs["bfloat16"] = 0.1
    first = embedder_dtype(tmp_path)
    assert best_dtype(tmp_path) == "bfloat16"
    assert embedder_dtype(tmp_path) == first == "float32"
    assert found == ["bfloat16"]


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "{",
        "[]",
        '{"int8/bfloat16/float32 on a machine": "int4"}',
        '{"int8/bfloat16/float32 on a machine": []}',
    ],
)
def test_damaged_cache_is_measured_again(
    tmp_path: Path, costs: dict[str, float], damage: str
) -> None:
    """A cache that makes no sense is replaced."""
    (tmp_path / "precision.json").write_text(damage)
    assert best_dtype(tmp_path) == "bfloat16"
    assert best_dtype(tmp_path) == "bfloat16"
    assert costs["measured"] == ONCE


def test_folder_that_cannot_be_written_is_no_error(tmp_path: Path, costs: dict[str, float]) -> None:
    """Without a place to keep the answer it is measured each time."""
    (tmp_path / "file").write_text("")
    assert best_dtype(tmp_path / "file") == "bfloat16"
    assert best_dtype(tmp_path / "file") == "bfloat16"
    assert costs["measured"] == 2 * ONCE


def test_variable_overrides(
    tmp_path: Path, costs: dict[str, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """``RAG_DTYPE`` is taken without measuring."""
    monkeypatch.setenv("RAG_DTYPE", "float32")
    assert best_dtype(tmp_path) == "float32"
    assert costs["measured"] == 0


def test_unknown_variable_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``RAG_DTYPE`` must be one of the formats."""
    monkeypatch.setenv("RAG_DTYPE", "float16")
    with pytest.raises(SettingsError, match=r"'float16'.*bfloat16, float32 or int8"):
        best_dtype(tmp_path)


def test_probe_is_short() -> None:
    """A turn of the real probe takes seconds at worst and finds positive costs."""
    assert all(0 < sum(precision._runs(name)) < 60 for name in precision.DTYPES)


@pytest.mark.parametrize(("int8", "expected"), [(0.5, "int8"), (1.4, "int8"), (1.6, "bfloat16")])
def test_eight_bits_are_taken_unless_far_slower(
    tmp_path: Path, costs: dict[str, float], int8: float, expected: str
) -> None:
    """int8 is chosen even when it costs a little more, as a busy machine makes it seem."""
    costs["int8"] = int8
    assert best_dtype(tmp_path) == expected


def test_a_busy_moment_does_not_choose(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A format that was slowed in all turns but one is judged by that one, for each number of rows."""
    monkeypatch.setattr(precision, "_machine", lambda: "a machine")
    monkeypatch.delenv("RAG_DTYPE", raising=False)
    slowed = [[0.1, 9.0, 9.0], [9.0, 0.1, 9.0], [9.0, 9.0, 0.1], [9.0, 9.0, 9.0]]
    quiet = {"bfloat16": [0.2, 0.2, 0.2], "float32": [0.3, 0.3, 0.3]}
    monkeypatch.setattr(
        precision, "_runs", lambda name: slowed.pop() if name == "int8" else quiet[name]
    )
    assert best_dtype(tmp_path) == "int8"
    assert not slowed


def test_a_machine_without_products_of_bytes_takes_another_format(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where torch cannot multiply bytes, int8 costs endlessly much, and nothing fails."""

    def impossible(*_: object, **__: object) -> None:
        raise RuntimeError("not implemented")

    monkeypatch.setattr("torch._int_mm", impossible)
    assert precision._runs("int8") == [float("inf")] * len(precision.TIMES)
    assert precision._cheapest() != "int8"
