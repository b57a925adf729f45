import gc
from contextlib import suppress

from index.collector import no_collection


def test_nothing_is_collected_inside() -> None:
    """Whatever is made inside is not looked through, and nothing of it later."""
    gc.unfreeze()
    with no_collection():
        assert not gc.isenabled()
        made = [[] for _ in range(1000)]
    assert gc.isenabled()
    assert gc.get_freeze_count() > len(made)
    gc.unfreeze()


def test_a_collector_that_was_off_stays_off() -> None:
    """Who has turned the collector off finds it off, also where one stands in another."""
    gc.disable()
    try:
        with no_collection(), no_collection():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
        gc.unfreeze()


def test_collection_goes_on_after_an_error() -> None:
    """An error inside leaves the collector on."""
    with suppress(ZeroDivisionError), no_collection():
        1 / 0  # noqa: B018
    assert gc.isenabled()
    gc.unfreeze()
