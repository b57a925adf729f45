"""Does a citation prove its sentence? Sentences that a paragraph supports, and the same ones spoilt.

    python benchmarks/citing.py --data ../shared/eval              # XQuAD-en, test half
    python benchmarks/citing.py --data ../shared/eval --split fit --sweep   # choose ASKED and SIMILAR

Every question of XQuAD has an answer at a known place. From it come sentences without a language model: the
sentence that holds the answer, a clause of it, the bare answer, the question with the answer put in. Each is
then spoilt in one way: another number, a name from elsewhere in the paragraph, a denial, two names exchanged,
a tail or half of another sentence, another question's answer. They are shown the gold paragraph and three of
the same article. Prints how often each kind gets a citation, with 95 % bootstrap intervals, beside two rules that
others use: cosine of at least 0.75 with the nearest sentence, and a fuzzy match of 35 % of the characters.
A bare answer to another question has no false word in it, so its kind is what the judgement has to refuse.
"""

import argparse
import hashlib
import json
import random
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from evalsets import in_fit

from index.sentences import sentences
from rag.answers import Passage
from rag.cite import cite
from rag.citing import paraphrase
from rag.evaluation.bootstrap import bounds
from rag.opening import open_embedder
from rag.words import words

SHOWN, CUT, FUZZY = 4, 0.75, 0.35
_NUMBER = re.compile(r"(?<![\d.,])\d+(?![\d.,]*\d)")
_NAME = re.compile(r"(?<=[a-zäöüß,] )[A-ZÄÖÜÁÉÍÓÚ]\w{3,}(?:\s[A-Z]\w{2,})*")
_AUXILIARY = {
    "en": (re.compile(r"\b(is|was|were|are|has|had|will|can|could|would)\b"), r"\1 not"),
    "de": (re.compile(r"\b(ist|war|waren|sind|wurde|wurden|hat|hatte|wird|kann)\b"), r"\1 nicht"),
    "es": (re.compile(r"\b(es|era|fue|fueron|son|ha|había|puede|tiene|estaba)\b"), r"no \1"),
    "zh": (re.compile(r"(是|有|在)"), r"不\1"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence in reply to a question, the paragraphs shown, and the sentence that proves it, if any."""

    kind: str
    sentence: str
    question: str
    passages: tuple[Passage, ...]
    gold: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a paragraph with its answer and the sentence it stands in."""

    question: str
    answer: str
    span: tuple[int, int]
    text: str

    @property
    def sentence(self) -> str:
        """The sentence that holds the answer."""
        return self.text[self.span[0] : self.span[1]]


def cases(data: Path, language: str, *, fit: bool) -> Iterator[Case]:
    """Every case of one half of XQuAD, in a fixed order."""
    path = data / f"xquad/xquad.{language}.json"
    articles = json.loads(path.read_text(encoding="utf-8"))["data"]
    tails = [p["context"] for article in articles[::-1] for p in article["paragraphs"]]
    for a, article in enumerate(articles):
        paragraphs = [p["context"] for p in article["paragraphs"]]
        for p, paragraph in enumerate(article["paragraphs"]):
            if in_fit(f"{a:02d}") != fit:
                continue
            order = [p, *(n for n in range(len(paragraphs)) if n != p)][:SHOWN]
            shown = tuple(_passage(n, paragraphs[m]) for n, m in enumerate(order, start=1))
            asked = list(_asked(paragraph))
            for n, one in enumerate(asked):
                chance = random.Random(_seed(one.question))  # noqa: S311  not for secrets
                yield from _supported(one, shown, language)
                yield from _spoilt(one, asked[:n] + asked[n + 1 :], shown, language, chance)
                yield from _foreign(one, shown, tails[(7 * a + p) % len(tails)], chance, language)


def _asked(paragraph: dict[str, object]) -> Iterator[Asked]:
    text = str(paragraph["context"])
    for qa in paragraph["qas"]:  # type: ignore[attr-defined]
        gold = qa["answers"][0]
        start, end = gold["answer_start"], gold["answer_start"] + len(gold["text"])
        around = [s for s in sentences(text) if s[0] <= start and end <= s[1]]
        if around:
            yield Asked(qa["question"], gold["text"], around[0], text)


def _supported(one: Asked, shown: tuple[Passage, ...], language: str) -> Iterator[Case]:
    yield Case("copy", one.sentence, one.question, shown, one.span)
    for part in re.findall(r"^[^,，;]{25,}(?=[,，;])", one.sentence):  # noqa: RUF001  Chinese commas
        if one.answer in part:
            yield Case("clause", part + ".", one.question, shown, one.span)
    yield Case("bare answer", _closed(one.answer), one.question, shown, one.span)
    if language == "en" and (said := declared(one.question, one.answer)):
        yield Case("declared", said, one.question, shown, one.span)


def _spoilt(
    one: Asked,
    others: list[Asked],
    shown: tuple[Passage, ...],
    language: str,
    chance: random.Random,
) -> Iterator[Case]:
    sentence = one.sentence
    for kind, said in (
        ("number changed", _number_changed(sentence, one.text, chance)),
        ("name changed", _name_changed(sentence, one.text, chance)),
        ("denied", _denied(sentence, language)),
        ("names exchanged", _exchanged(sentence)),
    ):
        if said and said != sentence:
            yield Case(kind, said, one.question, shown, None)
    wrong = [o.answer for o in others if _alike(o.answer, one.answer)]
    if wrong:
        other = chance.choice(wrong)
        if language == "en" and (said := declared(one.question, other)):
            yield Case("declared, other answer", said, one.question, shown, None)
        spoilt = sentence.replace(one.answer, other)
        if other not in sentence:
            yield Case("answer replaced", spoilt, one.question, shown, None)
        yield Case("bare, other answer", _closed(other), one.question, shown, None)
    halves = [o.sentence for o in others if o.span != one.span]
    if halves:
        yield Case(
            "half of another", _halves(sentence, chance.choice(halves)), one.question, shown, None
        )


def _foreign(
    one: Asked, shown: tuple[Passage, ...], text: str, chance: random.Random, language: str
) -> Iterator[Case]:
    if text in [passage.text for passage in shown]:
        return
    start, end = chance.choice(sentences(text))
    other = text[start:end]
    yield Case("of another article", other, one.question, shown, None)
    parts = [
        part
        for part in re.split(r"[,;.，；。]\s?", other)  # noqa: RUF001  Chinese commas
        if len(part) > (5 if language == "zh" else 15)
    ]
    if parts:
        tail = "，" if language == "zh" else ", and "  # noqa: RUF001  Chinese commas
        said = one.sentence.rstrip(".。") + tail + chance.choice(parts) + "."
        yield Case("invented tail", said, one.question, shown, None)


def declared(question: str, answer: str) -> str | None:
    """A question with its answer put in: "Russia sent 447 goats to Korea." Nothing where that is not plain."""
    asked = question.strip().rstrip("?").strip()
    subject = re.match(
        r"(?:Who|What|Which(?: \w+)?|How many \w+) (?!did|does|do|is|are|was|were|has|have|had|will|would|can)"
        r"(?P<rest>[a-z]+(?:ed|s|d|t|ught|ew) .+)$", asked
    )  # fmt: skip
    if subject:
        return f"{answer} {subject['rest']}."
    place = re.match(
        r"(?P<wh>When|Where|In what \w+|In which \w+|What year) (?:did|was|were) (?P<rest>.+)$",
        asked,
    )
    if place:
        return (
            f"In {answer}, {place['rest']}."
            if not answer.startswith(("in ", "In ", "on "))
            else f"{place['rest']} {answer}."
        )
    thing = re.match(
        r"(?:What|Who|Which \w+|How many (?P<n>\w+)|How much) (?:did|does|do) (?P<rest>.+)$", asked
    )
    if thing:
        return f"{thing['rest'][0].upper()}{thing['rest'][1:]} {answer}."
    equal = re.match(r"(?:What|Who|Which) (?P<is>is|are|was|were) (?P<rest>the .+)$", asked)
    return (
        f"{equal['rest'][0].upper()}{equal['rest'][1:]} {equal['is']} {answer}." if equal else None
    )


def _number_changed(sentence: str, text: str, chance: random.Random) -> str | None:
    found = list(_NUMBER.finditer(sentence))
    if not found:
        return None
    match = chance.choice(found)
    digits = match[0]
    for _ in range(20):
        at = chance.randrange(len(digits))
        new = digits[:at] + chance.choice("123456789") + digits[at + 1 :]
        if new not in text:
            return sentence[: match.start()] + new + sentence[match.end() :]
    return None


def _name_changed(sentence: str, text: str, chance: random.Random) -> str | None:
    own = _NAME.findall(sentence)
    others = [name for name in _NAME.findall(text) if name not in sentence]
    if not own or not others:
        return None
    return sentence.replace(chance.choice(own), chance.choice(others))


def _denied(sentence: str, language: str) -> str | None:
    pattern, into = _AUXILIARY[language]
    return pattern.sub(into, sentence, count=1) if pattern.search(sentence) else None


def _exchanged(sentence: str) -> str | None:
    """The first and the last name exchanged, where more than a list or a comma stands between them."""
    found = list(_NAME.finditer(sentence))
    starts = re.match(r"(?:[A-Z]\w{3,})(?=\s[a-z])", sentence)
    first = starts if starts and words(starts[0])[0].kind != "stop" else None
    first = found[0] if first is None and len(found) > 1 else first
    last = found[-1] if found else None
    if not first or not last or first[0] == last[0] or first.end() >= last.start():
        return None
    between = sentence[first.end() : last.start()]
    if not re.search(r"[a-z]{4,}", between):
        return None
    return sentence[: first.start()] + last[0] + between + first[0] + sentence[last.end() :]


def _halves(sentence: str, other: str) -> str:
    one, two = sentence.split(" "), other.split(" ")
    if len(one) < 4:  # no blanks: Chinese
        return sentence[: len(sentence) // 2] + other[len(other) // 2 :]
    return " ".join(one[: len(one) // 2] + two[len(two) // 2 :])


def _alike(one: str, other: str) -> bool:
    """Whether two answers are of one kind and neither holds the other."""
    kinds = [bool(re.search(r"\d", text)) for text in (one, other)]
    capitals = [text[:1].isupper() for text in (one, other)]
    return (
        kinds[0] == kinds[1]
        and capitals[0] == capitals[1]
        and one not in other
        and other not in one
    )


def _closed(answer: str) -> str:
    text = answer[0].upper() + answer[1:] if answer else answer
    return text.rstrip(".") + "."


def _seed(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")


def _passage(number: int, text: str) -> Passage:
    return Passage(number, f"{number}-{_seed(text)}.txt", "", "", 0, len(text), text, None, 1.0)


class Likeness:
    """Cosines of the default embedder, each text embedded once."""

    def __init__(self) -> None:
        self._embedder = open_embedder("embedder")
        self._rows: dict[str, object] = {}
        self.seconds = 0.0

    def __call__(self, text: str, others: Sequence[str]) -> list[float]:
        """The cosine of each other text with the first."""
        begun = time.perf_counter()
        new = [t for t in dict.fromkeys((text, *others)) if t not in self._rows]
        if new:
            self._rows |= dict(zip(new, self._embedder.embed_documents(new), strict=True))
        found = [float(self._rows[other] @ self._rows[text]) for other in others]  # type: ignore[operator]
        self.seconds += time.perf_counter() - begun
        return found


def proofs(chosen: list[Case], likeness: Likeness) -> dict[str, list[tuple[bool, bool]]]:
    """By kind: whether it got a citation, and whether that is of the gold sentence."""
    found: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for case in chosen:
        citations = cite(case.sentence, case.question, case.passages, likeness)
        exact = case.gold is not None and any(
            c.passage == 1 and c.start < case.gold[1] and case.gold[0] < c.end for c in citations
        )
        found[case.kind].append((bool(citations), exact))
    return found


def baseline(chosen: list[Case], rule: Callable[[str, list[str]], bool]) -> dict[str, list[bool]]:
    """By kind: whether a rule over the sentence and all shown ones accepts it."""
    found: dict[str, list[bool]] = defaultdict(list)
    for case in chosen:
        shown = [p.text[a:b] for p in case.passages for a, b in sentences(p.text)]
        found[case.kind].append(rule(case.sentence, shown))
    return found


def fuzzy(sentence: str, shown: list[str]) -> bool:
    """Whether some sentence is alike in at least 35 % of the characters, as difflib counts them."""
    return any(
        SequenceMatcher(None, sentence, s, autojunk=False).quick_ratio() >= FUZZY for s in shown
    )


def at_most(found: Iterator[Case], limit: int) -> list[Case]:
    """The first cases of each kind, in the order of a hash."""
    kinds: dict[str, list[Case]] = defaultdict(list)
    for case in found:
        kinds[case.kind].append(case)
    return [
        case
        for kind in kinds.values()
        for case in sorted(kind, key=lambda c: _seed(c.sentence + c.question))[:limit]
    ]


def report(chosen: list[Case], likeness: Likeness) -> None:
    """Prints the table."""
    ours = proofs(chosen, likeness)
    near = baseline(chosen, lambda s, shown: max(likeness(s, shown)) >= CUT)
    rough = baseline(chosen, fuzzy)
    print(f"{'kind':24} {'n':>4}  cited                gold sentence  cosine 0.75  fuzzy 35 %")
    good = {case.kind for case in chosen if case.gold}
    for kind in sorted(ours, key=lambda kind: kind not in good):
        cited = [c for c, _ in ours[kind]]
        low, high = bounds(cited)
        held = [exact for c, exact in ours[kind] if c]
        gold = f"{sum(held) / max(len(held), 1):.3f}" if kind in good else "must be 0"
        print(
            f"{kind:24} {len(cited):4}  {mean(cited):.3f} [{low:.3f}, {high:.3f}]  {gold:>13}"
            f"  {mean(near[kind]):11.3f}  {mean(rough[kind]):10.3f}"
        )


def mean(values: Sequence[bool]) -> float:
    """The share that is true."""
    return sum(values) / max(len(values), 1)


def sweep(chosen: list[Case], likeness: Likeness) -> None:
    """Prints, for pairs of thresholds, the supported that are cited and the spoilt that are."""
    good = {case.kind for case in chosen if case.gold}
    bare = "bare, other answer"
    for asked in (0.5, 0.6, 0.65, 0.7, 0.75, 0.8):
        for similar in (0.65, 0.75, 0.85):
            paraphrase.ASKED, paraphrase.SIMILAR = asked, similar
            found = proofs(chosen, likeness)
            kept = [c for kind in good for c, _ in found[kind]]
            false = [
                c for kind in found if kind not in good and kind != bare for c, _ in found[kind]
            ]
            declared_ = mean([c for c, _ in found["declared"]])
            other = mean([c for c, _ in found["declared, other answer"]])
            print(f"{asked:.2f} {similar:.2f}  supported {mean(kept):.3f}  declared {declared_:.3f}"
                  f"  spoilt {mean(false):.3f}  declared, other answer {other:.3f}")  # fmt: skip


def main() -> None:
    """Builds the cases, cites, prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--language", default="en", choices=sorted(_AUXILIARY))
    parser.add_argument("--split", default="test", choices=("fit", "test"))
    parser.add_argument("--limit", type=int, default=300, help="of each kind")
    parser.add_argument("--sweep", action="store_true", help="try thresholds")
    parser.add_argument("--show", help="print the wrong ones of this kind")
    options = parser.parse_args()
    chosen = at_most(
        cases(options.data, options.language, fit=options.split == "fit"), options.limit
    )
    likeness = Likeness()
    if options.show:
        show([case for case in chosen if case.kind == options.show], likeness)
    elif options.sweep:
        sweep(chosen, likeness)
    else:
        print(f"XQuAD-{options.language}, {options.split} half")
        begun, likeness.seconds = time.perf_counter(), 0.0
        proofs(chosen, likeness)
        spent = time.perf_counter() - begun - likeness.seconds
        report(chosen, likeness)
        print(f"{1000 * spent / len(chosen):.1f} ms a sentence without embedding")


def show(chosen: list[Case], likeness: Likeness) -> None:
    """Prints the cases that are cited and must not be, or the other way round."""
    for case in chosen:
        found = cite(case.sentence, case.question, case.passages, likeness)
        if bool(found) != bool(case.gold):
            gold = case.passages[0].text[slice(*case.gold)] if case.gold else ""
            print(f"\nQ: {case.question}\nA: {case.sentence}\nG: {gold}")
            for citation in found:
                print(f"C: {citation.quote}")


if __name__ == "__main__":
    main()
