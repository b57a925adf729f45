"""The sandbox: whatever a parser does, its parent gets text or one clear reason."""

from pathlib import Path

import pytest

from index import DocumentError
from index.readers.extract import Extract
from index.readers.sandbox import Limits, confined

HEADER = "from index.readers.extract import Extract\nfrom index.documents import Heading\n"
SMALL = Limits(seconds=60, memory=256 << 20)
SHORT = Limits(seconds=2, memory=256 << 20)


@pytest.fixture
def outcome(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Outcome":
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return Outcome(tmp_path)


class Outcome:
    """Runs a reader of the given body."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, body: str, limits: Limits = SMALL) -> Extract:
        lines = "".join(f"    {line}\n" for line in body.splitlines())
        (self._folder / "made_up.py").write_text(f"{HEADER}def read(path):\n{lines}")
        return confined("made_up", limits)(self._folder / "a.pdf")

    def reason(self, body: str, limits: Limits = SMALL) -> str:
        with pytest.raises(DocumentError) as caught:
            self(body, limits)
        assert caught.value.source == "a.pdf"
        assert "\n" not in caught.value.reason
        return caught.value.reason


def test_everything_comes_back(outcome: Outcome) -> None:
    """Text, title, headings and pages arrive as they were, lone surrogates included."""
    from index.documents import Heading

    text = "Gr\u00fc\u00dfe \ud800 \U0001f410"
    got = outcome(f"return Extract({text!a}, 'T', (Heading(0, 5, 1),), (0, 3))")
    assert got == Extract(text, "T", (Heading(0, 5, 1),), (0, 3))


def test_what_is_logged_is_logged_here(outcome: Outcome, caplog: pytest.LogCaptureFixture) -> None:
    """A warning of the child becomes a warning of ours that names the file."""
    outcome("import logging\nlogging.warning('page 3 is odd')\nreturn Extract('x')")
    assert "'a.pdf': " in caplog.text
    assert "page 3 is odd" in caplog.text


def test_an_endless_reader_is_stopped(outcome: Outcome) -> None:
    """A reader that waits or computes for ever is stopped."""
    message = "takes longer than 2 s to read; split it into smaller files"
    assert outcome.reason("import time\ntime.sleep(60)", SHORT) == message
    assert outcome.reason("while True: pass", SHORT) == message


def test_processor_time_ends_with_a_reason(outcome: Outcome) -> None:
    """The system warns a reader that used up its time before it kills it, so that the reason is known."""
    body = "import resource\nreturn Extract(str(resource.getrlimit(resource.RLIMIT_CPU)))"
    assert outcome(body).text == "(60, 61)"


def test_a_greedy_reader_is_stopped(outcome: Outcome) -> None:
    """A reader that asks for too much memory fails alone."""
    expected = "needs more than 256 MiB to read; split it into smaller files"
    assert outcome.reason("return Extract('x' * (1 << 30))") == expected


def test_a_crash_stays_in_the_child(outcome: Outcome) -> None:
    """A parser that dies of a signal is reported by the signal's name."""
    reason = outcome.reason("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)")
    assert reason == "crashes its parser (SIGSEGV); open and save it again"


def test_any_exception_is_a_reason(outcome: Outcome) -> None:
    """An exception of a parser is reported in one line."""
    reason = outcome.reason("raise KeyError('part')")
    assert reason == "cannot be parsed (KeyError: 'part'); open and save it again"


def test_our_own_errors_come_through(outcome: Outcome) -> None:
    """A reader's own error arrives with its reason."""
    body = "from index.errors import DocumentError\nraise DocumentError(path.name, 'is sad; cheer it up')"
    assert outcome.reason(body) == "is sad; cheer it up"


def test_a_reader_writes_no_file(outcome: Outcome, tmp_path: Path) -> None:
    """A reader cannot write to a file."""
    reason = outcome.reason(
        f"with open({str(tmp_path / 'x')!r}, 'w') as file:\n    file.write('x')"
    )
    assert "File too large" in reason


def test_a_bomb_of_a_docx(tmp_path: Path) -> None:
    """A Word file of a few kilobytes that unpacks to gigabytes is one clear reason."""
    import zipfile

    import docx

    docx.Document().save(str(tmp_path / "made.docx"))
    with (
        zipfile.ZipFile(tmp_path / "made.docx") as made,
        zipfile.ZipFile(tmp_path / "a.docx", "w", zipfile.ZIP_DEFLATED) as bomb,
    ):
        for name in made.namelist():
            if name != "word/document.xml":
                bomb.writestr(name, made.read(name))
        with bomb.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(300):
                part.write(b" " * (1 << 20))
    with pytest.raises(DocumentError, match="needs more than 256 MiB"):
        confined("index.readers.docx", SMALL)(tmp_path / "a.docx")
