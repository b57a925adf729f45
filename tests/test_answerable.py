import json
from dataclasses import replace
from importlib.resources import files

from hypothesis import given
from hypothesis import strategies as st

from rag.answerable import (
    CALIBRATED,
    SHOWING,
    Proof,
    Signals,
    asking,
    calibrations,
    how_many,
    probed,
    proof,
    signals,
)
from rag.answers import Citation, Passage

TEXT = "The Russians sent North Korea 447 goats in 2024."
SHOWN = (Passage(1, "a.txt", "Goats", "", 0, len(TEXT), TEXT, None, 1.0),)


def of(question: str) -> Signals:
    return signals(question, SHOWN, (0.0, None), similarity=0.0)


def test_words_of_the_question_that_the_passages_lack_are_counted() -> None:
    """Names and numbers in digits that the passages lack are missing; other words only lower coverage."""
    assert of("How many goats did Russia send in 2024?").missing == 0
    assert of("What did the president of France send in 2025?").missing == 2
    assert of("Who is the president?").missing == 0
    assert of("Which two presidents signed it?").missing == 0
    assert of("Who is the president?").coverage == 0.0
    assert of("What?").coverage == 1.0


def test_a_thing_that_is_not_there_to_be_counted_is_noticed() -> None:
    """Asking the number of what the passages do not hold is told from asking for what they hold."""
    assert of("How many goats did Russia send?").uncounted == 0
    assert of("How many cows did Russia send?").uncounted == 1
    assert of("How many times did Russia send goats?").uncounted == 0


def test_the_counted_thing_of_a_question() -> None:
    """The word behind how many is what is counted; an amount may be told by other words."""
    asked = "Tell me how many goats came, and how much milk."
    assert [word.form for word in how_many(asked)] == ["goat"]


def test_only_what_asks_presumes() -> None:
    """A sentence beside the question tells of the asker: its names and numbers need not be in the documents."""
    asked = "My goat cost 2,000 euros. Where do goats live?"
    assert asking(asked) == "Where do goats live?"
    assert asking("goats 2,000 euros") == "goats 2,000 euros"
    alone = of("Where do goats of 2,000 euros live?")
    assert (of(asked).missing, alone.missing) == (0, 1)


def test_what_was_proven_is_weighed() -> None:
    """What the evidence lacks of the question, and the weakest proof of a sentence, are told."""
    one, two = (
        Citation(n, "a.txt", 0, 5, "Goats", None, score) for n, score in ((1, 1.0), (2, 0.4))
    )
    found = proof("Did Putin have 447 goats in Korea?", [TEXT], [[one], [one, two]])
    assert found == Proof(unsaid=1, support=0.4)


@given(
    st.sampled_from([SHOWING[0], CALIBRATED, "another"]),
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
    found = Signals(margin, margin, similarity, 1.5, coverage, missing, 0)
    written = Proof(missing, 0.5)
    surer = replace(found, margin=margin + 1, probed=margin + 1)
    p = fitted.early.probability(found)
    assert 0 <= p <= 1
    assert p <= fitted.early.probability(surer)
    assert p >= fitted.early.probability(replace(found, missing=missing + 1, uncounted=1))
    p = fitted.final.probability(found, written)
    assert 0 <= p <= 1
    assert p <= fitted.final.probability(surer, replace(written, support=1.0))
    assert p >= fitted.final.probability(found, replace(written, unsaid=missing + 1))
    assert p >= fitted.final.probability(found, replace(written, groundless=1))


@given(st.sampled_from([SHOWING[0], CALIBRATED, "another"]), st.floats(-9, 9), st.floats(0, 1))
def test_only_what_no_proof_could_save_is_given_up_before_a_word(
    generator: str, judged: float, similarity: float
) -> None:
    """A question is refused early just where the best of proofs would leave it below the final threshold."""
    fitted = calibrations(generator)
    found = Signals(judged, judged, similarity, 1.5, 1.0, 0, 0)
    best = fitted.final.probability(found, Proof(unsaid=0, support=1.0))
    early = fitted.early.probability(found)
    if abs(early - fitted.early.threshold) > 0.001:  # its four decimals
        assert (early < fitted.early.threshold) == (best < fitted.final.threshold)


def test_the_fits_say_where_they_come_from() -> None:
    """The shipped fits name the command and the data that made them."""
    for name in ("calibration.json", "linear_probe.json"):
        assert (
            "benchmarks/abstention.py"
            in json.loads((files("rag") / name).read_text())["provenance"]
        )


def test_only_the_fitted_model_is_taken_at_its_word() -> None:
    """Another model's judgements do not move the probability; the other signals still do."""
    other = calibrations("small@1d9614638d18 bfloat16")
    sure, unsure = (Signals(margin, margin, 0.6, 1.5, 1.0, 0, 0) for margin in (9.0, -9.0))
    proven = Proof(0, 1.0)
    assert other.early.probability(sure) == other.early.probability(unsure)
    assert other.final.probability(sure, proven) == other.final.probability(unsure, proven)
    assert other.early.probability(sure) > other.early.probability(
        replace(sure, coverage=0.0, missing=2)
    )
    assert calibrations(f"{CALIBRATED} llama.cpp") == calibrations(CALIBRATED) != other


def test_activations_count_where_they_were_fitted() -> None:
    """They are read off the fitted model in every number format, and no other model's are."""
    fitted = [calibrations(name) for name in SHOWING]
    assert all(fit == fitted[0] for fit in fitted)
    assert "probed" in fitted[0].early.weights
    for other in (f"{CALIBRATED} llama.cpp", "small@1d9614638d18 int8"):
        assert probed(other, (1.0,) * 5) is None
        assert "probed" not in calibrations(other).early.weights
