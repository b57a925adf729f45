"""Proof by a span and a heading above it: "3.0.0" stands over "The FTP backend was removed." Knows no models."""

from collections.abc import Sequence
from dataclasses import replace

from rag.citing.agreement import agrees, uncounted
from rag.citing.claims import Claim
from rag.citing.paraphrase import missing_from
from rag.citing.same import stands
from rag.citing.seams import tells_of_it
from rag.citing.spans import Group, Span, above, context_of, pool_of, share_of
from rag.words import Word, forms_of, kind_asked_for, telling


def under_heading(spans: Sequence[Span], claim: Claim) -> Group:
    """The heading and the span that prove a claim together; empty when none do.

    The heading must have something of the answer that the span has not. It holds of all that stands under it, so
    that the rest of the claim is proven as by the span alone; where nothing is left ("3.0.0."), the two must say
    what is asked about.
    """
    wanted = (*claim.evidence, *telling(claim.question))
    held = {span: share_of(wanted, forms_of(span.text)) for span in spans}
    for span in sorted(spans, key=lambda span: (span.length, -held[span])):
        for heading in above(span):
            if told_above(heading, span, claim) and _proves(heading, span, claim):
                return (heading, span)
    return ()


def told_above(heading: Span, span: Span, claim: Claim) -> list[Word]:
    """The new words of a claim that only the heading has."""
    over, own = forms_of(heading.text), forms_of(span.text)
    return [word for word in claim.new if stands(over, word) and not stands(own, word)]


def _proves(heading: Span, span: Span, claim: Claim) -> bool:
    group = (heading, span)
    rest = claim.without(told_above(heading, span, claim))
    kinds = kind_asked_for(claim.question)
    return (
        {word.form for word in missing_from(group, claim)} <= kinds
        and (_says_more(rest, kinds) or _bears_wholly(group, claim, kinds))
        and agrees(group, claim)
        and not _is_miscounted(heading, span, claim)
        and tells_of_it((span,), rest)
    )


def _says_more(rest: Claim, kinds: frozenset[str]) -> bool:
    return any(word.form not in kinds for word in rest.evidence)


def _bears_wholly(group: Group, claim: Claim, kinds: frozenset[str]) -> bool:
    """Whether all that is asked about stands in a group."""
    pool = pool_of(group)
    asked = [word for word in telling(claim.question) if word.form not in kinds]
    return bool(asked) and all(stands(pool, word) for word in asked)


def _is_miscounted(heading: Span, span: Span, claim: Claim) -> bool:
    """Whether a number is proven by neither alone: that of "Stop 7" counts none of what the span tells of."""
    unasked = replace(claim, question="")  # what is asked for in years may not stand in "Stop 7"
    over = uncounted((heading,), unasked, forms_of(heading.text))
    under = uncounted((span,), claim, context_of((span,)))
    return any(quantity in under for quantity in over)
