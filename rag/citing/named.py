"""Whether the names of a sentence are those of the spans that are to prove it. Knows no models."""

from collections.abc import Sequence
from itertools import pairwise

from rag.citing.claims import Claim, is_uncased
from rag.citing.same import TITLES, name_runs, short_names, stands
from rag.citing.spans import Group, pool_of
from rag.words import Word, words_of


def names_stand(group: Group, claim: Claim, context: frozenset[str]) -> bool:
    """Whether every name stands: a new one in the spans, one of the question in their passages."""
    spans = pool_of(group)
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


def _other_neighbours(group: Group, claim: Claim) -> bool:
    """Jane Smith where the spans have Jane Doe and John Smith, or only Jane Doe."""
    texts = [text for span in group for text in (span.text, span.passage.text)]
    beside = {pair for text in texts for pair in _neighbours(text)}
    asked = _neighbours(claim.question)
    new = {word.form for word in claim.new}
    pool = pool_of(group)
    mixed = any(
        pair not in beside
        and pair not in asked
        and not new.isdisjoint(pair)
        and pool.issuperset(pair)
        for pair in _neighbours(claim.text)
    )
    return mixed or any(_is_namesake(run, group, pool) for run in name_runs(claim.text))


def _is_namesake(run: Sequence[Word], group: Group, pool: frozenset[str]) -> bool:
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
