"""Passwords as salted hashes. Knows nothing of users or files."""

import hashlib
from base64 import b64decode, b64encode
from hmac import compare_digest
from secrets import token_bytes

from ui.access.errors import AccessError

SHORTEST, LONGEST = 8, 1024  # characters; a longer one would only cost time

# 16 MiB and about 0.1 s a try; one of the settings of equal strength that OWASP's Password Storage
# Cheat Sheet names.
_COST, _BLOCK, _TIMES = 2**14, 8, 5
_KIND = f"scrypt-{_COST}-{_BLOCK}-{_TIMES}"
_SALT, _LENGTH = 16, 32  # bytes


def hashed(password: str) -> str:
    """A password as ``kind$salt$hash``, with a salt of its own.

    Raises:
        AccessError: If it is shorter than ``SHORTEST`` or longer than ``LONGEST``.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise AccessError(
            f"the password has {len(password):,} characters; choose one of {SHORTEST} to {LONGEST:,}"
        )
    salt = token_bytes(_SALT)
    return f"{_KIND}${_text(salt)}${_text(_scrypt(password, salt))}"


def is_hash(text: str) -> bool:
    """Whether a text looks like what :func:`hashed` gives."""
    kind, _, rest = text.partition("$")
    try:
        salt, wanted = map(_bytes, rest.split("$"))
    except ValueError:  # another number of parts, or no base64
        return False
    return kind == _KIND and len(salt) == _SALT and len(wanted) == _LENGTH


def matches(password: str, kept: str) -> bool:
    """Whether a password is the one that was hashed; takes as long for a wrong one as for the right one."""
    _, salt, wanted = kept.split("$")
    return compare_digest(_scrypt(password[:LONGEST], _bytes(salt)), _bytes(wanted))


def _scrypt(password: str, salt: bytes) -> bytes:
    known = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(known, salt=salt, n=_COST, r=_BLOCK, p=_TIMES, dklen=_LENGTH)


def _text(value: bytes) -> str:
    return b64encode(value).decode("ascii")


def _bytes(text: str) -> bytes:
    return b64decode(text, validate=True)
