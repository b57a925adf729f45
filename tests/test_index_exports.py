"""What the package shows, and what importing it costs."""

import subprocess
import sys
from pathlib import Path

import index


def test_exports_are_sorted() -> None:
    """Everything public is exported, in order."""
    assert index.__all__ == sorted(index.__all__)
    assert all(hasattr(index, name) for name in index.__all__)


def test_importing_is_light() -> None:
    """Importing the package loads none of the heavy libraries."""
    heavy = {"bs4", "docx", "faiss", "lxml", "numpy", "pypdfium2", "sentence_transformers", "torch"}
    code = "import sys, index, index.testing; print(*sys.modules)"
    root = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert not heavy & set(done.stdout.split())


def test_index_imports_only_itself() -> None:
    """No file of the package imports the packages above it."""
    for file in Path(index.__file__).parent.rglob("*.py"):
        lines = file.read_text().splitlines()
        assert not [
            line for line in lines if line.split()[:2] in (["from", "rag"], ["import", "rag"])
        ]
        assert not [line for line in lines if line.strip().startswith(("from ui", "import ui"))]
