"""What programs can ask, and that docs/api.md tells it as it is."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from browsing import ROOT
from serving import ARTICLE, GOATS, SENT, Served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gradio_client import Client

FOLLOW_UP, REWRITTEN = "How many?", "How many? (sent)"
LONG = "Tell me everything."
REPLIES = {GOATS: SENT, REWRITTEN: SENT, LONG: f"{SENT} " + "and so on " * 400}
DOCUMENT = ROOT / "docs" / "api.md"
HOME = "http://127.0.0.1:7860"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server = Served(tmp_path_factory.mktemp("api"), REPLIES, delay=0.02)
    yield server
    assert "Traceback" not in server.end()


@pytest.fixture(scope="module")
def client(served: Served) -> Client:
    from gradio_client import Client

    return Client(served.url, verbose=False, analytics_enabled=False)


def blocks() -> list[str]:
    return re.findall(
        r"^```python\n(.*?)^```", DOCUMENT.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )


def run(code: str, served: Served) -> str:
    assert HOME in code
    code = code.replace(HOME, served.url)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout


def test_documented_example_does_what_it_says(served: Served) -> None:
    """The example of docs/api.md, run as it stands, prints the answer, its proof, passages and documents."""
    out = run(blocks()[0], served)
    assert f"{SENT}\ngoats.txt:35-94 {SENT}\n" in out
    assert "1 goats.txt Russia sends goats to North Korea\n" in out
    assert re.search(r"^goats\.txt txt indexed$", out, re.MULTILINE)


def test_documented_streaming_shows_the_answer_growing(served: Served) -> None:
    """The second example prints every phase, and the whole answer at the end."""
    lines = run(blocks()[1], served).splitlines()
    phases = list(dict.fromkeys(line.split()[0] for line in lines))
    assert phases == ["searching", "reading", "answering", "done"]
    assert lines[-1].strip() == f"done {SENT}"


def test_document_names_every_endpoint_and_parameter(client: Client) -> None:
    """Programs see three endpoints, and every parameter of each stands in docs/api.md."""
    told = DOCUMENT.read_text("utf-8")
    endpoints: dict[str, Any] = client.view_api(return_format="dict")["named_endpoints"]
    assert set(endpoints) == {"/ask", "/search", "/documents"}
    for name, endpoint in endpoints.items():
        assert f"## `{name}`" in told
        for parameter in endpoint["parameters"]:
            assert f"`{parameter['parameter_name']}`" in told


def test_answer_comes_with_its_proof(client: Client) -> None:
    """An answer holds the exact characters that prove it; one that the documents lack is refused."""
    answer = client.predict(GOATS, api_name="/ask")
    assert answer["sentences"][0]["citations"][0]["quote"] == SENT
    assert answer["phase"] == "done"
    assert client.predict("Who is the president of France?", api_name="/ask")["abstained"]


def test_documents_can_be_narrowed(client: Client) -> None:
    """Only documents that fit are searched and asked."""
    assert client.predict("goats", api_name="/search")[0]["source"] == "goats.txt"
    for narrowed in ({"types": ["pdf"]}, {"sources": ["none*"]}, {"until": "1999"}):
        assert client.predict("goats", **narrowed, api_name="/search") == []
    assert client.predict(GOATS, types=["pdf"], api_name="/ask")["abstained"]
    assert client.predict(GOATS, sources=["goats*"], api_name="/ask")["text"] == SENT


def test_history_makes_a_follow_up(client: Client) -> None:
    """With earlier turns a question is asked as one that follows up on them."""
    told = client.predict(FOLLOW_UP, history=[["What was sent?", "Goats."]], api_name="/ask")
    assert (told["question"], told["trace"]["asked"]) == (FOLLOW_UP, REWRITTEN)
    assert told["text"] == SENT


def test_documents_are_listed(client: Client) -> None:
    """Every file is listed with its type, size, passages and status."""
    (listed,) = client.predict(api_name="/documents")
    assert listed.items() >= {"source": "goats.txt", "type": "txt", "passages": 1}.items()
    assert listed["size"] == len(ARTICLE.encode())
    assert (listed["status"], listed["reason"]) == ("indexed", "")


@pytest.mark.parametrize(
    ("endpoint", "sent", "told"),
    [
        ("/ask", {"question": " "}, "is empty"),
        ("/ask", {"question": "x" * 100_000}, "4,000 is the most"),
        ("/ask", {"question": ["no text"]}, "question is .*send text"),
        ("/ask", {"question": GOATS, "history": [["alone"]]}, "pairs of a question"),
        (
            "/ask",
            {"question": GOATS, "history": [["x", "y" * 30_000]]},
            "a turn of 30,001 characters",
        ),
        ("/ask", {"question": GOATS, "history": [["x", "y"]] * 101}, "101 turns"),
        ("/ask", {"question": GOATS, "history": "none"}, "history is 'none'"),
        ("/search", {"words": "goats", "since": "May"}, "is no day"),
        ("/search", {"words": "goats", "k": 0}, "from 1 to 100"),
        ("/search", {"words": "goats", "sources": "goats*"}, "list of texts"),
        ("/documents", {"collection": "other"}, "no collection 'other'"),
    ],
)
def test_what_a_caller_can_mend_is_told(
    client: Client, endpoint: str, sent: dict[str, object], told: str
) -> None:
    """Anything sent that is not what an endpoint takes comes back as an error in words."""
    from gradio_client.exceptions import AppError

    with pytest.raises(AppError, match=told):
        client.predict(**sent, api_name=endpoint)


def test_a_search_does_not_wait_behind_an_answer(client: Client) -> None:
    """Looking up has limits of its own: a search comes back while an answer is being written."""
    job = client.submit(LONG, api_name="/ask")
    assert any(answer["phase"] == "answering" for answer in job)
    assert client.predict("goats", api_name="/search")
    assert client.predict(api_name="/documents")
    assert not job.done()
    job.cancel()
