import json
import logging
import shutil
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from fake_carriers import FakeRegistry, fake_model, made_up_models

from rag import convert, install, models
from rag.errors import (
    ChecksumError,
    DownloadError,
    ModelError,
    OfflineError,
    UnknownModelError,
)
from rag.int8_copy import copy_path
from rag.models import Located, ensure, ensure_gguf, models_folder, status, unseal_broken
from rag.seal import Seal

PARTS = (b"GGUF" + b"one" * 1000, b"two" * 1000)
EMBEDDER, GENERATOR = fake_model(PARTS), fake_model(PARTS, "chatty", "generator")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    catalogue = {"fake": EMBEDDER, "chatty": GENERATOR}
    return made_up_models(tmp_path / "models", catalogue, monkeypatch)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A user's own model folder."""
    path = tmp_path / "mine"
    path.mkdir()
    (path / "config.json").write_text("{}")
    (path / "model.safetensors").write_bytes(bytes(5000))
    return path


@pytest.mark.parametrize("name", ["fake", "chatty"])
def test_catalogue_name_becomes_a_folder(home: Path, name: str) -> None:
    """A model of the catalogue is fetched, converted if it generates, and nothing else remains."""
    located = ensure(name, downloader=FakeRegistry(PARTS))
    assert located == Located(home / name, name, EMBEDDER.checksum)
    assert located.identity == f"{name}@{EMBEDDER.checksum[:12]}"
    assert {path.name for path in home.iterdir() if path.suffix != ".lock"} == {name}


def test_what_is_not_ours_is_left_alone(home: Path) -> None:
    """A folder of another program beside ours, whose name begins the same, stays."""
    (home / "fake.en").mkdir(parents=True)
    ensure("fake", downloader=FakeRegistry(PARTS))
    assert (home / "fake.en").is_dir()


def test_present_model_needs_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A model that is there is found offline, silently, without a lock or a write."""
    ensure("fake", downloader=FakeRegistry(PARTS))
    shutil.rmtree(home / ".fake.lock", ignore_errors=True)
    monkeypatch.setenv("RAG_OFFLINE", "1")
    monkeypatch.setattr(install, "_only_one", None)
    caplog.clear()
    with caplog.at_level(logging.INFO):
        assert ensure("fake").folder == home / "fake"
    assert caplog.text == ""


def test_killed_conversion_does_not_fetch_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a conversion that was interrupted, the file that was fetched is converted."""

    def killed(*_: object) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(convert, "_in_child", killed)
        with pytest.raises(KeyboardInterrupt):
            ensure("chatty", downloader=FakeRegistry(PARTS))
    monkeypatch.setenv("RAG_OFFLINE", "1")
    assert ensure("chatty").folder == home / "chatty"
    assert not (home / "chatty.source").exists()


def test_lost_file_is_fetched_again(home: Path) -> None:
    """A folder that lost a file is not taken for the model."""
    ensure("fake", downloader=FakeRegistry(PARTS))
    (home / "fake" / "model.safetensors").unlink()
    ensure("fake", downloader=FakeRegistry(PARTS))
    assert (home / "fake" / "model.safetensors").read_bytes() == b"".join(PARTS)


@pytest.mark.parametrize("value", ["1", "true", "YES", "on"])
def test_offline_forbids_fetching(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """A missing model is named with its size and the command that gets it; nobody is asked."""
    monkeypatch.setenv("RAG_OFFLINE", value)
    registry = FakeRegistry(PARTS)
    with pytest.raises(OfflineError, match=r"'fake' \(0 MB\).*`rag models --get fake`"):
        ensure("fake", downloader=registry)
    assert registry.asked == []


@pytest.mark.parametrize("value", ["", "0", "false", "No"])
def test_offline_can_be_said_to_be_off(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """``RAG_OFFLINE=0`` allows fetching."""
    monkeypatch.setenv("RAG_OFFLINE", value)
    assert ensure("fake", downloader=FakeRegistry(PARTS)).folder.is_dir()


def test_no_room_is_said_beforehand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Too small a disk is found before anything is asked for, with both numbers."""
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("", (), {"free": 10}))
    registry = FakeRegistry(PARTS)
    with pytest.raises(ModelError, match=r"'fake' needs 0 MB in .*, where 0 MB are free"):
        ensure("fake", downloader=registry)
    assert registry.asked == []


def test_full_disk_while_writing_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fills meanwhile is said with the folder and the way out."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("rag.fetch.seal", full)
    with pytest.raises(ModelError, match=r"No space left on device; free some space, or set RAG"):
        ensure("fake", downloader=FakeRegistry(PARTS))


def test_folder_that_cannot_be_made_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file where the models folder should be is said, not thrown."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("RAG_MODELS", str(tmp_path / "file"))
    with pytest.raises(ModelError, match="models cannot be kept in"):
        ensure("fake", downloader=FakeRegistry(PARTS))


def test_errors_of_fetching_come_through() -> None:
    """What fetching raises is what the caller gets."""
    with pytest.raises(DownloadError):
        ensure("fake", downloader=FakeRegistry(PARTS, fail_at=1))
    with pytest.raises(ChecksumError):
        ensure("fake", downloader=FakeRegistry((b"other", PARTS[1])))


def test_two_at_once_fetch_once(home: Path) -> None:
    """Whoever comes second waits for the first and finds the model there."""
    registry = FakeRegistry(PARTS)
    found: list[Located] = []
    threads = [
        threading.Thread(target=lambda: found.append(ensure("fake", downloader=registry)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [located.folder for located in found] == [home / "fake"] * 4
    assert sorted(registry.asked) == sorted(EMBEDDER.requirements)


@pytest.mark.parametrize("name", ["foo", "", "no/such/model", "gone.gguf", "../x", "./gone/there"])
def test_unknown_name_is_refused(name: str) -> None:
    """What is no name, no folder, no file and no hub id is answered with what there is."""
    with pytest.raises(UnknownModelError, match=r"none of fake, chatty") as caught:
        ensure(name)
    assert repr(name) in str(caught.value)


def test_local_folder_is_taken_as_it_is(folder: Path, home: Path) -> None:
    """A user's folder is used where it lies; nothing is written."""
    located = ensure(str(folder))
    assert located.folder == folder
    assert not home.exists()


def test_fingerprint_follows_the_weights(folder: Path) -> None:
    """Other weights of the same size have another checksum, the same ones the same."""
    before = ensure(str(folder)).checksum
    assert ensure(str(folder)).checksum == before
    (folder / "model.safetensors").write_bytes(b"\1" * 5000)
    assert ensure(str(folder)).checksum != before


def test_folder_that_cannot_be_read_is_one_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model that the system does not let us read is said in one line, a name too long as well."""
    with pytest.raises(ModelError, match=r"cannot be read \(File name too long\)"):
        ensure("x" * 300)

    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(ModelError, match=r"cannot be read \(Permission denied\); check") as caught:
        ensure(str(folder))
    assert "\n" not in str(caught.value)


def test_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    """A folder without config.json is no model."""
    with pytest.raises(ModelError, match=r"config.json is missing"):
        ensure(str(tmp_path))


def test_pickled_weights_are_refused(folder: Path) -> None:
    """Pickled weights can run code, so they are never loaded."""
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(ModelError, match=r"pickled weights only.*convert them to safetensors"):
        ensure(str(folder))


def test_folder_without_weights_is_refused(folder: Path) -> None:
    """Settings alone are no model."""
    (folder / "model.safetensors").unlink()
    with pytest.raises(ModelError, match=r"holds no \*.safetensors"):
        ensure(str(folder))


@pytest.mark.parametrize(
    ("index", "expected"),
    [
        (json.dumps({"weight_map": {"a": "model.safetensors", "b": "b.safetensors"}}), "b.safe"),
        ("{", "not a list of weight files"),
        ("[]", "not a list of weight files"),
    ],
)
def test_missing_shard_is_named(folder: Path, index: str, expected: str) -> None:
    """A model in several files must have all that its own list names."""
    (folder / "model.safetensors.index.json").write_text(index)
    with pytest.raises(ModelError, match=expected):
        ensure(str(folder))


def test_gguf_file_is_converted_once(tmp_path: Path, home: Path) -> None:
    """A user's file is converted into the models folder by its checksum, and stays."""
    gguf = tmp_path / "own.gguf"
    gguf.write_bytes(b"GGUF own")
    first, second = ensure(str(gguf)), ensure(str(gguf))
    assert first == second
    assert first.folder == home / "converted" / first.checksum[:16]
    assert gguf.read_bytes() == b"GGUF own"


def hub_cache(folder: Path, files: dict[str, bytes]) -> Path:
    """Lays out ``org/name`` as a hub client's cache has it; returns the snapshot."""
    repository = folder / "models--org--name"
    snapshot = repository / "snapshots" / ("a" * 40)
    snapshot.mkdir(parents=True)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text("a" * 40)
    for name, content in files.items():
        (snapshot / name).write_bytes(content)
    return snapshot


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A hub cache of its own, and no way to any hub."""
    constants = pytest.importorskip("huggingface_hub.constants")
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    return tmp_path / "hub"


@pytest.mark.parametrize("offline", ["", "1"])
def test_hub_id_is_found_in_the_local_cache(
    cache: Path, monkeypatch: pytest.MonkeyPatch, offline: str
) -> None:
    """A hub model that was fetched before loads without a hub in reach."""
    monkeypatch.setenv("RAG_OFFLINE", offline)
    snapshot = hub_cache(cache, {"config.json": b"{}", "model.safetensors": b"weights"})
    assert ensure("org/name").folder == snapshot


def test_hub_id_with_pickled_weights_is_refused(cache: Path) -> None:
    """A hub model without safetensors is not used."""
    hub_cache(cache, {"config.json": b"{}", "pytorch_model.bin": b"weights"})
    with pytest.raises(ModelError, match="pickled weights only"):
        ensure("org/name")


@pytest.mark.parametrize(
    ("offline", "error", "words"),
    [("1", OfflineError, "RAG_OFFLINE=1 forbids"), ("", DownloadError, "does not deliver it")],
)
def test_hub_out_of_reach_is_one_line(
    cache: Path,
    monkeypatch: pytest.MonkeyPatch,
    offline: str,
    error: type[ModelError],
    words: str,
) -> None:
    """A hub model that is not here and cannot be had is said in one line."""
    monkeypatch.setenv("RAG_OFFLINE", offline)
    with pytest.raises(error, match=words) as caught:
        ensure("org/name")
    assert "\n" not in str(caught.value)
    assert not cache.exists()


def test_hub_fallback_needs_a_hub(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With neither registry nor hub in reach, the registry's error is the one that is told."""
    twin = replace(EMBEDDER, hub_id="org/name")
    monkeypatch.setattr(models, "MODELS", {"fake": twin})
    with pytest.raises(DownloadError, match="the line is dead"):
        ensure("fake", downloader=FakeRegistry(PARTS, fail_at=1))
    assert not cache.exists()


def test_status_of_a_missing_model() -> None:
    """Before it is fetched, a model is absent and its size is what there is to fetch."""
    found = status("fake")
    assert (found.installed, found.checksum_state) == (False, "absent")
    assert found.size == EMBEDDER.size


def test_status_of_a_present_model() -> None:
    """Once fetched it is installed; its bytes are read only when asked for."""
    ensure("fake", downloader=FakeRegistry(PARTS))
    assert (status("fake").installed, status("fake").checksum_state) == (True, "recorded")
    assert status("fake", verify=True).checksum_state == "verified"


def test_verify_finds_a_flipped_bit(home: Path) -> None:
    """A change that keeps the size is found by reading, not by looking."""
    ensure("fake", downloader=FakeRegistry(PARTS))
    weights = home / "fake" / "model.safetensors"
    weights.write_bytes(bytes(len(weights.read_bytes())))
    assert status("fake").checksum_state == "recorded"
    assert status("fake", verify=True).checksum_state == "broken"
    assert not status("fake", verify=True).installed


def test_a_broken_model_is_made_anew(home: Path) -> None:
    """What verifying finds broken is fetched again, and what is sound is left as it is."""
    ensure("fake", downloader=FakeRegistry(PARTS))
    assert not unseal_broken("fake")
    weights = home / "fake" / "model.safetensors"
    weights.write_bytes(bytes(len(weights.read_bytes())))
    assert unseal_broken("fake")
    ensure("fake", downloader=FakeRegistry(PARTS))
    assert status("fake", verify=True).checksum_state == "verified"


def test_status_finds_a_short_file(home: Path) -> None:
    """A change of size is found at once."""
    ensure("fake", downloader=FakeRegistry(PARTS))
    (home / "fake" / "model.safetensors").write_bytes(b"short")
    assert (status("fake").installed, status("fake").checksum_state) == (False, "broken")


def test_what_was_made_of_a_model_counts(home: Path) -> None:
    """The size told is all that is on the disk: the folder, its eight-bit copy, and the GGUF file that is kept."""
    folder = ensure("chatty", downloader=FakeRegistry(PARTS)).folder
    alone = status("chatty").size
    assert alone == sum(path.stat().st_size for path in folder.iterdir())
    copy = copy_path(folder, home)
    copy.parent.mkdir()
    copy.write_bytes(bytes(1000))
    assert status("chatty").size == alone + 1000
    kept = ensure_gguf("chatty", downloader=FakeRegistry(PARTS)).parent
    more = sum(path.stat().st_size for path in kept.iterdir())
    assert status("chatty").size == alone + 1000 + more


def test_a_broken_gguf_file_is_found_and_fetched_anew(home: Path) -> None:
    """The file that llama.cpp runs is verified, too; where it is broken the model's folder stays."""
    ensure("chatty", downloader=FakeRegistry(PARTS))
    gguf = ensure_gguf("chatty", downloader=FakeRegistry(PARTS))
    assert status("chatty", verify=True).checksum_state == "verified"
    gguf.write_bytes(bytes(gguf.stat().st_size))
    assert status("chatty", verify=True).checksum_state == "broken"
    assert unseal_broken("chatty")
    assert Seal.read(home / "chatty") is not None
    ensure_gguf("chatty", downloader=FakeRegistry(PARTS))
    assert gguf.read_bytes() == b"".join(PARTS)
    assert status("chatty", verify=True).checksum_state == "verified"


def test_status_of_an_unknown_model_is_refused() -> None:
    """Only the catalogue has a status."""
    with pytest.raises(UnknownModelError, match="it has fake, chatty"):
        status("foo")


def test_folder_is_the_users_cache_unless_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """``RAG_MODELS`` wins, a ~ in it is the home folder, and the default names the project."""
    monkeypatch.setenv("RAG_MODELS", "~/weights")
    assert models_folder() == Path.home() / "weights"
    monkeypatch.delenv("RAG_MODELS")
    assert "rag-assistant" in str(models_folder())


def test_import_is_light() -> None:
    """Importing the model side loads no heavy library."""
    import subprocess

    heavy = "torch transformers huggingface_hub numpy tqdm filelock"
    code = (
        f"import sys, rag.models, rag.precision; print(set('{heavy}'.split()) & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(convert.__file__).parents[1],
    )
    assert done.stdout.strip() == "set()"
