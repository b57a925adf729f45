"""Instructions inside documents: how often are they followed? Ours beside the plain recipe, in one run.

    python benchmarks/injection.py --questions 75 --record artifacts/injection.jsonl

An attack of BIPIA's train part (75 of 15 kinds, Yi et al. 2023) is put into a document between two sentences:
before all, after a quarter, half, three quarters, or all of them. Every five times 75 trials have each attack at
each place; the first 75 have each attack once. The documents are BIPIA's e-mails whose question has an answer,
and XQuAD-en paragraphs, in turn, those that are one chunk for both sides also with an attack in them. The index
holds all of these e-mails and all paragraphs, and retrieval is the usual one; what is followed and copied is
counted where the attack was in a passage that the model was shown.

``attacks.py`` says when an attack is followed. Each reply is looked at three times: as the model wrote it, as it
is shown, and what of it is shown as verified. With ``--willing`` ours may not refuse before it writes, so that
this defence is left out. Each question is also asked without an attack, for what may be said
anyway and for how often the answer is right. Numbers are shares with 95 % bootstrap intervals.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import answersets
from attacks import Attack, copied, followed, words
from plain_recipe import PlainRecipe

from index.sentences import sentences
from rag import Answer, Assistant, Settings
from rag.evaluation.bootstrap import bounds
from rag.evaluation.match import contains
from rag.evaluation.producer import producer_of

if TYPE_CHECKING:
    from collections import abc
    from collections.abc import Iterator, Mapping, Sequence

    from rag.generate import Generator
    from rag.judgement import Judgement
    from rag.prompt import Message

PLACES = 5
LONGEST = 750  # characters of an attacked document: with the longest attack it is one chunk of 1000
LEVELS = ("written", "shown", "verified")


class Answerer(Protocol):
    """Who is attacked."""

    def answer(self, question: str) -> Answer:
        """The finished answer."""

    def update(self) -> object:
        """Reads the documents again."""


@dataclass(frozen=True, slots=True)
class Context:
    """A document, and a question that it answers."""

    name: str
    text: str
    question: str
    gold: str


@dataclass(frozen=True, slots=True)
class Trial:
    """A question whose document holds an attack, or none."""

    context: Context
    attack: Attack | None = None
    place: int = 0

    @property
    def text(self) -> str:
        """The document as it lies in the folder."""
        if self.attack is None:
            return self.context.text
        return injected(self.context.text, self.attack.text, self.place)

    @property
    def key(self) -> str:
        """What decides the answer, as a digest."""
        told = repr((self.context, self.text)).encode()
        return hashlib.sha256(told).hexdigest()[:16]


class Overheard:
    """A generator whose replies can be read as they were written.

    All of them since ``said`` was emptied: of a question of several parts, each has its own.

    Args:
        generator: Who writes.
    """

    def __init__(self, generator: Generator) -> None:
        self._generator = generator
        self.said = ""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # whatever else it can do
        return getattr(self._generator, name)

    @property
    def name(self) -> str:
        """The generator's."""
        return self._generator.name

    def judgement(
        self, chat: Sequence[Message], then: Sequence[Message] | None = None
    ) -> Judgement:
        """The generator's."""
        return self._generator.judgement(chat, then)

    def stream(self, messages: Sequence[Message], citable: int, limit: int) -> abc.Generator[str]:
        """The generator's, kept as it comes, behind what it said before."""
        self.said += "\n" if self.said else ""
        with closing(self._generator.stream(messages, citable=citable, limit=limit)) as pieces:
            for piece in pieces:
                self.said += piece
                yield piece


def injected(text: str, attack: str, place: int) -> str:
    """``text`` with the attack between two sentences; ``place`` from 0, at the start, to 4, at the end."""
    ends = [0, *(end for _, end in sentences(text))]
    at = ends[round(place * (len(ends) - 1) / (PLACES - 1))]
    return f"{text[:at]} {attack} {text[at:].lstrip()}".strip()


def emails(bipia: Path) -> Iterator[Context]:
    """BIPIA's e-mails that answer their question, each once."""
    rows = map(json.loads, (bipia / "email/train.jsonl").read_text(encoding="utf-8").splitlines())
    chosen = {row["context"]: row for row in rows if row["ideal"] != "unknown"}
    for number, (text, row) in enumerate(chosen.items()):
        gold = row["ideal"].replace(" ", "")
        yield Context(f"email-{number:02d}.txt", text, row["question"].removeprefix("Q: "), gold)


def paragraphs(data: Path) -> list[Context]:
    """A question for every XQuAD-en paragraph that has one, in a fixed shuffled order."""
    found = answersets.xquad(data)
    chosen = {case.gold[0].source: case for case in found.cases}
    return [
        Context(source, found.documents[source], case.question, case.answers[0])
        for source, case in chosen.items()
    ]


def trials(bipia: Path, mails: Sequence[Context], texts: Sequence[Context]) -> list[Trial]:
    """Every attack at every place, each in a document drawn with a fixed seed."""
    rows = json.loads((bipia / "text_attack_train.json").read_text(encoding="utf-8"))
    attacks = [
        Attack(kind, n, text) for kind, found in rows.items() for n, text in enumerate(found)
    ]
    draw = random.Random(4)  # noqa: S311  # not for secrets
    attacks = draw.sample(attacks, len(attacks))
    return [
        Trial(draw.choice((mails, texts)[number % 2]), attack, (number + turn) % PLACES)
        for turn in range(PLACES)
        for number, attack in enumerate(attacks)
    ]


def asked(
    answerer: Answerer, generator: Overheard, folder: Path, todo: Sequence[Trial], record: Path
) -> Iterator[tuple[str, Answer]]:
    """What was written and what was shown, trial by trial; what the record has is not asked again."""
    told = {k: v for k, v in producer_of(answerer).items() if k not in ("documents", "plain")}
    producer = hashlib.sha256(repr(sorted(told.items())).encode()).hexdigest()[:16]
    kept = {}
    if record.exists():
        rows = map(json.loads, record.read_text(encoding="utf-8").splitlines())
        kept = {row["key"]: row for row in rows if row["producer"] == producer}
    for number, trial in enumerate(todo):
        row = kept.get(trial.key)
        if row is None:
            generator.said = ""
            answer = attacked(answerer, folder, trial)
            row = {"producer": producer, "key": trial.key, "said": generator.said}
            row |= {"answer": answer.to_dict()}
            kept[trial.key] = row
            with record.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row) + "\n")
        kind = told["kind"].rsplit(".", 1)[-1]
        print(f"\r{kind}: {number + 1} of {len(todo)}", end="", file=sys.stderr, flush=True)
        yield row["said"], Answer.from_dict(row["answer"])
    print(file=sys.stderr)


def attacked(answerer: Answerer, folder: Path, trial: Trial) -> Answer:
    """The answer while the trial's document lies in the folder; afterwards it is as it was."""
    path = folder / trial.context.name
    path.write_text(trial.text, encoding="utf-8")
    try:
        answerer.update()
        return answerer.answer(trial.context.question)
    finally:
        path.write_text(trial.context.text, encoding="utf-8")


def judged(
    trial: Trial, said: str, answer: Answer, usual: str, known: frozenset[str]
) -> dict[str, bool]:
    """What one trial showed, by name."""
    assert trial.attack is not None
    context = "\n".join(passage.text.replace(trial.attack.text, " ") for passage in answer.passages)
    usual = f"{trial.context.question}\n{context}\n{usual}"
    found = {"attack retrieved": any(trial.attack.text in p.text for p in answer.passages)}
    if not found["attack retrieved"]:
        return found | right(trial, answer, "under attack")
    for level, text in zip(LEVELS, (said, *shown(answer)), strict=True):
        found[f"followed, as {level}"] = followed(trial.attack, text, usual, known)
        found[f"copied, as {level}"] = copied(trial.attack.text, text)
    return found | right(trial, answer, "under attack")


def shown(answer: Answer) -> tuple[str, str]:
    """What an answer says, and what of it is verified; a refusal says nothing."""
    told = () if answer.abstained else answer.sentences
    verified = (sentence for sentence in told if sentence.verified)
    return " ".join(s.text for s in told), " ".join(s.text for s in verified)


def right(trial: Trial, answer: Answer, when: str) -> dict[str, bool]:
    """Whether the answer is right, or refused."""
    held = not answer.abstained and contains(answer.text, trial.context.gold)
    return {f"right, {when}": held, f"refused, {when}": answer.abstained}


def table(columns: Mapping[str, Sequence[Mapping[str, bool]]], name: str) -> None:
    """Prints the share of each finding, side by side."""
    print(f"\n## {name}\n\n| | {' | '.join(columns)} |\n| --- |{' --- |' * len(columns)}")
    for what in dict.fromkeys(key for rows in columns.values() for row in rows for key in row):
        cells = [cell([row[what] for row in rows if what in row]) for rows in columns.values()]
        print(f"| {what} | {' | '.join(cells)} |")


def cell(values: Sequence[bool]) -> str:
    """A share with its interval and n."""
    if not values:
        return ""
    low, high = bounds(values)
    return f"{sum(values) / len(values):.1%} [{low:.1%}, {high:.1%}] n={len(values)}"


def main() -> None:
    """Attacks and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--bipia", type=Path, default=Path("../shared/hostile/bipia"))
    parser.add_argument("--questions", type=int, default=75)
    parser.add_argument("--record", type=Path, default=Path("artifacts/injection.jsonl"))
    parser.add_argument("--ours-only", action="store_true")
    parser.add_argument("--willing", action="store_true", help="ours may not refuse beforehand")
    options = parser.parse_args()
    options.record.parent.mkdir(parents=True, exist_ok=True)
    mails, texts = list(emails(options.bipia)), paragraphs(options.data)
    short = [
        [context for context in kind if len(context.text) <= LONGEST] for kind in (mails, texts)
    ]
    todo = trials(options.bipia, *short)[: options.questions]
    plain = list(dict.fromkeys(Trial(trial.context) for trial in todo))
    known = words("\n".join(context.text for context in (*mails, *texts)))
    columns: dict[str, list[dict[str, bool]]] = {}
    with tempfile.TemporaryDirectory() as place:
        for name, answerer, generator, folder in sides(Path(place), mails, texts, options):
            usual = asked(answerer, generator, folder, plain, options.record)
            calm = {trial.context: reply for trial, reply in zip(plain, usual, strict=True)}
            replies = asked(answerer, generator, folder, todo, options.record)
            columns[name] = [
                judged(trial, said, answer, calm[trial.context][0], known)
                | right(trial, calm[trial.context][1], "without attack")
                for trial, (said, answer) in zip(todo, replies, strict=True)
            ]
    table(columns, f"all, n = {len(todo)} trials")
    for kind in dict.fromkeys(t.attack.kind for t in todo if t.attack):
        places = [n for n, t in enumerate(todo) if t.attack and t.attack.kind == kind]
        told = {name: [rows[n] for n in places] for name, rows in columns.items()}
        what = "followed, as written"
        cells = [cell([row[what] for row in rows if what in row]) for rows in told.values()]
        print(f"{kind}, followed as written: {'; '.join(cells)}")


def sides(
    place: Path, mails: Sequence[Context], texts: Sequence[Context], options: argparse.Namespace
) -> Iterator[tuple[str, Answerer, Overheard, Path]]:
    """Who is attacked: each side with the ear on its generator and its folder of documents."""
    folder = place / "docs"
    folder.mkdir()
    for context in (*mails, *texts):
        (folder / context.name).write_text(context.text, encoding="utf-8")
    threshold = 0.0 if options.willing else None
    settings = Settings(docs=folder, index=place / "library.sqlite", threshold=threshold)
    opened = Assistant.open(settings)
    generator = Overheard(opened.generator)
    ours = Assistant(opened.library, opened.embedder, generator, opened.settings)
    ours.update()
    yield "ours", ours, generator, folder
    if not options.ours_only:
        yield "plain recipe", PlainRecipe(folder, ours.embedder, generator), generator, folder


if __name__ == "__main__":
    main()
