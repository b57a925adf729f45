"""Files as such: which are read, in what order, on what day, and what their names may hold."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Document, DocumentError, readers
from index.folder import find
from index.readers import digest_of, read_document, storable, text
from index.readers.extract import Extract
from index.readers.many import read_documents


def reason(folder: Path, name: str) -> str:
    with pytest.raises(DocumentError) as caught:
        read_document(folder, name)
    return caught.value.reason


def test_a_huge_file_is_not_even_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of two gigabytes is left out with a reason, before it is read or hashed."""
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(2 << 30)
    monkeypatch.setattr(Path, "open", None)
    assert reason(tmp_path, "a.txt") == "is larger than 512 MiB; split it into smaller files"


def test_a_large_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that would fill the memory is left out with a reason; one that just fits is read."""
    monkeypatch.setattr(text, "MAX_BYTES", 1 << 20)
    (tmp_path / "a.txt").write_bytes(b"x" * (1 << 20))
    assert len(read_document(tmp_path, "a.txt").text) == 1 << 20
    (tmp_path / "a.txt").write_bytes(b"x" * ((1 << 20) + 1))
    message = "is a text of more than 1 MiB; split it into smaller files"
    assert reason(tmp_path, "a.txt") == message


def test_links_and_devices(tmp_path: Path) -> None:
    """Links in a circle, devices and sockets get a reason; a link to a file is read."""
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    (tmp_path / "real.txt").write_text("Text.")
    (tmp_path / "link.txt").symlink_to("real.txt")
    (tmp_path / "up").symlink_to("..", target_is_directory=True)
    assert find(tmp_path) == ["link.txt", "loop.txt", "real.txt", "zero.txt"]
    assert "symbolic links" in reason(tmp_path, "loop.txt")
    assert reason(tmp_path, "zero.txt").startswith("is not a regular file")
    assert read_document(tmp_path, "link.txt").text == "Text."


def test_folders_nested_deeper_than_the_stack(tmp_path: Path) -> None:
    """Two thousand folders, one in another, are searched."""
    here = os.open(tmp_path, os.O_RDONLY)
    made = [here]
    for _ in range(1800):
        os.mkdir("d", dir_fd=made[-1])
        made.append(os.open("d", os.O_RDONLY, dir_fd=made[-1]))
        os.close(made.pop(-2))
    os.close(os.open("a.txt", os.O_CREAT, dir_fd=made[-1]))
    os.close(made[-1])
    found = find(tmp_path)
    subprocess.run(["rm", "-rf", tmp_path / "d"], check=True)  # Python's own way calls itself, too
    assert found == ["d/" * 1800 + "a.txt"]


def test_names(tmp_path: Path) -> None:
    """A name of two lines is read under a title of one; one that is not UTF-8 is shown with escapes."""
    (tmp_path / "two\nlines.txt").write_text("This is no title.")
    document = read_document(tmp_path, "two\nlines.txt")
    assert (document.source, document.title) == ("two\nlines.txt", "two lines")
    assert storable("caf\udce9 \0 \ud800 é") == "caf\\xe9 \ufffd \ufffd é"


def test_text_and_digest_are_of_one_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that changes while it is read is read again, and given up when it does not stop."""
    path = tmp_path / "a.txt"
    left = 0

    def read(_: Path) -> Extract:
        nonlocal left
        text = path.read_text()
        if left:
            left -= 1
            path.write_text(text + "+")
        return Extract(text)

    monkeypatch.setattr(readers, "READERS", {".txt": read})
    for left, expected in ((0, "a"), (2, "a++")):  # noqa: B007  # the reader counts it down
        path.write_text("a")
        document = read_document(tmp_path, "a.txt")
        assert (document.text, document.digest) == (expected, digest_of(tmp_path, "a.txt"))
    left = 10
    with pytest.raises(DocumentError, match="changes while it is read") as caught:
        read_document(tmp_path, "a.txt")
    assert not caught.value.lasting

    def fail(path: Path) -> Extract:
        raise DocumentError(path.name, "is tired", lasting=False)

    monkeypatch.setattr(readers, "READERS", {".txt": fail})
    (error,) = read_documents(tmp_path, ["a.txt"])
    assert isinstance(error, DocumentError)
    assert not error.lasting


def test_the_day_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document's day is the one its file gives itself, else that of its last change, in UTC."""
    path = tmp_path / "a.txt"
    path.write_text("Text.")
    os.utime(path, (0, 1714521599))  # the last second of April 2024
    assert read_document(tmp_path, "a.txt").date == "2024-04-30"
    monkeypatch.setattr(readers, "READERS", {".txt": lambda _: Extract("x", date="1999-12-31")})
    assert read_document(tmp_path, "a.txt").date == "1999-12-31"
    assert readers._day(1e30) == readers._day(float("nan")) == ""


def test_many_come_in_order(tmp_path: Path) -> None:
    """Documents and errors come in the order of the sources, whatever format they are read by."""
    for number in range(40):
        suffix = (".txt", ".md", ".html", ".xyz")[number % 4]
        (tmp_path / f"{number:02}{suffix}").write_text(f"Text {number}.")
    sources = find(tmp_path)
    outcomes = list(read_documents(tmp_path, sources))
    assert [outcome.source for outcome in outcomes] == sources
    for number, outcome in enumerate(outcomes):
        if number % 4 == 3:
            assert isinstance(outcome, DocumentError)
        else:
            assert isinstance(outcome, Document)
            assert outcome == read_document(tmp_path, outcome.source)


def test_few_are_read_ahead(tmp_path: Path) -> None:
    """However many files there are, only a few are read before the caller asks, and none after."""
    for number in range(100):
        (tmp_path / f"{number}.txt").write_text("x")
    taken: list[str] = []

    def sources() -> Iterator[str]:
        for number in range(100):
            taken.append(f"{number}.txt")
            yield taken[-1]

    documents = read_documents(tmp_path, sources(), workers=2)
    next(documents)
    assert len(taken) == 5
    next(documents)
    assert len(taken) == 6
    documents.close()  # type: ignore[attr-defined]
    assert len(taken) == 6
    for thread in threading.enumerate():
        if thread.name.startswith("reader"):
            thread.join(60)
            assert not thread.is_alive()


def test_a_program_need_not_wait_for_its_readers(tmp_path: Path) -> None:
    """A program that ends while files are read ends at once, without a word."""
    code = (
        "import threading, time\nfrom pathlib import Path\nfrom types import MappingProxyType\n"
        "import index.readers as readers\nfrom index.readers.many import read_documents\n"
        "begun = threading.Event()\n"
        "def read(path):\n    begun.set()\n    time.sleep(600)\n"
        "readers.READERS = MappingProxyType({'.txt': read})\n"
        f"documents = read_documents(Path({str(tmp_path)!r}), ['a.txt', 'b.txt'] * 9)\n"
        "threading.Thread(target=lambda: next(documents), daemon=True).start()\nbegun.wait()\n"
    )
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("x")
    environment = os.environ | {"PYTHONPATH": str(Path(readers.__file__).parents[2])}
    command = [sys.executable, "-c", code]
    ended = subprocess.run(
        command, env=environment, timeout=60, capture_output=True, text=True, check=True
    )
    assert (ended.stdout, ended.stderr) == ("", "")


def test_what_may_be_tried_again(tmp_path: Path) -> None:
    """A file that cannot be opened now may be readable later; one of an unknown format never is."""
    for name, lasting in (("gone.txt", False), ("a.xyz", True)):
        (tmp_path / "a.xyz").write_text("x")
        with pytest.raises(DocumentError) as caught:
            read_document(tmp_path, name)
        assert caught.value.lasting is lasting
