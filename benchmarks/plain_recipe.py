"""The recipe of the tutorials, as an answerer that can be measured beside ours.

LangChain's ``RecursiveCharacterTextSplitter(1000, 200)``, a flat FAISS index over the same embedder's vectors,
the five nearest chunks in one prompt that asks for an answer and for markers, and the same model with the same
greedy decoding. What the reply says counts as it stands:

* a marker ``[n]`` is a citation of its whole chunk; a sentence with one is verified;
* a reply whose first sentence has one of ``UNKNOWING`` is a refusal; confidence is 1 or 0.

Three things help it: our decoding cannot write the marker of a chunk that was not shown, a marker that stands
alone behind a stop belongs to the sentence before, and our guard keeps control tokens in chunks plain text.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from index.sentences import sentences
from rag.answers import Answer, Citation, Passage, Sentence
from rag.markers import strip_markers
from rag.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import numpy as np

    from index import Embedder
    from rag.generate import Generator
    from rag.prompt import Message
    from rag.rewrite import Turn

SIZE, OVERLAP = 1000, 200  # characters of a chunk, and of what two have in common
SHOWN = 5
PROMPT = (
    "Use the following pieces of context to answer the question at the end. If you don't know the answer, just "
    "say that you don't know, don't try to make up an answer. Cite sources as [n].\n\n"
    "{context}\n\nQuestion: {question}\nHelpful Answer:"
)
UNKNOWING = (
    "don't know",
    "do not know",
    "not mention",
    "not provide",
    "not contain",
    "not include",
    "not specif",
    "not state",
    "not explicitly",
    "not available",
    "not enough information",
    "not have information",
    "not have enough",
    "no information",
    "no mention",
    "insufficient information",
    "cannot answer",
    "can't answer",
    "cannot be determined",
    "unable to",
)
_MARKER = re.compile(r"\[(\d+(?:,\s*\d+)*)\]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A chunk: ``text`` begins at ``start`` of its document."""

    source: str
    start: int
    text: str


class PlainRecipe:
    """Answers from the text files of a folder.

    Args:
        folder: Holds the documents.
        embedder: Ours.
        generator: Ours.
        hidden: File names that a question may not be answered from, by question.
        kept: File that keeps the vectors for the next run.
    """

    def __init__(
        self,
        folder: Path,
        embedder: Embedder,
        generator: Generator,
        hidden: Mapping[str, frozenset[str]] | None = None,
        kept: Path | None = None,
    ) -> None:
        self.embedder, self.generator = embedder, generator
        self._folder, self._kept = folder, kept
        self._hidden = hidden or {}
        self._rows = _rows_in(kept, embedder.name) if kept and kept.exists() else {}
        self.update()

    def update(self) -> None:
        """Reads the folder again; only texts that it has not seen are embedded."""
        import faiss
        import numpy as np

        self._pieces = [piece for path in sorted(self._folder.iterdir()) for piece in pieces(path)]
        new = {_key(p.text): p.text for p in self._pieces if _key(p.text) not in self._rows}
        if new:
            vectors = self.embedder.embed_documents(list(new.values()))
            self._rows |= zip(new, vectors, strict=True)
            if self._kept:
                rows = np.stack(list(self._rows.values()))
                np.savez(self._kept, by=self.embedder.name, keys=list(self._rows), rows=rows)
        rows = np.stack([self._rows[_key(piece.text)] for piece in self._pieces])  # (n, dim)
        self._index = faiss.IndexFlatIP(rows.shape[1])
        self._index.add(rows)

    @property
    def producer(self) -> dict[str, object]:
        """What its answers depend on besides the models."""
        shown = [(p.source, p.start, p.text) for p in self._pieces]
        hidden = sorted((question, sorted(names)) for question, names in self._hidden.items())
        asked = PROMPT, UNKNOWING, Settings().max_answer_tokens
        digest = hashlib.sha256(repr((shown, hidden, asked)).encode()).hexdigest()[:16]
        return {"recipe": f"{SIZE}/{OVERLAP}, top {SHOWN}", "plain": digest}

    def answer(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """One reply to one prompt; earlier turns are not looked at."""
        del history
        begun = perf_counter()
        shown = self.search(question, SHOWN)
        found = perf_counter() - begun
        chat = prompt(question, shown)
        limit = Settings().max_answer_tokens
        reply = "".join(self.generator.stream(chat, citable=len(shown), limit=limit))
        return read(question, reply, shown, {"retrieved": found, "done": perf_counter() - begun})

    def search(self, words: str, k: int = 10) -> tuple[Passage, ...]:
        """The ``k`` chunks nearest to the words, none of a hidden document."""
        hidden = self._hidden.get(words, frozenset())
        query = self.embedder.embed_query(words)[None]
        scores, found = self._index.search(query, len(self._pieces))  # (1, n)
        ranked = [
            (self._pieces[row], float(score))
            for row, score in zip(found[0], scores[0], strict=True)
            if self._pieces[row].source not in hidden
        ]
        return tuple(_passage(n, *pair) for n, pair in enumerate(ranked[:k], start=1))


def pieces(path: Path) -> list[Piece]:
    """A file's chunks, with exact offsets."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=SIZE, chunk_overlap=OVERLAP, add_start_index=True
    )
    text = path.read_text(encoding="utf-8")
    cut = [
        Piece(path.name, chunk.metadata["start_index"], chunk.page_content)
        for chunk in splitter.create_documents([text])
    ]
    assert all(text.startswith(piece.text, piece.start) for piece in cut)
    return cut


def prompt(question: str, shown: Sequence[Passage]) -> list[Message]:
    """The one message."""
    context = "\n\n".join(f"[{passage.number}] {passage.text}" for passage in shown)
    return [{"role": "user", "content": PROMPT.format(context=context, question=question)}]


def read(
    question: str, reply: str, shown: Sequence[Passage], timings: Mapping[str, float]
) -> Answer:
    """What a reply says, cites and does not know."""
    said = tuple(_sentence(text, shown) for text in _sentences(reply))
    refused = not said or any(phrase in said[0].text.lower() for phrase in UNKNOWING)
    return Answer(
        question,
        sentences=said,
        passages=tuple(shown),
        abstained=refused,
        confidence=0.0 if refused else 1.0,
        phase="done",
        timings=timings,
        trace={"asked": question, "reply": reply},
    )


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _rows_in(file: Path, embedder: str) -> dict[str, np.ndarray]:
    import numpy as np

    with np.load(file) as kept:
        known = zip(map(str, kept["keys"]), kept["rows"], strict=True)
        return dict(known) if str(kept["by"]) == embedder else {}


def _sentences(reply: str) -> list[str]:
    found: list[str] = []
    for start, end in sentences(reply):
        text = reply[start:end]
        if found and not strip_markers(" " + text).strip(" .,;"):
            found[-1] += " " + text
        else:
            found.append(text)
    return found


def _sentence(text: str, shown: Sequence[Passage]) -> Sentence:
    numbers = {int(n) for marker in _MARKER.findall(text) for n in marker.split(",")}
    cited = tuple(_citation(passage) for passage in shown if passage.number in numbers)
    return Sentence(strip_markers(text).strip(), cited, verified=bool(cited))


def _citation(passage: Passage) -> Citation:
    return Citation(
        passage.number, passage.source, passage.start, passage.end, passage.text, None, 1.0
    )


def _passage(number: int, piece: Piece, score: float) -> Passage:
    end = piece.start + len(piece.text)
    return Passage(number, piece.source, "", "", piece.start, end, piece.text, None, score)
