"""The evaluation sets as documents, questions and what is relevant. Knows no retrieval and no model."""

from __future__ import annotations

import ast
import csv
import gzip
import hashlib
import io
import json
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

LANGUAGES = ("en", "de", "es", "zh", "ar")

_LITERAL = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """Questions over documents.

    Attributes:
        name: What to call it.
        documents: Title (may be empty) and text by identity.
        questions: By identity.
        relevant: The documents that answer each question.
    """

    name: str
    documents: Mapping[str, tuple[str, str]]
    questions: Mapping[str, str]
    relevant: Mapping[str, frozenset[str]]

    def write(self, folder: Path) -> None:
        """Every document as a file ``identity.txt``, its title as the first line."""
        folder.mkdir(parents=True, exist_ok=True)
        for identity, (title, text) in self.documents.items():
            body = f"{title}\n\n{text}" if title else text
            (folder / f"{identity}.txt").write_text(body, encoding="utf-8")


def scifact(data: Path, split: str) -> RetrievalSet:
    """SciFact as BEIR has it; ``split`` is ``test`` (300 claims) or ``train`` (none of them)."""
    documents = dict(_abstracts(data / "scifact/scifact.zip"))
    if split == "test":
        questions, relevant = _beir_test(data / "scifact")
    else:
        questions, relevant = _claims(data / "scifact/scifact.zip", documents)
    return RetrievalSet(f"SciFact {split}", documents, questions, relevant)


def xquad(data: Path, language: str) -> RetrievalSet:
    """XQuAD: 240 paragraphs, each question answered by its own."""
    path = data / f"xquad/xquad.{language}.json"
    documents, questions, relevant = {}, {}, {}
    for a, article in enumerate(json.loads(path.read_text(encoding="utf-8"))["data"]):
        for p, paragraph in enumerate(article["paragraphs"]):
            name = f"{a:02d}-{p:02d}"
            documents[name] = ("", paragraph["context"])
            for qa in paragraph["qas"]:
                questions[qa["id"]] = qa["question"]
                relevant[qa["id"]] = frozenset({name})
    return RetrievalSet(f"XQuAD {language}", documents, questions, relevant)


def clapnq(data: Path) -> RetrievalSet:
    """CLAP NQ dev: the answerable questions over the passages of all questions."""
    documents, questions, relevant = {}, {}, {}
    for kind in ("answerable", "unanswerable"):
        path = data / f"clapnq/annotated_data/dev/clapnq_dev_{kind}.jsonl"
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            passage = row["passages"][0]
            name = hashlib.sha256(passage["text"].encode()).hexdigest()[:16]
            documents[name] = (passage["title"], passage["text"])
            if kind == "answerable":
                questions[row["id"]] = row["input"]
                relevant[row["id"]] = frozenset({name})
    return RetrievalSet("CLAP NQ", documents, questions, relevant)


def in_fit(identity: str) -> bool:
    """Whether a document or question belongs to the half that settings may be fitted on."""
    return hashlib.sha256(identity.encode()).digest()[0] % 2 == 0


def _abstracts(archive: Path) -> Iterator[tuple[str, tuple[str, str]]]:
    for row in _table(archive, "corpus_train.csv"):
        # NumPy's way to print a list of strings, without commas; so it is no literal as a whole.
        sentences = (ast.literal_eval(found) for found in _LITERAL.findall(row["abstract"]))
        yield row["doc_id"], (row["title"], " ".join(sentences))


def _claims(
    archive: Path, documents: Mapping[str, object]
) -> tuple[dict[str, str], dict[str, frozenset[str]]]:
    questions, relevant = {}, {}
    for row in _table(archive, "claims_train.csv"):
        cited = frozenset(re.findall(r"\d+", row["cited_doc_ids"])) & documents.keys()
        if cited:
            questions[row["id"]], relevant[row["id"]] = row["claim"], cited
    return questions, relevant


def _beir_test(folder: Path) -> tuple[dict[str, str], dict[str, frozenset[str]]]:
    topics = gzip.decompress((folder / "topics.beir-v1.0.0-scifact.test.tsv.gz").read_bytes())
    questions = dict(line.split("\t", 1) for line in topics.decode().splitlines())
    relevant: dict[str, frozenset[str]] = {}
    judged = (folder / "qrels.beir-v1.0.0-scifact.test.txt").read_text(encoding="utf-8")
    for question, _, document, gain in map(str.split, judged.splitlines()):
        if int(gain) > 0:
            relevant[question] = relevant.get(question, frozenset()) | {document}
    return questions, relevant


def _table(archive: Path, member: str) -> Iterator[dict[str, str]]:
    with zipfile.ZipFile(archive) as files, files.open(member) as raw:
        yield from csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8", newline=""))
