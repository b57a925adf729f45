from pathlib import Path

import pytest

from rag import Settings, SettingsError
from rag.places import documents_folder, index_file


def test_environment_overrides_file_overrides_default(tmp_path: Path) -> None:
    """A variable wins over rag.toml, which wins over the default."""
    file = tmp_path / "rag.toml"
    file.write_text('model = "small"\npassages = 2\nstrict = true\n')
    found = Settings.from_env({"RAG_PASSAGES": "3", "RAG_DOCS": "~/d", "RAG_MODEL": ""}, file)
    assert (found.model, found.passages, found.strict) == ("small", 3, True)
    assert found.docs == Path.home() / "d"
    assert found.candidates == Settings().candidates


@pytest.mark.parametrize(
    ("environ", "toml", "named"),
    [
        ({"RAG_PASSAGES": "zero"}, "", "passages"),
        ({"RAG_PASSAGES": "0"}, "", "passages"),
        ({"RAG_THRESHOLD": "1.5"}, "", "threshold"),
        ({"RAG_STRICT": "maybe"}, "", "strict"),
        ({"RAG_DOCS": "~no-such-user/docs"}, "", "docs"),
        ({}, "pasages = 3", "pasages"),
        ({}, "passages = ", "TOML"),
    ],
)
def test_a_wrong_setting_is_named(
    tmp_path: Path, environ: dict[str, str], toml: str, named: str
) -> None:
    """A value or name that cannot be used raises one line that names it."""
    file = tmp_path / "rag.toml"
    file.write_text(toml)
    with pytest.raises(SettingsError, match=named) as caught:
        Settings.from_env(environ, file)
    assert "\n" not in str(caught.value)


def test_each_documents_folder_has_its_own_index(tmp_path: Path) -> None:
    """Two folders of one name get two index files; a named index file is taken as it is."""
    one, other = (Settings(docs=tmp_path / name / "docs") for name in "ab")
    assert index_file(one) != index_file(other)
    assert index_file(one) == index_file(one)
    named = Settings(docs=tmp_path, index=tmp_path / "x.sqlite")
    assert index_file(named) == tmp_path / "x.sqlite"


def test_without_documents_the_fix_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With no ./seeds and nothing named, the error says how to name a folder; with it, it is taken."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Exception, match="--docs"):
        documents_folder(Settings())
    (tmp_path / "seeds").mkdir()
    assert documents_folder(Settings()) == tmp_path / "seeds"
