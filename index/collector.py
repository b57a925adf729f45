"""Python's garbage collector, kept from looking through what is loaded to stay. Knows nothing of what that is."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collection() -> Iterator[None]:
    """Whatever is made inside is taken to stay: it is not looked through for garbage, now or later.

    For imports and loading of models. They make a million objects and no garbage, and the collector looks
    through all of them again whenever their number has grown by a quarter: a fifth of a cold start. Garbage
    in cycles that lies about at the end stays, too.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()
