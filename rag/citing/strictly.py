"""Proof by the spans that have all words of a sentence, or say the others in other words. Knows no models."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from rag.citing.agreement import agrees
from rag.citing.claims import Claim
from rag.citing.paraphrase import Similarity, is_paraphrase, missing_from
from rag.citing.quantities import quantities
from rag.citing.seams import tells_of_it
from rag.citing.spans import Group, Span, pool_of, share_of
from rag.words import forms_of

PAIRED = 6  # sentences tried two by two; each pair is checked like a quote
LISTED = 4  # sentences that a list may be gathered from
READ = 3  # groups that are compared in meaning at most, as that takes a model


def strictly(spans: Sequence[Span], claim: Claim, similarity: Similarity) -> Group:
    """The spans that prove a claim as a whole; empty when none do."""
    sound = []
    for group in _groups(claim, spans):
        if agrees(group, claim) and tells_of_it(group, claim):
            if not missing_from(group, claim):
                return group
            sound.append(group)
    # Words first, over all groups: likeness alone would be content with half of a sentence.
    return next((group for group in sound[:READ] if is_paraphrase(group, claim, similarity)), ())


def _groups(claim: Claim, spans: Sequence[Span]) -> Iterator[Group]:
    """Single spans by length and share held, then several sentences from different places."""
    held = {span: share_of(claim.evidence, forms_of(span.text)) for span in spans}
    useful = [span for span in spans if held[span] > 0 or quantities(span.text)]
    yield from ((span,) for span in sorted(useful, key=lambda s: (s.length, -held[s])))
    single = sorted((s for s in useful if s.length == 1), key=lambda s: -held[s])[:PAIRED]
    pairs = combinations(single, 2)
    yield from sorted(pairs, key=lambda pair: -share_of(claim.evidence, pool_of(pair)))
    yield from combinations(single[: LISTED + 1], 3)
    yield from combinations(single[:LISTED], LISTED)
