"""What is shipped: the built wheel, outside the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(place)]
    subprocess.run([*build, str(ROOT)], check=True, capture_output=True)
    return next(place.glob("*.whl"))


def test_the_wheel_holds_the_packages_and_nothing_else(wheel: Path) -> None:
    """Every module and data file of the three packages is in the wheel, and no test, seed or benchmark."""
    shipped = {n for n in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in n}
    files = {
        path.relative_to(ROOT).as_posix()
        for package in ("index", "rag", "ui")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert shipped == files
    assert "rag/calibration.json" in shipped


def test_the_installed_wheel_works_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    """From the wheel alone, in a folder without the checkout, the command answers and the package imports."""
    target = tmp_path / "site"
    install = [sys.executable, "-m", "pip", "install", "--no-deps", "--target", str(target)]
    subprocess.run([*install, str(wheel)], check=True, capture_output=True)
    environ = os.environ | {"PYTHONPATH": str(target)}
    code = "import rag, index, ui; print(rag.__file__); from rag.answerable import calibrations as c; c('')"
    found = subprocess.run(
        [sys.executable, "-c", code], env=environ, cwd=tmp_path, capture_output=True, text=True, check=True
    )  # fmt: skip
    assert found.stdout.startswith(str(target))
    version = subprocess.run(
        [target / "bin" / "rag", "--version"], env=environ, cwd=tmp_path, capture_output=True, text=True, check=True
    )  # fmt: skip
    assert version.stdout.startswith("rag")
    lost = subprocess.run(
        [target / "bin" / "rag", "ask", "Who?"], env=environ, cwd=tmp_path, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert lost.returncode == 2
    assert "--docs" in lost.stderr
