import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.linear_probe import read_off

KEPT = json.loads((files("rag") / "linear_probe.json").read_text(encoding="utf-8"))
WIDTH = len(KEPT["weights"])


@given(st.integers(0, WIDTH - 1), st.floats(-100, 100))
def test_the_logit_is_the_weighted_sum(place: int, value: float) -> None:
    """It is the kept bias, and each activation times its kept weight."""
    state = [0.0] * WIDTH
    state[place] = value
    expected = KEPT["bias"] + KEPT["weights"][place] * value
    assert read_off(state) == pytest.approx(expected)


def test_activations_of_another_width_are_no_silent_guess() -> None:
    """A state that the probe was not fitted on is an error."""
    with pytest.raises(ValueError, match="zip"):
        read_off([0.0] * (WIDTH - 1))
