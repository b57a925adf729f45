"""Passwords, users, pace and what a request must look like."""

import asyncio
import io
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.access.errors import AccessError
from ui.access.gate import Gate
from ui.access.guard import LARGEST, Guard
from ui.access.pace import FREE, LONGEST_WAIT, MANY, Pace
from ui.access.passwords import hashed, is_hash, matches
from ui.access.reach import gate_for, is_loopback
from ui.access.users import add_user, read_users
from ui.cli import main

PASSWORD = "correct horse"  # noqa: S105  # nobody's
HASH = hashed(PASSWORD)


def test_only_the_password_matches_its_hash() -> None:
    """A hash is matched by its password alone, and says nothing of it."""
    assert matches(PASSWORD, HASH)
    for wrong in ("", PASSWORD[:-1], f"{PASSWORD} ", PASSWORD.upper(), "x" * 5000):
        assert not matches(wrong, HASH)
    assert PASSWORD not in HASH
    assert is_hash(HASH)


def test_every_hash_has_its_own_salt() -> None:
    """The same password twice gives two hashes, so that equal ones cannot be seen."""
    assert hashed(PASSWORD) != HASH


@given(st.text())
def test_nothing_else_is_taken_for_a_hash(text: str) -> None:
    """A line of a file that is no hash is told from one."""
    assert not is_hash(text)
    assert not is_hash(f"{HASH}{text}") or not text


@pytest.mark.parametrize("password", ["", "short", "x" * 1025])
def test_poor_passwords_are_refused(password: str) -> None:
    """A password that is too short to hold, or absurdly long, is refused with its length."""
    with pytest.raises(AccessError, match=f"{len(password):,} characters"):
        hashed(password)


def test_file_of_users_is_for_its_owner_alone(tmp_path: Path) -> None:
    """The file is made with mode 0600; a second user is added, a known one gets another password."""
    path = tmp_path / "users"
    add_user(path, "ann", PASSWORD)
    add_user(path, "bob@home", PASSWORD)
    add_user(path, "ann", "another horse")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    users = read_users(path)
    assert list(users) == ["ann", "bob@home"]
    assert matches("another horse", users["ann"])
    assert matches(PASSWORD, users["bob@home"])
    assert [file.name for file in tmp_path.iterdir()] == ["users"]


@pytest.mark.parametrize("name", ["", "a:b", "a b", "a\nb", "\u202eann", "x" * 65, "..", "$"])
def test_names_that_would_upset_the_file_are_refused(tmp_path: Path, name: str) -> None:
    """A name can neither end its line nor hide in it."""
    with pytest.raises(AccessError, match="no name for a user"):
        add_user(tmp_path / "users", name, PASSWORD)


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "names nobody"), ("ann:secret\n", "line 1"), (f"ann:{HASH}\n\nbob\n", "line 3")],
)
def test_a_file_of_something_else_is_refused(tmp_path: Path, text: str, why: str) -> None:
    """A file that holds anything but users and hashes is an error that tells the line and the way out."""
    path = tmp_path / "users"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(AccessError, match=rf"{why}.*--add-user"):
        read_users(path)


def test_a_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    """Hashes that others can read are not used, and the error tells how to close the file."""
    path = tmp_path / "users"
    add_user(path, "ann", PASSWORD)
    path.chmod(0o644)
    with pytest.raises(AccessError, match="chmod 600"):
        read_users(path)


def test_a_missing_file_names_what_makes_it(tmp_path: Path) -> None:
    """The error for a file that is not there holds the command that makes it."""
    with pytest.raises(AccessError, match=r"rag chat --auth .*missing --add-user NAME"):
        read_users(tmp_path / "missing")


def test_many_tries_have_to_wait() -> None:
    """A few tries are free, then each waits longer, in the end it is refused; others go on as before."""
    pace = Pace(clock=lambda: 100.0)  # time stands still: all at once
    waits = [pace.take("ann") for _ in range(50)]
    assert waits[:FREE] == [0.0] * FREE
    allowed = [wait for wait in waits if wait is not None]
    assert allowed == sorted(allowed)
    assert max(allowed) <= LONGEST_WAIT
    assert waits[-1] is None
    assert pace.take("bob") == 0.0


def test_the_right_password_forgives() -> None:
    """After the right password nobody has to wait."""
    pace = Pace(clock=lambda: 100.0)
    for _ in range(50):
        pace.take("ann")
    pace.right("ann")
    assert pace.take("ann") == 0.0


def test_waiting_ends_with_time() -> None:
    """Who was refused may try again later, without a restart."""
    now = [0.0]
    pace = Pace(clock=lambda: now[0])
    while pace.take("ann") is not None:
        pass
    now[0] = 1000.0
    assert pace.take("ann") == 0.0


def test_names_remembered_are_bounded() -> None:
    """Somebody who makes up names does not fill the memory."""
    pace = Pace()
    for number in range(MANY + 100):
        pace.take(str(number))
    assert len(pace._tries) == MANY


def test_gate_admits_who_knows_the_password() -> None:
    """A user with their password comes in; a wrong one and an unknown name do not."""
    gate = Gate({"ann": HASH})

    async def tries() -> list[bool]:
        asked = [("ann", PASSWORD), ("ann", "wrong horse"), ("eve", PASSWORD), ("", "")]
        return [await gate.admit(*pair) for pair in asked]

    assert asyncio.run(tries()) == [True, False, False, False]


def test_an_unknown_name_costs_a_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a name that is not known a password is hashed all the same, so time tells nothing."""
    looked: list[str] = []
    monkeypatch.setattr("ui.access.gate.matches", lambda _, kept: bool(looked.append(kept)))
    gate = Gate({"ann": HASH})
    asyncio.run(gate.admit("ann", "x"))
    asyncio.run(gate.admit("eve", "x"))
    assert looked[0] == HASH
    assert is_hash(looked[1])
    assert looked[1] != HASH


def test_a_refused_try_is_not_looked_at() -> None:
    """Beyond the pace even the right password is refused, so that guessing it gains nothing."""
    gate = Gate({"ann": HASH}, Pace(clock=lambda: 100.0))
    while gate._pace.take("ann") is not None:
        pass
    assert not asyncio.run(gate.admit("ann", PASSWORD))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.5.5.5"])
def test_this_machine_alone_needs_no_log_in(host: str) -> None:
    """Loopback addresses need no file of users."""
    assert is_loopback(host)
    assert gate_for(host, None) is None


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.0.2.1", "no such host"])  # noqa: S104
def test_other_machines_need_a_log_in(host: str, tmp_path: Path) -> None:
    """Any address that others could reach demands a file, and the error holds the command that makes it."""
    with pytest.raises(AccessError, match=r"rag chat --auth FILE --add-user NAME"):
        gate_for(host, None)
    add_user(tmp_path / "users", "ann", PASSWORD)
    assert gate_for(host, tmp_path / "users") is not None


def test_serving_others_without_a_log_in_is_refused() -> None:
    """Not only the command line: serving itself refuses an open page."""
    from ui.collections import Collections
    from ui.serve import serve

    with pytest.raises(AccessError, match="--auth"):
        serve(Collections({}), host="0.0.0.0")  # noqa: S104


@pytest.mark.parametrize("where", [["--share-lan"], ["--host", "0.0.0.0"], ["--host", "192.0.2.1"]])  # noqa: S104
def test_command_refuses_an_open_page(where: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """`rag chat` for other machines without users ends at once with the command that names them."""
    assert main(["chat", *where]) == 2
    assert "rag chat --auth FILE --add-user NAME" in capsys.readouterr().err


def test_command_names_a_user(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The password is read from standard input, and stands neither in the file nor in what is printed."""
    path = tmp_path / "users"
    command = [sys.executable, "-m", "ui", "chat", "--auth", str(path), "--add-user", "ann"]
    done = subprocess.run(
        command, input=f"{PASSWORD}\n", capture_output=True, text=True, check=True
    )
    assert matches(PASSWORD, read_users(path)["ann"])
    assert PASSWORD not in path.read_text() + done.stdout + done.stderr
    assert main(["chat", "--add-user", "ann"]) == 2
    assert "--auth FILE" in capsys.readouterr().err


def test_command_without_a_password_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a line on standard input nobody is added."""
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert main(["chat", "--auth", str(tmp_path / "users"), "--add-user", "ann"]) == 2
    assert "standard input" in capsys.readouterr().err
    assert not (tmp_path / "users").exists()


def asked(names: frozenset[str] | None, **headers: str) -> int:
    """The status that a request with these headers gets through the guard; 200 when it is let through."""
    sent: list[Any] = []

    async def app(_scope: object, _receive: object, send: Any) -> None:  # noqa: ANN401
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def keep(message: Any) -> None:  # noqa: ANN401
        sent.append(message)

    told = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    asyncio.run(Guard(app, names)({"type": "http", "headers": told}, None, keep))
    assert any(name == b"content-security-policy" for name, _ in sent[0]["headers"])
    return int(sent[0]["status"])


@pytest.mark.parametrize(
    "host", ["localhost:7860", "127.0.0.1:7860", "[::1]:7860", "LOCALHOST", "box:1"]
)
def test_own_names_are_served(host: str) -> None:
    """This machine's own names are served, with any port, as a tunnel has another."""
    assert asked(frozenset({"box"}), host=host) == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:7860", "localhost.evil.example", "192.0.2.1", "", "[", "a@b"],
)
def test_foreign_names_are_refused(host: str) -> None:
    """A web site whose name was made to mean this machine is refused; with a log-in any name will do."""
    assert asked(frozenset(), host=host) == 403
    assert asked(None, host=host) == 200


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "", "http://localhost:1", "http://localhost:7860.evil"],
)
def test_foreign_origins_are_refused(origin: str) -> None:
    """A request that another web site made the browser send is refused, log-in or not."""
    assert asked(frozenset(), host="localhost:7860", origin=origin) == 403
    assert asked(None, host="localhost:7860", origin=origin) == 403


def test_own_origin_is_served() -> None:
    """The page itself may ask, also behind a server that adds encryption."""
    assert asked(frozenset(), host="localhost:7860", origin="http://localhost:7860") == 200
    assert asked(None, host="box.example", origin="https://box.example") == 200


@pytest.mark.parametrize(("path", "whole"), [("/login", False), ("/gradio_api/upload", True)])
def test_endless_requests_end(path: str, whole: bool) -> None:  # noqa: FBT001  # a parameter of the test
    """A body that grows beyond all use is cut off before it fills the memory; files have their own limit."""
    got: list[str] = []

    async def app(_scope: object, receive: Any, _send: object) -> None:  # noqa: ANN401
        got.extend([(await receive())["type"] for _ in range(20)])

    async def endless() -> dict[str, Any]:
        return {"type": "http.request", "body": b"x" * 2**20, "more_body": True}

    async def nothing(_: object) -> None:
        pass

    scope = {"type": "http", "path": path, "headers": [(b"host", b"localhost")]}
    asyncio.run(Guard(app)(scope, endless, nothing))
    assert got.count("http.request") == (20 if whole else LARGEST // 2**20)
