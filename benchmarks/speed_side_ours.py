"""Our side: the assistant as shipped. Also asks it, beforehand and untimed, what it says to its model.

    python benchmarks/speed_side_ours.py PLAN      # answers requests, see speed_protocol

It asks through ``Assistant.stream`` and knows nothing of how that reads, judges or writes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from speed_protocol import THREADS, peak_memory, serve
from speed_weights import weight_bytes

from rag import Answer, Assistant, Settings
from rag.prompt import ask
from rag.rewrite import Turn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.generate import Generator
    from rag.judgement import Judgement

WARMING = "Is anything there?"


class Recorder:
    """A generator that keeps word for word what it is asked, and asks the real one."""

    def __init__(self, generator: Generator) -> None:
        self._generator = generator
        self.calls: list[dict[str, Any]] = []

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self._generator, name)

    def judgement(self, chat: Any, **named: Any) -> Judgement:  # noqa: ANN401
        """Keeps the judgement asked for."""
        self.calls.append({"judge": list(chat)})
        return self._generator.judgement(chat, **named)

    def stream(self, messages: Any, citable: int, limit: int, **named: Any) -> Iterator[str]:  # noqa: ANN401
        """Keeps the text asked for."""
        self.calls.append({"write": list(messages), "limit": limit})
        return self._generator.stream(messages, citable, limit, **named)


def timed(frames: Iterator[Answer]) -> tuple[dict[str, Any], Answer]:
    """Seconds until a reader sees evidence, the first word, the checked answer; and the answer."""
    begun = perf_counter()
    seen: dict[str, float] = {}
    for answer in frames:
        now = perf_counter() - begun
        if answer.passages:
            seen.setdefault("evidence", now)
        if answer.phase == "answering" and (answer.draft or answer.sentences):
            seen.setdefault("first", now)
    seen["done"] = perf_counter() - begun
    return {**seen, "text": answer.text, "refused": answer.abstained}, answer


class Ours:
    """The assistants of both kinds of documents, with one generator.

    Args:
        plan: ``docs`` and ``index`` of each kind.
    """

    def __init__(self, plan: dict[str, Any]) -> None:
        self._assistants = {
            kind: Assistant.open(Settings(docs=Path(at["docs"]), index=Path(at["index"])))
            for kind, at in plan.items()
        }
        first = next(iter(self._assistants.values()))
        for assistant in self._assistants.values():
            assistant.embedder, assistant.generator = first.embedder, first.generator
        self.generator = first.generator

    def ready(self) -> dict[str, object]:
        """Indexes what is new, loads, warms up."""
        for assistant in self._assistants.values():
            assistant.update()
            assistant.answer(WARMING)
        return {"name": self.generator.name}

    def converse(self, kind: str, questions: list[str]) -> list[dict[str, Any]]:
        """The questions one after the other, each with those before it as history."""
        assistant, history, told = self._assistants[kind], [], []
        for question in questions:
            row, answer = timed(assistant.stream(question, history))
            told.append(row)
            history.append(Turn(question, answer.text))
        return told

    def record(self, kind: str, questions: list[str]) -> list[dict[str, Any]]:
        """For each question what the model is asked; what a plain script would ask is ``messages``."""
        assistant, history, told = self._assistants[kind], [], []
        for question in questions:
            recorder = assistant.generator = Recorder(self.generator)
            answer = assistant.answer(question, history)
            told.append(_prompts(recorder.calls, answer, assistant.settings))
            history.append(Turn(question, answer.text))
        assistant.generator = self.generator
        return told

    def memory(self) -> dict[str, int]:
        """Bytes: the peak of this process, and the weights as they are held."""
        return {"peak": peak_memory(), "weights": weight_bytes(self._model())[0]}

    def decode(self, messages: list[Any], limit: int) -> dict[str, float]:
        """Tokens a second behind the first, one token a step, and the bytes of weights each reads."""
        import rag.decode

        rag.decode.propose = lambda *_, **__: []
        tokenizer = self.generator.load().tokenizer  # type: ignore[attr-defined]
        pieces, times = [], []
        for piece in self.generator.stream(messages, citable=9, limit=limit):
            pieces.append(piece)
            times.append(perf_counter())
        tokens = len(tokenizer("".join(pieces), add_special_tokens=False).input_ids)
        speed = (tokens - 1) / (times[-1] - times[0])
        return {"tokens": tokens, "speed": speed, "read": weight_bytes(self._model())[1]}

    def _model(self) -> Any:  # noqa: ANN401
        return self.generator.load().model  # type: ignore[attr-defined]


def _prompts(calls: list[dict[str, Any]], answer: Answer, settings: Settings) -> dict[str, Any]:
    limit = settings.max_answer_tokens
    written = [call for call in calls if call.get("limit") == limit]
    asked = ask(answer.question, answer.passages, full=settings.full)
    messages = written[-1]["write"] if written else asked
    return {"messages": messages, "limit": limit, "calls": calls, "written": len(written)}


if __name__ == "__main__":
    import torch

    torch.set_num_threads(THREADS)
    ours = Ours(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    names = ("ready", "converse", "record", "memory", "decode")
    serve({name: getattr(ours, name) for name in names})
