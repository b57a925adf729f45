"""Proof by the spans that have all words of a sentence, or say the others in other words. Knows no models."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from rag.citing.agreement import agrees
from rag.citing.claims import Claim
from rag.citing.paraphrase import Similarity, is_paraphrase, missing_from
from rag.citing.quantities import quantities
from rag.citing.same import stands
from rag.citing.seams import tells_of_it
from rag.citing.sorts import is_of_another_sort
from rag.citing.spans import Group, Span, pool_of, share_of, single
from rag.words import forms_of

PAIRED = 6  # sentences tried two by two; each pair is checked like a quote
LISTED = 4  # sentences that a list may be gathered from
READ = 3  # groups that are compared in meaning at most, as that takes a model


def strictly(spans: Sequence[Span], claim: Claim, similarity: Similarity) -> Group:
    """The spans that prove a claim as a whole; empty when none do."""
    sound = []
    for group in _groups(claim, spans):
        if agrees(group, claim) and tells_of_it(group, claim) and not _mixes_sorts(group, claim):
            if not missing_from(group, claim):
                return group
            sound.append(group)
    # Words first, over all groups: likeness alone would be content with half of a sentence.
    return next((group for group in sound[:READ] if is_paraphrase(group, claim, similarity)), ())


def _mixes_sorts(group: Group, claim: Claim) -> bool:
    """Whether a sentence of several adds words of a thing of another sort than the claim tells."""
    texts = single([span.text for span in group])
    if len(texts) == 1:
        return False
    pools = [forms_of(text) for text in texts]
    for n, text in enumerate(texts):
        rest = frozenset().union(*(pool for m, pool in enumerate(pools) if m != n))
        adds = any(stands(pools[n], w) and not stands(rest, w) for w in claim.others)
        if adds and is_of_another_sort(claim, text):
            return True
    return False


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
