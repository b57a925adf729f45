import json
from dataclasses import replace
from importlib.resources import files

from hypothesis import given
from hypothesis import strategies as st

from rag.answerable import CALIBRATED, Proof, Signals, calibrations, how_many, proof, signals
from rag.answers import Citation, Passage

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


def test_what_was_proven_is_weighed() -> None:
    """What the evidence lacks of the question, and a proof put together from passages, are counted."""
    one, two = (Citation(n, "a.txt", 0, 5, "Goats", None, 1.0) for n in (1, 2))
    found = proof("Did Putin have 447 goats in Korea?", [TEXT], [[one], [one, two]], (1.5, 0.5))
    assert found == Proof(confirmed=1.5, agreed=0.5, bearing=0.75, unsaid=1, pieces=1, support=1.0)


@given(
    st.sampled_from([CALIBRATED, "another"]),
    st.floats(-20, 20),
    st.floats(-1, 1),
    st.floats(0, 1),
    st.integers(0, 5),
)
def test_probability_follows_the_signals(
    generator: str, margin: float, similarity: float, coverage: float, missing: int
) -> None:
    """The fitted probabilities are probabilities, rise with the judgements and fall with what is missing."""
    fitted = calibrations(generator)
    found = Signals(margin, similarity, 1.5, coverage, missing, 0)
    written = Proof(margin, margin, coverage, missing, 0, 1.0)
    p = fitted.early.probability(found)
    assert 0 <= p <= 1
    assert p <= fitted.early.probability(replace(found, margin=margin + 1))
    assert p >= fitted.early.probability(replace(found, missing=missing + 1, uncounted=1))
    p = fitted.final.probability(found, written)
    assert 0 <= p <= 1
    assert p <= fitted.final.probability(
        found, replace(written, confirmed=margin + 1, agreed=margin + 1)
    )
    assert p >= fitted.final.probability(found, replace(written, unsaid=missing + 1))


def test_hope_is_given_up_later_than_trust() -> None:
    """Before a word is written less is refused than afterwards."""
    for generator in (CALIBRATED, "another"):
        fitted = calibrations(generator)
        assert fitted.early.threshold < fitted.final.threshold
        assert 0 <= fitted.unproven < 1


def test_the_fit_says_where_it_comes_from() -> None:
    """The shipped calibration names the command and data that made it."""
    fitted = json.loads((files("rag") / "calibration.json").read_text())
    assert "benchmarks/abstention.py" in fitted["provenance"]


def test_only_the_fitted_model_is_taken_at_its_word() -> None:
    """Another model's judgements do not move the probability; the other signals still do."""
    other = calibrations("small@1d9614638d18 bfloat16")
    sure, unsure = (Signals(margin, 0.6, 1.5, 1.0, 0, 0) for margin in (9.0, -9.0))
    proven, doubted = (Proof(margin, margin, 1.0, 0, 0, 1.0) for margin in (9.0, -9.0))
    assert other.early.probability(sure) == other.early.probability(unsure)
    assert other.final.probability(sure, proven) == other.final.probability(unsure, doubted)
    assert other.early.probability(sure) > other.early.probability(
        replace(sure, coverage=0.0, missing=2)
    )
    assert calibrations(f"{CALIBRATED} float32") == calibrations(CALIBRATED) != other
