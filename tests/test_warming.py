import threading
from collections.abc import Sequence

import pytest

from rag.errors import ModelError
from rag.prompt import Message
from rag.testing import ScriptedGenerator
from rag.warming import warm


class Slow(ScriptedGenerator):
    """Takes as long to load as it is told; then loads, or does not."""

    def __init__(self, *, broken: bool = False) -> None:
        super().__init__({})
        self.broken = broken
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.loads = 0

    def load(self) -> None:
        self.begun.set()
        assert self.go_on.wait(30)
        self.loads += 1
        if self.broken:
            raise ModelError("broken")

    def margins(self, chats: Sequence[Sequence[Message]]) -> list[float]:
        self.load()
        return super().margins(chats)


@pytest.fixture(autouse=True)
def _no_imports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.warming._import_all", lambda: None)


def test_warming_is_not_waited_for() -> None:
    """A generator loads in the background: the caller goes on before it is loaded."""
    generator = Slow()
    thread = warm(generator)
    assert thread is not None
    assert generator.begun.wait(30)
    assert generator.loads == 0
    generator.go_on.set()
    thread.join(30)
    assert generator.loads == 1


def test_an_error_is_left_to_the_first_use() -> None:
    """A generator that does not load breaks nothing in the background and raises where it is used."""
    generator = Slow(broken=True)
    generator.go_on.set()
    thread = warm(generator)
    assert thread is not None
    thread.join(30)
    with pytest.raises(ModelError, match="broken"):
        generator.margins([])
    assert generator.loads == 2


def test_what_need_not_load_is_left_alone() -> None:
    """A generator without anything to load gets no thread."""
    assert warm(ScriptedGenerator({})) is None
