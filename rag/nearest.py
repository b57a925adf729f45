"""Where to look for what nothing proves: the place in the passages that a sentence comes closest to. Knows no model."""

import re
from collections.abc import Sequence

from rag.answers import Citation, Passage
from rag.cite import NEAR, NEW, bears, citation
from rag.citing.claims import claim_of
from rag.citing.headed import told_above
from rag.citing.leads import is_item
from rag.citing.same import stands
from rag.citing.spans import Span, above, candidates, context_of, share_of
from rag.words import Word, forms_of, telling

_ASKING = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE)


def nearest(sentence: str, question: str, passages: Sequence[Passage]) -> tuple[Citation, ...]:
    """What a sentence that nothing proves comes closest to: where to look, and no proof; its score is 0.

    A sentence, or two side by side where one has not ``NEW`` of what the question did not say: in a chat, what
    was asked about and what was said of it. Not two for a draft that has nothing to do with the question: what a
    document tells its reader to say stands beside sentences that do. Before it, the headings above that have
    something of the answer. Empty when no sentence has to do with it.
    """
    claim = claim_of(sentence, question, (passage.text for passage in passages))
    # What the question does not say is the answer; its own words stand in many a sentence beside that.
    wanted = [w for w in (claim.new, claim.evidence, telling(question)) if w]
    longest = NEAR if bears(question, [sentence]) else 1
    spans = [s for s in candidates(passages, longest) if bears(question, [s.text])]
    if not spans or not wanted:
        return ()
    shares = {s: _shares(s, wanted) for s in spans}
    best = max(spans, key=lambda s: (shares[s][0] >= NEW, -s.length, shares[s]))
    told = [line for line in above(best) if told_above(line, best, claim) or _leads(line, best)]
    return tuple(citation(span, 0.0) for span in (*told, best))


def _leads(line: Span, span: Span) -> bool:
    """Whether a line is above the list that a span is an item of: an item alone says little."""
    return line.passage is span.passage and is_item(span.passage.text, span.start)


def _shares(span: Span, wanted: Sequence[Sequence[Word]]) -> list[float]:
    """The shares of each of ``wanted`` that a span has, together with what stands above it, then by itself."""
    own = forms_of(span.text)
    pool = own.union(*(forms_of(heading.text) for heading in above(span)))
    return [share_of(words, pool) for words in wanted] + [share_of(words, own) for words in wanted]


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
