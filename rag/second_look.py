"""Whether the passages say what the model wrote, as it finds when it reads that again. Knows no rules and no spans.

Rules compare words and miss what no word tells: another person's deed, a plan told as done. A small model asked
whether an answer is right says Yes too often, but what it has worked out can be read off its activations (see
``rag.inner``), as the decision to answer is. Where an engine shows none, nothing is doubted.
"""

from dataclasses import replace

from rag.answerable import SHOWING
from rag.answers import Answer, Sentence
from rag.generate import Generator
from rag.linear_probe import read_off
from rag.prompt import check

PROBE = "said_probe"


def believed(answer: Answer, generator: Generator) -> Answer:
    """An answer in which what the model does not find in the passages is not verified any more.

    Args:
        answer: Written, each sentence with its proof.
        generator: What wrote it.
    """
    if generator.name not in SHOWING:
        return answer
    return replace(
        answer, sentences=tuple(_looked_at(s, answer, generator) for s in answer.sentences)
    )


def _looked_at(sentence: Sentence, answer: Answer, generator: Generator) -> Sentence:
    if not sentence.verified:
        return sentence
    found = generator.judgement(check(answer.question, sentence.text, answer.passages))
    doubted = read_off(found.state, PROBE) < 0
    return replace(sentence, citations=(), verified=False) if doubted else sentence
