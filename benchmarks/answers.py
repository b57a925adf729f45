"""The twelve seed questions with the default models: answers, times and memory.

    make bench            # or: python benchmarks/answers.py

Prints every answer with its citations, the time to the evidence, to the first word and to the checked
answer, the peak memory, and, in the same run, the time of our whole answer (search, judgement, decoding
with prompt lookup, proof) as a ratio of what ``transformers.generate`` alone needs for the same prompt in bfloat16.
"""

import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rag import Answer, Assistant, Settings, TransformersGenerator
from rag.models import ensure
from rag.prompt import ask

SEEDS = Path(__file__).parents[1] / "seeds"
QUESTIONS = (
    "How many goats did Russia send to North Korea?",
    "Which city will the goats live in?",
    "From which region do the goats come?",
    "How many North Koreans are malnourished?",
    "What share of children has stunted growth?",
    "When did Putin visit Kim Jong Un?",
    "What did they sign?",
    "Why were the goats sent?",
    "Who is the president of France?",
    "How many cows did Russia send?",
    "What did China send?",
    "What is the capital of Peru?",
)


def plain_seconds(folder: Path, answers: Sequence[Answer], limit: int) -> list[float]:
    """Seconds of ``transformers.generate``, greedy, in bfloat16, for the prompt that got each answer."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.bfloat16).eval()
    found = []
    for answer in answers:
        text = tokenizer.apply_chat_template(
            ask(answer.question, answer.passages), tokenize=False, add_generation_prompt=True
        )
        ids = tokenizer(text, add_special_tokens=False, return_tensors="pt")
        begun = time.perf_counter()
        with torch.inference_mode():
            model.generate(**ids, max_new_tokens=limit, do_sample=False)
        found.append(time.perf_counter() - begun)
    return found


def spread(name: str, values: list[float]) -> None:
    """Prints median and range in seconds."""
    print(f"{name}: median {statistics.median(values):.2f} s, "
          f"{min(values):.2f}-{max(values):.2f} s, n={len(values)}")  # fmt: skip


def main() -> None:
    """Asks, prints, measures."""
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as place:
        settings = Settings(docs=SEEDS, index=Path(place) / "library.sqlite")
        assistant = Assistant.open(settings)
        assistant.update()
        generator = assistant.generator
        if not isinstance(generator, TransformersGenerator):
            sys.exit("the plain side of this benchmark needs a transformers model")
        generator.load()
        print(f"models loaded and seeds indexed in {time.perf_counter() - begun:.1f} s")
        assistant.answer("Is anything there?")  # the first question warms caches up
        answers = [assistant.answer(question) for question in QUESTIONS]
        for answer in answers:
            print(f"\n{answer.question}\n  {answer}   (confidence {answer.confidence:.2f})")
            for citation in answer.citations:
                print(f"    {citation.start}-{citation.end} {citation.quote!r}")
        told = [answer for answer in answers if not answer.abstained]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        plain = plain_seconds(ensure(settings.model).folder, told, settings.max_answer_tokens)
    print()
    spread("evidence", [answer.timings["retrieved"] for answer in answers])
    spread("first word", [answer.timings["first_token"] for answer in told])
    spread("checked answer", [answer.timings["done"] for answer in told])
    spread("refusal", [a.timings["done"] for a in answers if a.abstained])
    ratios = [a.timings["done"] / seconds for a, seconds in zip(told, plain, strict=True)]
    print(f"checked answer / plain transformers.generate: median {statistics.median(ratios):.2f}, "
          f"{min(ratios):.2f}-{max(ratios):.2f}, n={len(ratios)}")  # fmt: skip
    print(f"peak memory of ours {peak:.2f} GiB")


if __name__ == "__main__":
    main()
