"""Proof by a span and a line above it: "3.0.0" stands over "The FTP backend was removed." Knows no models."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex as re

from rag.citing.agreement import agrees, uncounted
from rag.citing.claims import Claim
from rag.citing.dates import Moment
from rag.citing.quantities import Quantity, kind_of, quantities
from rag.citing.same import stands
from rag.citing.seams import tells_of_it
from rag.citing.spans import Group, Span, above, context_of, pool_of, share_of
from rag.citing.subjects import is_other_thing
from rag.words import Word, forms_of, kind_asked_for, telling

_NUMBERING = re.compile(r"\s*(?:§+\s*\d[\d.]*|\d{1,3}[.)]|\(\d{1,3}\))(?=\s)")
"""What only counts the headings: "12. Fees", "§ 12 Fees"."""

_NUMBERED = frozenset(
    ("section", "claus", "chapter", "paragraph", "articl", "step", "rule", "point", "item", "part")
)
"""Kinds of answers that such a number is."""

_ELSEWHEN = re.compile(
    r"\b(?:last|next|later|earlier|previous|previously|following|ago|yesterday|tomorrow|elsewhere"
    r"|everywhere|else|where|before|after|by)\b",
    re.IGNORECASE,
)
"""Words by which a sentence leaves the day, the place or the person that it stands under."""


def under_heading(spans: Sequence[Span], claim: Claim) -> Group:
    """The line and the span that prove a claim together; empty when none do.

    The line must have something of the answer that the span has not. It holds of all that stands under it, so
    that the rest of the claim is proven as by the span alone; where nothing is left ("3.0.0."), the two must say
    what is asked about.
    """
    wanted = (*claim.evidence, *telling(claim.question))
    held = {span: share_of(wanted, forms_of(span.text)) for span in spans}
    for span in sorted(spans, key=lambda span: (span.length, -held[span])):
        for heading in above(span) if held[span] else ():
            told = told_above(heading, span, claim)
            if told and _holds(heading, span, claim, told) and _proves(heading, span, claim, told):
                return (heading, span)
    return ()


def told_above(heading: Span, span: Span, claim: Claim) -> list[Word]:
    """The new words of a claim that only the line above has."""
    over, own = forms_of(heading.text), forms_of(span.text)
    return [word for word in claim.new if stands(over, word) and not stands(own, word)]


def _holds(heading: Span, span: Span, claim: Claim, told: Sequence[Word]) -> bool:
    """Whether what a line tells holds of a span: it is no question, and the span has nothing of its own for it.

    A line that tells of something else, too ("Letter of 3 May"), may not be about what stands under it.
    """
    if heading.text.rstrip().endswith("?") or _ELSEWHEN.search(span.text):
        return False
    known = forms_of(f"{claim.text}\n{claim.question}")
    words = [word for word in telling(heading.text) if word.kind != "number"]
    if is_other_thing(span.text, known) or not all(stands(known, word) for word in words):
        return False
    numbering = _NUMBERING.match(heading.text)
    counts = numbering and any(word.kind == "number" for word in told)
    if counts and not _NUMBERED & kind_asked_for(claim.question):
        return False
    ours = {kind_of(quantity) for quantity in quantities(claim.text) if _is_told(quantity, told)}
    return not any(kind_of(quantity) in ours for quantity in _others(span, claim))


def _is_told(quantity: Quantity | Moment, told: Sequence[Word]) -> bool:
    return any(quantity.start <= word.start < quantity.end for word in told)


def _others(span: Span, claim: Claim) -> Iterator[Quantity | Moment]:
    """The numbers and dates of a span that the claim has not."""
    said = forms_of(claim.text)
    for quantity in quantities(span.text):
        words = telling(span.text[quantity.start : quantity.end])
        if not all(stands(said, word) for word in words):
            yield quantity


def _proves(heading: Span, span: Span, claim: Claim, told: Sequence[Word]) -> bool:
    group = (heading, span)
    rest = claim.without(told)
    kinds = kind_asked_for(claim.question)
    pool = pool_of(group)
    return (
        {word.form for word in claim.others if not stands(pool, word)} <= kinds
        and (_says_more(rest, kinds) or _bears_wholly(group, claim, told))
        and agrees(group, claim)
        and not _is_miscounted(heading, span, claim)
        and tells_of_it((span,), rest)
    )


def _says_more(rest: Claim, kinds: frozenset[str]) -> bool:
    return any(word.form not in kinds for word in rest.evidence)


def _bears_wholly(group: Group, claim: Claim, told: Sequence[Word]) -> bool:
    """Whether all that is asked about stands in a group, and the answer is a number or a date."""
    pool = pool_of(group)
    kinds = kind_asked_for(claim.question)
    asked = [word for word in telling(claim.question) if word.form not in kinds]
    exact = all(any(_is_told(q, [word]) for q in quantities(claim.text)) for word in told)
    return exact and bool(asked) and all(stands(pool, word) for word in asked)


def _is_miscounted(heading: Span, span: Span, claim: Claim) -> bool:
    """Whether a number is proven by neither alone: that of "Stop 7" counts none of what the span tells of."""
    unasked = replace(claim, question="")  # what is asked for in years may not stand in "Stop 7"
    over = uncounted((heading,), unasked, forms_of(heading.text))
    under = uncounted((span,), claim, context_of((span,)))
    return any(quantity in under for quantity in over)
