import json
from importlib.resources import files

from hypothesis import given
from hypothesis import strategies as st

from rag.answerable import CALIBRATED, Signals, calibration, how_many, signals
from rag.answers import Passage

TEXT = "The Russians sent North Korea 447 goats in 2024."
SHOWN = (Passage(1, "a.txt", "Goats", "", 0, len(TEXT), TEXT, None, 1.0),)


def of(question: str) -> Signals:
    return signals(question, SHOWN, margin=0.0, similarity=0.0)


def test_words_of_the_question_that_the_passages_lack_are_counted() -> None:
    """Names and numbers that the passages lack are missing; other words only lower coverage."""
    assert of("How many goats did Russia send in 2024?").missing == 0
    assert of("What did the president of France send in 2025?").missing == 2
    assert of("Who is the president?").missing == 0
    assert of("Who is the president?").coverage == 0.0
    assert of("What?").coverage == 1.0


def test_a_thing_that_is_not_there_to_be_counted_is_noticed() -> None:
    """Asking the number of what the passages do not hold is told from asking for what they hold."""
    assert of("How many goats did Russia send?").uncounted == 0
    assert of("How many cows did Russia send?").uncounted == 1
    assert of("How many times did Russia send goats?").uncounted == 0


def test_the_counted_thing_of_a_question() -> None:
    """The word behind how many or how much is what is counted."""
    assert [w.form for w in how_many("Tell me how many goats came, and how much milk.")] == [
        "goat",
        "milk",
    ]


@given(st.floats(-20, 20), st.floats(-1, 1), st.floats(0, 1), st.integers(0, 5))
def test_probability_follows_the_signals(
    margin: float, similarity: float, coverage: float, missing: int
) -> None:
    """The fitted probability is a probability, rises with the judgement and falls with what is missing."""
    fitted = calibration(CALIBRATED)
    p = fitted.probability(Signals(margin, similarity, coverage, missing, 0))
    assert 0 <= p <= 1
    assert p <= fitted.probability(Signals(margin + 1, similarity, coverage, missing, 0))
    assert p >= fitted.probability(Signals(margin, similarity, coverage, missing + 1, 1))


def test_the_fit_says_where_it_comes_from() -> None:
    """The shipped calibration names the command and data that made it."""
    fitted = json.loads((files("rag") / "calibration.json").read_text())
    assert "benchmarks/abstention.py" in fitted["provenance"]


def test_only_the_fitted_model_is_taken_at_its_word() -> None:
    """Another model's judgement does not move the probability; the other signals still do."""
    other = calibration("small@1d9614638d18 bfloat16")
    sure, unsure = (Signals(margin, 0.6, 1.0, 0, 0) for margin in (9.0, -9.0))
    assert other.probability(sure) == other.probability(unsure)
    assert other.probability(sure) > other.probability(Signals(9.0, 0.1, 0.0, 2, 0))
    assert calibration(f"{CALIBRATED} float32") == calibration(CALIBRATED) != other
