"""What was kept of one history of an index is never used for another."""

import random
import shutil
import threading
from pathlib import Path

import pytest

from index import Library, lineage, schema, update
from index.lineage import Lineage
from index.select import Select
from index.testing import HashEmbedder


def write(docs: Path, letter: str, count: int) -> None:
    chance = random.Random(letter)  # noqa: S311  # not for secrets
    words = [f"{letter}{number}" for number in range(50)]
    for number in range(count):
        text = " ".join(chance.choices(words, k=9))
        (docs / f"{letter}{number}.txt").write_text(text)


def test_a_copy_that_is_put_back(tmp_path: Path) -> None:
    """An index put back from a copy, and written to since, is not searched by the later vector cache."""
    docs, path, embedder = tmp_path / "docs", tmp_path / "i.sqlite", HashEmbedder()
    docs.mkdir()

    def updated() -> list[object]:
        library = Library.open(path, embedder)
        update(docs, library, embedder)
        snapshot = library.snapshot()
        query = embedder.embed_query("c1 c2 c3")
        hits = snapshot.dense(query, 20)
        found = [(snapshot.vector(hit.chunk) @ query).item() for hit in hits]
        assert [hit.score for hit in hits] == pytest.approx(found)
        library.close()
        return [hit.chunk for hit in hits]

    write(docs, "a", 40)
    updated()
    shutil.copy(path, tmp_path / "copy")
    write(docs, "b", 30)
    updated()
    shutil.copy(tmp_path / "copy", path)
    for file in docs.glob("b*"):
        file.unlink()
    write(docs, "c", 30)
    found = updated()
    for file in tmp_path.glob("*.faiss"):
        file.unlink()
    assert found == updated()


def test_states_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A state holds itself and those before it, as far back as is remembered; none of another index."""
    monkeypatch.setattr("index.lineage.KEPT", 3)
    path, other = tmp_path / "i.sqlite", tmp_path / "other.sqlite"
    for name in (path, other):
        Library.open(name, HashEmbedder()).close()
    connection = schema.connect(path)
    states = [state_of(path)]
    for generation in range(1, 5):
        lineage.advance(connection, generation)
        states.append(state_of(path))
    select = reader(path)
    newest = Lineage.of(select)
    assert newest.state == states[-1]
    assert [newest.holds(state) for state in states] == [False, False, True, True, True]
    assert not newest.holds(state_of(other))
    assert not newest.holds((4, states[3][1]))
    lineage.cut(connection)
    lineage.advance(connection, 5)
    assert not any(Lineage.of(select).holds(state) for state in states)
    for opened in (connection, select.connection):
        opened.close()


def reader(path: Path) -> Select:
    return Select(schema.connect(path), threading.RLock(), path)


def state_of(path: Path) -> lineage.State:
    select = reader(path)
    state = Lineage.of(select).state
    select.connection.close()
    return state
