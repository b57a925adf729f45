"""A generator that gets ready while something else is done. Knows nothing of what that is."""

import logging
from threading import Thread
from typing import Protocol, runtime_checkable

from rag.errors import ModelError
from rag.generate import Generator

log = logging.getLogger(__name__)


@runtime_checkable
class Loads(Protocol):
    """A generator that takes a while before it can answer."""

    def load(self) -> object:
        """Loads it, once; raises ``ModelError``."""


def warm(generator: Generator) -> Thread | None:
    """Begins to load a generator in the background; the thread that does, None where there is nothing to load.

    What goes wrong is told by the first use, which tries again.
    """
    if not isinstance(generator, Loads):
        return None
    _import_all()
    # A daemon, so that Ctrl-C need not wait for it.
    thread = Thread(target=_load, args=(generator,), name="warming", daemon=True)
    thread.start()
    return thread


def _import_all() -> None:
    """Everything two threads would import at once: modules that need each other could be seen half made.

    It would not be faster in two threads, as Python runs one of them at a time.
    """
    import transformers.modeling_utils
    from transformers import AutoModel, AutoModelForCausalLM, AutoTokenizer

    del transformers, AutoModel, AutoModelForCausalLM, AutoTokenizer


def _load(generator: Loads) -> None:
    try:
        generator.load()
    except ModelError as error:
        log.info("not warmed: %s", error)
