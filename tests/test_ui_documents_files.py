"""Files that come into the documents folder and go out of it: safely, whole, and none is lost."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import DocumentsError
from ui.documents import moving, trash, uploads
from ui.documents.names import LONGEST, cleaned
from ui.documents.trash import remove, restore
from ui.documents.uploads import take

INDEX = Path("elsewhere.sqlite")
ANOTHER = "another.txt"


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    folder = tmp_path / "docs"
    folder.mkdir()
    return folder


@pytest.fixture
def _another(docs: Path) -> None:
    """A folder needs a document."""
    (docs / ANOTHER).write_text("Bees.")


def uploaded(tmp_path: Path, name: str, content: str = "Ants.") -> Path:
    place = tmp_path / "uploads" / str(len(list(tmp_path.glob("uploads/*"))))
    place.mkdir(parents=True)
    (place / name).write_text(content)
    return place / name


def is_shown(path: Path) -> bool:
    return path.is_file() and path.name != ANOTHER


def files(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.rglob("*") if is_shown(path)}


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("goats.txt", "goats.txt"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\report.PDF", "report.PDF"),
        (".hidden.txt", "hidden.txt"),
        ("..", "document"),
        ("", "document"),
        ("two\nlines\x00\x1b[2J.txt", "two lines[2J.txt"),
        ("fdp\u202etxt.exe", "fdptxt.exe"),
        ("a<b>|c?.txt", "a_b__c_.txt"),
        ("Größe e\u0301.md", "Größe é.md"),
    ],
)
def test_names_are_cleaned(name: str, clean: str) -> None:
    """Folders, hidden parts and what cannot be seen are taken out of a name; its letters stay."""
    assert cleaned(name) == clean


@given(st.text(max_size=600))
def test_a_clean_name_is_a_name(name: str) -> None:
    """Whatever comes, the name is one part, not hidden, short enough, and clean already."""
    clean = cleaned(name)
    assert Path(clean).name == clean
    assert not clean.startswith(".")
    assert len(clean.encode()) <= LONGEST
    assert clean.isprintable()
    assert cleaned(clean) == clean


def test_a_long_name_keeps_its_suffix() -> None:
    """A name is cut before its suffix, which tells how to read the file."""
    assert cleaned(f"{'ü' * 300}.pdf").endswith("ü.pdf")


def test_uploads_are_added_and_nothing_is_overwritten(docs: Path, tmp_path: Path) -> None:
    """A file whose name is taken gets a number; nothing is left where it was uploaded to."""
    (docs / "a.txt").write_text("Bees.")
    done = take([uploaded(tmp_path, "a.txt"), uploaded(tmp_path, "b.md")], docs)
    assert done.added == ("a (2).txt", "b.md")
    assert files(docs) == {"a.txt": "Bees.", "a (2).txt": "Ants.", "b.md": "Ants."}
    assert not any(path.is_file() for path in (tmp_path / "uploads").rglob("*"))


def test_what_is_refused_does_not_keep_others_out(
    docs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wrong kinds, empty, large and known files, and too many, are each refused in words; others are added."""
    monkeypatch.setattr(uploads, "MAX_BYTES", 10)
    monkeypatch.setattr(uploads, "MAX_FILES", 6)
    (docs / "known.txt").write_text("Ants.")
    sent = [("odd.xyz", "?"), ("old.doc", "?"), ("none.txt", ""), ("big.txt", "x" * 11)]
    sent += [("known.txt", "Ants."), ("good.txt", "Good."), ("more.txt", "More.")]
    done = take([uploaded(tmp_path, *each) for each in sent], docs)
    assert done.added == ("good.txt",)
    reasons = {failure.source: failure.reason for failure in done.refused}
    for name, why in (
        ("odd.xyz", "unknown format"),
        ("old.doc", "save it as .docx"),
        ("none.txt", "is empty"),
        ("big.txt", "is larger than"),
        ("known.txt", "same content"),
        ("more.txt", "one too many"),
    ):
        assert why in reasons[name]
    assert files(docs) == {"known.txt": "Ants.", "good.txt": "Good."}


def test_a_full_disk_leaves_nothing_half(
    docs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When writing stops half way the file is refused with the reason, and no part of it is left."""

    def half(file: Path, draft: Path, **_: object) -> None:
        draft.write_text(file.read_text()[:2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(moving.shutil, "copyfile", half)
    done = take([uploaded(tmp_path, "a.txt")], docs)
    assert "No space left" in done.refused[0].reason
    assert (done.added, list(docs.iterdir())) == ((), [])


def test_a_folder_that_is_gone_is_told(docs: Path, tmp_path: Path) -> None:
    """Uploading to a folder that is gone says so, and leaves nothing behind."""
    docs.rmdir()
    with pytest.raises(DocumentsError, match="does not exist"):
        take([uploaded(tmp_path, "a.txt")], docs)
    assert files(tmp_path) == {}


@pytest.mark.usefixtures("_another")
def test_a_removed_file_can_be_put_back(docs: Path) -> None:
    """What is removed lies in the trash under its path, and comes back as it was, with its day."""
    (docs / "sub").mkdir()
    file = docs / "sub" / "a.txt"
    file.write_text("Ants.")
    os.utime(file, (1000, 1000))
    removed = remove(docs, "sub/a.txt", INDEX)
    assert not file.exists()
    assert removed.place == trash.trash_of(docs) / "sub" / "a.txt"
    assert restore(removed) == "sub/a.txt"
    assert (file.read_text(), file.stat().st_mtime) == ("Ants.", 1000)


@pytest.mark.usefixtures("_another")
def test_nothing_is_overwritten_in_either_direction(docs: Path) -> None:
    """Two files of one name are kept apart in the trash; what is put back steps beside a newer one."""
    kept = []
    for text in ("one", "two"):
        (docs / "a.txt").write_text(text)
        kept.append(remove(docs, "a.txt", INDEX))
    (docs / "a.txt").write_text("three")
    assert [restore(each) for each in kept] == ["a (2).txt", "a (3).txt"]
    assert files(docs) == {"a.txt": "three", "a (2).txt": "one", "a (3).txt": "two"}


@pytest.mark.parametrize(
    "source", ["../secret.txt", "/etc/passwd", ".", "", "none.txt", ".env", "library.sqlite"]
)
def test_only_a_document_can_be_removed(docs: Path, source: str) -> None:
    """A path that leads elsewhere is refused, whatever a browser sends."""
    (docs / "a.txt").write_text("Ants.")
    (docs / ".env").write_text("hidden")
    (docs / "library.sqlite").write_text("an index")
    (docs.parent / "secret.txt").write_text("secret")
    with pytest.raises(DocumentsError, match="not in the documents folder"):
        remove(docs, source, docs / "library.sqlite")
    assert (docs.parent / "secret.txt").exists()


@pytest.mark.usefixtures("_another")
def test_what_cannot_be_moved_stays(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the file cannot leave its folder it is where it was, and no copy lies in the trash."""
    (docs / "a.txt").write_text("Ants.")

    def refused(self: Path, *, missing_ok: bool = False) -> None:
        del missing_ok
        if self.parent == docs:
            raise PermissionError(13, "Permission denied")
        os.remove(self)  # noqa: PTH107  # the method is this one now

    monkeypatch.setattr(Path, "unlink", refused)
    with pytest.raises(DocumentsError, match="Permission denied"):
        remove(docs, "a.txt", INDEX)
    assert files(docs) == {"a.txt": "Ants."}
    assert files(trash.trash_of(docs)) == {}


@pytest.mark.usefixtures("_another")
@pytest.mark.parametrize("code", ["EXDEV", "EPERM"])
def test_other_file_systems(docs: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Files are moved whole also to another file system, and on one without links."""
    import errno

    def no_link(*_: object, **__: object) -> None:
        raise OSError(getattr(errno, code), "no link")

    if code == "EXDEV":
        links = iter([no_link])  # the copy lies in the target's own file system

        def link(*places: Path, real: Callable[..., None] = os.link, **settings: bool) -> None:
            next(links, real)(*places, **settings)

        monkeypatch.setattr(moving.os, "link", link)
    else:
        monkeypatch.setattr(moving.os, "link", no_link)
    (docs / "a.txt").write_text("Ants.")
    removed = remove(docs, "a.txt", INDEX)
    assert (files(docs), removed.place.read_text()) == ({}, "Ants.")
    (docs / "a.txt").write_text("Bees.")
    assert restore(removed) == "a (2).txt"
    assert files(docs) == {"a.txt": "Bees.", "a (2).txt": "Ants."}
    assert files(trash.trash_of(docs)) == {}


def test_the_only_file_stays(docs: Path) -> None:
    """The last file is not removed, as an index does not follow a folder without files."""
    (docs / "a.txt").write_text("Ants.")
    with pytest.raises(DocumentsError, match="the only file"):
        remove(docs, "a.txt", INDEX)
    assert files(docs) == {"a.txt": "Ants."}
