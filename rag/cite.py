"""From a sentence and the passages to the exact characters that prove it, or to nothing.

A sentence is supported by a few spans (whole sentences of the passages) when

* every number and date in it stands in the spans with the same unit, and counts the same thing;
* every name in it stands in the spans, or, when the question said it, anywhere in their passages
  (a passage may say "he" where question and answer say who), and nobody else is spoken of there;
* what is denied, left open, said of all, or has an opposite is so on both sides (``rag.citing.polarity``);
* names and things have the same places in both (``rag.citing.roles``);
* "he" and "it" are whom the sentences before tell of (``rag.citing.referents``), and who is named does what is told
  (``rag.citing.doers``);
* what is told of some is not told of all (``rag.citing.partly``), of one sort, letter or number not of another
  (``sorts``, ``numbered``), of one time or place not of another (``times``, ``whereabouts``);
* a cause or another name is given as such (``causes``, ``naming``);
* its other words stand in the spans or mean the same; where some do not, at least ``paraphrase.SHARE`` of them do
  and each part of the sentence with such words is ``paraphrase.SIMILAR`` in meaning to a part of the spans;
* no line above excludes what it says (``rag.citing.excluded``).

Rows of tables are no sentences: they prove cell by cell, each number, date and name below its own header
(``rag.citing.cells``). What only a heading or a line above has of an answer is proven by it together with what stands
under it (``rag.citing.headed``). Line wraps are no part of what is said (``rag.citing.even``).

Several spans together must each tell of what the sentence or the question speaks of, and the sentence
must be made of them piece by piece: two facts about two things are not mixed into a third.

Words of scripts without capitals, where a name looks like any other word, must all be there and stand
side by side as in the source, so that in those only copies and near copies are proven.

A sentence of several clauses, each with a name of its own, is proven clause by clause where nothing proves it as a
whole (``rag.citing.clauses``).

Whatever the proof, sentence or spans must share a telling word with the question, if it has one, or be like it in
meaning: a sentence that a document tells its reader to say is in the document, and would prove itself.

Where nothing proves all of that, a sentence or two neighbours prove it loosely that agree to the letter in all of
the above, have at least ``loosely.NEW`` of what the question did not say, and none of that in a clause that denies: the rest
is the asker's wording. Whether the answer may rest on it is decided elsewhere (``rag.answerable``).

The support score in [0, 1]: from ``LOOSE`` on, all of the sentence is proven, and what goes beyond, out of the
other half, is the share of its evidence words (numbers and names twice) that stand in the spans; 1 means that
every word does. Below, it is proven loosely, or by cells.
Pure functions: knows nothing of models; likeness in meaning is passed in.
"""

from collections.abc import Sequence

from rag.answers import Citation, Passage
from rag.citing.cells import by_cells
from rag.citing.claims import Claim, claim_of
from rag.citing.clauses import clauses
from rag.citing.columns import is_table_row, prose_of
from rag.citing.even import unwrapped
from rag.citing.headed import under_heading
from rag.citing.loosely import loosely
from rag.citing.paraphrase import Similarity
from rag.citing.same import stands
from rag.citing.spans import (
    Group,
    Span,
    candidates,
    pool_of,
    share_of,
    single,
)
from rag.citing.strictly import strictly
from rag.citing.yes_or_no import answers_otherwise
from rag.words import forms_of, telling

LOOSE = 0.5  # scores below are of sentences that are proven loosely
BY_CELLS = 0.49  # the most that cells prove: that columns say it is read into them
MEANT = 0.35
"""Cosine (all-MiniLM-L6-v2) with a question from which a text has to do with it: of 375 sentences of BIPIA's attacks
none comes near, of what was said to everyday questions four fifths do (benchmarks/EXPERIMENTS.md)."""


def cite(
    sentence: str, question: str, passages: Sequence[Passage], similarity: Similarity
) -> tuple[Citation, ...]:
    """The smallest spans that together support ``sentence``; empty when nothing does.

    Where nothing supports it as a whole, that is what supports each of its clauses.

    Args:
        sentence: One sentence of an answer, without markers.
        question: What was asked; its words need no proof of their own.
        passages: Where proof may come from.
        similarity: Likeness in meaning, asked only for paraphrases.
    """
    whole = _cited(sentence, question, passages, similarity)
    parts = clauses(sentence)
    if whole or len(parts) == 1:
        return whole
    proofs = [_cited(part, question, passages, similarity) for part in parts]
    return tuple(dict.fromkeys(c for proof in proofs for c in proof)) if all(proofs) else ()


def _cited(
    sentence: str, question: str, passages: Sequence[Passage], similarity: Similarity
) -> tuple[Citation, ...]:
    """What supports a sentence as a whole."""
    claim = claim_of(sentence, question, (passage.text for passage in passages))
    if not claim.evidence:
        return ()
    found = _proof(claim, candidates(passages), similarity)
    quotes = [unwrapped(proven.quote) for proven in found]
    sound = bears(question, (sentence, *quotes), similarity) and not answers_otherwise(
        sentence, question, quotes
    )
    return found if sound else ()


def bears(question: str, texts: Sequence[str], similarity: Similarity) -> bool:
    """Whether texts have to do with a question: share a telling word with it, if it has any, or are like it.

    What a document tells its reader to say is a sentence of the document, and would prove itself.
    """
    asked = telling(question)
    pool = frozenset().union(*map(forms_of, texts))
    if not asked or any(stands(pool, word) for word in asked):
        return True
    return bool(texts) and max(similarity(question, texts)) >= MEANT


def _proof(claim: Claim, spans: Sequence[Span], similarity: Similarity) -> tuple[Citation, ...]:
    rows = {span for span in spans if any(map(is_table_row, single([span.text])))}
    prose = [cell for row in spans if row in rows and row.length == 1 for cell in prose_of(row)]
    others = [*(span for span in spans if span not in rows), *prose]
    told = [span for span in others if not span.is_title]
    if group := strictly(told, claim, similarity) or under_heading(told, claim):
        return _citations(group, claim)
    if cells := by_cells([span for span in spans if span in rows], claim):
        share = share_of(claim.evidence, pool_of(cells))
        return tuple(citation(cell, BY_CELLS * share) for cell in cells)
    titles = [span for span in others if span.is_title and _says_all(span, claim)]
    if titles and (group := strictly(titles, claim, similarity)):  # what nothing else says
        return _citations(group, claim)
    return tuple(
        citation(span, LOOSE * share_of(claim.evidence, forms_of(span.text)))
        for span in loosely(told, claim)
    )


def _says_all(span: Span, claim: Claim) -> bool:
    return all(stands(forms_of(span.text), word) for word in claim.evidence)


def _citations(group: Group, claim: Claim) -> tuple[Citation, ...]:
    # Numbers have been proven, in whatever writing.
    said = [word for word in claim.evidence if word in claim.names or word in claim.others]
    share = share_of(claim.evidence, pool_of(group), proven=set(claim.evidence) - set(said))
    score = LOOSE + (1 - LOOSE) * share
    return tuple(citation(span, score) for span in group)


def citation(span: Span, score: float) -> Citation:
    """The citation of a span."""
    passage = span.passage
    start, end = passage.origin(span.start, span.end)
    return Citation(
        passage=passage.number,
        source=passage.source,
        start=passage.start + start,
        end=passage.start + end,
        quote=passage.own[start:end],
        page=passage.page,
        score=score,
    )
