"""The side of llama-cpp-python, as its own documentation shows it. Runs in a Python of its own.

    PYTHON benchmarks/speed_side_llama.py PROMPTS GGUF      # answers requests, see speed_protocol

One ``Llama`` is kept over all questions: what a prompt shares with the one before it is not read again.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

from llama_cpp import Llama
from speed_protocol import THREADS, peak_memory, serve

CONTEXT = 4096  # tokens


class Script:
    """What a plain script does.

    Args:
        prompts: Conversations, see ``Ours.record``.
        gguf: The model's file.
    """

    def __init__(self, prompts: list[list[dict[str, Any]]], gguf: Path) -> None:
        self._prompts, self._gguf = prompts, gguf
        self._model = Llama(
            model_path=str(gguf),
            n_ctx=CONTEXT,
            n_threads=THREADS,
            n_threads_batch=THREADS,
            verbose=False,
        )

    def ready(self) -> dict[str, object]:
        """Warms up."""
        self._write([{"role": "user", "content": "Is anything there?"}], 8, perf_counter())
        return {"name": self._gguf.name}

    def plain(self, at: int) -> list[dict[str, Any]]:
        """Both turns of a conversation: prompt and answer, nothing else."""
        return [
            self._write(turn["messages"], turn["limit"], perf_counter())
            for turn in self._prompts[at]
        ]

    def checked(self, at: int) -> list[dict[str, Any]]:
        """The first turn with every judgement that ours asks of its model, in the same order."""
        begun = perf_counter()
        row: dict[str, Any] = {"text": ""}
        for call in self._prompts[at][0]["calls"]:
            if "judge" in call:
                self._model.create_chat_completion(call["judge"], max_tokens=1, temperature=0)
            if "write" in call:
                row = self._write(call["write"], call["limit"], begun)
        return [{**row, "done": perf_counter() - begun}]

    def memory(self) -> dict[str, int]:
        """Bytes: the peak of this process, and the model's file."""
        return {"peak": peak_memory(), "weights": self._gguf.stat().st_size}

    def _write(self, messages: list[Any], limit: int, begun: float) -> dict[str, Any]:
        pieces, times = [], []
        replies = self._model.create_chat_completion(
            messages, max_tokens=limit, temperature=0, stream=True
        )
        for reply in replies:
            if piece := reply["choices"][0]["delta"].get("content"):
                pieces.append(piece)
                times.append(perf_counter() - begun)
        done = perf_counter() - begun
        row: dict[str, Any] = {"done": done, "text": "".join(pieces), "tokens": len(pieces)}
        return {**row, "first": times[0]} if times else row


if __name__ == "__main__":
    script = Script(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), Path(sys.argv[2]))
    serve({name: getattr(script, name) for name in ("ready", "plain", "checked", "memory")})
