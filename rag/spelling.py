"""Whether two words may be one, typed with a slip: a letter more, less or other, two exchanged. Knows no language."""

from collections.abc import Iterable

SHORTEST = 6  # letters: in shorter words one letter makes another word, Iran and Iraq


def is_slip(word: str, others: Iterable[str]) -> bool:
    """Whether one of ``others`` is one slip away from ``word``; accents left out are slips, too."""
    return len(word) >= SHORTEST and any(
        _one_apart(word, other)
        for other in others
        if len(other) >= SHORTEST and abs(len(word) - len(other)) <= 1
    )


def _one_apart(one: str, other: str) -> bool:
    """Whether a single insertion, deletion, substitution or exchange makes the one the other (Damerau 1964)."""
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if at is None:
        return True  # one begins with the other
    left, right = one[at:], other[at:]
    exchanged = left[:2] == right[1::-1] and left[2:] == right[2:]
    return exchanged or left[1:] == right[1:] or left == right[1:] or left[1:] == right
