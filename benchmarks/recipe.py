"""Our index against the usual recipe: quality, time to index, time to search, in one run.

    python benchmarks/recipe.py --data ../shared/eval
    python benchmarks/recipe.py --sets scifact xquad clapnq

The usual recipe is what LangChain's ``TextLoader``, ``RecursiveCharacterTextSplitter(1000, 200)``,
``HuggingFaceEmbeddings`` and ``FAISS`` do, called without their wrappers, which only adds to its speed: files
read as text, one ``encode`` call in float32 over all chunks with line breaks as blanks, a flat index in memory
that is saved beside the texts, and a search by the question's vector. Ours is ``index.update`` and
``rag.retrieve.retrieve`` as the assistant calls them. Both read the same folder and use the same embedder.
A document ranks where its best chunk ranks, of 50 that are asked for.

Indexing is timed from the files to the first answered question, the loading of the model included; searches
are timed one by one, each question by both in turn, the question's embedding included: for 50 chunks, and for
the 4 that both show a model unless told otherwise.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from evalsets import clapnq, scifact, xquad
from retrieval import CANDIDATES, SHOWN, interval, ndcg

from index import Library, update
from index.embed import SentenceTransformerEmbedder
from rag.models import ensure
from rag.retrieve import retrieve
from rag.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evalsets import RetrievalSet

    from rag.models import Located

FEW = Settings().passages
SIZE, OVERLAP = 1000, 200  # characters of a chunk, and of what two have in common
SETS: dict[str, Callable[[Path], RetrievalSet]] = {
    "scifact": lambda data: scifact(data, "test"),
    "xquad": lambda data: xquad(data, "en"),
    "clapnq": clapnq,
}


class Recipe(Protocol):
    """Makes a folder of documents searchable."""

    def ingest(self, docs: Path, place: Path) -> int:
        """Index a folder and keep what is made in another; gives the number of chunks."""

    def search(self, question: str, k: int) -> Sequence[str]:
        """The documents of the ``k`` best chunks by name, best first."""


class Usual:
    """The usual recipe.

    Args:
        located: The embedder.
    """

    def __init__(self, located: Located) -> None:
        self._folder = located.folder
        self._names: list[str] = []

    def ingest(self, docs: Path, place: Path) -> int:
        """Read, cut, embed, index, save."""
        import faiss
        from langchain_text_splitters import RecursiveCharacterTextSplitter
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(str(self._folder), device="cpu", local_files_only=True)
        assert str(self._model.dtype) == "torch.float32"
        splitter = RecursiveCharacterTextSplitter(chunk_size=SIZE, chunk_overlap=OVERLAP)
        texts: list[str] = []
        for path in sorted(docs.iterdir()):
            cut = splitter.split_text(path.read_text(encoding="utf-8"))
            texts += cut
            self._names += [path.stem] * len(cut)
        rows = self._embed(texts)
        self._index = faiss.IndexFlatL2(rows.shape[1])
        self._index.add(rows)
        faiss.write_index(self._index, str(place / "index.faiss"))
        kept = json.dumps([self._names, texts])
        (place / "texts.json").write_text(kept, encoding="utf-8")
        return len(texts)

    def search(self, question: str, k: int) -> Sequence[str]:
        """By the question's vector alone."""
        _, found = self._index.search(self._embed([question]), k)  # (1, k)
        return list(dict.fromkeys(self._names[row] for row in found[0] if row >= 0))

    def _embed(self, texts: list[str]) -> Any:  # noqa: ANN401  # an untyped library's array
        lines = [text.replace("\n", " ") for text in texts]
        return self._model.encode(lines, show_progress_bar=False)


class Ours:
    """The assistant's index and search.

    Args:
        located: The embedder.
    """

    def __init__(self, located: Located) -> None:
        self._embedder = SentenceTransformerEmbedder(located.folder, located.identity)

    def ingest(self, docs: Path, place: Path) -> int:
        """Update a new library."""
        library = Library.open(place / "library.sqlite", self._embedder)
        report = update(docs, library, self._embedder)
        assert not report.failed
        self._snapshot = library.snapshot()
        return report.chunks

    def search(self, question: str, k: int) -> Sequence[str]:
        """By meaning and by words."""
        found = retrieve(self._snapshot, self._embedder, question, k=k, candidates=CANDIDATES)
        return list(dict.fromkeys(hit.chunk.source.removesuffix(".txt") for hit in found.hits))


def measure(found: RetrievalSet, located: Located, place: Path) -> None:
    """Prints the table of one set."""
    import faiss
    import langchain_text_splitters
    import sentence_transformers

    # Loaded before anything is timed: the first one would pay for both.
    _ = (faiss, langchain_text_splitters, sentence_transformers)
    docs = place / "docs"
    found.write(docs)
    recipes: dict[str, Recipe] = {"usual": Usual(located), "ours": Ours(located)}
    seconds, chunks = {}, {}
    for name, recipe in recipes.items():
        (place / name).mkdir()
        begun = time.perf_counter()
        chunks[name] = recipe.ingest(docs, place / name)
        recipe.search("Which question is the first one?", FEW)
        seconds[name] = time.perf_counter() - begun
    gains, took = asked(found, recipes, SHOWN)
    few = asked(found, recipes, FEW)[1]
    print(
        f"\n## {found.name}: {len(found.documents)} files, n = {len(found.questions)} questions\n"
    )
    print("| | usual | ours | ours ÷ usual |\n| --- | --- | --- | --- |")
    mean = {name: float(np.mean(values)) for name, values in gains.items()}
    row("nDCG@10", {name: interval(values) for name, values in gains.items()}, mean)
    row("indexed, s", {name: f"{value:.1f}" for name, value in seconds.items()}, seconds)
    row("chunks", {name: str(value) for name, value in chunks.items()}, chunks)
    for k, times in ((SHOWN, took), (FEW, few)):
        for share in (50, 95):
            ms = {name: 1000 * float(np.percentile(t, share)) for name, t in times.items()}
            row(f"{k} found, p{share}, ms", {name: f"{t:.1f}" for name, t in ms.items()}, ms)
    pairs = zip(gains["ours"], gains["usual"], strict=True)
    print(f"\nnDCG@10, ours - usual, question by question: {interval([a - b for a, b in pairs])}")


def asked(
    found: RetrievalSet, recipes: dict[str, Recipe], k: int
) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """What every question gains, and the seconds it takes; each is asked of all in turn."""
    gains: dict[str, list[float]] = {name: [] for name in recipes}
    took: dict[str, list[float]] = {name: [] for name in recipes}
    for number, (identity, question) in enumerate(found.questions.items()):
        order = list(recipes.items())
        for name, recipe in order if number % 2 else reversed(order):
            begun = time.perf_counter()
            documents = recipe.search(question, k)
            took[name].append(time.perf_counter() - begun)
            gains[name].append(ndcg(documents, found.relevant[identity]))
    return gains, took


def row(what: str, cells: dict[str, str], values: dict[str, Any]) -> None:
    """Prints a line of a table."""
    ratio = values["ours"] / values["usual"]
    print(f"| {what} | {cells['usual']} | {cells['ours']} | {ratio:.2f} |", flush=True)


def main() -> None:
    """Indexes, asks, prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--sets", nargs="+", choices=SETS, default=["scifact"])
    options = parser.parse_args()
    located = ensure("embedder")
    for name in options.sets:
        with tempfile.TemporaryDirectory() as place:
            measure(SETS[name](options.data), located, Path(place))


if __name__ == "__main__":
    main()
