"""Starts the sides and has them asked in turns. Knows no ratio and no goal.

Everything that a side reads lies in one folder: ``plan.json`` for ours, ``prompts.json`` for the others.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Any

from answersets import xquad
from speed_protocol import Side
from speed_questions import SEEDS, Conversation
from speed_ratios import Asking

if TYPE_CHECKING:
    from collections.abc import Sequence

OURS, LLAMA, CHECKED, PLAIN = "ours", "llama plain", "llama checked", "transformers plain"
SIDES = (OURS, LLAMA, CHECKED, PLAIN)
HERE = Path(__file__).parent
REST = 0.2  # seconds between two sides, in which the threads of the former one fall asleep
LONG = " Then retell all the passages at length, sentence by sentence."
DECODED = 64  # tokens


@dataclass(frozen=True, slots=True)
class Bench:
    """What is measured where.

    Attributes:
        folder: For indexes, prompts and logs.
        asked: The conversations.
        llama: Python and GGUF file of llama-cpp-python; None leaves it out.
        plain: Whether transformers is asked.
    """

    folder: Path
    asked: Sequence[Conversation]
    llama: tuple[str, Path] | None
    plain: bool

    def prepare(self, data: Path) -> dict[str, dict[str, str]]:
        """Writes the documents and the plan: where they and their indexes are, by kind."""
        paragraphs = self.folder / "xquad"
        xquad(data).write(paragraphs)
        kinds = (("seed", SEEDS), ("xquad", paragraphs))
        plan = {
            kind: {"docs": str(docs), "index": str(self.folder / f"{kind}.sqlite")}
            for kind, docs in kinds
        }
        self._plan.write_text(json.dumps(plan), encoding="utf-8")
        return plan

    def record(self) -> list[Any]:
        """What the assistant says to its model, asked in a process of its own; kept for the others."""
        with self._side("recorder", "speed_side_ours.py", str(self._plan)) as side:
            side.do("ready")
            prompts = [side.do("record", **_request(one)) for one in self.asked]
        self.prompts.write_text(json.dumps(prompts), encoding="utf-8")
        return prompts

    def measure(self, rounds: Sequence[Sequence[int]]) -> tuple[list[Asking], dict[str, Any]]:
        """Every asking of every side, and what each side is and holds."""
        askings: list[Asking] = []
        (self.folder / "askings.jsonl").unlink(missing_ok=True)
        with ExitStack() as stack:
            sides = {name: stack.enter_context(side) for name, side in self._sides().items()}
            about = {name: side.do("ready") for name, side in sides.items()}
            for run, share in enumerate(rounds):
                for place, at in enumerate(share):
                    for name in turned(list(sides), run + place):
                        sleep(REST)
                        askings += self._kept(self._ask(sides[name], name, at))
                print(f"run {run + 1} of {len(rounds)} done", file=sys.stderr, flush=True)
            for name, side in sides.items():
                about[name] |= side.do("memory")
            about[OURS] |= sides[OURS].do("decode", messages=self._long(), limit=DECODED)
        return askings, about

    @property
    def prompts(self) -> Path:
        """The file of what is asked, word for word."""
        return self.folder / "prompts.json"

    @property
    def _plan(self) -> Path:
        return self.folder / "plan.json"

    def _sides(self) -> dict[str, Side]:
        found = {OURS: self._side(OURS, "speed_side_ours.py", str(self._plan))}
        prompts = str(self.prompts)
        if self.llama:
            python, gguf = self.llama
            for name in (LLAMA, CHECKED):
                asked = (name, "speed_side_llama.py", prompts, str(gguf))
                found[name] = self._side(*asked, python=python)
        if self.plain:
            found[PLAIN] = self._side(PLAIN, "speed_side_transformers.py", prompts, "default")
        return found

    def _side(self, name: str, script: str, *rest: str, python: str = sys.executable) -> Side:
        log = self.folder / f"{name.replace(' ', '-')}.log"
        return Side(name, [python, str(HERE / script), *rest], log)

    def _ask(self, side: Side, name: str, at: int) -> list[Asking]:
        if name == OURS:
            told = side.do("converse", **_request(self.asked[at]))
        else:
            told = side.do("checked" if name == CHECKED else "plain", at=at)
        return [Asking(name, at, turn, row) for turn, row in enumerate(told)]

    def _kept(self, askings: list[Asking]) -> list[Asking]:
        """The same, also written down, so that a run that is stopped leaves what it has measured."""
        with (self.folder / "askings.jsonl").open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(asdict(asking)) + "\n" for asking in askings)
        return askings

    def _long(self) -> list[Any]:
        """Messages whose reply is long."""
        *before, last = json.loads(self.prompts.read_text(encoding="utf-8"))[0][0]["messages"]
        return [*before, {**last, "content": last["content"] + LONG}]


def turned(names: Sequence[str], by: int) -> list[str]:
    """``names`` from another one on, so that each is the first as often as any other."""
    first = by % len(names)
    return [*names[first:], *names[:first]]


def copy_speed() -> float:
    """Bytes a second; see ``speed_bandwidth``."""
    command = [sys.executable, str(HERE / "speed_bandwidth.py")]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _request(one: Conversation) -> dict[str, Any]:
    return {"kind": one.kind, "questions": [turn.question for turn in one.turns]}
