"""The rules of the layout: who imports whom, what is exported, what loads at import."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import index
import rag

ROOT = Path(__file__).parents[1]
MAY_IMPORT = {"index": {"index"}, "rag": {"rag", "index"}, "ui": {"ui", "rag", "index"}}
HEAVY = {
    "matplotlib",
    "torch",
    "transformers",
    "sentence_transformers",
    "faiss",
    "gradio",
    "numpy",
    "sklearn",
}


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_go_one_way(package: str) -> None:
    """Ui imports rag imports index, and never the other way round."""
    for path in (ROOT / package).rglob("*.py"):
        own = imported(path) & set(MAY_IMPORT)
        assert own <= MAY_IMPORT[package], f"{path} imports {own - MAY_IMPORT[package]}"


@pytest.mark.parametrize("package", [index, rag])
def test_exports_are_sorted_and_there(package: object) -> None:
    """``__all__`` is sorted and every name in it exists."""
    names = package.__all__  # type: ignore[attr-defined]
    assert names == sorted(names)
    assert all(hasattr(package, name) for name in names)


@pytest.mark.parametrize("module", ["index", "rag", "ui.cli", "rag.testing"])
def test_importing_loads_nothing_heavy(module: str) -> None:
    """Importing a package loads no library that takes longer than the command line may."""
    code = f"import sys, {module}; print(*({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
