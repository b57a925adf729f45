"""The evaluation sets as documents and questions with their answers and proofs. Knows no model.

Every set is split in ``fit`` and ``test`` by a hash of the document that answers (``evalsets.in_fit`` of its
identity), and its questions are shuffled with a fixed seed, so that the first N are a sample:

* ``xquad``: all 240 paragraphs of XQuAD-en, a file each; the gold proof is the sentence with the answer.
* ``without``: the same questions, the paragraphs that answer each hidden from whoever is asked.
* ``swapped``: those with a name or a counted thing, which is another question's: a false premise.
* ``clapnq``: the 300 answerable and 300 unanswerable questions of CLAP NQ dev over the 597 passages of all
  of them, the title as first line; gold proofs are the sentences that its annotators selected.
* ``lihua``: the 637 questions of LiHua-World over its 442 chats; gold proofs are whole chats. Questions that
  the chats do not answer ("Null") are split by a hash of the question.
"""

from __future__ import annotations

import json
import random
import re
import zipfile
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import evalsets

from index.sentences import sentences
from rag.evaluation import Case, Gold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

SEED = 4
_CHAT = re.compile(r"(\d{8})_(\d\d):?(\d\d)")
_LONG_NAME = r"(?<=[a-z] )[A-Z][a-z]{3,}"  # a capitalised word inside the sentence
_COUNTED = r"(?<=[Hh]ow many )\w+"
_UNKNOWN = "Insufficient information"


@dataclass(frozen=True, slots=True)
class AnswerSet:
    """Questions over documents, with what is right.

    Attributes:
        name: What to call it.
        documents: Text by file name, or what is in the file where it is no text.
        cases: In a shuffled order that is always the same.
        split_by: For each case the document (or question) whose hash decides its half, in their order.
        hidden: File names that a question may not be answered from, by question.
        whole: The half that all of it belongs to, whatever the hashes; empty when they decide.
    """

    name: str
    documents: Mapping[str, str | bytes]
    cases: tuple[Case, ...]
    split_by: tuple[str, ...]
    hidden: Mapping[str, frozenset[str]] = field(default_factory=dict)
    whole: str = ""

    def write(self, folder: Path) -> None:
        """Every document as a file."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in self.documents.items():
            (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)

    def half(self, name: str) -> list[Case]:
        """The cases of ``fit``, ``test`` or ``all``."""
        chosen = zip(self.cases, self.split_by, strict=True)
        return [case for case, by in chosen if name in ("all", self.whole or _half(by))]


def _half(by: str) -> str:
    return "fit" if evalsets.in_fit(by) else "test"


def xquad(data: Path, language: str = "en") -> AnswerSet:
    """XQuAD in one of its languages."""
    documents: dict[str, str] = {}
    cases: list[tuple[Case, str]] = []
    path = data / f"xquad/xquad.{language}.json"
    articles = json.loads(path.read_text(encoding="utf-8"))["data"]
    for a, article in enumerate(articles):
        for p, paragraph in enumerate(article["paragraphs"]):
            identity, text = f"{a:02d}-{p:02d}", paragraph["context"]
            documents[f"{identity}.txt"] = text
            cases += [(_asked(qa, f"{identity}.txt", text), identity) for qa in paragraph["qas"]]
    return shuffled("xquad", documents, cases)


def without(data: Path) -> AnswerSet:
    """XQuAD-en with the paragraphs that answer a question hidden from it."""
    return replace(twin(xquad(data)), name="without")


def twin(whole: AnswerSet) -> AnswerSet:
    """The same questions, what answers each hidden from it."""
    hidden: dict[str, frozenset[str]] = {}
    for case in whole.cases:  # three questions of XQuAD are asked of two paragraphs
        sources = frozenset(gold.source for gold in case.gold)
        hidden[case.question] = hidden.get(case.question, frozenset()) | sources
    cases = tuple(replace(case, answers=(), gold=(), answerable=False) for case in whole.cases)
    return replace(whole, name=f"{whole.name}-hidden", cases=cases, hidden=hidden)


def swapped(data: Path) -> AnswerSet:
    """XQuAD-en's questions with a name or counted thing swapped for another question's, where they have one."""
    whole = xquad(data)
    asked = [case.question for case in whole.cases]
    found = [
        (premise(case.question, asked), case, by)
        for case, by in zip(whole.cases, whole.split_by, strict=True)
    ]
    kept = [
        (replace(c, question=q, answers=(), gold=(), answerable=False), by)
        for q, c, by in found
        if q
    ]
    return replace(
        whole, name="swapped", cases=tuple(c for c, _ in kept), split_by=tuple(by for _, by in kept)
    )


def premise(question: str, others: Sequence[str]) -> str:
    """The question with a false premise; empty when it has nothing to swap."""
    for pattern in (_COUNTED, _LONG_NAME):
        if found := re.search(pattern, question):
            known = {word for other in others for word in re.findall(pattern, other)}
            if words := sorted(known - {found.group()}):
                other = random.Random(question).choice(words)  # noqa: S311  # not for secrets
                return question[: found.start()] + other + question[found.end() :]
    return ""


def clapnq(data: Path) -> AnswerSet:
    """CLAP NQ dev."""
    found = evalsets.clapnq(data)
    documents = {
        f"{name}.txt": f"{title}\n\n{text}" for name, (title, text) in found.documents.items()
    }
    cases = []
    names = {text: name for name, (_, text) in found.documents.items()}
    for kind in ("answerable", "unanswerable"):
        path = data / f"clapnq/annotated_data/dev/clapnq_dev_{kind}.jsonl"
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            name = names[row["passages"][0]["text"]]
            case = Case(row["input"], identity=str(row["id"]), answerable=kind == "answerable")
            if case.answerable:
                gold = tuple(_selected(row["output"], f"{name}.txt", documents[f"{name}.txt"]))
                # Ten questions had a second annotator who found no answer.
                told = (output["answer"].strip() for output in row["output"])
                answers = tuple(answer for answer in told if answer)
                case = replace(case, answers=answers, gold=gold)
            cases.append((case, name))
    return shuffled("clapnq", documents, cases)


def lihua(data: Path) -> AnswerSet:
    """LiHua-World."""
    documents = {}
    with zipfile.ZipFile(data / "lihua-world/data/LiHuaWorld.zip") as chats:
        for name in chats.namelist():
            if name.endswith(".txt"):
                documents[name.rsplit("/", 1)[1]] = chats.read(name).decode("utf-8")
    rows = json.loads((data / "lihua-world/qa/query_set.json").read_text(encoding="utf-8"))
    cases = [_recalled(identity, row) for identity, row in rows.items()]
    return shuffled("lihua", documents, cases)


SETS: dict[str, Callable[[Path], AnswerSet]] = {
    "xquad": xquad,
    "without": without,
    "swapped": swapped,
    "clapnq": clapnq,
    "lihua": lihua,
}


def _asked(qa: dict[str, Any], source: str, text: str) -> Case:
    answer = qa["answers"][0]
    start = answer["answer_start"]
    end = start + len(answer["text"])
    holding = [span for span in sentences(text) if span[0] < end and start < span[1]]
    gold = Gold(source, holding[0][0], holding[-1][1])
    return Case(qa["question"], (answer["text"],), (gold,), identity=qa["id"])


def _selected(outputs: list[dict[str, Any]], source: str, text: str) -> Iterator[Gold]:
    quotes = {quote for output in outputs for quote in output["selected_sentences"]}
    body = text.index("\n\n")  # a title may be a sentence's words
    for start, quote in sorted((text.index(quote, body), quote) for quote in quotes):
        yield Gold(source, start, start + len(quote))


def _recalled(identity: str, row: dict[str, str]) -> tuple[Case, str]:
    question = row["question"].removeprefix("Question: ")
    answer = row["answer"].removeprefix("Answer: ").split("\t")[0]  # two slips of the file
    if answer == _UNKNOWN:
        return Case(question, answerable=False, identity=identity), identity
    # One row has its evidence behind the answer instead.
    chats = _CHAT.findall(row["evidence"]) or _CHAT.findall(row["answer"])
    named = [f"{day}_{hour}{minute}" for day, hour, minute in chats]
    gold = tuple(Gold(f"{name}.txt") for name in dict.fromkeys(named))
    return Case(question, (answer,), gold, identity=identity), named[0]


def shuffled(
    name: str, documents: Mapping[str, str | bytes], cases: list[tuple[Case, str]], half: str = ""
) -> AnswerSet:
    """A set whose first N questions are a sample of it."""
    order = random.Random(SEED).sample(cases, len(cases))  # noqa: S311  # not for secrets
    chosen, split_by = tuple(case for case, _ in order), tuple(by for _, by in order)
    return AnswerSet(name, documents, chosen, split_by, whole=half)
