"""Corpus BLEU-4 (Papineni et al. 2002), one reference a sentence. Knows texts only."""

import math
import re
from collections import Counter
from collections.abc import Sequence

_TOKEN = re.compile(r"\w+|[^\w\s]")


def bleu(said: Sequence[str], wanted: Sequence[str]) -> float:
    """BLEU-4 in [0, 1] over the whole corpus, without smoothing.

    Args:
        said: One text each.
        wanted: Its reference, in the same order.

    Words are runs of letters and digits, every other sign is a token; capitals do not count.
    """
    pairs = [(_tokens(one), _tokens(other)) for one, other in zip(said, wanted, strict=True)]
    logs = 0.0
    for n in range(1, 5):
        right = total = 0
        for one, other in pairs:
            grams = _grams(one, n)
            right += (grams & _grams(other, n)).total()
            total += grams.total()
        if not right:
            return 0.0
        logs += math.log(right / total) / 4
    length, reference = sum(len(one) for one, _ in pairs), sum(len(other) for _, other in pairs)
    return math.exp(logs + min(0.0, 1 - reference / length))


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.lower())


def _grams(tokens: Sequence[str], n: int) -> Counter[tuple[str, ...]]:
    return Counter(zip(*(tokens[at:] for at in range(n)), strict=False))
