"""From a sentence and the passages to the exact characters that prove it, or to nothing.

A sentence is supported by a few spans (whole sentences of the passages) when

* every number and date in it stands in the spans with the same unit, and counts the same thing;
* every name in it stands in the spans, or, when the question said it, anywhere in their passages
  (a passage may say "he" where question and answer say who), and nobody else is spoken of there;
* what is denied, left open, said of all, or has an opposite is so on both sides (``rag.polarity``);
* names and things have the same places in both (``rag.roles``);
* its other words stand in the spans or mean the same; where some do not, at least ``SHARE`` of them do
  and each part of the sentence with such words is ``SIMILAR`` in meaning to a part of the spans.

Several spans together must each tell of what the sentence or the question speaks of, and the sentence
must be made of them piece by piece: two facts about two things are not mixed into a third.

Words of scripts without capitals, where a name looks like any other word, must all be there and stand
side by side as in the source, so that in those only copies and near copies are proven.

The support score in [0, 1] is the share of the sentence's evidence words (numbers and names twice)
that stand in the spans; 1 means that every word does, less that some are said in other words.
Pure functions: knows nothing of models; likeness in meaning is passed in.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

import regex as re

from index.sentences import is_row, sentences
from rag.answers import Citation, Passage
from rag.claims import Claim, claim_of, is_uncased
from rag.counted import unproven
from rag.polarity import contradicts, is_guarded
from rag.quantities import quantities
from rag.roles import misplaced, places
from rag.same import GENERIC, TITLES, name_runs, short_names, stands
from rag.subjects import is_of_another, tell_of
from rag.swaps import swapped
from rag.words import Word, forms_of, words_of

Similarity = Callable[[str, Sequence[str]], Sequence[float]]
"""A sentence and texts to the cosine in [-1, 1] of each text with the sentence."""

SHARE = 0.35  # of the words of a paraphrase
SIMILAR = (
    0.75  # cosine of all-MiniLM-L6-v2 of near paraphrases, for words that the question did not say
)
ASKED = 0.65  # the same of the whole sentence, where only words of the question are said otherwise
PAIRED = 6  # sentences tried two by two; each pair is checked like a quote
LISTED = 4  # sentences that a list may be gathered from
READ = 3  # groups that are compared in meaning at most, as that takes a model
WINDOW = 3  # neighbouring sentences that may together be one quote
_WEIGHTS = {"number": 2.0, "name": 2.0, "content": 1.0, "initial": 1.0}
_PART = re.compile(
    r"[,;:()–—]\s|\s(?:and|but|while|which|who|because|to|for|by|with|in order to|so that)\s"  # noqa: RUF001
)


@dataclass(frozen=True, slots=True)
class Span:
    """``length`` neighbouring sentences of one passage; offsets count in the passage's text."""

    passage: Passage
    start: int
    end: int
    length: int

    @property
    def text(self) -> str:
        """Its characters."""
        return self.passage.text[self.start : self.end]


def cite(
    sentence: str, question: str, passages: Sequence[Passage], similarity: Similarity
) -> tuple[Citation, ...]:
    """The smallest spans that together support ``sentence``; empty when nothing does.

    Args:
        sentence: One sentence of an answer, without markers.
        question: What was asked; its words need no proof of their own.
        passages: Where proof may come from.
        similarity: Likeness in meaning, asked only for paraphrases.
    """
    claim = claim_of(sentence, question, (passage.text for passage in passages))
    if not claim.evidence:
        return ()
    groups = [g for g in _groups(claim, candidates(passages)) if _holds_facts(g, claim)]
    # Words first, over all groups: likeness alone would be content with half of a sentence.
    proof = next((group for group in groups if not _missing(group, claim)), None)
    if proof is None:
        alike = (group for group in groups[:READ] if _is_paraphrase(group, claim, similarity))
        proof = next(alike, ())
    share = _share(claim.evidence, _pool(proof))
    return tuple(_citation(span, share) for span in proof)


def candidates(passages: Sequence[Passage], longest: int = WINDOW) -> list[Span]:
    """Every run of up to ``longest`` neighbouring sentences of a passage, shortest runs first."""
    spans = []
    for passage in passages:
        bounds = sentences(passage.text)
        for length in range(1, longest + 1):
            for first, last in zip(bounds, bounds[length - 1 :], strict=False):
                spans.append(Span(passage, first[0], last[1], length))
    return sorted(spans, key=lambda span: span.length)


def _groups(claim: Claim, spans: Sequence[Span]) -> Iterable[tuple[Span, ...]]:
    """Single spans by length and share held, then several sentences from different places."""
    held = {span: _share(claim.evidence, forms_of(span.text)) for span in spans}
    useful = [span for span in spans if held[span] > 0 or quantities(span.text)]
    yield from ((span,) for span in sorted(useful, key=lambda s: (s.length, -held[s])))
    single = sorted((s for s in useful if s.length == 1), key=lambda s: -held[s])[:PAIRED]
    pairs = combinations(single, 2)
    yield from sorted(pairs, key=lambda pair: -_share(claim.evidence, _pool(pair)))
    yield from combinations(single[: LISTED + 1], 3)
    yield from combinations(single[:LISTED], LISTED)


def _holds_facts(group: tuple[Span, ...], claim: Claim) -> bool:
    """Whether everything that must agree to the letter does: the cheap checks first."""
    texts = [span.text for span in group]
    context = _context(group)
    return (
        _names_stand(group, claim, context)
        and not unproven(claim.text, claim.question, _single(texts), context, _headings(group))
        and not contradicts(claim.text, claim.evidence, texts)
        and not any(_is_otherwise(claim.text, text) for text in _single(texts))
        and _tells_of_it(group, claim)
    )


def _is_otherwise(claim: str, text: str) -> bool:
    """Whether a sentence that is no row of a table has its words in other places."""
    is_table = is_row(text, (0, len(text)))
    return not is_table and (misplaced(claim, text) or swapped(claim, text))


def _names_stand(group: tuple[Span, ...], claim: Claim, context: frozenset[str]) -> bool:
    spans = _pool(group)
    new = {word.form for word in claim.new}
    short = frozenset().union(*(short_names(span.text) for span in group))
    spelled = _spelled_out(claim.text, spans)
    return all(
        stands(spans if word.form in new else context, word)
        or word.form in short
        or word in spelled
        for word in claim.names
    ) and not _other_neighbours(group, claim)


def _spelled_out(text: str, spans: frozenset[str]) -> frozenset[Word]:
    """The words of a name whose initials stand in the spans."""
    runs = name_runs(text)
    return frozenset(
        w for run in runs if "".join(text[w.start].lower() for w in run) in spans for w in run
    )


def _other_neighbours(group: tuple[Span, ...], claim: Claim) -> bool:
    """Jane Smith where the spans have Jane Doe and John Smith, or only Jane Doe."""
    texts = [text for span in group for text in (span.text, span.passage.text)]
    beside = {pair for text in texts for pair in _neighbours(text)}
    asked = _neighbours(claim.question)
    new = {word.form for word in claim.new}
    pool = _pool(group)
    mixed = any(
        pair not in beside
        and pair not in asked
        and not new.isdisjoint(pair)
        and pool.issuperset(pair)
        for pair in _neighbours(claim.text)
    )
    return mixed or any(_is_namesake(run, group, pool) for run in name_runs(claim.text))


def _is_namesake(run: Sequence[Word], group: tuple[Span, ...], pool: frozenset[str]) -> bool:
    """Whether the spans have only a part of a name, as a part of another name."""
    own = {word.form for word in run}
    if all(stands(pool, word) for word in run):
        return False
    others = [{w.form for w in other} - TITLES for span in group for other in name_runs(span.text)]
    return any(own & other and other - own for other in others)


def _neighbours(text: str) -> set[tuple[str, str]]:
    """Names side by side, and words side by side of scripts without capitals."""
    pairs = {(a.form, b.form) for run in name_runs(text) for a, b in pairwise(run)}
    found = [word for word in words_of(text) if word.kind != "stop"]
    return pairs | {(a.form, b.form) for a, b in pairwise(found) if is_uncased(a) and is_uncased(b)}


def _tells_of_it(group: tuple[Span, ...], claim: Claim) -> bool:
    texts = _single([span.text for span in group])
    if any(is_row(text, (0, len(text))) for text in texts):
        return True
    seams = _seams(texts, claim) if len(texts) > 1 else 0
    if seams is None or seams >= len(texts):
        return False
    if len(group) == 1:
        (span,) = group
        return not any(
            is_of_another(claim, span.passage, start, span.passage.text[start:end])
            for start, end in sentences(span.passage.text, span.start, span.end)
            if any(stands(forms_of(span.passage.text[start:end]), word) for word in claim.new)
        )
    return tell_of([span.text for span in group], claim) and all(
        _adds(span, group, claim) for span in group
    )


def _seams(texts: Sequence[str], claim: Claim) -> int | None:
    """How often the sentence goes from one text to another; None if it does so in the middle of a part."""
    pools = [forms_of(text) for text in texts]
    standing = [w for w in claim.evidence if any(stands(pool, w) for pool in pools)]
    joints = [match.start() for match in _PART.finditer(claim.text)]
    seams = 0
    for a, b in pairwise(standing):
        if not any(stands(pool, a) and stands(pool, b) for pool in pools):
            seams += 1
            joined = any(a.end <= joint < b.start for joint in joints)
            if not joined or not any(_opens_alike(b, claim.text, text) for text in texts):
                return None
    return seams


def _opens_alike(word: Word, claim: str, text: str) -> bool:
    """Whether the same preposition, or none, leads to a word in both."""
    ours = {place.marker for place in places(claim) if place.form == word.form}
    return any(p.marker in ours for p in places(text) if stands({p.form}, word))


@lru_cache(maxsize=4096)
def _sentences(text: str) -> tuple[str, ...]:
    return tuple(text[start:end] for start, end in sentences(text))


def _single(texts: Iterable[str]) -> list[str]:
    """The texts cut into sentences."""
    return [sentence for text in texts for sentence in _sentences(text)]


def _adds(span: Span, group: tuple[Span, ...], claim: Claim) -> bool:
    rest = _pool(other for other in group if other is not span)
    own = forms_of(span.text)
    return any(stands(own, word) and not stands(rest, word) for word in claim.evidence)


def _missing(group: tuple[Span, ...], claim: Claim) -> list[Word]:
    """The words of the claim that the spans do not say; what stands for something before may."""
    spans, context = _pool(group), _context(group)
    asked = forms_of(claim.question)
    return [
        word
        for word in claim.others
        if not stands(spans, word)
        and not (word.form in GENERIC and word.form in asked)
        and not (claim.new and stands(asked, word) and stands(context, word))
    ]


def _is_paraphrase(group: tuple[Span, ...], claim: Claim, similarity: Similarity) -> bool:
    texts = [span.text for span in group]
    missing = _missing(group, claim)
    if is_guarded(claim.text) != any(is_guarded(text) for text in texts):
        return False
    if any(_is_graded(word, _pool(group)) for word in missing):
        return False
    if _share(claim.new or claim.evidence, _pool(group)) < SHARE:
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
    edges = [0, *(match.start() for match in _PART.finditer(text)), len(text)]
    return [text[a:b] for a, b in pairwise(edges)]


def _share(claimed: Sequence[Word], pool: frozenset[str]) -> float:
    total = sum(_WEIGHTS[word.kind] for word in claimed)
    return sum(_WEIGHTS[word.kind] for word in claimed if stands(pool, word)) / total


def _pool(group: Iterable[Span]) -> frozenset[str]:
    return frozenset().union(*(forms_of(span.text) for span in group))


def _context(group: Iterable[Span]) -> frozenset[str]:
    texts = [f"{s.passage.title}\n{s.passage.heading}\n{s.passage.text}" for s in group]
    return frozenset().union(*(forms_of(text) for text in texts))


def _headings(group: Iterable[Span]) -> str:
    return " ".join(f"{span.passage.title} {span.passage.heading}" for span in group)


def _citation(span: Span, score: float) -> Citation:
    passage = span.passage
    start, end = passage.start + span.start, passage.start + span.end
    return Citation(
        passage=passage.number,
        source=passage.source,
        start=start,
        end=end,
        quote=span.text,
        page=passage.page,
        score=score,
    )
