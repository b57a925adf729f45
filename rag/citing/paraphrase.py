"""Whether spans say in other words what a sentence says. Knows no models; likeness is passed in."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from rag.citing.claims import Claim
from rag.citing.polarity import is_guarded
from rag.citing.same import GENERIC, stands
from rag.citing.seams import JOINT
from rag.citing.spans import Group, context_of, pool_of, share_of
from rag.words import Word, forms_of, stems, telling

_PRONOUN = re.compile(
    r"\b(?:it|he|she|they|him|her|them|its|his|their|this|that|these|those|there|both|who|which)\b",
    re.IGNORECASE,
)
Similarity = Callable[[str, Sequence[str]], Sequence[float]]
"""A sentence and texts to the cosine in [-1, 1] of each text with the sentence."""

SHARE = 0.35
"""Of the evidence words of a paraphrase that the question did not say, numbers and names twice. Set by hand;
0.35 and 0.6 prove the same of the fit half of benchmarks/citing.py."""

SIMILAR = 0.8
"""Cosine (all-MiniLM-L6-v2) of each part of a sentence that has new words of its own with a part of the spans.
Of the same half, 0.75 and 0.85 prove the same, and 0.65 more of what is spoilt."""

ASKED = 0.6
"""Cosine of the whole sentence with a span, where only words of the question are said otherwise. Of the same half
(60 sentences a kind) 0.5, 0.6, 0.7 and 0.8 prove 0.68, 0.67, 0.57 and 0.53 of the questions with their answer put
in, and 0.42, 0.38, 0.30 and 0.30 of those with the answer to another question of the paragraph."""

LIGHT = stems(
    "need get take place use used using base based result percentage amount year reason way part role"
)
"""Words that ask or join and tell nothing."""


def missing_from(group: Group, claim: Claim) -> list[Word]:
    """The words of the claim that the spans do not say; what stands for something before may."""
    spans = pool_of(group)
    context = context_of(group) if is_about(group, claim) else frozenset()
    asked = forms_of(claim.question)
    return [
        word
        for word in claim.others
        if not stands(spans, word)
        and not (word.form in GENERIC | LIGHT and word.form in asked)
        and not (claim.new and stands(asked, word) and stands(context, word))
    ]


def is_about(group: Group, claim: Claim) -> bool:
    """Whether spans speak of what is asked, and have not only a name or a number of the answer in them.

    So do those with a word of the question or of what is said in reply, or a pronoun that may stand for one.
    """
    pool = pool_of(group)
    asked = telling(claim.question)
    said = [word for word in claim.new if word in claim.others and word.form not in LIGHT]
    return (
        not asked
        or any(stands(pool, word) for word in (*asked, *said))
        or any(_PRONOUN.search(span.text) for span in group)
    )


def is_paraphrase(group: Group, claim: Claim, similarity: Similarity) -> bool:
    """Whether what the spans do not say to the word, they say in meaning."""
    texts = [span.text for span in group]
    missing = missing_from(group, claim)
    if is_guarded(claim.text) != any(is_guarded(text) for text in texts):
        return False
    if any(_is_graded(word, pool_of(group)) for word in missing):
        return False
    if share_of(claim.new or claim.evidence, pool_of(group)) < SHARE:
        return False
    if max(similarity(claim.text, texts)) < ASKED:
        return False
    said = [part for text in texts for part in (text, *_parts(text))]
    new = {word.start for word in missing if word in claim.new or not claim.new}
    start = 0
    for part in _cut(claim.text):
        if any(start <= place < start + len(part) for place in new):
            whole = part if len(part.split()) > 2 else claim.text  # noqa: PLR2004
            if max(similarity(whole, said)) < SIMILAR:
                return False
        start += len(part)
    return True


def _is_graded(word: Word, pool: frozenset[str]) -> bool:
    """Largest where the spans say large."""
    return any(
        word.form.endswith(end)
        and {word.form.removesuffix(end), word.form.removesuffix(end) + "e"} & pool
        for end in ("est", "er")
    )


def _parts(text: str) -> list[str]:
    return [part.strip() for part in _cut(text) if part.strip()]


def _cut(text: str) -> list[str]:
    """A sentence cut before each joint; the parts joined are the sentence."""
    edges = [0, *(match.start() for match in JOINT.finditer(text)), len(text)]
    return [text[a:b] for a, b in pairwise(edges)]
