"""Serves the page, to this machine alone unless told otherwise. Knows nothing of what is on it."""

import logging
import os
import socket
from collections.abc import Callable
from time import sleep
from typing import TYPE_CHECKING, NoReturn

from index.collector import no_collection
from index.errors import RagError
from rag.errors import DownloadError, OfflineError
from ui.access.guard import Guard
from ui.access.reach import demand
from ui.collections import Collections
from ui.documents.uploads import MAX_BYTES
from ui.layout import look
from ui.page import build_page
from ui.quiet import silence_gradio

if TYPE_CHECKING:
    from gradio import Blocks

    from ui.access.gate import Gate

log = logging.getLogger(__name__)

#: Questions that may wait for their turn; more are refused.
QUEUE_SIZE = 32

_TICK = 3600.0  # seconds; nothing happens in between, an interrupt ends any sleep


class PortError(RagError):
    """The page cannot be served at this address."""


def import_gradio() -> None:
    """Load the library of the page, which takes most of the time until the page is there."""
    silence_gradio()
    with no_collection():
        import gradio

    del gradio


def serve(
    collections: Collections,
    host: str = "127.0.0.1",
    port: int = 7860,
    announce: Callable[[str], object] = str,
    gate: "Gate | None" = None,
) -> NoReturn:
    """Serve the page until interrupted.

    Args:
        collections: Where the assistants come from; the page answers before they are open.
        host: Address to listen at; ``0.0.0.0`` lets other machines in, which needs a gate.
        port: TCP port from 1 to 65535.
        announce: Called with the page's URL once it answers.
        gate: Checks log-ins; without one nobody has to log in.

    Raises:
        AccessError: If other machines could reach the page without a log-in.
        PortError: If something else listens there, or the address is not this machine's.
        RagError: If the first of them cannot be opened, but for want of a model: the page tells how to
            get it, and tries again.
    """
    demand(host, gate)
    page = build_page(collections)
    announce(launch(page, host, port, gate))
    try:
        _wait_for_first(collections)
        while True:
            sleep(_TICK)
    finally:
        page.close(verbose=False)


def _wait_for_first(collections: Collections) -> None:
    try:
        collections.opening(collections.names[0]).wait()
    except (OfflineError, DownloadError) as error:
        log.error("%s; then press Try again on the page", error)  # noqa: TRY400  # its trace helps nobody


def launch(page: "Blocks", host: str, port: int, gate: "Gate | None" = None) -> str:
    """Begin to serve a page in a thread of its own; gives its URL once it answers."""
    from starlette.middleware import Middleware

    check_port(host, port)
    # A log-in holds for one name only; where nobody logs in, any name but our own is a trick.
    names = None if gate else frozenset({host.lower()})
    # No file is served, whatever is set for other programs.
    os.environ.pop("GRADIO_ALLOWED_PATHS", None)
    page.queue(max_size=QUEUE_SIZE)
    _, url, _ = page.launch(
        server_name=host,
        server_port=port,
        prevent_thread_lock=True,
        quiet=True,
        share=False,
        inbrowser=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        run_history=False,
        footer_links=[],
        max_file_size=MAX_BYTES,
        auth=gate.admit if gate else None,
        app_kwargs={"middleware": [Middleware(Guard, names=names)]},
        **look(),
    )
    return str(url)


def check_port(host: str, port: int) -> None:
    """Raise a ``PortError`` when nothing can be served there."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, port))
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = f"cannot serve at {host}:{port}: {reason}; choose another with --port N or --host"
        raise PortError(message) from error
