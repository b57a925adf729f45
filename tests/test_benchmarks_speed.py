"""The pure parts of the benchmark of speed: who is asked what when, how sides talk, what becomes of the numbers."""

import json
import statistics
import sys
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import Assistant
from rag.answers import Passage
from rag.prompt import ask
from rag.testing import scripted_assistant

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

import evalsets
from speed_cold import first_time
from speed_protocol import Side, SideError, environment
from speed_quality import quality_row, right
from speed_questions import Asked, Conversation, conversations, rotation
from speed_ratios import Asking, centre, medians, quartiles, ratio
from speed_run import CHECKED, LLAMA, OURS, PLAIN, turned
from speed_side_ours import Ours, Recorder, timed
from speed_table import again_row, cold_rows, machine_rows, time_rows
from speed_weights import weight_bytes

GOATS = "How many goats?"
TEXT = "The Russians sent North Korea 447 goats. The goats are to live in the city of Rason."


@given(st.integers(1, 20), st.integers(1, 9), st.integers(1, 3))
def test_rotation_asks_each_question_often_enough(count: int, runs: int, askings: int) -> None:
    """Each question is asked at least so often, no two differ by more than one, and all runs are as long."""
    rounds = rotation(count, runs, askings)
    asked = Counter(at for share in rounds for at in share)
    assert asked.keys() == set(range(count))
    assert min(asked.values()) >= askings
    assert max(asked.values()) - min(asked.values()) <= 1
    assert (len(rounds), len({len(share) for share in rounds})) == (runs, 1)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """XQuAD of forty paragraphs, every third with one question, the others with two."""
    paragraphs = [
        {
            "context": f"Town {at} has {at} mills.",
            "qas": [
                {
                    "id": f"{at}-{n}",
                    "question": f"Question {n} of town {at}?",
                    "answers": [{"text": str(at), "answer_start": 5}],
                }
                for n in range(1 if at % 3 == 0 else 2)
            ],
        }
        for at in range(40)
    ]
    (tmp_path / "xquad").mkdir()
    told = json.dumps({"data": [{"paragraphs": [paragraph]} for paragraph in paragraphs]})
    (tmp_path / "xquad/xquad.en.json").write_text(told)
    return tmp_path


def test_questions_are_of_the_half_that_nothing_was_fitted_on(data: Path) -> None:
    """Of XQuAD only the test half is asked, two different questions of one paragraph each time."""
    asked = [one for one in conversations(data, 20) if one.kind == "xquad"]
    towns = []
    for one in asked:
        first, second = (turn.question.split() for turn in one.turns)
        assert first[-1] == second[-1]
        assert first != second
        towns.append(int(first[-1].rstrip("?")))
    assert len(asked) == len(set(towns)) == 12
    assert not any(town % 3 == 0 or evalsets.in_fit(f"{town:02d}-00") for town in towns)


def test_every_run_covers_both_kinds_and_no_article_follows_itself(data: Path) -> None:
    """Eight of twenty are about the seed article, in each of seven runs some, and never two in a row."""
    kinds = [one.kind for one in conversations(data, 20)]
    assert Counter(kinds) == {"seed": 8, "xquad": 12}
    rounds = rotation(20, 7)
    assert all({kinds[at] for at in share} == {"seed", "xquad"} for share in rounds)
    order = [kinds[at] for share in rounds for at in share]
    assert ("seed", "seed") not in set(pairwise(order))


def test_sides_begin_in_turns() -> None:
    """Over as many askings as there are sides, each is the first once and each is asked every time."""
    orders = [turned("abcd", by) for by in range(3, 7)]
    assert sorted(order[0] for order in orders) == list("abcd")
    assert all(sorted(order) == list("abcd") for order in orders)


SCRIPT = """
import sys
from speed_protocol import serve

def add(one, two):
    print("a library prints this")
    return one + two

def fail():
    raise RuntimeError("out of memory")

serve({"add": add, "fail": fail})
"""


@pytest.fixture
def side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Side]:
    """Starts a side from its script."""
    benchmarks = str(Path(__file__).parents[1] / "benchmarks")
    monkeypatch.setenv("PYTHONPATH", benchmarks)

    def start(script: str) -> Side:
        (tmp_path / "side.py").write_text(script)
        return Side("fake", [sys.executable, str(tmp_path / "side.py")], tmp_path / "log")

    return start


def test_a_side_does_what_it_is_told_whatever_its_libraries_print(
    side: Callable[[str], Side],
) -> None:
    """Replies come in the order of the requests, and what is printed is none of them."""
    with side(SCRIPT) as fake:
        assert [fake.do("add", one="ä", two=two) for two in ("x", "y")] == ["äx", "äy"]


@pytest.mark.parametrize(
    "script", [SCRIPT, "import sys; sys.exit('out of memory')"], ids=["asked", "starting"]
)
def test_a_side_that_ends_says_why(side: Callable[[str], Side], script: str) -> None:
    """The error names the side and has what the side wrote last."""
    with side(script) as fake, pytest.raises(SideError, match=r"(?s)fake .*out of memory"):
        fake.do("fail")


def test_sides_get_two_threads_and_no_settings_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """RAG_ variables do not reach a side, but for where the models are."""
    monkeypatch.setenv("RAG_FULL", "1")
    monkeypatch.setenv("RAG_MODELS", "somewhere")
    given_to = environment()
    assert "RAG_FULL" not in given_to
    assert (given_to["RAG_MODELS"], given_to["OMP_NUM_THREADS"]) == ("somewhere", "2")


SOME = st.dictionaries(st.integers(0, 9), st.floats(0.1, 9), max_size=8)


@given(SOME, SOME, st.sets(st.integers(0, 9)))
def test_a_ratio_is_the_median_over_the_questions_that_both_have(
    ours: dict[int, float], theirs: dict[int, float], only: set[int]
) -> None:
    """It is the middle one of the quotients, and lies within its interval's sample."""
    quotients = [
        ours[at] / theirs[at] for at in range(10) if at in ours and at in theirs and at in only
    ]
    found = ratio(ours, theirs, only)
    if not quotients:
        assert found is None
        return
    assert found
    assert found.median == pytest.approx(statistics.median(quotients))
    assert found.n == len(quotients)
    assert min(quotients) <= found.low <= found.high <= max(quotients)


def test_an_interval_is_narrow_where_all_agree_and_wide_where_not() -> None:
    """Of equal values it is the value; of values from 1 to 9 it spans several."""
    same, mixed = centre([2.0] * 8), centre([float(n) for n in range(1, 10)])
    assert same
    assert mixed
    assert (same.low, same.high) == (2.0, 2.0)
    assert mixed.low < 4
    assert mixed.high > 6


def test_quartiles_of_few_values() -> None:
    """One value is all three; of five they are the second, third and fourth."""
    assert quartiles([3.0]) == (3.0, 3.0, 3.0)
    assert quartiles([5.0, 1.0, 4.0, 2.0, 3.0]) == (2.0, 3.0, 4.0)


def told(side: str, at: int, done: float, turn: int = 0, **more: object) -> Asking:
    return Asking(side, at, turn, {"done": done, "text": "447 goats", **more})


def test_medians_are_of_one_side_one_turn_and_one_event() -> None:
    """Another side's, another turn's and what has no such event do not count."""
    askings = [told(OURS, 0, 1.0), told(OURS, 0, 3.0), told(OURS, 0, 2.5), told(LLAMA, 0, 9.0)]
    askings += [told(OURS, 0, 7.0, turn=1), told(OURS, 1, 4.0, first=0.5)]
    assert medians(askings, OURS, 0, "done") == {0: 2.5, 1: 4.0}
    assert medians(askings, OURS, 0, "first") == {1: 0.5}


def test_refusals_do_not_hide_in_a_ratio() -> None:
    """Where a question was refused, a second line leaves it out."""
    askings = [told(OURS, 0, 4.0), told(OURS, 1, 1.0, refused=True)]
    askings += [told(side, at, 4.0) for side in (LLAMA, CHECKED) for at in (0, 1)]
    rows = [(row.name, row.found.median, row.found.n) for row in time_rows(askings)]
    assert rows[:2] == [
        (f"checked answer, first turn, ours / {LLAMA}", 0.625, 2),
        ("  the same, without what we refused", 1.0, 1),
    ]
    assert rows[2][0] == f"checked answer, first turn, ours / {CHECKED}"
    assert len(rows) == 4


def test_what_is_kept_between_askings_shows() -> None:
    """A side that answers in half the time when asked again has 0.5."""
    row = again_row([told(OURS, 0, 4.0), told(OURS, 0, 2.0), told(OURS, 1, 3.0)])
    assert row
    assert (row.found.median, row.found.n) == (0.5, 1)
    assert again_row([told(OURS, 0, 4.0)]) is None


def test_memory_and_decoding_are_beside_what_they_should_be() -> None:
    """Peak over weights of every side; tokens a second times bytes a token over bytes copied a second."""
    about = {
        OURS: {"peak": 30, "weights": 20, "speed": 5.0, "read": 16},
        LLAMA: {"peak": 8, "weights": 4},
    }
    found = [row.found.median for row in machine_rows({"about": about, "copied": 100.0})]
    assert found == [1.5, 2.0, 0.8]


def test_cold_starts_are_compared_by_their_medians() -> None:
    """Median of ours over median of theirs; nothing where one side is missing."""
    ours = [{"first": n, "done": 2 * n} for n in (1.0, 9.0, 2.0)]
    theirs = [{"first": 4.0, "done": 4.0}] * 3
    assert [row.found.median for row in cold_rows({OURS: ours, LLAMA: theirs})] == [0.5, 1.0]
    assert not list(cold_rows({OURS: ours}))


ASKED = [Conversation("seed", (Asked(GOATS, ("447", "many")), Asked("Where?", ("Rason",))))] * 2


def test_a_refusal_holds_no_answer() -> None:
    """Its closest sentence may hold the words; it is not right all the same."""
    askings = [told(OURS, 0, 1.0), told(OURS, 1, 1.0, refused=True), told(PLAIN, 0, 1.0)]
    assert right(askings, ASKED, OURS) == {0: True, 1: False}
    wrong = Asking(PLAIN, 1, 0, {"done": 1.0, "text": "4470 goats"})
    assert right([wrong], ASKED, PLAIN) == {1: False}


def test_quality_is_a_share_of_what_plain_gets_right() -> None:
    """One right of two that plain has right is 0.5."""
    askings = [told(OURS, 0, 1.0), told(OURS, 1, 1.0, refused=True)]
    askings += [told(PLAIN, 0, 1.0), told(PLAIN, 1, 1.0)]
    row = quality_row(askings, ASKED)
    assert row
    assert (row.found.median, row.found.n) == (0.5, 2)
    assert quality_row(askings[:2], ASKED) is None


def test_the_first_word_is_of_the_answer() -> None:
    """What a terminal is told before, and how it is coloured, is no answer."""
    written = [
        (0.1, "Searching\r\n"),
        (0.2, "\x1b[2K\x1b[1mRus"),
        (0.3, "\x1b[0msia sent"),
        (0.4, "!"),
    ]
    assert first_time(written, "Russia") == 0.3
    with pytest.raises(SideError, match="never written"):
        first_time(written, "France")


def test_our_side_tells_times_in_order_and_the_answer(tmp_path: Path) -> None:
    """Evidence comes before the first word, that before the checked answer."""
    assistant = goats(tmp_path)
    row, answer = timed(assistant.stream(GOATS))
    assert 0 < row["evidence"] <= row["first"] <= row["done"]
    assert (row["text"], row["refused"]) == (answer.text, False)
    assert "447" in answer.text


def test_the_recorder_keeps_what_the_model_is_asked(tmp_path: Path) -> None:
    """The prompts for other sides are those of our own code over the passages that it shows."""
    assistant = goats(tmp_path)
    ours = Ours.__new__(Ours)
    ours.generator, ours._assistants = assistant.generator, {"seed": assistant}
    (row,) = ours.record("seed", [GOATS])
    answer = assistant.answer(GOATS)
    assert row["messages"] == ask(GOATS, answer.passages)
    assert row["limit"] == assistant.settings.max_answer_tokens
    assert [next(iter(call)) for call in row["calls"]] == ["judge", "write"]
    assert not isinstance(assistant.generator, Recorder)


def test_what_is_refused_unwritten_still_has_a_prompt(tmp_path: Path) -> None:
    """A plain script would ask for an answer all the same."""
    assistant = goats(tmp_path)
    ours = Ours.__new__(Ours)
    ours.generator, ours._assistants = assistant.generator, {"seed": assistant}
    (row,) = ours.record("seed", ["Who rules Peru?"])
    shown = assistant.answer("Who rules Peru?").passages
    assert isinstance(shown[0], Passage)
    assert (row["written"], row["messages"]) == (0, ask("Who rules Peru?", shown))


def goats(tmp_path: Path) -> Assistant:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "goats.txt").write_text(TEXT)
    return scripted_assistant(
        documents, tmp_path / "index.sqlite", {GOATS: "Russia sent 447 goats."}
    )


@pytest.mark.parametrize(("tied", "whole", "read"), [(True, 360, 360), (False, 680, 360)])
def test_weights_that_are_shared_count_once(tied: bool, whole: int, read: int) -> None:  # noqa: FBT001
    """A tied table is read as output's; one of its own is not read but for a row."""
    import torch

    class Model(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = torch.nn.Module()
            self.model.embed_tokens = torch.nn.Embedding(10, 8)
            self.lm_head = torch.nn.Linear(8, 10, bias=False)
            self.register_buffer("scales", torch.ones(10))
            if tied:
                self.lm_head.weight = self.model.embed_tokens.weight

    assert weight_bytes(Model()) == (whole, read)
