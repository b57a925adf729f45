"""One question in the answering: search, judge, write, prove. Knows no history, files, pages or models."""

from collections import abc
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from functools import partial
from time import perf_counter

from index import ANY, Embedder, Filter, Snapshot
from rag.answerable import Calibrations, Signals, calibrations, probed, proof, signals
from rag.answers import Answer, Citation, Passage, Sentence
from rag.citing.paraphrase import Similarity
from rag.differing import otherwise
from rag.finding import Finder
from rag.generate import Generator
from rag.grounds import evidence, found_at, groundless, looked_at
from rag.likeness import likeness
from rag.prompt import Message, ask, judge
from rag.quoted import quoted
from rag.refusal import Mentions, missing, refusal, says_nothing
from rag.second_look import believed
from rag.settings import Settings
from rag.traced import hit_rows
from rag.writing import once, written

DOUBT = 0.1
"""Probability from which a refusal tells where the answer stood that was written: below, none of 163 questions of the
fit halves had one (benchmarks/EXPERIMENTS.md)."""


@dataclass(frozen=True, slots=True)
class Single:
    """What one question is answered with.

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

    def grow(self, question: str, before: Sequence[Passage] = ()) -> abc.Generator[Answer]:
        """Yields the answer at every step; the last one has ``phase`` "done".

        Args:
            question: What is asked, standing alone.
            before: What was read for the question before.
        """
        answer = self._found(Answer(question), before)
        yield answer
        if not answer.passages:
            yield self._done(self._refused(answer))
            return
        before_writing = self._signals(answer)
        answer = self._judged(answer, before_writing)
        if not answer.abstained:
            for grown in self._written(answer):
                answer = grown
                yield answer
            answer = self._weighed(answer, before_writing)
        yield self._done(answer)

    @property
    def finder(self) -> Finder:
        """Where is looked."""
        return Finder(self.snapshot, self.embedder, self.settings, self.where)

    def _found(self, answer: Answer, before: Sequence[Passage]) -> Answer:
        found = self.finder.find(answer.question, before)
        told = {
            "asked": answer.question,
            "misspelt": found.retrieval.misspelt,
            "similarity": found.retrieval.similarity,
            "hits": hit_rows(found.retrieval.hits, found.retrieval.marks, found.shown),
        }
        return replace(
            self._timed(answer, "retrieved"),
            hits=found.retrieval.hits,
            passages=found.shown,
            phase="reading",
            trace={**answer.trace, **told},
        )

    def _signals(self, answer: Answer) -> Signals:
        asked = judge(answer.question, answer.passages)
        judged = self.generator.judgement(asked, then=self._asked(answer))
        told = (judged.margin, probed(self.generator.name, judged.state))
        return signals(answer.question, answer.passages, told, answer.trace["similarity"])

    def _judged(self, answer: Answer, before: Signals) -> Answer:
        """Decides, before a word is written, whether there is any hope."""
        early = self._fitted.early
        answer = replace(
            self._timed(answer, "judged"),
            confidence=early.probability(before),
            trace={**answer.trace, "signals": asdict(before)},
        )
        hopeless = answer.confidence < min(early.threshold, self.threshold)
        return self._refused(answer) if hopeless else answer

    @property
    def _similarity(self) -> Similarity:
        return partial(likeness, self.embedder)

    @property
    def _fitted(self) -> Calibrations:
        return calibrations(self.generator.name)

    @property
    def threshold(self) -> float:
        """Probability below which a question is refused in the end."""
        set_by_user = self.settings.threshold
        return self._fitted.final.threshold if set_by_user is None else set_by_user

    def _asked(self, answer: Answer) -> list[Message]:
        return ask(answer.question, answer.passages, full=self.settings.full)

    def _written(self, answer: Answer) -> abc.Generator[Answer]:
        limit, citable = self.settings.max_answer_tokens, len(answer.passages)
        pieces = self.generator.stream(self._asked(answer), citable=citable, limit=limit)
        with closing(written(answer, pieces, self._similarity)) as steps:
            for step in steps:
                begun = "first_token" in answer.timings
                answer = replace(step, timings=answer.timings)
                answer = answer if begun else self._timed(answer, "first_token")
                yield answer

    def _weighed(self, answer: Answer, before: Signals) -> Answer:
        """Decides once more, now with what was proven."""
        answer = replace(
            answer, sentences=tuple(s for s in answer.sentences if not says_nothing(s.text))
        )
        answer = replace(answer, trace={**answer.trace, "unverified": _unverified(answer)})
        looked = looked_at(answer, self._similarity)
        if not looked:
            unproven = answer.confidence * self._fitted.unproven
            return self._refused(replace(answer, confidence=unproven))
        looking = evidence(answer.passages, [c for place in looked for c in place])
        after = proof(answer.question, looking, looked, groundless(answer))
        answer = replace(
            answer,
            confidence=self._fitted.final.probability(before, after),
            trace={**answer.trace, "signals": asdict(before) | asdict(after)},
        )
        if answer.confidence < self.threshold:
            return self._refused(
                answer, found_at(answer, looked) if answer.confidence >= DOUBT else ()
            )
        near, answer = found_at(answer, looked), believed(answer, self.generator)
        said = self._worth_saying(answer, near)
        unknown = missing(
            answer.question, self._mentions(answer.question), answer.trace["misspelt"]
        )
        quotes = not {*said} & {*answer.sentences}
        told = {**answer.trace, "quoted": quotes, "unverified": _unverified(answer)}
        others = otherwise(said, answer.question, answer.passages)
        return replace(answer, sentences=once((*said, *others, *unknown)), trace=told)

    def _worth_saying(
        self, answer: Answer, near: Sequence[Sequence[Citation]]
    ) -> tuple[Sentence, ...]:
        """What is shown if the answer stands: where none of it is proven, what it comes closest to.

        Beside what is proven the rest is shown marked, or dropped when strict.
        """
        verified = tuple(sentence for sentence in answer.sentences if sentence.verified)
        if not verified:
            return quoted(near)
        return verified if self.settings.strict else answer.sentences

    def _refused(self, answer: Answer, found: Sequence[Sequence[Citation]] = ()) -> Answer:
        said = tuple(sentence.text for sentence in answer.sentences)
        mentions = self._mentions(answer.question)
        return replace(
            answer,
            sentences=refusal(
                answer.question, answer.passages, mentions, found, answer.trace["misspelt"]
            ),
            abstained=True,
            trace={**answer.trace, "withdrawn": said},
        )

    def _mentions(self, question: str) -> Mentions:
        """Whether a word of the question is mentioned; where nothing is in its language, each may be."""
        lexicon = self.snapshot.lexicon
        return lexicon.mentions if lexicon.speaks(question) else lambda _: True

    def _timed(self, answer: Answer, event: str) -> Answer:
        return replace(answer, timings={**answer.timings, event: perf_counter() - self.begun})

    def _done(self, answer: Answer) -> Answer:
        return replace(self._timed(answer, "done"), phase="done", draft="")


def _unverified(answer: Answer) -> list[str]:
    return [sentence.text for sentence in answer.sentences if not sentence.verified]
