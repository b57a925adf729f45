"""The side of plain transformers: ``generate``, greedy, in bfloat16, as its own documentation shows it.

python benchmarks/speed_side_transformers.py PROMPTS MODEL      # answers requests, see speed_protocol
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import torch
from speed_protocol import THREADS, peak_memory, serve
from transformers import AutoModelForCausalLM, AutoTokenizer
from transformers.generation.streamers import BaseStreamer

from rag.models import ensure


class Watch(BaseStreamer):  # type: ignore[misc]
    """Looks at the clock when a token comes; the prompt comes first."""

    def __init__(self) -> None:
        self.times: list[float] = []

    def put(self, value: object) -> None:
        """One token, or the prompt."""
        del value
        self.times.append(perf_counter())

    def end(self) -> None:
        """Nothing more comes."""


class Script:
    """What a plain script does.

    Args:
        prompts: Conversations, see ``Ours.record``.
        model: As ``Settings.model``.
    """

    def __init__(self, prompts: list[list[dict[str, Any]]], model: str) -> None:
        self._prompts, folder = prompts, ensure(model).folder
        self._tokenizer = AutoTokenizer.from_pretrained(folder)
        self._model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.bfloat16)

    def ready(self) -> dict[str, object]:
        """Warms up."""
        self._write([{"role": "user", "content": "Is anything there?"}], 8)
        return {"name": "transformers bfloat16"}

    def plain(self, at: int) -> list[dict[str, Any]]:
        """The first turn of a conversation: prompt and answer, nothing else."""
        turn = self._prompts[at][0]
        return [self._write(turn["messages"], turn["limit"])]

    def memory(self) -> dict[str, int]:
        """Bytes: the peak of this process, and the parameters."""
        held = {p.data_ptr(): p.nbytes for p in self._model.parameters()}
        return {"peak": peak_memory(), "weights": sum(held.values())}

    def _write(self, messages: list[Any], limit: int) -> dict[str, Any]:
        begun, watch = perf_counter(), Watch()
        read = self._tokenizer.apply_chat_template(
            messages, add_generation_prompt=True, return_tensors="pt", return_dict=True
        )
        with torch.inference_mode():
            ids = self._model.generate(
                **read, max_new_tokens=limit, do_sample=False, streamer=watch
            )
        new = ids[0, read["input_ids"].shape[1] :]
        text = self._tokenizer.decode(new, skip_special_tokens=True)
        done = perf_counter() - begun
        return {"first": watch.times[1] - begun, "done": done, "text": text, "tokens": len(new)}


if __name__ == "__main__":
    torch.set_num_threads(THREADS)
    script = Script(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), sys.argv[2])
    serve({name: getattr(script, name) for name in ("ready", "plain", "memory")})
