"""Whether another document says otherwise: two editions of a policy, two drafts of a contract. Knows no model.

What differs is a name, a number or a date of the answer, or that something is denied, in a sentence that is
otherwise nearly the same. Which of the two holds is not decided here: both are shown.
"""

from collections.abc import Iterator, Sequence

from index.sentences import is_row
from rag.answers import Citation, Passage, Sentence
from rag.cite import citation
from rag.citing.even import unwrapped
from rag.citing.same import stands
from rag.citing.scopes import denials
from rag.citing.spans import Span, candidates
from rag.words import Word, exact, forms_of, telling

ALIKE = 0.75
"""Share of the other words of either sentence that the other has. Set by hand."""

LEAST = 3
"""Other words that two sentences must have in common: "Chair: Anna" is like many."""

OTHERWISE = "Another document says: “{}”"


def otherwise(said: Sentence, question: str, passages: Sequence[Passage]) -> list[Sentence]:
    """What other documents say in place of a verified sentence, each as a quote.

    Args:
        said: A sentence with its proof.
        question: What it replies to.
        passages: Where others may speak.
    """
    found = [
        span for proof in said.citations for span in _differing(said, proof, question, passages)
    ]
    proofs = dict.fromkeys(citation(span, 1.0) for span in found)
    return [Sentence(OTHERWISE.format(c.quote), (c,), verified=True) for c in proofs]


def _differing(
    said: Sentence, proof: Citation, question: str, passages: Sequence[Passage]
) -> Iterator[Span]:
    if is_row(proof.quote, (0, len(proof.quote))):
        return
    ours = forms_of(proof.quote)
    asked = exact(question)
    answered = [
        w for w in exact(said.text) if stands(ours, w) and not stands(forms_of(question), w)
    ]
    for span in candidates([p for p in passages if p.source != proof.source], longest=1):
        theirs, whole = forms_of(span.text), forms_of(span.passage.whole)
        lost = [word for word in answered if not stands(theirs, word)]
        own = [word for word in exact(span.text) if not stands(ours, word)]
        replaced = lost and _kinds(lost) <= _kinds(own)
        if (
            (replaced or bool(denials(span.text)) != bool(denials(unwrapped(proof.quote))))
            and all(stands(whole, word) for word in asked)
            and not is_row(span.text, (0, len(span.text)))
            and _are_alike(proof.quote, span.text)
        ):
            yield span


def _are_alike(one: str, other: str) -> bool:
    """Whether two sentences have nearly the same words, names and numbers aside."""
    ours, theirs = _plain(one), _plain(other)
    shared = [word for word in ours if stands({w.form for w in theirs}, word)]
    return len(shared) >= max(LEAST, ALIKE * len(ours), ALIKE * len(theirs))


def _plain(text: str) -> list[Word]:
    apart = {word.start for word in exact(text)}
    return [word for word in telling(text) if word.start not in apart]


def _kinds(words: Sequence[Word]) -> set[str]:
    return {word.kind for word in words}
