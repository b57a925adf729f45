"""How the viewer asks the server."""

import subprocess
import sys
from pathlib import Path

from browsing import ROOT

# In a process of its own, as Gradio leaves event loops open.
ASKING = """
import sys
from pathlib import Path
import gradio as gr
from fastapi.testclient import TestClient
from rag.testing import scripted_assistant
from ui.collections import Collections
from ui.opening import Opening
from ui.page import build_page

folder = Path(sys.argv[1])
assistant = scripted_assistant(folder, folder / "index.sqlite", {})
page = build_page(Collections.of(Opening.of(assistant)))
page.auth, page.auth_message = [("ann", "secret")], None
(viewer,) = [one for one in page.blocks.values() if getattr(one, "elem_id", "") == "viewer"]
proof = {"source": "goats.txt", "start": 0, "end": 5, "quote": "Goats"}
asked = {"component_id": viewer._id, "fn_name": "open_document", "session_hash": "s", "data": proof}
with TestClient(gr.routes.App.create_app(page)) as client:
    where = f"{gr.routes.API_PREFIX}/component_server"
    print(client.post(where, json=asked).status_code)
    client.post("/login", data={"username": "ann", "password": "secret"})
    print(client.post(where, json=asked).json().count("<mark"))
"""


def test_documents_are_behind_the_log_in(tmp_path: Path) -> None:
    """Where the page demands a log-in, no document is given without it; with it, the viewer gets its own."""
    (tmp_path / "goats.txt").write_text("Goats eat hay.")
    command = [sys.executable, "-c", ASKING, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["401", "1"], done.stderr
