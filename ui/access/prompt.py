"""Asks for a new password: on a terminal unseen and twice, else one line of standard input."""

import sys
from getpass import getpass

from ui.access.errors import AccessError


def new_password(name: str) -> str:
    """The password that ``name`` shall have; never from the command line, which others can read.

    Raises:
        AccessError: If it was typed differently the second time, or nothing came.
    """
    if not sys.stdin.isatty():
        line = sys.stdin.readline()
        if not line:
            raise AccessError("no password came on standard input; write it there as one line")
        return line.rstrip("\r\n")
    password = getpass(f"Password for {name}: ")
    if getpass("Once more: ") != password:
        raise AccessError("the two passwords differ; run the same again")
    return password
