"""Where to look for what nothing proves: the place in the passages that a sentence comes closest to. Knows no model."""

import re
from collections.abc import Sequence

from rag.answers import Citation, Passage
from rag.cite import bears, citation
from rag.citing.claims import Claim, claim_of
from rag.citing.headed import told_above
from rag.citing.leads import is_item
from rag.citing.loosely import NEAR
from rag.citing.paraphrase import Similarity
from rag.citing.same import stands
from rag.citing.spans import Span, above, candidates, context_of, share_of
from rag.words import forms_of, telling

OF_ALL = 0.5
"""Weight of the share of all words of a draft, and of those of the question, where that of its new words and the cosine
with both weigh 1."""

FURTHER = 0.2
"""What a second sentence must add. With these, the place of 94 unproven drafts of fit sets has the gold answer 70 times,
ranked by words alone 63 times (benchmarks/EXPERIMENTS.md)."""

TRIED = 8  # places, the closest by their words, that are compared in meaning, as that takes a model

_ASKING = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE)


def nearest(
    sentence: str, question: str, passages: Sequence[Passage], similarity: Similarity
) -> tuple[Citation, ...]:
    """What a sentence that nothing proves comes closest to: where to look, and no proof; its score is 0.

    A sentence, or two side by side where the second tells enough more; one alone for a draft that has nothing to
    do with the question: what a document tells its reader to say stands beside sentences that do. Before it, the
    headings above that have something of the answer. Empty when no sentence has to do with it.
    """
    claim = claim_of(sentence, question, (passage.text for passage in passages))
    longest = NEAR if bears(question, [sentence], similarity) else 1
    spans = [span for span in candidates(passages, longest) if not span.is_title]
    close = {span: _closeness(span, claim) for span in spans}
    best = sorted(spans, key=lambda span: -close[span])[:TRIED]
    alike = similarity(f"{question} {sentence}", [span.text for span in best])
    ranked = sorted(zip(best, alike, strict=True), key=lambda found: -close[found[0]] - found[1])
    place = next((s for s, _ in ranked if bears(question, [s.text], similarity)), None)
    if place is None:
        return ()
    told = [line for line in above(place) if told_above(line, place, claim) or _leads(line, place)]
    return tuple(citation(span, 0.0) for span in (*told, place))


def _closeness(span: Span, claim: Claim) -> float:
    """How close a span is to a claim by its words and those above it.

    What the question does not say is the answer, and weighs most; its own words stand in many a sentence beside that.
    """
    pool = forms_of(span.text).union(*(forms_of(line.text) for line in above(span)))
    wanted = ((claim.new, 1.0), (claim.evidence, OF_ALL), (telling(claim.question), OF_ALL))
    shares = (weight * share_of(words, pool) for words, weight in wanted if words)
    return sum(shares) - FURTHER * (span.length - 1)


def _leads(line: Span, span: Span) -> bool:
    """Whether a line is above the list that a span is an item of: an item alone says little."""
    return line.passage is span.passage and is_item(span.passage.text, span.start)


def is_groundless(sentence: str, question: str, passages: Sequence[Passage]) -> bool:
    """Whether a sentence cannot come from the passages.

    It has a name or a number that none of them has, or says nothing, which in reply to a question word is
    also what says nothing that the question does not say.
    """
    claim = claim_of(sentence, question, (passage.text for passage in passages))
    pool = context_of(candidates(passages, longest=1))
    exact = [word for word in claim.evidence if word.kind in {"name", "number"}]
    empty = not claim.new and (not claim.evidence or _ASKING.search(question))
    return bool(empty) or not all(stands(pool, word) for word in exact)
