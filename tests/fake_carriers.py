"""A made-up model in made-up packages, and a registry that has them; no network, no weights."""

import hashlib
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from rag.catalogue import Carrier, File, Model, Role
from rag.errors import DownloadError

POISON = "raise SystemExit('a carrier was imported')"


def fake_file(path: str, parts: Sequence[bytes], package: str = "carrier") -> File:
    """A file in as many packages as it has parts."""
    whole = b"".join(parts)
    carriers = tuple(
        Carrier(f"{package}{n}==1.0", f"{package}{n}/data/part.bin")
        for n in range(1, len(parts) + 1)
    )
    return File(path, len(whole), hashlib.sha256(whole).hexdigest(), carriers)


def fake_model(parts: Sequence[bytes], name: str = "fake", role: Role = "embedder") -> Model:
    """A model of one weight file."""
    files = (fake_file("model.safetensors", parts),)
    return Model(name, role, "Fake 0.1B", "Apache-2.0", memory=10**9, files=files)


def made_up_models(
    folder: Path, catalogue: Mapping[str, Model], monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A models folder of a test's own, a catalogue of made-up models, and a conversion in no time."""

    def converted(gguf: Path, folder: Path, _: object) -> str:
        (folder / "config.json").write_text("{}")
        (folder / "model.safetensors").write_bytes(gguf.read_bytes()[::-1])
        return "transformers 0"

    monkeypatch.setenv("RAG_MODELS", str(folder))
    monkeypatch.delenv("RAG_OFFLINE", raising=False)
    monkeypatch.setattr("rag.models.MODELS", catalogue)
    monkeypatch.setattr("rag.convert._in_child", converted)
    return folder


def write_wheel(path: Path, members: Mapping[str, bytes]) -> None:
    """A wheel whose code must never run."""
    with zipfile.ZipFile(path, "w") as wheel:
        for package in {member.partition("/")[0] for member in members}:
            wheel.writestr(f"{package}/__init__.py", POISON)
        for member, content in members.items():
            wheel.writestr(member, content)


class FakeRegistry:
    """Makes wheels out of parts, and remembers which were asked for."""

    def __init__(self, parts: Sequence[bytes], package: str = "carrier", fail_at: int = 0) -> None:
        self.parts = parts
        self.package = package
        self.fail_at = fail_at  # the number, from 1, of the part that cannot be had; 0 for none
        self.asked: list[str] = []

    def download(self, requirement: str, wheel: Path) -> None:
        """See ``rag.registry.Downloader``."""
        self.asked.append(requirement)
        number = int(requirement.removeprefix(self.package).partition("==")[0])
        if number == self.fail_at:
            raise DownloadError(f"package {requirement} cannot be fetched: the line is dead")
        member = f"{self.package}{number}/data/part.bin"
        write_wheel(wheel, {member: self.parts[number - 1]})
