import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def bleu() -> ModuleType:
    """The benchmark's own module; benchmarks are scripts and no package."""
    path = Path(__file__).parents[1] / "benchmarks" / "bleu.py"
    spec = importlib.util.spec_from_file_location("bleu", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_same_text_is_one_and_another_is_nothing(bleu: ModuleType) -> None:
    """Capitals do not count."""
    assert bleu.bleu(["Where do the goats live?"], ["where do the goats live?"]) == 1.0
    assert bleu.bleu(["Where do the goats live?"], ["Nobody told us a word."]) == 0.0


def test_grams_are_clipped_and_counted_over_the_corpus(bleu: ModuleType) -> None:
    """Worked out by hand: precisions 8/9, 6/7, 4/5, 2/3 over two sentences, as long as wanted."""
    said = ["a b c d", "a b c d x"]
    wanted = ["a b c d", "a b c d e"]
    expected = (8 / 9 * 6 / 7 * 4 / 5 * 2 / 3) ** 0.25
    assert bleu.bleu(said, wanted) == pytest.approx(expected)
    assert bleu.bleu(["a a a a b c d e"], ["a b c d e f g h"]) < bleu.bleu(["a b c d e f g h"], ["a b c d e f g h"])  # fmt: skip


def test_short_texts_are_punished(bleu: ModuleType) -> None:
    """Four words of five, all right: exp(1 - 5/4)."""
    assert bleu.bleu(["a b c d"], ["a b c d e"]) == pytest.approx(0.7788, abs=1e-4)
