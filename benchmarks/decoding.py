"""Characters of text files right for their true encoding.

    python benchmarks/decoding.py --data ../shared

First the files of ``hostile/encodings``, which lie in folders named for their encodings. Then XQuAD
paragraphs, cut to several lengths and encoded in what their languages were written in before UTF-8: none
of these is known to any detector. A file is right when every character is, a byte order mark aside. The
baseline is charset-normalizer.
"""

import argparse
import codecs
import json
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from charset_normalizer import from_bytes

from index.readers.encoding import decoded
from rag.evaluation.bootstrap import bounds

LEGACY = {
    "ar": ["cp1256", "iso8859-6"],
    "de": ["cp1252", "cp850", "mac-roman"],
    "es": ["cp1252", "cp850"],
    "zh": ["gb2312", "gb18030", "big5"],
}
LENGTHS = (100, 300, 1000)

Sample = tuple[str, bytes, str]
"""Its group, its bytes, its true characters."""


def ours(data: bytes) -> str:
    """What the project reads."""
    found = decoded(data)
    return found.text if found else ""


def baseline(data: bytes) -> str:
    """What charset-normalizer reads."""
    best = from_bytes(data).best()
    return str(best) if best else ""


def strictly(data: bytes, encoding: str) -> str | None:
    """The true characters; None where Python lacks the codec or the bytes do not fit it."""
    try:
        return data.decode(encoding)
    except (LookupError, UnicodeError):
        return None


def codec(folder: str) -> str:
    """The encoding that a folder is named for, without the language that may follow."""
    name = folder
    while "-" in name and not is_codec(name):
        name = name.rpartition("-")[0]
    return name


def is_codec(name: str) -> bool:
    """Whether Python has it."""
    try:
        codecs.lookup(name)
    except LookupError:
        return False
    return True


def files(folder: Path, apart: list[str]) -> Iterator[Sample]:
    """The files below a folder; what Python cannot decode is put apart."""
    for path in sorted(path for path in folder.rglob("tests/*/*") if path.is_file()):
        data = path.read_bytes()
        text = strictly(data, codec(path.parent.name))
        if text is None:
            apart.append(f"{path.parent.name}/{path.name}")
        else:
            yield path.parent.name, data, text


def paragraphs(folder: Path) -> Iterator[Sample]:
    """XQuAD paragraphs in the legacy encodings of their languages, where they fit them."""
    for language, encodings in LEGACY.items():
        path = folder / f"xquad.{language}.json"
        if not path.is_file():
            continue
        articles = json.loads(path.read_text(encoding="utf-8"))["data"]
        texts = [p["context"] for article in articles for p in article["paragraphs"]]
        for encoding in encodings:
            for length in LENGTHS:
                for text in (text[:length] for text in texts if len(text) >= length):
                    data = text.encode(encoding, errors="ignore")
                    if not data.isascii():
                        yield f"{length} characters", data, data.decode(encoding)


def is_right(read: Callable[[bytes], str], data: bytes, text: str) -> bool:
    """Whether every character is right, a byte order mark aside."""
    return read(data).removeprefix("\ufeff") == text.removeprefix("\ufeff")


def interval(values: list[bool]) -> str:
    """Share and 95 % bootstrap interval over samples."""
    array = np.array(values, dtype=float)
    low, high = bounds(array, draws=1000)
    return f"{array.mean():.3f} [{low:.3f}, {high:.3f}]"


def report(name: str, samples: list[Sample]) -> None:
    """Prints one line: how many, ours, the baseline."""
    got = [is_right(ours, data, text) for _, data, text in samples]
    base = [is_right(baseline, data, text) for _, data, text in samples]
    print(f"{name:18} {len(got):6}  ours {interval(got)}  charset-normalizer {interval(base)}")


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared"))
    parser.add_argument("--every", type=int, default=3, help="take one paragraph in so many")
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    apart: list[str] = []
    samples = list(files(options.data / "hostile" / "encodings", apart))
    report("files", samples)
    wrong = Counter(group for group, data, text in samples if not is_right(ours, data, text))
    print("  wrong by true encoding:", dict(wrong) or "none")
    print("  not decodable by Python's codec, not counted:", ", ".join(apart) or "none")
    made = list(paragraphs(options.data / "eval" / "xquad"))[:: options.every]
    for length in LENGTHS:
        group = f"{length} characters"
        report(group, [sample for sample in made if sample[0] == group])


if __name__ == "__main__":
    main()
