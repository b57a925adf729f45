"""Encodings: from bytes to the characters that were meant."""

import chardet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.readers import sample
from index.readers.encoding import Decoded, decoded

GERMAN = "Größe, Länge und Übermaß der Straße: für die Äpfel wird es schöner. "
RUSSIAN = "Он сказал, что придёт завтра утром, но никто ему не поверил. "
JAPANESE = "これは日本語の文章です。漢字とひらがなとカタカナが混ざっています。"
CHINESE = "这是一个用来测试的中文句子，里面有很多常用的汉字。"  # noqa: RUF001
KOREAN = "이것은 한국어로 쓴 문장입니다. 글자를 알아보는지 시험합니다. "
GREEK = "Αυτό είναι ένα κείμενο στα ελληνικά που χρησιμεύει για δοκιμή. "  # noqa: RUF001
HEBREW = "זהו משפט בעברית שנכתב כדי לבדוק את הקידוד של הטקסט. "


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (GERMAN, "cp1252"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "cp866"),
        (RUSSIAN, "iso8859-5"),
        (RUSSIAN, "mac-cyrillic"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (JAPANESE, "iso2022_jp"),
        (CHINESE, "gb18030"),
        (CHINESE, "hz"),
        (KOREAN, "euc_kr"),
        (KOREAN, "iso2022_kr"),
        (GREEK, "iso8859-7"),
        (HEBREW, "cp1255"),
        (RUSSIAN, "utf-16-le"),
        (JAPANESE, "utf-16"),
        (CHINESE, "utf-32"),
    ],
)
def test_languages_in_their_encodings(text: str, encoding: str) -> None:
    """A few sentences are enough to tell what each language was written in."""
    data = (text * 4).encode(encoding)
    found = decoded(data)
    assert found is not None
    assert found.text == text * 4
    assert found.broken == 0


@given(text=st.text())
def test_utf8_is_never_guessed(text: str) -> None:
    """What is UTF-8 is read as that, unless it has a mark, looks like UTF-16, or switches scripts."""
    data = text.encode(errors="ignore")
    odd = text.startswith("\ufeff") or "\0" in text or "\x1b" in text or "~{" in text
    if not odd:
        assert decoded(data) == Decoded(data.decode(), "utf-8")


@given(data=st.binary())
def test_whatever_the_bytes(data: bytes) -> None:
    """Any bytes give a text or none, never an error, and what is broken is counted."""
    found = decoded(data)
    if found is not None:
        assert found.broken <= found.text.count("\ufffd")


def test_a_late_letter() -> None:
    """The first letter outside ASCII may come after a megabyte."""
    text = "Plain words. " * 100_000 + GERMAN * 4
    found = decoded(text.encode("cp1252"))
    assert found is not None
    assert found.text == text


@pytest.mark.parametrize("before", ["", "<p>Plain words.\n" * 900, "Plain words. " * 900])
@pytest.mark.parametrize(
    ("text", "encoding"),
    [(GERMAN, "cp1252"), (RUSSIAN, "koi8-r"), (JAPANESE, "shift_jis"), (JAPANESE, "iso2022_jp")],
)
def test_a_guess_is_made_of_a_sample(
    monkeypatch: pytest.MonkeyPatch, before: str, text: str, encoding: str
) -> None:
    """However large a text is and wherever its letters are, only some of it is looked at for a guess."""
    seen: list[int] = []

    def detect(data: bytes, **options: object) -> object:
        seen.append(len(data))
        return detector(data, **options)

    detector = chardet.detect
    monkeypatch.setattr(chardet, "detect", detect)
    monkeypatch.setattr(sample, "SAMPLE_BYTES", 4096)
    monkeypatch.setattr(sample, "_PIECE", 512)
    whole = before + f"{text}\nA line without.\n" * 300
    found = decoded(whole.encode(encoding))
    assert found is not None
    assert found.text == whole
    assert seen
    assert max(seen) <= 4096 + 1024


@given(
    data=st.lists(
        st.sampled_from([b"\n", b"a" * 40, b"\xe4", b"\x1b", "語".encode("euc_jp")]), max_size=200
    ),
    size=st.integers(1, 2000),
)
def test_samples(data: list[bytes], size: int) -> None:
    """A sample is never larger than asked for, head aside, and holds a letter if there is any."""
    whole = b"".join(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sample, "SAMPLE_BYTES", size)
        patch.setattr(sample, "_PIECE", 100)
        got = sample.sample_of(whole)
    assert len(got) <= size + 2 * sample.HEAD_BYTES
    assert whole.isascii() or not got.isascii()
    assert len(got) >= min(size, len(whole), 1)


def test_a_mark_outweighs_a_broken_end() -> None:
    """A file with a byte order mark that is cut off loses a character, not its encoding."""
    assert decoded("\ufeffAb".encode("utf-16-le")[:-1]) == Decoded("A\ufffd", "utf-16", 1)


def test_escape_codes_of_a_terminal_are_no_script() -> None:
    """A log with colours is ASCII, though it holds the escapes that Japanese mail switches with."""
    text = "\x1b[31mError\x1b[0m: ~{no}\n" * 5
    assert decoded(text.encode()) == Decoded(text, "utf-8")


def test_pictures_are_no_text() -> None:
    """What is no text in any encoding is none."""
    assert decoded(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4) is None
