"""Proof by a sentence with what the question did not say, where the rest is the asker's wording. Knows no models."""

from collections.abc import Sequence

from rag.citing.agreement import agrees
from rag.citing.claims import Claim
from rag.citing.paraphrase import LIGHT, is_about
from rag.citing.roles import misplaced
from rag.citing.scopes import denials, denying_clauses
from rag.citing.seams import tells_of_it
from rag.citing.sorts import is_of_another_sort
from rag.citing.spans import Group, Span, share_of, single
from rag.words import forms_of, holds

NEW = 0.6  # share of what the question did not say that a sentence must have to prove it loosely
FRAME = 3  # telling words of the question that make a frame
NEAR = 2  # neighbouring sentences that prove a sentence loosely


def loosely(spans: Sequence[Span], claim: Claim) -> Group:
    """The sentence, or two side by side, with what the question did not say, the rest in other words."""
    if not claim.new:
        return ()
    others = [word for word in claim.new if word in claim.others and word.form not in LIGHT]
    framed, denied = _is_framed(claim), bool(denials(claim.text))
    held = {
        span: share_of(claim.evidence, forms_of(span.text)) for span in spans if span.length <= NEAR
    }
    for span in sorted(held, key=lambda span: (span.length, -held[span])):
        # Numbers and names are proven one by one, and must not outvote the other words.
        if not held[span] or (others and share_of(others, forms_of(span.text)) < NEW):
            continue
        if not denied and _is_denied(claim, span.text):
            continue
        if not is_about((span,), claim) or _is_of_another_sort(claim, span):
            continue
        if agrees((span,), claim, framed=framed) and tells_of_it((span,), claim):
            return (span,)
    return ()


def _is_denied(claim: Claim, text: str) -> bool:
    """Whether a clause that denies holds what the question did not say: words said otherwise may be the denied ones."""
    told = [word for word in claim.new if word.form not in LIGHT]
    pools = [forms_of(clause) for clause in denying_clauses(text)]
    return any(holds(pool, word) for pool in pools for word in told)


def _is_of_another_sort(claim: Claim, span: Span) -> bool:
    """Whether a sentence with something new is about a thing of another sort."""
    return any(
        is_of_another_sort(claim, text)
        for text in single([span.text])
        if any(holds(forms_of(text), word) for word in claim.new)
    )


def _is_framed(claim: Claim) -> bool:
    """Whether a sentence puts an answer into the question's own words, in the question's order."""
    asked = [word for word in claim.evidence if word not in claim.new]
    return len(asked) >= FRAME and not misplaced(claim.text, claim.question)
