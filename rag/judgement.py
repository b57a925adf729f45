"""What a model says to a question of Yes or No, and what it was about to say. Knows no model."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Judgement:
    """A model's judgement.

    Attributes:
        margin: Logit of Yes minus that of No as the reply's first token; positive means yes.
        state: Activations where the engine shows them, see ``rag.inner``: those behind the chat, and the largest of
            each among the tokens of its question; else empty.
    """

    margin: float
    state: tuple[float, ...] = ()
