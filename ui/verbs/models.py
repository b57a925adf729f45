"""``rag models``: which there are, fetched, verified or measured."""

from argparse import Namespace

from ui.progress import Bars
from ui.streams import complain, print_lines
from ui.verbs.common import OK, WRONG, named_settings


def run(typed: Namespace) -> int:
    """Do it; gives the exit code."""
    from rag.catalogue import MODELS
    from rag.models import ensure, ensure_gguf, status, unseal_broken
    from ui.terminal import model_table

    if typed.probe:
        return _probe(typed)
    if typed.get is not None:
        if typed.get in MODELS and unseal_broken(typed.get):
            complain(f"model {typed.get!r} is broken; fetching it anew")
        with Bars() as bars:
            if typed.engine == "llama.cpp":
                ensure_gguf(typed.get, bars)
            ensure(typed.get, bars)
    names = [typed.get] if typed.get in MODELS else list(MODELS)
    found = [status(name, verify=typed.verify) for name in names]
    print_lines(model_table(found))
    broken = [model.name for model in found if model.checksum_state == "broken"]
    for name in broken:
        mend = f"run `rag models --get {name}` to fetch it anew"
        complain(f"model {name!r} has other bytes than its checksum says; {mend}")
    return WRONG if broken else OK


def _probe(typed: Namespace) -> int:
    from ui.probing import probe_lines

    with Bars() as bars:
        print_lines(probe_lines(named_settings(typed).model, bars))
    return OK
