"""What there is to say about an answer, in words: how likely, how well proven, why refused. Pure text, no HTML."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rag import Answer, Citation, Sentence
from rag.cite import LOOSE

#: Estimated probabilities, each with the word for those from it on.
_LIKELY = ((0.9, "Very likely"), (0.5, "Likely"), (0.0, "Perhaps"))

_NAMED = re.compile(r"“.*”")  # what a remark says is not mentioned
_UNMENTIONED = re.compile(r"^(?:They|The documents) do not mention ")


def verdict(answer: Answer) -> str:
    """How sure and how well proven a finished answer is, and how long it took, in one plain line."""
    seconds = f"{answer.timings['done']:.1f} s" if "done" in answer.timings else ""
    if answer.abstained:
        shown = "The closest passages are in the panel" if answer.passages else ""
        return " · ".join(filter(None, (shown, seconds)))
    return " · ".join(filter(None, (likely(answer), proven(answer), seconds)))


def likely(answer: Answer) -> str:
    """How likely it is that the documents answer the question; empty when that is not known.

    Empty, too, when nothing that was said is proven: it would be taken for how likely that is true.
    """
    claims = _claims(answer)
    unproven = claims and not any(sentence.verified for sentence in claims)
    if not 0 < answer.confidence <= 1 or unproven:  # a kept answer may be made up by anybody
        return ""
    word = next(word for least, word in _LIKELY if answer.confidence >= least)
    return f"{word} answered by your documents ({_percent(answer)})"


def proven(answer: Answer) -> str:
    """How many of the sentences are verified; empty when none claims anything."""
    claims = _claims(answer)
    verified = sum(sentence.verified for sentence in claims)
    if len(claims) == 1:
        return _alone(answer) if verified else "Not verified"
    if claims and verified == len(claims):
        return f"All {verified} sentences verified"
    return f"{verified} of {len(claims)} sentences verified" if claims else ""


def _alone(answer: Answer) -> str:
    return "In the document's own words" if is_quoted(answer) else "Verified against its source"


def is_quoted(answer: Answer) -> bool:
    """Whether documents are quoted in place of words that nothing proved."""
    return any(trace.get("quoted") for trace in _traces(answer))


def reasons(answer: Answer) -> tuple[str, ...]:
    """Why it was refused, or what the marks on it mean: whole sentences."""
    return tuple(_refused(answer) if answer.abstained else _legend(answer))


def is_loose(citations: Iterable[Citation]) -> bool:
    """Whether all of them prove in other words than the sentence's."""
    return all(citation.score < LOOSE for citation in citations)


def _refused(answer: Answer) -> Iterator[str]:
    for sentence in answer.sentences:
        named = _NAMED.search(sentence.text)
        if sentence.remark and named and _UNMENTIONED.match(sentence.text):
            yield f"No document mentions {named[0]}."
    if not answer.passages:
        yield "Nothing was found in the documents that has to do with this question."
        return
    if any(trace.get("withdrawn") for trace in _traces(answer)):
        yield "An answer was written and withdrawn: the passages do not prove it well enough."
    yield f"The passages found do not seem to answer this ({_percent(answer)})."


def _legend(answer: Answer) -> Iterator[str]:
    if answer.confidence:
        yield f"{_percent(answer)} is an estimate of how likely the documents answer this question."
    proofs = [sentence.citations for sentence in answer.sentences if sentence.citations]
    if proofs:
        yield "A number leads to the words of a document that prove the sentence before it."
    if any(map(is_loose, proofs)):
        yield "A number in a dashed frame: the document says it in other words; compare the two."
    unproven = sum(not sentence.verified for sentence in _claims(answer))
    if unproven:
        yield "A dotted line: no passage was found that supports this sentence."
    if is_quoted(answer):
        yield "What the model wrote could not be proven; what is quoted in its place comes closest to it."
    kept = [trace for trace in _traces(answer) if not trace.get("quoted")]
    dropped = sum(len(trace.get("unverified", ())) for trace in kept) - unproven
    if dropped > 0:
        left = "sentence was" if dropped == 1 else "sentences were"
        yield f"{dropped} {left} left out for want of proof."


def _claims(answer: Answer) -> list[Sentence]:
    return [sentence for sentence in answer.sentences if not sentence.remark]


def _percent(answer: Answer) -> str:
    """The confidence in whole percent, never 0 or 100: it is an estimate."""
    return f"{min(max(round(100 * answer.confidence), 1), 99)} %"


def _traces(answer: Answer) -> Iterable[Mapping[str, Any]]:
    """What was noted of each part of the question."""
    parts: Iterable[Mapping[str, Any]] = answer.trace.get("parts") or (answer.trace,)
    return parts
