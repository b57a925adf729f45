"""Several folders, each a collection of its own; their models are shared."""

from pathlib import Path

import pytest
from browsing import free_port

from index.testing import HashEmbedder
from rag import Settings
from rag.errors import OfflineError, SettingsError
from rag.testing import ScriptedGenerator
from ui.cli import main
from ui.folders import named_folders, open_collections
from ui.opening import Models, Opening, open_assistant
from ui.progress import Progress


class Scripted(Models):
    """Models that need no fetching; counts how often they are asked for."""

    def __init__(self) -> None:
        super().__init__(Settings())
        self.pair = (HashEmbedder(), ScriptedGenerator({}))
        self.asked = 0

    def open(self, progress: object) -> tuple[HashEmbedder, ScriptedGenerator]:  # type: ignore[override]
        del progress
        self.asked += 1
        return self.pair


def quiet(_: Progress | str) -> None:
    """Tells nobody."""


def folder(root: Path, name: str, text: str = "Ants.") -> Path:
    made = root / name
    made.mkdir()
    (made / "a.txt").write_text(text)
    return made


def test_names_of_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder is called what was typed before the sign, or by its own name; some have the sign in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/home/me")
    folder(tmp_path, "a=b")
    assert named_folders(["x/reports", "law=~/laws", "a=b", "none=", "."]) == {
        "reports": Path("x/reports"),
        "law": Path("/home/me/laws"),
        "a=b": Path("a=b"),
        "none=": Path("none="),
        tmp_path.name: Path(),
    }


@pytest.mark.parametrize("folders", [["a/notes", "b/notes"], ["x=a", "x=b"]])
def test_two_of_one_name(folders: list[str]) -> None:
    """Two collections of one name are refused with what to type instead."""
    with pytest.raises(SettingsError, match="--docs NAME=FOLDER"):
        named_folders(folders)


def test_one_index_for_several_folders(capsys: pytest.CaptureFixture[str]) -> None:
    """The command says that one index cannot serve several folders, before anything is opened."""
    port = f"--port={free_port()}"
    assert main(["chat", "--docs", "a", "--docs", "b", "--index", "i.sqlite", port]) == 2
    assert "2 folders; leave --index" in capsys.readouterr().err


def test_models_are_shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each folder has its own index; embedder and generator are the same objects."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    models = Scripted()
    one, two = (
        open_assistant(Settings(docs=folder(tmp_path, name, f"{name}.")), quiet, quiet, models)
        for name in ("ants", "bees")
    )
    assert one.embedder is two.embedder
    assert one.generator is two.generator
    assert one.library.path != two.library.path
    assert one.search("bees", k=1)[0].text == "ants."
    assert two.search("bees", k=1)[0].text == "bees."


def test_the_embedder_is_ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an assistant is open its embedder is loaded, also when no document had to be embedded."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    settings = Settings(docs=folder(tmp_path, "ants"))
    open_assistant(settings, quiet, quiet, Scripted())
    asked: list[str] = []
    monkeypatch.setattr(HashEmbedder, "embed_query", lambda _, text: asked.append(text))
    open_assistant(settings, quiet, quiet, Scripted())
    assert len(asked) == 1


def test_a_missing_folder_does_not_keep_others_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A collection whose folder is missing fails alone, before any model is fetched."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    models = Scripted()

    def opening(docs: Path) -> Opening:
        return Opening(lambda report: open_assistant(Settings(docs=docs), report, quiet, models))

    missing, there = opening(tmp_path / "none"), opening(folder(tmp_path, "ants"))
    assert len(there.wait().library.snapshot()) == 1
    assert "does not exist" in str(missing._future.exception())
    assert models.asked == 1


def test_what_failed_can_be_opened_again() -> None:
    """An opening that failed is tried again when asked to; one that succeeded is left alone."""
    tries: list[str] = []

    def fails_once(report: object) -> str:
        del report
        tries.append("try")
        if len(tries) == 1:
            raise OfflineError("model missing")
        return "assistant"

    opening = Opening(fails_once)  # type: ignore[arg-type]
    with pytest.raises(OfflineError):
        opening.wait()
    opening.again()
    assert opening.wait() == "assistant"
    opening.again()
    assert (opening.wait(), len(tries)) == ("assistant", 2)


def test_a_missing_model_is_named_with_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the model the collection says which command gets it."""
    monkeypatch.setenv("RAG_OFFLINE", "1")
    monkeypatch.setenv("RAG_MODELS", str(tmp_path / "models"))
    docs = folder(tmp_path, "ants")
    collections = open_collections(Settings(), [str(docs)], quiet)
    assert collections.names == ("ants",)
    with pytest.raises(OfflineError, match="rag models --get embedder"):
        collections.opening("ants").wait()
