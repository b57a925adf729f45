"""A million passages made of real ones: text with the word frequencies of language, vectors to match.

The corpora of ``--data`` are cut into segments of about 50 words. A generated passage is a random pair of
them; its vector is the normalised weighted sum of the two segments' real vectors and some noise, which is
close to what an embedder makes of the joined text. Everything follows from a seed.
"""

import ast
import csv
import gzip
import io
import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

SEGMENT_WORDS = 50
"""Words of a segment, at least; two of them are a passage of about 100 words."""

PARTNER = (0.3, 1.0)
"""Weight of the second segment's vector, drawn evenly from this range."""

NOISE = 0.35
"""Length of the noise added, beside a first segment of length 1."""

_QUOTED = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def segments(data: Path) -> list[str]:
    """The real texts of every corpus in runs of whole sentences, at least ``SEGMENT_WORDS`` long."""
    return [segment for text in _texts(data) for segment in _runs(text)]


def questions(data: Path, count: int) -> list[str]:
    """Real questions, evenly of SciFact's, XQuAD's, CLAP NQ's and Chroma's, spread over each."""
    sets = [_scifact_claims(data), _xquad(data)[1], _clapnq(data)[1], _chroma_questions(data)]
    share = -(-count // len(sets))
    spread = [asked[:: max(1, len(asked) // share)][:share] for asked in sets]
    return [question for group in zip(*spread, strict=True) for question in group][:count]


def pairs(total: int, count: int, seed: int) -> npt.NDArray[np.int64]:
    """Shape (count, 2): which two of ``total`` segments each passage is made of."""
    return np.random.default_rng(seed).integers(0, total, size=(count, 2))


def vectors(
    real: npt.NDArray[np.float32], chosen: npt.NDArray[np.int64], seed: int
) -> npt.NDArray[np.float32]:
    """The unit rows, shape (len(chosen), dim), of passages made of pairs of segments.

    Args:
        real: The segments' own vectors, shape (segments, dim).
        chosen: From :func:`pairs`, or a part of it.
        seed: Another one for each part.
    """
    random = np.random.default_rng(seed)
    noise = random.standard_normal((len(chosen), real.shape[1]), dtype=np.float32)
    noise *= NOISE / np.sqrt(real.shape[1])
    weight = random.uniform(*PARTNER, size=(len(chosen), 1)).astype(np.float32)
    made = real[chosen[:, 0]] + weight * real[chosen[:, 1]] + noise
    unit: npt.NDArray[np.float32] = made / np.linalg.norm(made, axis=1, keepdims=True)
    return unit


def _runs(text: str) -> Iterator[str]:
    run: list[str] = []
    for sentence in _SENTENCE.split(" ".join(text.split())):
        run += sentence.split()
        if len(run) >= SEGMENT_WORDS:
            # A table without full stops is one "sentence": cut it as well.
            for start in range(0, len(run), 2 * SEGMENT_WORDS):
                yield " ".join(run[start : start + 2 * SEGMENT_WORDS])
            run = []


def _texts(data: Path) -> Iterator[str]:
    yield from _scifact(data)
    yield from _xquad(data)[0]
    yield from _clapnq(data)[0]
    for path in sorted((data / "chroma-chunking/corpora").glob("*.md")):
        yield path.read_text(encoding="utf-8")
    with zipfile.ZipFile(data / "lihua-world/data/LiHuaWorld.zip") as archive:
        for name in sorted(n for n in archive.namelist() if n.endswith(".txt")):
            yield archive.read(name).decode("utf-8", "replace")


def _scifact(data: Path) -> Iterator[str]:
    csv.field_size_limit(1 << 30)
    with zipfile.ZipFile(data / "scifact/scifact.zip") as archive:
        table = io.StringIO(archive.read("corpus_train.csv").decode())
    for row in csv.DictReader(table):
        yield " ".join(ast.literal_eval(found) for found in _QUOTED.findall(row["abstract"]))


def _scifact_claims(data: Path) -> list[str]:
    path = data / "scifact/topics.beir-v1.0.0-scifact.test.tsv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [line.rstrip("\n").split("\t")[1] for line in lines]


def _xquad(data: Path) -> tuple[list[str], list[str]]:
    articles = json.loads((data / "xquad/xquad.en.json").read_text(encoding="utf-8"))["data"]
    parts = [paragraph for article in articles for paragraph in article["paragraphs"]]
    return [p["context"] for p in parts], [q["question"] for p in parts for q in p["qas"]]


def _clapnq(data: Path) -> tuple[list[str], list[str]]:
    cases = [
        json.loads(line)
        for path in sorted((data / "clapnq/annotated_data/dev").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    texts = [passage["text"] for case in cases for passage in case["passages"]]
    return texts, [case["input"] for case in cases]


def _chroma_questions(data: Path) -> list[str]:
    path = data / "chroma-chunking/questions_df.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return [row["question"] for row in csv.DictReader(lines)]


def words(texts: Sequence[str]) -> int:
    """Number of words between white space."""
    return sum(len(text.split()) for text in texts)
