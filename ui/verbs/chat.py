"""``rag chat``: the page."""

from argparse import Namespace

from ui.progress import Bars
from ui.streams import complain, print_lines
from ui.verbs.common import OK, WRONG, named_settings


def run(typed: Namespace) -> int:
    """Do it; gives the exit code."""
    if typed.add_user is not None:
        return _add_user(typed)
    from ui.access.reach import gate_for, is_loopback
    from ui.folders import open_collections
    from ui.serve import check_port, import_gradio, serve

    settings = named_settings(typed)
    gate = gate_for(typed.host, typed.auth)
    check_port(typed.host, typed.port)  # before anything is loaded
    if not is_loopback(typed.host):
        complain(
            "other machines may log in; nothing is encrypted, so trust the network or put HTTPS before it"
        )
    import_gradio()  # before documents are opened: two threads that import slow each other
    with Bars() as bars:
        collections = open_collections(settings, typed.folders, bars)
        try:
            serve(collections, typed.host, typed.port, _announce, gate)
        except KeyboardInterrupt:  # the way to end it
            return OK


def _add_user(typed: Namespace) -> int:
    from ui.access.prompt import new_password
    from ui.access.users import add_user

    if typed.auth is None:
        complain(f"name the file as well: `rag chat --auth FILE --add-user {typed.add_user}`")
        return WRONG
    add_user(typed.auth, typed.add_user, new_password(typed.add_user))
    print_lines([f"{typed.add_user} may log in where the page is served with --auth {typed.auth}"])
    return OK


def _announce(url: str) -> None:
    print_lines([f"{url} (Ctrl-C ends it)"])
