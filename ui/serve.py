"""Serves the page, to this machine alone unless told otherwise. Knows nothing of what is on it."""

import socket
from collections.abc import Awaitable, Callable, MutableMapping
from time import sleep
from typing import TYPE_CHECKING, Any, NoReturn

from index.errors import RagError
from ui.collections import Collections
from ui.layout import look
from ui.page import build_page

if TYPE_CHECKING:
    from gradio import Blocks

#: Questions that may wait for their turn; more are refused.
QUEUE_SIZE = 32

# The browser itself refuses whatever would load from or send to another host. Gradio's own page
# needs inline scripts and styles.
_POLICY = (
    "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
_HEADERS = [
    (b"content-security-policy", _POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
]

_TICK = 3600.0  # seconds; nothing happens in between, an interrupt ends any sleep

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]


class PortError(RagError):
    """The page cannot be served at this address."""


def serve(
    collections: Collections,
    host: str = "127.0.0.1",
    port: int = 7860,
    announce: Callable[[str], object] = str,
) -> NoReturn:
    """Serve the page until interrupted.

    Args:
        collections: Where the assistants come from; the page answers before they are open.
        host: Address to listen at; ``0.0.0.0`` lets other machines in, without any log-in.
        port: TCP port from 1 to 65535.
        announce: Called with the page's URL once it answers.

    Raises:
        PortError: If something else listens there, or the address is not this machine's.
        RagError: If the first of them cannot be opened.
    """
    page = build_page(collections)
    announce(launch(page, host, port))
    try:
        collections.opening(collections.names[0]).wait()
        while True:
            sleep(_TICK)
    finally:
        page.close(verbose=False)


def launch(page: "Blocks", host: str, port: int) -> str:
    """Begin to serve a page in a thread of its own; gives its URL once it answers."""
    from starlette.middleware import Middleware

    check_port(host, port)
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
        max_file_size="1kb",
        app_kwargs={"middleware": [Middleware(Guard)]},
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


class Guard:
    """Adds to every response the headers that keep the page from loading anything from elsewhere."""

    def __init__(self, app: Callable[[Message, Any, Send], Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Any, send: Send) -> None:  # noqa: ANN401  # ASGI's own
        """Pass everything on; see the ASGI specification."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), *_HEADERS]}
            await send(message)

        await self._app(scope, receive, guarded)
