"""From where a page can be reached, and what that demands. Knows nothing of how it is served."""

import socket
from ipaddress import ip_address
from pathlib import Path

from ui.access.errors import AccessError
from ui.access.gate import Gate
from ui.access.users import read_users


def gate_for(host: str, auth: Path | None) -> Gate | None:
    """What checks log-ins to a page served at ``host``; None where nobody else can reach it.

    Args:
        host: Address to listen at.
        auth: File of users, see ``ui.access.users``; may be None for this machine alone.

    Raises:
        AccessError: If others could reach the page and no file is named, or it cannot be used.
    """
    gate = Gate(read_users(auth)) if auth is not None else None
    demand(host, gate)
    return gate


def demand(host: str, gate: Gate | None) -> None:
    """Raise an ``AccessError`` when others could reach the page without a log-in."""
    if gate is None and not is_loopback(host):
        raise AccessError(
            f"at {host} other machines reach the page, and whoever uses them could read the documents; "
            "name who may with --auth FILE, which `rag chat --auth FILE --add-user NAME` makes"
        )


def is_loopback(host: str) -> bool:
    """Whether an address or name means this machine alone; False when it cannot be told."""
    try:
        found = socket.getaddrinfo(host, None) if host else []
        return bool(found) and all(ip_address(info[4][0]).is_loopback for info in found)
    except (OSError, ValueError):
        return False
