"""Whether another document says otherwise: two editions of a policy, two drafts of a contract. Knows no model.

What differs is a number, a date or a name of the answer, or that something is denied, in a sentence that is
otherwise nearly the same and about the same. Which of the two holds is not decided here: both are shown.
"""

from collections.abc import Iterator, Sequence

import regex as re

from index.sentences import is_row
from rag.answers import Citation, Passage, Sentence
from rag.cite import citation
from rag.citing.counted import matches
from rag.citing.dates import Moment
from rag.citing.even import unwrapped
from rag.citing.quantities import Quantity, kind_of, quantities
from rag.citing.same import stands
from rag.citing.scopes import denials
from rag.citing.spans import Span, candidates
from rag.words import Word, exact, forms_of, telling

ALIKE = 0.75
"""Share of the other words of either sentence that the other has. Set by hand."""

LEAST = 3
"""Other words that two sentences must have in common: "Chair: Anna" is like many."""

OTHERWISE = "Another document says: “{}”"

_BOUND = re.compile(r"\b(?:no|not) (?:later|more|less|fewer|longer|only|earlier)\b", re.IGNORECASE)


def otherwise(
    said: Sequence[Sentence], question: str, passages: Sequence[Passage]
) -> list[Sentence]:
    """What other documents say in place of verified sentences: remarks, each with its quote.

    Args:
        said: An answer's sentences with their proofs.
        question: What it replies to.
        passages: Where others may speak.
    """
    found = [
        citation(span, 1.0)
        for sentence in said
        for proof in sentence.citations
        for span in _differing(sentence.text, proof, question, passages)
    ]
    told = {(c.source, c.start) for sentence in said for c in sentence.citations}
    new = dict.fromkeys(c for c in found if (c.source, c.start) not in told)
    return [Sentence(OTHERWISE.format(c.quote), (c,), verified=True, remark=True) for c in new]


def _differing(
    said: str, proof: Citation, question: str, passages: Sequence[Passage]
) -> Iterator[Span]:
    quote = unwrapped(proof.quote)
    if is_row(quote):
        return
    own = next((p for p in passages if p.number == proof.passage), None)
    about = _about(said, question, quote, own)
    for span in candidates([p for p in passages if p.source != proof.source], longest=1):
        whole = forms_of(span.passage.whole)
        if (
            not is_row(span.text)
            and all(stands(whole, word) for word in about)
            and _are_alike(quote, span.text)
            and (_replaced(said, question, quote, span.text) or _denies(quote, span.text))
        ):
            yield span


def _about(said: str, question: str, quote: str, own: Passage | None) -> list[Word]:
    """What question and answer are about: words that the quote's passage has, but for those that may differ."""
    known = forms_of(own.whole if own else quote)
    asked = [word for word in telling(question) if stands(known, word)]
    shared = [word for word in _plain(said) if stands(forms_of(quote), word)]
    return [*asked, *shared, *exact(question)]


def _replaced(said: str, question: str, quote: str, other: str) -> bool:
    """Whether a number, date or name of the answer, and nothing else, gives way to another of its kind."""
    ours, theirs, asked = quantities(quote), quantities(other), quantities(question)
    lost = [q for q in ours if not _among(q, theirs)]
    new = [q for q in theirs if not _among(q, ours)]
    gone = [w for w in _names(quote) if not stands(forms_of(other), w)]
    come = [w for w in _names(other) if not stands(forms_of(quote), w)]
    if len(lost) == len(new) == 1 and not gone and not come:
        answered = _among(lost[0], quantities(said)) and not _among(lost[0], asked)
        return answered and kind_of(lost[0]) == kind_of(new[0])
    answer = forms_of(said) - forms_of(question)
    return bool(gone and come) and not lost and not new and all(stands(answer, w) for w in gone)


def _among(quantity: Quantity | Moment, others: Sequence[Quantity | Moment]) -> bool:
    return any(matches(quantity, other) for other in others)


def _denies(one: str, other: str) -> bool:
    """Whether one of two sentences denies something and the other does not; "no later than" denies nothing."""
    return bool(denials(_BOUND.sub("", one))) != bool(denials(_BOUND.sub("", other)))


def _are_alike(one: str, other: str) -> bool:
    """Whether two sentences have nearly the same words, names and numbers aside, and none in place of another."""
    ours, theirs = _plain(one), _plain(other)
    shared = [word for word in ours if stands({w.form for w in theirs}, word)]
    new = [word for word in theirs if not stands({w.form for w in ours}, word)]
    given = len(shared) < len(ours) and new
    return not given and len(shared) >= max(LEAST, ALIKE * len(ours), ALIKE * len(theirs))


def _measured(text: str, word: Word) -> bool:
    return any(quantity.start <= word.start < quantity.end for quantity in quantities(text))


def _names(text: str) -> list[Word]:
    return [w for w in exact(text) if w.kind == "name" and not _measured(text, w)]


def _plain(text: str) -> list[Word]:
    """The telling words that are no names and stand in no number or date."""
    names = {word.start for word in exact(text)}
    return [w for w in telling(text) if w.start not in names and not _measured(text, w)]
