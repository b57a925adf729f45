"""How much of the evidence is found, in how little text: Chroma's chunking evaluation.

    python -m pip install -e '.[benchmark]'    # only for the baselines
    python benchmarks/chunking.py --data ../shared/eval

Five corpora, 472 questions, each with the characters that answer it (Smith and Troynikov 2024,
https://research.trychroma.com/evaluating-chunking). All corpora are in one index, so that a question may
be led astray by the others. A question's retrieved characters are the union of what is shown for it:

* recall: share of the gold characters that are retrieved,
* precision: share of the retrieved characters that are gold,
* IoU: gold and retrieved, over gold or retrieved.

The original counts an overlap between two retrieved chunks twice in the denominators; here it counts once,
which favours the baseline with overlap. Its README's "recall 0.809, IoU 0.177" for chunks of 1,200 characters
is of a mode that retrieves as many chunks as the gold touches, one to three, which no assistant can know; the
last table does that. At five chunks of 1,200 characters the mean IoU cannot exceed 0.05.

What was chosen by trying was chosen on the ``fit`` half of the questions, by a hash of the question.
"""

import argparse
import csv
import hashlib
import json
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np

from index import Embedder, Hit, Library, update
from index.embed import SentenceTransformerEmbedder
from index.spans import Span
from rag.evaluation.bootstrap import bounds
from rag.focus import NEAR, focus
from rag.models import ensure
from rag.retrieve import passages, retrieve

SHOWN = 5
HITS = SHOWN + SHOWN // 2 + 1  # as rag.retrieve.search takes, cut down to the passages shown
CANDIDATES = 50
Place: TypeAlias = tuple[str, int, int]  # corpus, start, end


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the characters of one corpus that answer it."""

    text: str
    corpus: str
    gold: tuple[Span, ...]

    @property
    def in_fit(self) -> bool:
        """Whether parameters may be chosen on it."""
        return int(hashlib.sha256(self.text.encode()).hexdigest(), 16) % 2 == 0


def read(data: Path) -> tuple[dict[str, str], list[Question]]:
    """The corpora by name, and the questions."""
    folder = data / "chroma-chunking"
    corpora = {
        path.stem: path.read_bytes().decode() for path in sorted((folder / "corpora").glob("*.md"))
    }
    with (folder / "questions_df.csv").open(encoding="utf-8", newline="") as file:
        questions = [
            Question(row["question"], row["corpus_id"], gold(row["references"]))
            for row in csv.DictReader(file)
        ]
    return corpora, questions


def gold(references: str) -> tuple[Span, ...]:
    """The spans of a question's references, joined where they overlap."""
    return union((r["start_index"], r["end_index"]) for r in json.loads(references))


def union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order that do not touch."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return tuple(joined)


def measures(question: Question, retrieved: Sequence[Place]) -> tuple[float, ...]:
    """Recall, precision and IoU, over characters, and how many characters were retrieved."""
    sizes = {
        corpus: union((start, end) for name, start, end in retrieved if name == corpus)
        for corpus in {name for name, _, _ in retrieved}
    }
    total = sum(end - start for spans in sizes.values() for start, end in spans)
    wanted = sum(end - start for start, end in question.gold)
    found = sum(
        max(0, min(end, past) - max(start, first))
        for start, end in sizes.get(question.corpus, ())
        for first, past in question.gold
    )
    return found / wanted, found / total if total else 0.0, found / (wanted + total - found), total


def baselines(corpora: dict[str, str]) -> dict[str, list[Place]]:
    """Chunks as usual recipes cut them."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    def recursive(size: int, overlap: int) -> list[Place]:
        splitter = RecursiveCharacterTextSplitter(
            chunk_size=size, chunk_overlap=overlap, add_start_index=True
        )
        return [
            (name, d.metadata["start_index"], d.metadata["start_index"] + len(d.page_content))
            for name, text in corpora.items()
            for d in splitter.create_documents([text])
        ]

    fixed = [
        (name, start, min(start + 1200, len(text)))
        for name, text in corpora.items()
        for start in range(0, len(text), 1200)
    ]
    return {
        "fixed 1,200 characters": fixed,
        "recursive 1000/200": recursive(1000, 200),
        "recursive 200/0": recursive(200, 0),
    }


def nearest(
    corpora: dict[str, str], places: list[Place], embedder: Embedder, questions: list[Question]
) -> list[list[Place]]:
    """For each question all places of the ``4 * SHOWN`` nearest in meaning, best first."""
    rows = embedder.embed_documents([corpora[name][start:end] for name, start, end in places])
    queries = np.stack([embedder.embed_query(question.text) for question in questions])
    order = np.argsort(-(queries @ rows.T), axis=1, kind="stable")[:, : 4 * SHOWN]
    return [[places[row] for row in best] for best in order]


def touching(question: Question, places: Sequence[Place]) -> int:
    """How many chunks the gold touches: what the original's README retrieves."""
    return sum(
        name == question.corpus
        and any(start < past and first < end for first, past in question.gold)
        for name, start, end in places
    )


class Ours:
    """The assistant's own index and retrieval over the corpora, in a folder of their own.

    Args:
        corpora: Texts by name.
        embedder: The default one.
        place: An empty folder.
    """

    def __init__(self, corpora: dict[str, str], embedder: Embedder, place: Path) -> None:
        folder = place / "docs"
        folder.mkdir(parents=True)
        for name, text in corpora.items():
            (folder / f"{name}.md").write_text(text, encoding="utf-8", newline="")
        library = Library.open(place / "library.sqlite", embedder)
        update(folder, library, embedder)
        self.snapshot = library.snapshot()
        for name, text in corpora.items():
            assert self.snapshot.document(f"{name}.md").text == text  # or the offsets mean nothing
        self._embedder = embedder

    def hits(self, question: Question, k: int) -> tuple[Hit, ...]:
        """The ``k`` best chunks by meaning and by words."""
        found = retrieve(self.snapshot, self._embedder, question.text, k=k, candidates=CANDIDATES)
        return found.hits

    def chunks(self) -> list[Place]:
        """Every chunk, one by one."""
        everything = self.snapshot.dense(self._embedder.embed_query(""), len(self.snapshot))
        return [
            (h.chunk.source.removesuffix(".md"), h.chunk.start, h.chunk.end) for h in everything
        ]

    def places(self, hits: Sequence[Hit]) -> list[Place]:
        """The characters of the passages that hits become."""
        return [
            (p.source.removesuffix(".md"), p.start, p.end) for p in passages(self.snapshot, hits)
        ]


def interval(values: np.ndarray) -> str:
    """Mean with a 95 % bootstrap interval."""
    low, high = bounds(values)
    return f"{values.mean():.3f} [{low:.3f}, {high:.3f}]"


def line(name: str, questions: Sequence[Question], retrieved: Sequence[Sequence[Place]]) -> None:
    """Prints the measures of one way to retrieve."""
    rows = np.array([measures(q, places) for q, places in zip(questions, retrieved, strict=True)])
    recall, precision, iou = (interval(rows[:, n]) for n in range(3))
    print(f"{name:34} {recall:21} {precision:21} {iou:21} {rows[:, 3].mean():6.0f} {len(rows):4}")


def report(title: str, questions: Sequence[Question], found: dict[str, list[list[Place]]]) -> None:
    """Prints a table."""
    print(f"\n{title}\n{'':34} {'recall':21} {'precision':21} {'IoU':21} {'chars':>6} {'n':>4}")
    for name, retrieved in found.items():
        line(name, questions, retrieved)


def compare(options: argparse.Namespace, place: Path) -> None:
    """Retrieves in every way, and prints."""
    corpora, questions = read(options.data)
    model = ensure("embedder")
    embedder = SentenceTransformerEmbedder(model.folder, model.identity)
    chosen = [q for q in questions if options.half in ("all", "fit" if q.in_fit else "test")]
    found: dict[str, list[list[Place]]] = {}
    counted: dict[str, list[list[Place]]] = {}
    for name, places in (baselines(corpora) if options.baselines else {}).items():
        ranked = nearest(corpora, places, embedder, chosen)
        found[name] = [best[:SHOWN] for best in ranked]
        counted[name] = [
            best[: touching(q, places)] for q, best in zip(chosen, ranked, strict=True)
        ]
    ours = Ours(corpora, embedder, place)
    found[f"ours, {SHOWN} whole chunks"] = [ours.places(ours.hits(q, SHOWN)) for q in chosen]
    places = ours.chunks()
    counted["ours, whole chunks"] = [ours.places(ours.hits(q, touching(q, places))) for q in chosen]
    begun = time.perf_counter()
    hits = [ours.hits(q, HITS) for q in chosen]
    searched = time.perf_counter()
    for near in options.near:
        found[f"ours, focused, within {near} logits"] = [
            ours.places(focus(ours.snapshot, q.text, best, SHOWN, near))
            for q, best in zip(chosen, hits, strict=True)
        ]
    focused = (time.perf_counter() - searched) / len(options.near)
    report(f"at most {SHOWN} chunks or passages, {options.half} questions", chosen, found)
    for corpus in corpora:
        some = [n for n, q in enumerate(chosen) if q.corpus == corpus]
        report(
            corpus,
            [chosen[n] for n in some],
            {way: [rows[n] for n in some] for way, rows in found.items()},
        )
    report("as many chunks as the gold touches", chosen, counted)
    print(f"\nseconds a question: search {(searched - begun) / len(chosen):.4f}, "
          f"focus {focused / len(chosen):.4f}")  # fmt: skip


def main() -> None:
    """Reads the command line, and compares."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--half", choices=("fit", "test", "all"), default="all")
    parser.add_argument("--near", type=float, nargs="+", default=[NEAR], help="see rag/focus.py")
    parser.add_argument("--no-baselines", dest="baselines", action="store_false")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        compare(options, Path(place))


if __name__ == "__main__":
    main()
