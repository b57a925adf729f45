"""The rule that tells right answers to questions of LiHua-World from wrong ones."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from lihua import judged, right

Q_WHO = "Who suggests going out for hot pot?"
Q_WHEN = "When did Li Hua inform Adam Smith that the rent was transferred?"
Q_DID = "Did Li Hua agree to go out for dinner after Wolfgang first asked him?"
Q_TIME = "What time does LiHua propose for dinner on 20260930?"
Q_DAYS = "What days does Li Hua take for the training sessions?"
Q_LIST = "Who knows about Wolfgang going to Hong Kong?"
Q_BOOT = "Why is wearing the right footwear important in soccer?"
Q_ENJOY = "What did Li Hua enjoy the most about the restaurant?"
Q_SHOW = "What TV show does EmilyBurnett recommend to Li Hua?"

PAIRS = [
    (Q_WHO, "LiHua", "Li Hua suggests going out for hot pot.", True),
    (Q_WHO, "LiHua", "Wolfgang Schulz suggests it to Li Hua.", False),
    (Q_WHO, "WolfgangSchulz", "It was Wolfgang.", True),
    (Q_WHO, "WolfgangSchulz", "Hot pot was suggested by WolfgangSchulz to LiHua.", True),
    (Q_WHO, "Adam Smith", "Jennifer Moore suggested it.", False),
    (Q_LIST, "LiHua & Chae & Yuriko", "Li Hua, Chae Song-hwa and Yuriko Yamamoto know.", True),
    (Q_LIST, "LiHua & Chae & Yuriko", "Li Hua knows about it.", False),
    (Q_WHEN, "20260301_10:00", "He informed him on March 1, 2026.", True),
    (Q_WHEN, "20260301_10:00", "On 2026-03-01 at 10:00.", True),
    (Q_WHEN, "20260301_10:00", "On the 1st of March.", True),
    (Q_WHEN, "20260301_10:00", "On March 11, 2026.", False),
    (Q_WHEN, "20260301_10:00", "At 10:00.", False),
    (Q_DID, "Yes", "Yes, he did.", True),
    (Q_DID, "Yes", "Li Hua agreed to go out for dinner after Wolfgang first asked him.", True),
    (Q_DID, "Yes", "No, Li Hua did not agree.", False),
    (Q_DID, "No", "Li Hua did not agree to go out for dinner when Wolfgang first asked.", True),
    (Q_DID, "Yes", "The weather was fine.", False),
    (Q_TIME, "7 pm", "LiHua proposes 7 PM.", True),
    (Q_TIME, "7 pm", "Dinner is at 19:00 on 20260930.", True),
    (Q_TIME, "7 pm", "He proposes 7:30 PM.", False),
    (Q_TIME, "7 pm", "He proposes 7 AM.", False),
    ("What time do they agree to meet?", "around 7", "They agree to meet around 7 PM.", True),
    ("When is the power outage?", "2 PM to 3 PM", "It is from 2 to 3 PM.", True),
    ("When is the power outage?", "2 PM to 3 PM", "It is from 2 to 4 PM.", False),
    (Q_DAYS, "Tuesdays and Thursdays", "Every Tuesday and Thursday.", True),
    (Q_DAYS, "Tuesdays and Thursdays", "On Tuesday.", False),
    ("How often does he train?", "2", "He trains two times a week.", True),
    ("How often does he train?", "2", "He trains three times a week.", False),
    ("What discount is offered?", "15% off", "A 15% discount off the pastries is offered.", True),
    (Q_BOOT, "to avoid slips or sprains", "It helps to avoid slips and sprained ankles.", True),
    (Q_BOOT, "to avoid slips or sprains", "It makes running more comfortable.", False),
    (Q_ENJOY, "The pasta dish and the dessert", "He enjoyed the dessert and the pasta dish.", True),
    (
        Q_ENJOY,
        "The pasta dish and the dessert",
        "He did not enjoy the pasta or the dessert.",
        False,
    ),
    (Q_SHOW, "The Crown and Ted Lasso", "She recommends Ted Lasso and The Crown.", True),
    (Q_SHOW, "The Crown and Ted Lasso", "She recommends Westworld.", False),
    ("When did the curtains come?", "Yesterday (implied to be 20261011)", "On October 11.", True),
    ("When did the curtains come?", "Yesterday (implied to be 20261011)", "Yesterday.", True),
    ("When did the curtains come?", "Yesterday (implied to be 20261011)", "Today.", False),
    ("What restrictions does he have?", "No dietary restrictions", "He has no dietary ones.", True),
    ("What is the password?", "Family123", "The Wi-Fi password is Family123.", True),
    ("What is the password?", "Family123", "The Wi-Fi password is Family321.", False),
    ("Which game is it?", "Red Dead Redemption 2", "It is Red Dead Redemption.", False),
]


@pytest.mark.parametrize(("question", "gold", "answer", "expected"), PAIRS)
def test_the_rule_agrees_with_a_reader(
    question: str,
    gold: str,
    answer: str,
    expected: bool,  # noqa: FBT001  # a table
) -> None:
    """Made-up answers are right and wrong where somebody who reads them says so."""
    assert right(question, gold, answer) is expected


def test_what_the_chats_do_not_say_is_right_when_refused() -> None:
    """Refusing is right without a gold answer, is no error with one, and an invention is one."""
    assert judged(Q_WHO, None, "", refused=True) == "right"
    assert judged(Q_WHO, None, "It was Jake.", refused=False) == "wrong"
    assert judged(Q_WHO, "LiHua", "", refused=True) == "refused"
