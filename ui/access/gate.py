"""Lets in who knows their password. Knows nothing of pages or files."""

import asyncio
import logging
from collections.abc import Mapping
from secrets import token_urlsafe

from ui.access.pace import Pace
from ui.access.passwords import hashed, matches

log = logging.getLogger(__name__)


class Gate:
    """Checks log-ins, as ``Blocks.launch(auth=...)`` takes it.

    Args:
        users: Every user's hash, by name, see ``ui.access.users``.
        pace: Slows down who tries many.
    """

    def __init__(self, users: Mapping[str, str], pace: Pace | None = None) -> None:
        self._users = dict(users)
        self._pace = pace or Pace()
        self._nobody = hashed(
            token_urlsafe()
        )  # what the password of an unknown name is held against
        self._turn = asyncio.Lock()

    async def admit(self, name: str, password: str) -> bool:
        """Whether this is a user with their password; the page goes on for others meanwhile."""
        wait = self._pace.take(name)
        if wait is None:
            log.warning("too many log-ins as %r; refused", name[:64])
            return False
        await asyncio.sleep(wait)
        async with self._turn:  # one hash at a time: many at once would fill memory and processor
            known = self._users.get(name, self._nobody)
            is_right = await asyncio.to_thread(matches, password, known)
        if is_right:
            self._pace.right(name)
        else:
            log.warning("wrong log-in as %r", name[:64])
        return is_right
