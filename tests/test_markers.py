import torch
from hypothesis import given
from hypothesis import strategies as st

from rag.markers import MarkerMask, strip_markers

VOCABULARY = [*"0123456789", "[", "]", " [", "[1]", "[]", "goats", " ", "."]


def decode(ids: list[int]) -> str:
    return "".join(VOCABULARY[i] for i in ids)


def allowed(said: str, citable: int) -> set[str]:
    ids = [VOCABULARY.index(token) for token in ([said] if said in VOCABULARY else said)]
    masked = MarkerMask(dict(enumerate(VOCABULARY)), decode)(
        ids, torch.zeros(len(VOCABULARY)), citable
    )
    return {VOCABULARY[i] for i in torch.nonzero(masked == 0).flatten().tolist()}


def test_after_a_bracket_only_digits_of_shown_passages() -> None:
    """An open bracket may be followed only by the first digit of a shown passage's number."""
    assert allowed("[", 3) == {"1", "2", "3"}
    assert allowed("[", 12) == set("123456789")


def test_a_number_may_end_or_grow_only_into_a_shown_one() -> None:
    """After digits come the bracket that makes a valid number, or digits that lead to one."""
    assert allowed("[1", 12) == {"0", "1", "2", "]"}
    assert allowed("[2", 12) == {"]"}


def test_every_token_of_a_digit_may_write_it() -> None:
    """Where a vocabulary has a digit twice, as a piece and as a byte, both are allowed, in any order of them."""
    texts = {0: "[", 1: "5", 2: "5", 3: "6"}
    for vocabulary in (texts, dict(reversed(texts.items()))):
        masked = MarkerMask(vocabulary, lambda ids: "".join(texts[i] for i in ids))(
            [0], torch.zeros(4), 5
        )
        assert torch.nonzero(masked == 0).flatten().tolist() == [1, 2]


def test_without_citable_passages_no_bracket_opens() -> None:
    """With nothing to cite, no token that opens or holds a bracket is left."""
    assert not {token for token in allowed("goats", 0) if "[" in token}


def test_outside_brackets_the_other_tokens_are_free() -> None:
    """Outside a marker only tokens that would jump into one are forbidden."""
    assert allowed("goats", 3) == set(VOCABULARY) - {"[1]", "[]"}


@given(st.integers(0, 25), st.lists(st.integers(0, 10**6), max_size=30))
def test_no_walk_through_the_mask_writes_a_wrong_marker(citable: int, choices: list[int]) -> None:
    """However the model chooses among what is allowed, every marker written is of a shown passage."""
    mask, ids = MarkerMask(dict(enumerate(VOCABULARY)), decode), list[int]()
    for choice in choices:
        free = torch.nonzero(mask(ids, torch.zeros(len(VOCABULARY)), citable) == 0).flatten()
        ids.append(int(free[choice % len(free)]))
    text = decode(ids)
    for marker in text.split("[")[1:]:
        number = marker.partition("]")[0]
        assert number == "" or any(str(n).startswith(number) for n in range(1, citable + 1))


def test_markers_are_stripped_with_the_blank_before() -> None:
    """Stripping leaves the sentence as if the marker had never been written."""
    assert strip_markers("Goats came [1], [2]. See [a].") == "Goats came,. See [a]."
    assert strip_markers("447 goats [1][2].") == "447 goats."
