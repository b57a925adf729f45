import json
import logging
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from commanding import open_library

from index import EmbedderError, Library
from index.testing import HashEmbedder
from rag.places import index_file
from rag.settings import Settings
from rag.testing import ScriptedGenerator
from ui.cli import main
from ui.streams import OneLine, complain

ROOT = Path(__file__).parent.parent
QUESTION = "What do goats eat?"
REPLY = "Goats eat hay. Purple elephants dance."
HEAVY = ("torch", "transformers", "faiss", "gradio", "numpy", "sentence_transformers", "tqdm")


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one document, an index beside it, and no models in the way."""
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "goats.txt").write_text("Goats eat hay. Goats climb rocks.")
    monkeypatch.setenv("RAG_DOCS", str(folder))
    monkeypatch.setenv("RAG_INDEX", str(tmp_path / "index.sqlite"))
    monkeypatch.setattr("rag.opening.open_library", open_library)
    monkeypatch.setattr(
        "rag.opening.open_generator", lambda *_: ScriptedGenerator({QUESTION: REPLY})
    )
    return folder


def one_line_error(capsys: pytest.CaptureFixture[str]) -> str:
    out, err = capsys.readouterr()
    lines = [line for line in err.splitlines() if line.startswith("rag: ")]
    assert not out
    assert "Traceback" not in err
    return lines[-1]


@pytest.mark.usefixtures("docs")
def test_ask_prints_sentences_then_their_proof(capsys: pytest.CaptureFixture[str]) -> None:
    """An answer is its sentences, marked as proven or not, and the characters that prove them."""
    assert main(["ask", QUESTION]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Goats eat hay. [1]",
        "Purple elephants dance. (not verified)",
        "",
        '[1] goats.txt:0-14 "Goats eat hay."',
    ]


def test_ask_json_is_nothing_but_json(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Standard output parses as the answer, and its quotes are the document's characters."""
    assert main(["ask", QUESTION, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    text = (docs / "goats.txt").read_text()
    (proof,) = answer["sentences"][0]["citations"]
    assert text[proof["start"] : proof["end"]] == proof["quote"] == "Goats eat hay."
    assert answer["text"] == REPLY


@pytest.mark.usefixtures("docs")
def test_abstention_is_a_success(capsys: pytest.CaptureFixture[str]) -> None:
    """That the documents do not say is an answer, so the exit code is 0."""
    assert main(["ask", "Who is the president of France?"]) == 0
    assert "closest passages:" in capsys.readouterr().out


def test_ask_indexes_what_is_new(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A document added between two questions is found by the second."""
    main(["search", "penguins"])
    capsys.readouterr()
    (docs / "penguins.txt").write_text("Penguins eat fish.")
    assert main(["search", "penguins", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["source"] == "penguins.txt"


def test_search_is_narrowed(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Only documents that fit every kind of condition are searched; one kind given twice takes either."""
    names = ("goats.txt", "reports/2023.md", "reports/2024.md", "notes.html")
    dates = (2022, 2023, 2024, 2024)
    (docs / "reports").mkdir()
    for name, year in zip(names, dates, strict=True):
        (docs / name).write_text(f"Goats eat hay in {name}.")
        os.utime(docs / name, (datetime(year, 5, 5, tzinfo=UTC).timestamp(),) * 2)

    def found(*arguments: str) -> list[str]:
        assert main(["search", "goats", "--json", *arguments]) == 0
        return sorted(passage["source"] for passage in json.loads(capsys.readouterr().out))

    assert found() == sorted(names)
    assert found("--source", "reports/*") == ["reports/2023.md", "reports/2024.md"]
    assert found("--source", "goats*", "--source", "*.html") == ["goats.txt", "notes.html"]
    assert found("--type", "md", "--type", ".HTML", "--since", "2024") == [names[3], names[2]]
    assert found("--until", "2023-05-05") == ["goats.txt", "reports/2023.md"]
    assert found("--source", "goats.txt", "--since", "2023") == []
    assert main(["search", "goats", "--type", "pdf"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert "no passage found; name other words, or fewer conditions" in err


def test_ask_is_narrowed(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A question is answered from the documents that fit, and from no other."""
    (docs / "other.md").write_text("Cars eat petrol.")
    assert main(["ask", QUESTION, "--json", "--type", "txt"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert {passage["source"] for passage in answer["passages"]} == {"goats.txt"}
    assert answer["trace"]["where"]["types"] == ["txt"]
    assert main(["ask", QUESTION, "--source", "none*"]) == 0
    told = capsys.readouterr()
    assert told.out.splitlines()[0] == "The documents do not say."
    assert "no passage fits the conditions" in told.err


def test_words_need_no_quotes_and_a_folder_may_have_its_option(
    docs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A question may be several arguments; the folder to index may be named as after other verbs, but once."""
    assert main(["ask", *QUESTION.split(), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["question"] == QUESTION
    index = ["--index", str(tmp_path / "other.sqlite")]
    assert main(["index", "--docs", str(docs), *index]) == 0
    assert main(["index", str(docs), *index]) == 0
    assert main(["index", str(docs), "--docs", str(docs), *index]) == 2
    assert "once" in capsys.readouterr().err


def test_index_reports_what_it_did(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Indexing tells what was added, changed and removed, and nothing when nothing was."""
    assert main(["index"]) == 0
    assert "added goats.txt" in capsys.readouterr().out
    assert main(["index", str(docs)]) == 0
    assert capsys.readouterr().out.startswith("0 added, 0 changed, 0 removed, 1 unchanged")
    (docs / "goats.txt").unlink()
    (docs / "sheep.txt").write_text("Sheep eat grass.")
    assert main(["index"]) == 0
    out = capsys.readouterr().out
    assert "added sheep.txt" in out
    assert "removed goats.txt" in out


NAMES = (
    b"two\nlines.txt",
    b"a\ttab.txt",
    b"\x1b[31mred.txt",
    "\u202efdp.txt".encode(),
    b"\xff.txt",
)


def test_names_are_shown_safely(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever a file is called, each thing that is said of it is one line that commands nothing."""
    for number, name in enumerate((*NAMES, b"bad\n\x1b.xyz", b"\xff.txt")):
        try:
            path = Path(os.fsdecode(os.fsencode(docs) + b"/" + name))
            path.write_bytes(f"Größe {number}{number}: Gras.".encode("cp1252"))
        except OSError as error:  # as on macOS, where names are UTF-8
            pytest.skip(f"no such names here: {error}")
    assert main(["index"]) == 2
    assert main(["search", "Gras"]) == 0
    assert main(["ask", QUESTION]) == 0
    out, err = capsys.readouterr()
    assert [line for line in (out + err).split("\n") if not line.isprintable()] == []
    assert all(line.startswith("rag: ") for line in err.splitlines())
    for spelled in (r"two\nlines", r"a\ttab", r"\x1b[31mred", r"\u202efdp"):
        assert f"added {spelled}.txt" in out
        assert f"{spelled}.txt:0-" in out
    assert r"bad\n\x1b.xyz" in err
    assert r"\xff.txt" in err
    assert (
        main(["search", "Gras", "--source", "two\nlines*", "--source", os.fsdecode(b"\xff*")]) == 0
    )
    assert capsys.readouterr().out.startswith(r"[1] two\nlines.txt:0-")


def test_logs_are_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """What is logged is one line, whatever it tells of; a traceback stays readable."""
    line = OneLine("rag: %(message)s")
    record = logging.makeLogRecord({"msg": "%s is odd", "args": ("two\nlines\x1b[31m",)})
    assert line.format(record) == r"rag: two\nlines\x1b[31m is odd"
    record = logging.makeLogRecord({"msg": "so", "exc_info": (ValueError, ValueError("x"), None)})
    assert line.format(record) == "rag: so\nValueError: x"
    complain("two\nlines")
    assert capsys.readouterr().err == "rag: two\\nlines\n"


def test_index_names_failures_and_indexes_the_rest(
    docs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that cannot be read is named with its reason, exit code 2; the others are indexed."""
    (docs / "what.xyz").write_text("?")
    assert main(["index"]) == 2
    out, err = capsys.readouterr()
    assert "added goats.txt" in out
    assert "what.xyz" in err
    assert ".xyz" in err


def test_rebuild_replaces_everything(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A rebuild indexes unchanged documents again."""
    main(["index", str(docs)])
    capsys.readouterr()
    assert main(["index", "--rebuild"]) == 0
    assert "changed goats.txt" in capsys.readouterr().out


def test_embedder_is_an_option(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each verb that embeds takes the embedder's name, which wins over the environment."""
    monkeypatch.setenv("RAG_EMBEDDER", "former")
    named: list[str] = []

    def opened(settings: Settings, **_: object) -> tuple[Library, HashEmbedder]:
        named.append(settings.embedder)
        raise EmbedderError("seen")

    monkeypatch.setattr("rag.opening.open_library", opened)
    for verb in (["ask", QUESTION], ["search", "goats"], ["index", str(docs)]):
        assert main([*verb, "--embedder", "mine"]) == 2
    assert main(["index"]) == 2
    assert named == ["mine", "mine", "mine", "former"]


def test_another_embedder_needs_a_rebuild(
    docs: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index made with another embedder is refused with its fix, and the fix mends it."""

    def opened(
        settings: Settings, *, rebuild: bool = False, progress: object = None
    ) -> tuple[Library, HashEmbedder]:
        del progress
        embedder = HashEmbedder(dim=8, name=f"{settings.embedder}@1")
        return Library.open(index_file(settings), embedder, rebuild=rebuild), embedder

    monkeypatch.setattr("rag.opening.open_library", opened)
    assert main(["index", str(docs)]) == 0
    capsys.readouterr()
    assert main(["search", "goats", "--embedder", "other"]) == 2
    error = one_line_error(capsys)
    assert "made with embedder 'embedder@1', in use is 'other@1'" in error
    assert "run `rag index --rebuild` with this embedder" in error
    assert main(["index", "--rebuild", "--embedder", "other"]) == 0
    assert "changed goats.txt" in capsys.readouterr().out
    assert main(["search", "goats", "--embedder", "other"]) == 0
    assert "goats.txt" in capsys.readouterr().out
    assert main(["search", "goats"]) == 2
    assert "name the former one with --embedder" in one_line_error(capsys)


@pytest.mark.model  # not for a model, but for the seconds that its library takes to import
def test_any_embedder_of_the_library(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Folders of sentence-transformers index and search; each refuses the other's index."""
    from test_index_embed import made_up

    monkeypatch.setenv("RAG_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("RAG_INDEX", str(tmp_path / "index.sqlite"))
    monkeypatch.setenv("RAG_DOCS", str(tmp_path / "docs"))
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "goats.txt").write_text("the goat eats hay")
    one, other = made_up(tmp_path / "1", {}), made_up(tmp_path / "2", {"query": "find : "})
    assert main(["index", "--embedder", str(one)]) == 0
    assert main(["search", "goat\udcff hay", "--embedder", str(one)]) == 0  # half a character
    assert capsys.readouterr().out.splitlines()[-1] == "[1] goats.txt:0-17 the goat eats hay"
    monkeypatch.setenv("RAG_EMBEDDER", str(other))
    for arguments in (["search", "goat"], ["index"], ["index", "--check"]):
        assert main(arguments) == 2
        assert "run `rag index --rebuild`" in one_line_error(capsys)
    assert main(["index", "--rebuild"]) == 0
    assert main(["search", "goat"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("[1] goats.txt")


def test_check_tells_that_an_index_is_sound(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A sound index is said to be one, and nothing else is done."""
    main(["index", str(docs)])
    capsys.readouterr()
    assert main(["index", "--check"]) == 0
    assert capsys.readouterr().out == "1 documents, 1 chunks, 1 vectors checked: sound\n"


def damage(docs: Path, statement: str) -> None:
    connection = sqlite3.connect(docs.parent / "index.sqlite")
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_check_mends_and_reads_again(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A broken text is found and read again from its file; when that is impossible the exit code is 2."""
    main(["index", str(docs)])
    damage(docs, "UPDATE documents SET text = 'Goats eat cars.'")
    capsys.readouterr()
    assert main(["index", "--check"]) == 0
    out = capsys.readouterr().out
    assert ", 0 not mended" in out
    assert "the text of 'goats.txt' is not as written; taken out" in out
    assert "added goats.txt" in out
    damage(docs, "UPDATE documents SET text = 'Goats eat cars.'")
    (docs / "sheep.txt").write_text("Sheep eat grass.")
    (docs / "goats.txt").write_text(" ")
    assert main(["index", "--check"]) == 2
    assert "goats.txt" in capsys.readouterr().err


def test_check_makes_anew_when_asked(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is damaged beyond mending is told; with --rebuild it is made anew."""
    main(["index", str(docs)])
    file = docs.parent / "index.sqlite"
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    query = "SELECT rootpage FROM sqlite_master WHERE name = 'documents'"
    (page,) = connection.execute(query).fetchone()
    connection.close()
    content = bytearray(file.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    file.write_bytes(content)
    capsys.readouterr()
    assert main(["index", "--check"]) == 2
    told = "".join(capsys.readouterr())
    assert "run `rag index --check --rebuild`" in told
    assert main(["index", "--check", "--rebuild"]) == 0
    assert "added goats.txt" in capsys.readouterr().out
    assert main(["index", "--check"]) == 0


def test_watch_reports_every_update(
    docs: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each update is reported, an error does not end it, and Ctrl-C is the way to end it."""

    def changes(*_: object) -> Iterator[set[str]]:
        yield set()
        (docs / "sheep.txt").write_text("Sheep eat grass.")
        yield {"a change"}
        for file in docs.iterdir():
            file.unlink()
        yield {"a change"}
        raise KeyboardInterrupt

    monkeypatch.setattr("ui.shelf.settled", changes)
    assert main(["index", "--watch"]) == 0
    out, err = capsys.readouterr()
    assert [line for line in out.splitlines() if "added" in line] == [
        "1 added, 0 changed, 0 removed, 0 unchanged, 0 failed",
        "added goats.txt",
        "1 added, 0 changed, 0 removed, 1 unchanged, 0 failed",
        "added sheep.txt",
    ]
    assert f"documents folder '{docs}' is empty" in err


def test_check_and_watch_exclude_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    """Only one of the two can be asked for."""
    with pytest.raises(SystemExit, match="2"):
        main(["index", "--check", "--watch"])
    assert "not allowed with" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ask", ""], "empty"),
        (["ask", "x" * 5000], "characters"),
        (["search", " "], "search"),
        (["index", "/no/such/folder"], "/no/such/folder"),
        (["ask", QUESTION, "--docs", "/no/such/folder"], "--docs"),
        (["ask", QUESTION, "--index", "goats.txt"], "goats.txt"),
        (["ask", QUESTION, "--since", "May"], "'May' is no day"),
        (["search", "goats", "--until", "2024-5"], "2024-05"),
    ],
)
def test_user_errors_are_one_line_and_exit_code_2(
    docs: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    words: str,
) -> None:
    """What the user can mend is told in one line that names it, on standard error."""
    monkeypatch.chdir(docs)
    assert main(arguments) == 2
    assert words in one_line_error(capsys)


def test_empty_folder_is_told(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder without documents is an error that says what to do."""
    (docs / "goats.txt").unlink()
    assert main(["index"]) == 2
    assert str(docs) in one_line_error(capsys)


def test_unknown_model_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model nobody knows is named, with those there are."""
    monkeypatch.setenv("RAG_MODELS", str(tmp_path))
    assert main(["models", "--get", "no-such-model"]) == 2
    assert "no-such-model" in one_line_error(capsys)


def test_models_lists_the_catalogue(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every model of the catalogue has a line with its size and licence."""
    monkeypatch.setenv("RAG_MODELS", str(tmp_path))
    assert main(["models"]) == 0
    out = capsys.readouterr().out
    assert "1.1 GB" in out
    assert out.count("Apache-2.0") == 4


@pytest.mark.usefixtures("docs")
def test_port_in_use_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """A port that is taken is an error that names it and the option to choose another."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["chat", "--port", str(port)]) == 2
    error = one_line_error(capsys)
    assert str(port) in error
    assert "--port" in error


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http"])
def test_impossible_port_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A port outside 1 to 65535 never reaches the network."""
    with pytest.raises(SystemExit, match="2"):
        main(["chat", f"--port={port}"])
    assert port in capsys.readouterr().err


@pytest.mark.usefixtures("docs")
def test_interrupt_ends_without_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C gives the exit code shells expect."""

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("rag.Assistant.update", interrupted)
    assert main(["ask", QUESTION]) == 130


@pytest.mark.usefixtures("docs")
def test_defects_are_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception that is no error of ours is not caught."""
    monkeypatch.setattr("rag.Assistant.update", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        main(["ask", QUESTION])


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_help_loads_nothing_heavy() -> None:
    """Help is there at once, because no large library is imported for it."""
    code = (
        "import sys\nfrom ui.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        f"sys.exit(' '.join(sorted(set({HEAVY!r}) & set(sys.modules))))"
    )
    done = run("-c", code)
    assert "chat" in done.stdout
    assert done.stderr.strip() == ""


def test_verbs_have_help() -> None:
    """Every verb explains itself."""
    for verb in ("chat", "ask", "index", "search", "models"):
        with pytest.raises(SystemExit, match="0"):
            main([verb, "--help"])


def test_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """The version is printed to standard output."""
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    assert capsys.readouterr().out.startswith("rag ")


def test_closed_pipe_is_quiet(tmp_path: Path) -> None:
    """When the reader of the output goes away, so does the command, without complaint."""
    code = "import sys\nfrom ui.cli import main\nsys.exit(main(['models']))"
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as gone:
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "RAG_MODELS": str(tmp_path)},
            stdout=gone,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 141
    assert done.stderr == ""
