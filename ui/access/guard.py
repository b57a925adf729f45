"""Stands before the page: refuses what no page of ours would send, and forbids what none needs.

Knows ASGI, and nothing of what is behind it. A log-in does not help against a web site that makes the
reader's own browser ask this machine: for that the browser tells who asks (``Origin``) and under which
name (``Host``).
"""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

#: Bytes a request may have, whoever sends it; files are sent in parts, and Gradio limits those itself.
LARGEST = 16 * 2**20
_FILES = "/gradio_api/upload"

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

# The browser itself refuses whatever would load from or send to another host. Gradio's own page needs
# inline scripts and styles, and makes functions from text for its templates.
POLICY: Mapping[str, str] = {
    "default-src": "'self'",
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "media-src": "'none'",
    "worker-src": "'self' blob:",
    "frame-src": "'none'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
_HEADERS = [
    (b"content-security-policy", "; ".join(map(" ".join, POLICY.items())).encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
]


class Guard:
    """Lets through what may be asked, and adds to every response what the browser is to forbid.

    Args:
        app: What is guarded.
        names: What the page may be called besides ``localhost``, where nobody logs in: another name
            would be a web site's that was made to mean this machine. None for any name.
    """

    def __init__(self, app: App, names: frozenset[str] | None = frozenset()) -> None:
        self._app = app
        self._names = names

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass on or refuse; see the ASGI specification."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), *_HEADERS]}
            await send(message)

        wrong = self._wrong(scope) if scope["type"] in {"http", "websocket"} else ""
        if not wrong:
            limited = receive if scope.get("path") == _FILES else _limited(receive)
            await self._app(scope, limited, guarded)
        elif scope["type"] == "http":
            await _refuse(wrong, guarded)
        else:
            await send({"type": "websocket.close", "code": 1008})

    def _wrong(self, scope: Message) -> str:
        """Why a request is refused; empty for one that is not."""
        told = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        host, origin = told.get(b"host", ""), told.get(b"origin")
        if self._names is not None and not _is_here(host, self._names):
            return f"{host!r} is not served here; open http://localhost with the port"
        if origin is not None and origin.partition("://")[2].lower() != host.lower():
            return f"{origin!r} may not ask this page"
        return ""


def _is_here(host: str, names: frozenset[str]) -> bool:
    """Whether a ``Host`` header means this machine, as only this machine's own users would call it."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name in names or name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False


def _limited(receive: Receive) -> Receive:
    """The same request, which ends as if its sender had gone when it becomes too large."""
    room = LARGEST

    async def limited() -> Message:
        nonlocal room
        message = await receive()
        room -= len(message.get("body", b""))
        return {"type": "http.disconnect"} if room < 0 else message

    return limited


async def _refuse(why: str, send: Send) -> None:
    plain = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 403, "headers": plain})
    await send({"type": "http.response.body", "body": f"Refused: {why}.\n".encode()})
