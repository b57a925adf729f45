"""The sandbox: whatever a parser does, its parent gets text or one clear reason."""

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import Mock

import pytest

from index import DocumentError
from index.readers import process
from index.readers.extract import Extract
from index.readers.process import Limits
from index.readers.sandbox import Pool, confined

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADER = "from index.readers.extract import Extract\nfrom index.documents import Heading\n"
SMALL = Limits(seconds=60, memory=256 << 20)
SHORT = Limits(seconds=2, memory=256 << 20)
WHO = "import os\nreturn Extract(str(os.getpid()))"


@pytest.fixture
def outcome(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Iterator[Outcome]":
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    outcome = Outcome(tmp_path)
    yield outcome
    for pool in outcome.pools.values():
        pool.close()


class Outcome:
    """Runs a reader of the given body, always in the same child while that lives."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()
        self.pools: dict[Limits, Pool] = {}

    def __call__(self, body: str, limits: Limits = SMALL) -> Extract:
        lines = "".join(f"    {line}\n" for line in body.splitlines())
        name = f"made_up_{next(self._numbers)}"
        (self._folder / f"{name}.py").write_text(f"{HEADER}def read(path):\n{lines}")
        pool = self.pools.setdefault(limits, Pool(limits, size=1))
        return pool.read(name, self._folder / "a.pdf")

    def reason(self, body: str, limits: Limits = SMALL) -> str:
        with pytest.raises(DocumentError) as caught:
            self(body, limits)
        assert caught.value.source == "a.pdf"
        assert "\n" not in caught.value.reason
        return caught.value.reason


def is_running(pid: int) -> bool:
    """Whether a process exists and is no zombie."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def wait() -> None:
    """Let others run."""
    time.sleep(0.01)


def ends(pid: int) -> bool:
    """Whether a process ends by itself soon."""
    return any(not is_running(pid) or wait() for _ in range(2000))


def test_everything_comes_back(outcome: Outcome) -> None:
    """Text, title, headings, pages and date arrive as they were."""
    from index.documents import Heading

    text = "Gr\u00fc\u00dfe \u2028 \U0001f410"
    got = outcome(f"return Extract({text!a}, 'T', (Heading(0, 5, 1),), (0, 3), '2024-05-01')")
    assert got == Extract(text, "T", (Heading(0, 5, 1),), (0, 3), "2024-05-01")


def test_halves_of_a_pair_keep_their_offsets(outcome: Outcome) -> None:
    """A surrogate pair that a reader gives as two characters stays two, in the title as in the text."""
    split = "a \ud83d\ude00 b \ud800 "
    got = outcome(f"return Extract({split!a} + 'Head', {split!a}, (Heading(9, 13, 1),))")
    assert got.text == "a \ufffd\ufffd b \ufffd Head"
    assert got.text[got.headings[0].start : got.headings[0].end] == "Head"
    assert got.title == "a \ufffd\ufffd b \ufffd "


def test_what_is_logged_is_logged_here(outcome: Outcome, caplog: pytest.LogCaptureFixture) -> None:
    """Warnings of the child become one of ours that names the file and counts the others."""
    outcome(
        "import logging\nfor n in 3, 4: logging.warning('page %d is odd', n)\nreturn Extract('x')"
    )
    assert caplog.messages == ["'a.pdf': page 3 is odd (and 1 more)"]


def test_a_name_is_logged_once(outcome: Outcome, caplog: pytest.LogCaptureFixture) -> None:
    """What a reader says of its file by name is not given the name again."""
    outcome("import logging\nlogging.warning('%r is odd', path.name)\nreturn Extract('x')")
    assert caplog.messages == ["'a.pdf' is odd"]


def test_what_is_printed_harms_nothing(outcome: Outcome) -> None:
    """A library may print what it likes; the result arrives all the same."""
    body = "import os\nprint('{}')\nos.write(1, b'rubbish\\n')\nos.write(2, b'x' * 10**6)\nreturn Extract('x')"
    assert outcome(body).text == "x"


def test_a_child_reads_many_files(outcome: Outcome) -> None:
    """One child reads one file after the other, also after one that cannot be parsed."""
    first = outcome(WHO)
    outcome.reason("raise KeyError('part')")
    assert outcome(WHO) == first


def test_a_child_is_retired(outcome: Outcome, monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many files, or with so much memory, a child makes room for a new one."""
    monkeypatch.setattr(process, "RETIRE_FILES", 2)
    pids = [outcome(WHO).text for _ in range(4)]
    assert pids[0] == pids[1] != pids[2] == pids[3]
    monkeypatch.setattr(process, "RETIRE_BYTES", 100 << 20)
    fat = outcome("import sys, os\nsys.fat = b'x' * (120 << 20)\nreturn Extract(str(os.getpid()))")
    assert outcome(WHO).text != fat.text


def test_a_child_that_died_while_idle(outcome: Outcome) -> None:
    """A child that something else killed between two files costs no file."""
    pid = int(outcome(WHO).text)
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)  # all of its threads
    assert int(outcome(WHO).text) != pid


def test_an_endless_reader_is_stopped(outcome: Outcome) -> None:
    """A reader that waits or computes for ever is stopped, one after the other."""
    message = "takes longer than 2 s to read; split it into smaller files"
    assert outcome.reason("import time\ntime.sleep(60)", SHORT) == message
    assert outcome.reason("while True: pass", SHORT) == message


def test_processor_time_is_counted_by_file(outcome: Outcome) -> None:
    """What one file took is not held against the next, and the system's limit is behind our own."""
    body = "import resource\nreturn Extract(str(resource.getrlimit(resource.RLIMIT_CPU)[0]))"
    first = int(outcome(body).text)
    outcome("import time\nwhile time.process_time() < 1.5: pass\nreturn Extract('x')")
    assert 60 < first < int(outcome(body).text)


def test_a_greedy_reader_is_stopped(outcome: Outcome) -> None:
    """A reader that asks for too much memory fails alone."""
    expected = "needs more than 256 MiB to read; split it into smaller files"
    assert outcome.reason("return Extract('x' * (1 << 30))") == expected
    assert outcome("return Extract('x')").text == "x"


def test_a_text_without_end(outcome: Outcome) -> None:
    """A text that would fill the memory of its parent is one clear reason."""
    body = "import index.readers.child as c\nc.MAX_CHARACTERS = 1 << 20\nreturn Extract('x' * (2 << 20))"
    assert (
        outcome.reason(body) == "holds more than 1 million characters; split it into smaller files"
    )


def test_a_crash_stays_in_the_child(outcome: Outcome) -> None:
    """A parser that dies of a signal is reported by the signal's name, and the next file is read."""
    reason = outcome.reason("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)")
    assert reason == "crashes its parser (SIGSEGV); open and save it again"
    reason = outcome.reason("import os\nos._exit(3)")
    assert reason == "ends its parser (exit code 3); open and save it again"
    assert outcome("return Extract('x')").text == "x"


@pytest.mark.parametrize(
    ("body", "lasting"),
    [
        ("raise KeyError('part')", True),
        ("raise DocumentError('a', 'is sad')", True),
        ("raise DocumentError('a', 'is sad', lasting=False)", False),
        ("raise OSError(24, 'Too many open files')", False),
        ("raise MemoryError", False),
        ("import os\nos.kill(os.getpid(), 9)", False),
        ("import os\nos._exit(3)", False),
    ],
)
def test_what_lasts(outcome: Outcome, body: str, lasting: bool) -> None:  # noqa: FBT001  # a parameter
    """What is wrong with the machine and not with the file is not said to last."""
    with pytest.raises(DocumentError) as caught:
        outcome(f"from index.errors import DocumentError\n{body}")
    assert caught.value.lasting is lasting


def test_no_room_for_a_process(outcome: Outcome, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no child can be started, the file is not blamed, and is read once one can."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    with monkeypatch.context() as patch:
        patch.setattr(process.subprocess, "Popen", refuse)
        with pytest.raises(DocumentError, match="no process can be started") as caught:
            outcome("return Extract('x')")
        assert not caught.value.lasting
    assert outcome("return Extract('x')").text == "x"


def test_a_child_that_does_not_start(
    outcome: Outcome, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Its last words are logged, and are the reason."""
    monkeypatch.setattr(process, "_CODE", "import sys; sys.exit('first\\nno library')")
    assert "does not start (no library)" in outcome.reason("return Extract('x')")
    assert "does not start: no library" in caplog.text


@pytest.mark.skipif(sys.platform == "win32", reason="has no such limits")
def test_limits_that_cannot_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit is no higher than the system allows, and one that it refuses is gone without."""
    import resource

    from index.readers import child

    asked = {}

    def refuse(kind: int, limits: tuple[int, int]) -> None:
        asked[kind] = limits
        raise ValueError("current limit exceeds maximum limit")

    monkeypatch.setattr(resource, "setrlimit", refuse)
    monkeypatch.setattr(resource, "getrlimit", lambda _: (1000, 1000))
    child._limit_memory(2000)
    assert asked[resource.RLIMIT_AS] == (1000, 1000)
    monkeypatch.setattr(resource, "getrlimit", lambda _: (1000, resource.RLIM_INFINITY))
    child._limit_memory(2000)
    assert asked[resource.RLIMIT_AS] == (2000, 2000)


def test_systems_without_some_signals(outcome: Outcome, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cause of a child's death is told where signals have no names, or there are none."""
    for name in ("SIGXCPU", "SIGALRM"):
        monkeypatch.delattr(signal, name)
    assert "exit code 3" in outcome.reason("import os\nos._exit(3)")
    monkeypatch.delattr(signal, "SIGKILL")
    assert "exit code 1" in process.Child._death(Mock(_limits=SMALL), 1, is_late=False)
    assert process._signal(1000) == "signal 1000"


def test_a_child_knows_no_secrets(outcome: Outcome, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the environment a parser gets what it needs to run, and nothing else."""
    monkeypatch.setenv("HF_TOKEN", "secret")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    names = outcome("import os\nreturn Extract(' '.join(os.environ))").text.split()
    assert {"PATH", "LC_ALL"} < {*names}
    assert "HF_TOKEN" not in names


def test_a_pool_is_closed_at_once(outcome: Outcome) -> None:
    """A pool that is closed waits for no file, and reads the next one in a new child."""
    first = outcome(WHO)
    pool = outcome.pools[SMALL]
    failures: list[str] = []
    body = "import time\ntime.sleep(600)"
    reading = threading.Thread(target=lambda: failures.append(outcome.reason(body)))
    reading.start()
    while not pool._busy:
        wait()
    pool.close()
    reading.join(50)
    assert failures
    assert outcome(WHO) != first


def test_any_exception_is_a_reason(outcome: Outcome) -> None:
    """An exception of a parser is reported in one line."""
    reason = outcome.reason("raise KeyError('part')")
    assert reason == "cannot be parsed (KeyError: 'part'); open and save it again"


def test_our_own_errors_come_through(outcome: Outcome) -> None:
    """A reader's own error arrives with its reason, and a file that cannot be opened as such."""
    body = "from index.errors import DocumentError\nraise DocumentError(path.name, 'is sad; cheer it up')"
    assert outcome.reason(body) == "is sad; cheer it up"
    with pytest.raises(FileNotFoundError):
        outcome("path.read_bytes()")


def test_a_reader_writes_no_file(outcome: Outcome, tmp_path: Path) -> None:
    """A reader cannot write to a file."""
    reason = outcome.reason(
        f"with open({str(tmp_path / 'x')!r}, 'w') as file:\n    file.write('x')"
    )
    assert "File too large" in reason


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes in /proc")
@pytest.mark.parametrize("body", ["return Extract('x')", "import time; time.sleep(60)"])
def test_children_die_with_their_parent(tmp_path: Path, body: str) -> None:
    """A parent that is killed leaves no child behind, whether idle or in the middle of a file."""
    (tmp_path / "made_up.py").write_text(
        f"{HEADER}def read(path):\n    import os\n"
        f"    os.write(os.open(path, os.O_WRONLY), b'%d\\n' % os.getpid())\n    {body}\n"
    )
    os.mkfifo(tmp_path / "pids")
    code = (
        "import time; from pathlib import Path; from index.readers.sandbox import confined\n"
        f"confined('made_up')(Path({str(tmp_path / 'pids')!r}))\ntime.sleep(60)"
    )
    environment = os.environ | {"PYTHONPATH": f"{tmp_path}:{Path(process.__file__).parents[2]}"}
    with subprocess.Popen([sys.executable, "-c", code], env=environment) as parent:
        with (tmp_path / "pids").open() as pids:
            child = int(pids.readline())
        assert is_running(child)
        parent.kill()
    assert ends(child)


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
