"""From a GGUF file to a sealed folder that transformers loads in seconds: bf16 safetensors, once.

Loading a GGUF file dequantizes all of it, tensor by tensor in numpy, which takes most of a minute
for 1.5 billion weights; the folder loads in 2 seconds. The work is done in a child process, which
gives its memory back, cannot reach a model hub, and may be killed. Knows nothing of where the
file comes from.
"""

import errno
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from rag.disk import require_space
from rag.errors import ModelError
from rag.fetch import Progress, ProgressCallback, quiet
from rag.seal import seal, sealed

MAGIC = b"GGUF"  # the first bytes of such a file
GROWTH = 3  # converted bytes per GGUF byte: 2.8 for Q4_K_M and Q4_1, less for finer files
SAME = (
    0.2  # relative distance; two 4-bit and 6-bit copies of one matrix: 0.075, two unlike ones: 1.4
)
# Where each bar begins and what share of the time it takes, by its first word: ours, then those of
# transformers. Its parsing of the file's metadata takes longest, and draws no bar.
BARS = {"Reading": (0.0, 0.7), "Converting": (0.7, 0.2), "Writing": (0.9, 0.1)}
_BAR = re.compile(r"(\w+)[^%]*?(\d+)%\|")
ROWS = 4096  # of the embeddings are compared, evenly spread


def convert(gguf: Path, folder: Path, source: str, progress: ProgressCallback = quiet) -> Path:
    """Makes ``folder`` from ``gguf``; at once when it is there.

    Args:
        gguf: The file; stays as it is.
        folder: Where to; only ever exists complete.
        source: SHA-256 of the file, hexadecimal.
        progress: Told how far it is, in bytes of ``gguf``.

    Returns:
        ``folder``, with ``config.json``, tokenizer, chat template and ``model.safetensors``.

    Raises:
        ModelError: If the file cannot be converted, or there is no room.
        OSError: If the disk is full or not writable.
    """
    if sealed(folder, source):
        return folder
    with gguf.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise ModelError(f"{gguf} is no GGUF file; name another, or download it again")
    size = gguf.stat().st_size
    require_space(folder, GROWTH * size, f"converting {gguf.name}")
    folder.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{folder.name}.converting-"
    for leftover in folder.parent.glob(f"{prefix}*"):
        shutil.rmtree(leftover)
    progress(Progress("converting", 0, size))
    # A name of its own for each run, so that the child of a killed process cannot write into it.
    unfinished = folder.with_name(f"{prefix}{os.getpid()}")
    unfinished.mkdir()
    try:
        maker = _in_child(
            gguf,
            unfinished,
            lambda share: progress(Progress("converting", int(share * size), size)),
        )
        seal(unfinished, folder, source, maker)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    progress(Progress("converting", size, size))
    return folder


def _in_child(gguf: Path, folder: Path, report: Callable[[float], None]) -> str:
    """Runs this module's :func:`_main`; returns what it says of itself."""
    here = str(Path(__file__).resolve().parents[1])
    path = os.pathsep.join([here, *filter(None, [os.environ.get("PYTHONPATH")])])
    with subprocess.Popen(  # noqa: S603  # our own module
        [sys.executable, "-P", "-m", "rag.convert", str(gguf.absolute()), str(folder.absolute())],
        env=os.environ | {"PYTHONPATH": path, "HF_HUB_OFFLINE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        try:
            reason = _watched(child.stderr or (), report)
            maker = child.stdout.read() if child.stdout else ""
        except BaseException:  # an interrupt, or the progress display's own failure
            child.kill()
            raise
    if child.returncode:
        raise _failure(child.returncode, reason, gguf, folder)
    return maker.strip()


def _watched(said: Iterable[str], report: Callable[[float], None]) -> str:
    """Reports the share done, from the bars the child draws; returns its last other line."""
    last = "no reason given"
    for line in said:
        if bar := _BAR.match(line):
            begin, share = BARS.get(bar[1], (0.0, 0.0))
            if share:
                report(begin + share * int(bar[2]) / 100)
        elif line.strip():
            last = line.strip()
    return last


def _failure(code: int, reason: str, gguf: Path, folder: Path) -> Exception:
    if code < 0:
        return ModelError(
            f"{gguf.name} was not converted: the system ended the conversion, most likely for want "
            f"of memory (it takes about {6 * gguf.stat().st_size / 1e9:.0f} GB); close something, "
            "or take a smaller model"
        )
    if "No space left" in reason:
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))
    return ModelError(f"{gguf.name} cannot be converted: {reason}; take another model")


def _main(gguf: Path, folder: Path) -> str:
    """Loads, mends and saves; returns the library's name and version."""
    import torch
    import transformers
    from transformers.utils.quantization_config import GgufConfig

    where = {"gguf_file": gguf.name, "local_files_only": True}
    sys.stderr.write("Reading 10%|\n")
    tokenizer = transformers.AutoTokenizer.from_pretrained(gguf.parent, **where)
    if not tokenizer.chat_template:
        raise SystemExit("it holds no chat template, so it cannot chat")
    sys.stderr.write("Reading 50%|\n")
    # Without this, transformers keeps the weights packed and wants a kernel from a hub for them.
    dense = GgufConfig(gguf_file=str(gguf), dequantize=True)
    model = transformers.AutoModelForCausalLM.from_pretrained(
        gguf.parent, dtype=torch.bfloat16, quantization_config=dense, **where
    )
    _tie(model)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return f"transformers {transformers.__version__}"


def _tie(model: Any) -> None:  # noqa: ANN401  # a transformers model, which ships no usable types
    """Makes input and output embeddings one matrix again where the file holds it twice.

    GGUF writers quantize the output matrix finer than the input matrix, so the two copies differ
    by their rounding. The output matrix, the finer one, is kept: it is nearer to the published
    weights, and one matrix takes 0.47 GB less in the 1.5B model.
    """
    coarse, fine = model.get_input_embeddings(), model.get_output_embeddings()
    step = max(1, len(fine.weight) // ROWS)
    one, other = coarse.weight[::step].float(), fine.weight[::step].float()
    if one.shape == other.shape and (one - other).norm() < SAME * other.norm():
        coarse.weight = fine.weight
        model.config.tie_word_embeddings = True
        model.tie_weights()


if __name__ == "__main__":
    sys.stdout.write(_main(Path(sys.argv[1]), Path(sys.argv[2])))
