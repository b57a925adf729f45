"""One answer in the making: search, judge, write, prove. Knows nothing of files, pages or models."""

from collections import abc
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from time import perf_counter

from index import ANY, Embedder, Filter, Snapshot
from index.sentences import sentences
from rag.answerable import Calibrations, Signals, calibrations, proof, signals
from rag.answers import Answer, Sentence
from rag.cite import cite
from rag.confirm import evidence
from rag.generate import Generator
from rag.markers import strip_markers
from rag.prompt import ask, confirm, judge
from rag.refusal import refusal
from rag.retrieve import passages, retrieve
from rag.rewrite import Turn, standalone
from rag.settings import Settings


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
        if not answer.passages:
            yield self._done(self._refused(answer, asked))
            return
        before = self._signals(answer, asked)
        answer = self._judged(answer, asked, before)
        if not answer.abstained:
            for grown in self._written(answer, asked):
                answer = grown
                yield answer
            answer = self._weighed(answer, asked, before)
        yield self._done(answer)

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

    def _signals(self, answer: Answer, asked: str) -> Signals:
        margin = self.generator.margin(judge(asked, answer.passages))
        return signals(asked, answer.passages, margin, answer.trace["similarity"])

    def _judged(self, answer: Answer, asked: str, before: Signals) -> Answer:
        """Decides, before a word is written, whether there is any hope."""
        early = self._fitted.early
        answer = replace(
            self._timed(answer, "judged"),
            confidence=early.probability(before),
            trace={**answer.trace, "signals": asdict(before)},
        )
        hopeless = answer.confidence < min(early.threshold, self._threshold)
        return self._refused(answer, asked) if hopeless else answer

    @property
    def _fitted(self) -> Calibrations:
        return calibrations(self.generator.name)

    @property
    def _threshold(self) -> float:
        """Of the final decision."""
        set_by_user = self.settings.threshold
        return self._fitted.final.threshold if set_by_user is None else set_by_user

    def _written(self, answer: Answer, asked: str) -> abc.Generator[Answer]:
        messages = ask(asked, answer.passages, full=self.settings.full)
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

    def _weighed(self, answer: Answer, asked: str, before: Signals) -> Answer:
        """Decides once more, now with what was proven; drops what was not when strict."""
        verified = [sentence for sentence in answer.sentences if sentence.verified]
        unverified = [sentence.text for sentence in answer.sentences if not sentence.verified]
        answer = replace(answer, trace={**answer.trace, "unverified": unverified})
        if not verified:
            unproven = answer.confidence * self._fitted.unproven
            return self._refused(replace(answer, confidence=unproven), asked)
        cited = evidence(answer.passages, answer.citations)
        confirmed = self.generator.margin(confirm(asked, cited))
        after = proof(asked, cited, [sentence.citations for sentence in verified], confirmed)
        answer = replace(
            answer,
            confidence=self._fitted.final.probability(before, after),
            trace={**answer.trace, "signals": asdict(before) | asdict(after)},
        )
        if answer.confidence < self._threshold:
            return self._refused(answer, asked)
        return replace(answer, sentences=tuple(verified)) if self.settings.strict else answer

    def _refused(self, answer: Answer, asked: str) -> Answer:
        said = tuple(sentence.text for sentence in answer.sentences)
        return replace(
            answer,
            sentences=refusal(asked, answer.passages, self.snapshot.lexicon.mentions),
            abstained=True,
            trace={**answer.trace, "withdrawn": said},
        )

    def _timed(self, answer: Answer, event: str) -> Answer:
        return replace(answer, timings={**answer.timings, event: perf_counter() - self.begun})

    def _done(self, answer: Answer) -> Answer:
        return replace(self._timed(answer, "done"), phase="done", draft="")


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def _repeats(said: Sequence[Sentence]) -> bool:
    """Whether the last sentence was said before: a small model that loops does not stop by itself."""
    return len({sentence.text for sentence in said}) < len(said)
