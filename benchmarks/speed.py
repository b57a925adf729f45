"""How fast we are beside llama-cpp-python and plain transformers: same weights, same prompts, same machine.

    make bench-speed LLAMA_PYTHON=VENV/bin/python GGUF=FILE      # or: python benchmarks/speed.py --help

Twenty conversations of two questions (``speed_questions``). First the assistant is asked what it says to its
model, word for word; every side gets these prompts. Then, one process a side, two threads each, in turns question
by question, so that what the machine does else meets all alike:

* ``ours``: ``Assistant.stream`` as shipped: search, judgement, answer, proof.
* ``llama plain``: the prompt and the answer alone, which is what peers do and less work than ours.
* ``llama checked``: the same, and the judgement that ours asks before it: our work but for search and proof.
* ``transformers plain``: ``generate`` in bfloat16: the prompt and the answer alone.

A ratio is the median of the ratios question by question, each of the medians of its askings; the interval is a
95 % bootstrap over the questions. Seconds are medians of all askings with their quartiles.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import speed_cold as cold
import speed_table as table
from speed_quality import quality_lines
from speed_questions import conversations, rotation
from speed_run import LLAMA, OURS, Bench, copy_speed

from rag.models import models_folder

if TYPE_CHECKING:
    from speed_ratios import Asking


def main() -> None:
    """Measures and prints."""
    typed = _typed()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (typed.folder or Path(temporary)).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        askings, bench, told = _measured(typed, folder)
    _print(askings, bench, told)
    if typed.json:
        rows = [*map(asdict, table.rows(askings, bench.asked, told))]
        asked, all_of = ([*map(asdict, one)] for one in (bench.asked, askings))
        plain = {"rows": rows, "asked": asked, "askings": all_of, **told}
        typed.json.write_text(json.dumps(plain, indent=1), encoding="utf-8")


def _measured(
    typed: argparse.Namespace, folder: Path
) -> tuple[list[Asking], Bench, dict[str, Any]]:
    """What every side was asked and replied; where; what else was measured."""
    llama = (typed.llama_python, typed.gguf) if typed.gguf and typed.llama_python else None
    if llama is None:
        print("llama-cpp-python is left out: give --llama-python and --gguf for it")
    data = typed.data / "eval"
    bench = Bench(folder, conversations(data, typed.questions), llama, not typed.no_plain)
    plan, copied, prompts = bench.prepare(data), copy_speed(), bench.record()
    askings, about = bench.measure(rotation(len(bench.asked), typed.runs, typed.askings))
    told = {"prompts": prompts, "about": about, "copied": copied, "cold": {}, "from disk": {}}
    commands = _commands(bench, plan, askings)
    if typed.cold:
        told["cold"] = cold.in_turns(commands, typed.cold)
    if typed.from_disk:
        files = {OURS: models_folder(), LLAMA: typed.gguf}
        told["from disk"] = cold.in_turns(commands, typed.from_disk, files)
    return askings, bench, told


def _typed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared"), help="holds eval/xquad")
    parser.add_argument("--llama-python", help="a Python that has llama-cpp-python")
    parser.add_argument("--gguf", type=Path, help="the default model as Q4_K_M")
    parser.add_argument("--questions", type=int, default=20, help="conversations (%(default)s)")
    parser.add_argument("--runs", type=int, default=7, help="rounds, of a share each (%(default)s)")
    parser.add_argument("--askings", type=int, default=2, help="of each, at least (%(default)s)")
    parser.add_argument("--cold", type=int, default=5, help="cold starts a side (%(default)s)")
    parser.add_argument("--from-disk", type=int, default=0, help="cold starts without page cache")
    parser.add_argument("--no-plain", action="store_true", help="leave transformers out")
    parser.add_argument("--folder", type=Path, help="keeps the indexes for the next time")
    parser.add_argument("--json", type=Path, help="gets everything that was measured")
    return parser.parse_args()


def _commands(
    bench: Bench, plan: dict[str, dict[str, str]], askings: list[Asking]
) -> dict[str, tuple[list[str], str]]:
    """What is started cold for the first question, and the first word each is known to say."""
    first = {a.side: a.told["text"].split()[0] for a in askings if (a.at, a.turn) == (0, 0)}
    asked = bench.asked[0]
    ours = cold.ours(plan[asked.kind], asked.turns[0].question)
    found = {OURS: (ours, first[OURS])}
    if bench.llama:
        python, gguf = bench.llama
        found[LLAMA] = (cold.llama(python, gguf, bench.prompts), first[LLAMA])
    return found


def _print(askings: list[Asking], bench: Bench, told: dict[str, Any]) -> None:
    several = sum(turn["written"] > 1 for turns in told["prompts"] for turn in turns)
    print(f"\n{len(bench.asked)} conversations; {several} questions taken apart; our model: "
          f"{told['about'][OURS]['name']}\n\nSeconds: median [quartiles] of all askings")  # fmt: skip
    print(*table.second_lines(askings), sep="\n")
    for when in ("cold", "from disk"):
        print(*table.cold_lines(when, told[when]), sep="\n")
    print("\nRight answers to the first questions")
    print(*quality_lines(askings, bench.asked), sep="\n")
    print(
        f"\nBytes copied in a second, read and written both counted: {told['copied'] / 1e9:.1f} GB"
    )
    print("\nRatios: median, 95 % interval, questions, what must be reached")
    print(*table.rows(askings, bench.asked, told), sep="\n")


if __name__ == "__main__":
    main()
