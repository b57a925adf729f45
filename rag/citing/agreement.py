"""What must be so to the letter in a sentence and in the spans that prove it. Knows no models, no likeness."""

from collections.abc import Set as AbstractSet

from rag.citing.causes import is_made_up
from rag.citing.claims import Claim
from rag.citing.conditions import is_bound
from rag.citing.counted import unproven
from rag.citing.dates import Moment
from rag.citing.ends import at_other_end
from rag.citing.excluded import is_below_another, is_excluded
from rag.citing.halves import is_of_other_half
from rag.citing.modifiers import is_of_another_kind
from rag.citing.named import names_stand
from rag.citing.naming import is_never_called
from rag.citing.partly import is_of_some
from rag.citing.polarity import contradicts
from rag.citing.quantities import Quantity, quantities
from rag.citing.rivals import is_outdone
from rag.citing.roles import misplaced
from rag.citing.spans import Group, context_of, headings_of, single
from rag.citing.swaps import swapped
from rag.citing.times import is_of_another_time
from rag.citing.whereabouts import is_elsewhere


def agrees(group: Group, claim: Claim, *, framed: bool = False) -> bool:
    """Whether everything that must agree to the letter does: the cheap checks first.

    ``framed``: what the question says, and how, is the asker's.
    """
    texts = [span.text for span in group]
    said = single(texts)
    context = context_of(group)
    return (
        names_stand(group, claim, context)
        and not any(
            is_excluded(span, claim.text) or is_below_another(span, claim.evidence)
            for span in group
        )
        and not uncounted(group, claim, context, framed=framed)
        and not any(at_other_end(claim.text, text) for text in texts)
        and not contradicts(claim.text, claim.evidence, texts)
        and not is_bound(claim.text, claim.question, said)
        and not is_of_another_kind(claim.text, claim.question, claim.new, said)
        and not is_of_other_half(claim, said)
        and not is_of_another_time(claim, said)
        and not is_made_up(claim.text, said)
        and not is_never_called(claim, said)
        and not is_of_some(claim.text, claim.question, said)
        and not is_elsewhere(claim.text, said)
        and not any(_is_otherwise(claim, text, framed=framed) for text in said)
        and not is_outdone(group, claim)
    )


def uncounted(
    group: Group, claim: Claim, known: AbstractSet[str], *, framed: bool = False
) -> list[Quantity | Moment]:
    """The numbers and dates of a claim that the group does not prove.

    Args:
        group: What is to prove them.
        claim: Whose numbers.
        known: Forms that may name what a number counts where its own sentence does not.
        framed: Those that the question says as the claim does are the asker's.
    """
    texts = single([span.text for span in group])
    around = single([span.passage.text for span in group])
    found = unproven(claim.text, claim.question, texts, known, headings_of(group), around)
    asked = [claim.question[q.start : q.end].lower() for q in quantities(claim.question)]
    return [q for q in found if not framed or claim.text[q.start : q.end].lower() not in asked]


def _is_otherwise(claim: Claim, text: str, *, framed: bool) -> bool:
    """Whether a sentence has its words in other places."""
    said = claim.text
    return misplaced(said, text, claim.question) or (not framed and swapped(said, text))
