"""The file of those who may log in: ``name:hash``, one a line. Knows nothing of pages."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from ui.access.errors import AccessError
from ui.access.passwords import hashed, is_hash

_LONGEST_NAME = 64  # characters
_OTHERS = 0o077  # what anybody but the owner may do with a file


def read_users(path: Path) -> Mapping[str, str]:
    """Every user's hash, by name.

    Raises:
        AccessError: If the file cannot be read, names nobody or holds something else, or if others
            than its owner may read it.
    """
    try:
        text, mode = path.read_text("utf-8"), path.stat().st_mode
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise AccessError(f"cannot read {str(path)!r}: {reason}; {_made_by(path)}") from error
    if mode & _OTHERS:
        raise AccessError(
            f"{str(path)!r} may be read by others, and holds hashes of passwords; run `chmod 600 {path}`"
        )
    users = dict(_user(line, number, path) for number, line in _lines(text))
    if not users:
        raise AccessError(f"{str(path)!r} names nobody; {_made_by(path)}")
    return users


def add_user(path: Path, name: str, password: str) -> None:
    """Name a user who may log in, or give them another password; the file is made when it is missing.

    Raises:
        AccessError: If the name or the password cannot be used, or the file cannot be read or written.
    """
    if not _is_name(name):
        raise AccessError(
            f"{name!r} is no name for a user; take up to {_LONGEST_NAME} letters, digits, '.', '_', '-' or '@'"
        )
    users = {**(read_users(path) if path.exists() else {}), name: hashed(password)}
    try:
        _write(path, "".join(f"{name}:{kept}\n" for name, kept in users.items()))
    except OSError as error:
        raise AccessError(f"cannot write {str(path)!r}: {error.strerror}; name another") from error


def _write(path: Path, text: str) -> None:
    """Whole or not at all, and never readable by others, not even for a moment."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(file, "w", encoding="utf-8") as opened:  # noqa: PTH123  # a descriptor has no path
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
        beside.replace(path)
    finally:
        with suppress(FileNotFoundError):
            beside.unlink()


def _lines(text: str) -> list[tuple[int, str]]:
    numbered = enumerate(map(str.strip, text.splitlines()), start=1)
    return [(number, line) for number, line in numbered if line]


def _user(line: str, number: int, path: Path) -> tuple[str, str]:
    name, _, kept = line.partition(":")
    if not _is_name(name) or not is_hash(kept):
        raise AccessError(
            f"line {number} of {str(path)!r} is no user and hash; remove it, then {_made_by(path)}"
        )
    return name, kept


def _is_name(name: str) -> bool:
    plain = name.replace(".", "").replace("_", "").replace("-", "").replace("@", "")
    return 0 < len(name) <= _LONGEST_NAME and plain.isalnum()


def _made_by(path: Path) -> str:
    return f"run `rag chat --auth {path} --add-user NAME` to name somebody"
