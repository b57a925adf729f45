import errno
import io
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Self

import pytest

from rag import convert as converting
from rag.convert import convert
from rag.errors import ModelError
from rag.fetch import Progress
from rag.seal import SEAL, Seal, sealed

SOURCE = "ab" * 32


@pytest.fixture
def gguf(tmp_path: Path) -> Path:
    """A file that only looks like a model."""
    path = tmp_path / "some.gguf"
    path.write_bytes(b"GGUF" + bytes(100))
    return path


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """In place of the child process: writes small weights; the list tells where to."""
    runs: list[Path] = []

    def run(gguf: Path, folder: Path, report: Callable[[float], None]) -> str:
        runs.append(folder)
        report(0.5)
        (folder / "config.json").write_text("{}")
        (folder / "model.safetensors").write_bytes(gguf.read_bytes() * 2)
        return "transformers 0"

    monkeypatch.setattr(converting, "_in_child", run)
    return runs


class Ended:
    """Stands in for ``subprocess.Popen``: a child that has said what it says and ended."""

    def __init__(self, code: int, stderr: str) -> None:
        self.returncode, self.stdout, self.stderr = code, io.StringIO(), io.StringIO(stderr)

    def __call__(self, *_: object, **__: object) -> Self:
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def test_converts_once(gguf: Path, tmp_path: Path, child: list[Path]) -> None:
    """The second time the folder is there already; the source file stays."""
    folder = convert(gguf, tmp_path / "made", SOURCE)
    convert(gguf, tmp_path / "made", SOURCE)
    assert len(child) == 1
    assert sealed(folder, SOURCE)
    assert {path.name for path in tmp_path.iterdir()} == {"made", "some.gguf"}


def test_seal_tells_what_made_it(gguf: Path, tmp_path: Path, child: list[Path]) -> None:
    """The seal holds the source's checksum, the library's version, and size and checksum of files."""
    folder = convert(gguf, tmp_path / "made", SOURCE)
    seal = Seal.read(folder)
    assert child
    assert seal is not None
    assert (seal.source, seal.maker) == (SOURCE, "transformers 0")
    assert seal.sizes == {"config.json": 2, "model.safetensors": 208}
    assert seal.broken(folder) == ()


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / SEAL).unlink(),
        lambda folder: (folder / SEAL).write_text(""),
        lambda folder: (folder / SEAL).write_text("[]"),
        lambda folder: (folder / SEAL).write_text('{"source": 1, "sizes": []}'),
        lambda folder: (folder / "model.safetensors").write_bytes(b"short"),
        lambda folder: (folder / "config.json").unlink(),
    ],
    ids=["no seal", "empty seal", "list as seal", "nonsense as seal", "short file", "lost file"],
)
def test_broken_folder_is_made_again(
    gguf: Path, tmp_path: Path, child: list[Path], damage: Callable[[Path], object]
) -> None:
    """A folder without a valid seal, or with files that do not fit it, is replaced."""
    folder = convert(gguf, tmp_path / "made", SOURCE)
    damage(folder)
    assert not sealed(folder, SOURCE)
    convert(gguf, folder, SOURCE)
    assert len(child) == 2
    assert sealed(folder, SOURCE)


def test_other_source_is_made_again(gguf: Path, tmp_path: Path, child: list[Path]) -> None:
    """A folder made from another file does not count."""
    convert(gguf, tmp_path / "made", "cd" * 32)
    convert(gguf, tmp_path / "made", SOURCE)
    assert len(child) == 2


def test_leftovers_are_swept(gguf: Path, tmp_path: Path, child: list[Path]) -> None:
    """What a killed conversion left is removed by the next one."""
    left = tmp_path / ".made.converting-1"
    left.mkdir()
    (left / "model.safetensors").write_bytes(b"half")
    convert(gguf, tmp_path / "made", SOURCE)
    assert child
    assert not left.exists()


def test_weights_are_readable_by_all(gguf: Path, tmp_path: Path, child: list[Path]) -> None:
    """A models folder made by one user serves another."""
    folder = convert(gguf, tmp_path / "made", SOURCE)
    assert child
    assert (folder / "model.safetensors").stat().st_mode & 0o044 == 0o044


def test_reports_how_far_it_is(gguf: Path, tmp_path: Path, child: list[Path]) -> None:
    """Progress goes from nothing over what the child reports to the file's size."""
    seen: list[Progress] = []
    convert(gguf, tmp_path / "made", SOURCE, seen.append)
    assert child
    assert seen == [Progress("converting", done, 104) for done in (0, 52, 104)]


def test_the_bars_of_the_child_become_shares() -> None:
    """The percentages that transformers draws are mapped to shares of the whole; other lines are kept."""
    said = [
        "\n",
        "Reading 50%|\n",
        "Converting and de-quantizing GGUF tensors...:  50%|#####     | 1/2 [00:01<00:01]\n",
        "Loading weights: 100%|##########| 339/339 [00:00<00:00]\n",
        "Writing model shards:  50%|#####     | 1/2 [00:01<00:01]\n",
        "ValueError: it broke\n",
    ]
    shares: list[float] = []
    assert converting._watched(said, shares.append) == "ValueError: it broke"
    assert shares == pytest.approx([0.35, 0.8, 0.95])


@pytest.mark.parametrize(
    ("code", "stderr", "expected"),
    [
        (1, "Traceback\nValueError: GGUF model with architecture x is not supported\n", "not supp"),
        (1, "", "no reason given"),
        (-9, "", "want of memory"),
    ],
)
def test_failure_is_one_line(  # noqa: PLR0913, PLR0917  # three of them are the table's columns
    gguf: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    code: int,
    stderr: str,
    expected: str,
) -> None:
    """A conversion that fails says why in one line and leaves nothing."""
    monkeypatch.setattr(subprocess, "Popen", Ended(code, stderr))
    with pytest.raises(ModelError, match=expected) as caught:
        convert(gguf, tmp_path / "made", SOURCE)
    assert "\n" not in str(caught.value)
    assert {path.name for path in tmp_path.iterdir()} == {"some.gguf"}


def test_full_disk_is_told_apart(
    gguf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fills in the child process is an OSError here, not a bad model."""
    full = "SafetensorError: I/O error: No space left on device (os 28)"
    monkeypatch.setattr(subprocess, "Popen", Ended(1, full))
    with pytest.raises(OSError, match="No space left") as caught:
        convert(gguf, tmp_path / "made", SOURCE)
    assert caught.value.errno == errno.ENOSPC


def test_no_room_is_said_beforehand(
    gguf: Path, tmp_path: Path, child: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without room for the result, nothing is begun."""
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("", (), {"free": 10}))
    with pytest.raises(ModelError, match=r"converting some.gguf needs .* free some space"):
        convert(gguf, tmp_path / "made", SOURCE)
    assert child == []


def test_file_that_is_no_gguf_is_refused(tmp_path: Path) -> None:
    """Bytes that are no GGUF file are found out before anything is begun."""
    path = tmp_path / "not.gguf"
    path.write_bytes(b"PK\x03\x04 this is something else")
    with pytest.raises(ModelError, match=r"not.gguf is no GGUF file"):
        convert(path, tmp_path / "made", SOURCE)


@pytest.mark.parametrize(
    ("noise", "tied"), [(0.0, True), (0.07, True), (1.0, False)], ids=["same", "rounded", "unlike"]
)
def test_one_matrix_held_twice_is_tied(noise: float, *, tied: bool) -> None:
    """Embeddings that differ by rounding become the output's; unlike ones stay two."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    size = {"hidden_size": 32, "intermediate_size": 32, "num_hidden_layers": 1}
    heads = {"num_attention_heads": 2, "num_key_value_heads": 1}
    config = transformers.Qwen2Config(vocab_size=64, tie_word_embeddings=False, **size, **heads)
    model = transformers.Qwen2ForCausalLM(config)
    coarse, fine = model.get_input_embeddings(), model.get_output_embeddings()
    with torch.no_grad():
        rounding = torch.randn_like(fine.weight) * fine.weight.std() * noise
        coarse.weight.copy_(fine.weight + rounding)
    kept = fine.weight.clone()
    converting._tie(model)
    shared = model.get_input_embeddings().weight is model.get_output_embeddings().weight
    assert (shared, model.config.tie_word_embeddings) == (tied, tied)
    assert torch.equal(model.get_output_embeddings().weight, kept)
