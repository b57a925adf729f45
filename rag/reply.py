"""One answer in the making: search, judge, write, prove. Knows nothing of files, pages or models."""

from collections import abc
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from time import perf_counter

from index import ANY, Embedder, Filter, Snapshot
from index.sentences import sentences
from rag.answerable import calibration, signals
from rag.answers import Answer, Sentence
from rag.cite import cite
from rag.generate import Generator
from rag.markers import strip_markers
from rag.prompt import ask, judge
from rag.retrieve import passages, retrieve
from rag.rewrite import Turn, standalone
from rag.settings import Settings

REFUSAL = "The documents do not say."


@dataclass(frozen=True, slots=True)
class Reply:
    """What one answer is made with.

    Attributes:
        snapshot: The generation of the index that answers, from first to last.
        embedder: The one the index was made with.
        generator: Writes and judges.
        settings: How many passages, when to refuse.
        begun: When the question came, in the seconds of ``time.perf_counter``.
        where: Which documents may answer.
    """

    snapshot: Snapshot
    embedder: Embedder
    generator: Generator
    settings: Settings
    begun: float
    where: Filter = ANY

    def grow(self, question: str, history: Sequence[Turn]) -> abc.Generator[Answer]:
        """Yields the answer at every step; the last one has ``phase`` "done"."""
        answer = Answer(question, trace=self._trace())
        yield answer
        asked = standalone(question, history, self.generator)
        answer = self._found(answer, asked)
        yield answer
        answer = self._judged(answer, asked)
        if answer.abstained:
            yield self._done(answer)
            return
        for grown in self._written(answer, asked):
            answer = grown
            yield answer
        yield self._done(self._weighed(answer))

    def _trace(self) -> dict[str, object]:
        settings = {name: str(value) for name, value in asdict(self.settings).items()}
        return {
            "embedder": self.embedder.name,
            "generator": self.generator.name,
            "generation": self.snapshot.generation,
            "settings": settings,
            "where": asdict(self.where),
        }

    def _found(self, answer: Answer, asked: str) -> Answer:
        wanted, candidates = self.settings.passages, self.settings.candidates
        found = retrieve(
            self.snapshot,
            self.embedder,
            asked,
            k=wanted,
            candidates=candidates,
            where=self.where,
        )
        return replace(
            self._timed(answer, "retrieved"),
            hits=found.hits,
            passages=passages(self.snapshot, found.hits),
            phase="reading",
            trace={**answer.trace, "asked": asked, "similarity": found.similarity},
        )

    def _judged(self, answer: Answer, asked: str) -> Answer:
        """Decides, before a word is written, whether the passages answer."""
        if not answer.passages:
            return _refused(answer)
        margin = self.generator.margin(judge(asked, answer.passages))
        found = signals(asked, answer.passages, margin, answer.trace["similarity"])
        fitted = calibration(self.generator.name)
        set_by_user = self.settings.threshold
        threshold = fitted.threshold if set_by_user is None else set_by_user
        answer = replace(
            self._timed(answer, "judged"),
            confidence=fitted.probability(found),
            trace={**answer.trace, "signals": asdict(found), "threshold": threshold},
        )
        return _refused(answer) if answer.confidence < threshold else answer

    def _written(self, answer: Answer, asked: str) -> abc.Generator[Answer]:
        messages = ask(asked, answer.passages)
        limit = self.settings.max_answer_tokens
        pieces = self.generator.stream(messages, citable=len(answer.passages), limit=limit)
        said = ""
        with closing(pieces):
            for piece in pieces:
                answer = answer if said else self._timed(answer, "first_token")
                said += piece
                answer = self._grown(answer, said, asked)
                yield answer
                if _repeats(answer.sentences):
                    yield replace(answer, sentences=answer.sentences[:-1], draft="")
                    return
        if answer.draft:
            last = self._proven(answer.draft, asked, answer)
            yield replace(answer, sentences=(*answer.sentences, last), draft="")

    def _grown(self, answer: Answer, said: str, asked: str) -> Answer:
        """Proves the sentences that ``said`` completes; the last one may still go on."""
        *complete, draft = _sentences(said) or [""]
        known = answer.sentences
        new = [self._proven(text, asked, answer) for text in complete[len(known) :]]
        return replace(answer, sentences=(*known, *new), draft=draft, phase="answering")

    def _proven(self, text: str, asked: str, answer: Answer) -> Sentence:
        text = strip_markers(text).strip()
        citations = cite(text, asked, answer.passages, self._similarity)
        return Sentence(text, citations, verified=bool(citations))

    def _similarity(self, text: str, others: Sequence[str]) -> list[float]:
        rows = self.embedder.embed_documents([text, *others])
        return [float(row @ rows[0]) for row in rows[1:]]

    def _weighed(self, answer: Answer) -> Answer:
        """Refuses when nothing that was written could be proven; drops the unproven when strict."""
        unverified = [sentence.text for sentence in answer.sentences if not sentence.verified]
        answer = replace(answer, trace={**answer.trace, "unverified": unverified})
        if len(unverified) == len(answer.sentences):
            return _refused(answer)
        if self.settings.strict:
            kept = tuple(sentence for sentence in answer.sentences if sentence.verified)
            return replace(answer, sentences=kept)
        return answer

    def _timed(self, answer: Answer, event: str) -> Answer:
        return replace(answer, timings={**answer.timings, event: perf_counter() - self.begun})

    def _done(self, answer: Answer) -> Answer:
        return replace(self._timed(answer, "done"), phase="done", draft="")


def _refused(answer: Answer) -> Answer:
    return replace(answer, sentences=(Sentence(REFUSAL),), abstained=True)


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def _repeats(said: Sequence[Sentence]) -> bool:
    """Whether the last sentence was said before: a small model that loops does not stop by itself."""
    return len({sentence.text for sentence in said}) < len(said)
