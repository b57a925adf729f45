"""From a sentence and the passages to the exact characters that prove it, or to nothing.

A sentence is supported by a few spans (whole sentences of the passages) when

* every number in it, and the thing each number counts, stands in the spans;
* every name in it stands in the spans, or, when the question said it, anywhere in their passages
  (a passage may say "he" where question and answer say who);
* what is denied on one side is denied on the other;
* of its other words that the question did not say, at least ``SHARE`` stand in the spans, or the
  spans are at least ``SIMILAR`` in meaning;
* and something in it that the question did not say, or else all it says, stands in the spans.

The support score in [0, 1] is the share of the sentence's evidence words (numbers and names twice)
that stand in the spans. Pure functions: knows nothing of models; likeness in meaning is passed in.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from index.sentences import sentences
from rag.answers import Citation, Passage
from rag.claims import Claim, claim_of, contradicts
from rag.words import Word, forms_of, holds

Similarity = Callable[[str, Sequence[str]], Sequence[float]]
"""A sentence and texts to the cosine in [-1, 1] of each text with the sentence."""

SHARE = 0.6  # of the new words of a paraphrase; set by hand, not fitted yet
SIMILAR = 0.75  # cosine of all-MiniLM-L6-v2 of near paraphrases; set by hand, not fitted yet
PAIRED = 6  # sentences tried two by two; each pair is checked like a quote
WINDOW = 3  # neighbouring sentences that may together be one quote
_WEIGHTS = {"number": 2.0, "name": 2.0, "content": 1.0, "initial": 1.0}


@dataclass(frozen=True, slots=True)
class Span:
    """``length`` neighbouring sentences of one passage; offsets count in the passage's text."""

    passage: Passage
    start: int
    end: int
    length: int

    @property
    def text(self) -> str:
        """Its characters."""
        return self.passage.text[self.start : self.end]


def cite(
    sentence: str, question: str, passages: Sequence[Passage], similarity: Similarity
) -> tuple[Citation, ...]:
    """The smallest spans that together support ``sentence``; empty when nothing does.

    Args:
        sentence: One sentence of an answer, without markers.
        question: What was asked; its words need no proof of their own.
        passages: Where proof may come from.
        similarity: Likeness in meaning, asked only for paraphrases.
    """
    claim = claim_of(sentence, question, (passage.text for passage in passages))
    if not claim.evidence:
        return ()
    groups = list(_groups(claim, candidates(passages)))
    # Words first, over all groups: likeness alone would be content with half of a sentence.
    for likeness in (None, similarity):
        for group in groups:
            if _supports(group, claim, likeness):
                share = _share(claim.evidence, _pool(group))
                return tuple(citation(span, share) for span in group)
    return ()


def candidates(passages: Sequence[Passage], longest: int = WINDOW) -> list[Span]:
    """Every run of up to ``longest`` neighbouring sentences of a passage, shortest runs first."""
    spans = []
    for passage in passages:
        bounds = sentences(passage.text)
        for length in range(1, longest + 1):
            for first, last in zip(bounds, bounds[length - 1 :], strict=False):
                spans.append(Span(passage, first[0], last[1], length))
    return sorted(spans, key=lambda span: span.length)


def _groups(claim: Claim, spans: Sequence[Span]) -> Iterable[tuple[Span, ...]]:
    """Single spans by length and share held, then pairs of sentences from different places."""
    held = {span: _share(claim.evidence, forms_of(span.text)) for span in spans}
    useful = [span for span in spans if held[span] > 0]
    yield from ((span,) for span in sorted(useful, key=lambda s: (s.length, -held[s])))
    single = sorted((s for s in useful if s.length == 1), key=lambda s: -held[s])[:PAIRED]
    pairs = combinations(single, 2)
    yield from sorted(pairs, key=lambda pair: -_share(claim.evidence, _pool(pair)))


def _supports(group: tuple[Span, ...], claim: Claim, similarity: Similarity | None) -> bool:
    spans, context = _pool(group), _context(group)
    if not all(holds(spans, word) for word in claim.evidence if word.kind == "number"):
        return False
    names = (word for word in claim.evidence if word.kind == "name")
    new = {word.form for word in claim.new}
    if not all(holds(spans if w.form in new else context, w) for w in (*claim.counted, *names)):
        return False
    if contradicts(claim, (span.text for span in group)):
        return False
    return _says(group, claim, similarity)


def _says(group: tuple[Span, ...], claim: Claim, similarity: Similarity | None) -> bool:
    """Whether what is new in the claim, or all of it when nothing is, stands in the spans."""
    spans = _pool(group)
    if not claim.new:
        return _share(claim.evidence, spans) >= SHARE
    if not any(holds(spans, word) for word in claim.new):
        return False
    # Numbers and names have been checked one by one; they must not outvote the other words.
    others = [word for word in claim.new if word.kind in {"content", "initial"}]
    if not others or _share(others, spans) >= SHARE:
        return True
    if similarity is None:
        return False
    return max(similarity(claim.text, [span.text for span in group])) >= SIMILAR


def _share(claimed: Sequence[Word], pool: frozenset[str]) -> float:
    total = sum(_WEIGHTS[word.kind] for word in claimed)
    return sum(_WEIGHTS[word.kind] for word in claimed if holds(pool, word)) / total


def _pool(group: Iterable[Span]) -> frozenset[str]:
    return frozenset().union(*(forms_of(span.text) for span in group))


def _context(group: Iterable[Span]) -> frozenset[str]:
    texts = [f"{s.passage.title}\n{s.passage.heading}\n{s.passage.text}" for s in group]
    return frozenset().union(*(forms_of(text) for text in texts))


def citation(span: Span, score: float) -> Citation:
    """The citation of a span."""
    passage = span.passage
    start, end = passage.start + span.start, passage.start + span.end
    return Citation(
        passage=passage.number,
        source=passage.source,
        start=start,
        end=end,
        quote=span.text,
        page=passage.page,
        score=score,
    )
