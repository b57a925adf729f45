"""What somebody writes who asks a file's passages with llama-cpp-python: load, ask, print as it comes.

PYTHON benchmarks/speed_cold_llama.py GGUF PROMPTS
"""

import json
import sys
from pathlib import Path

from llama_cpp import Llama

gguf, prompts = sys.argv[1:]
turn = json.loads(Path(prompts).read_text(encoding="utf-8"))[0][0]
llm = Llama(model_path=gguf, n_ctx=4096, n_threads=2, n_threads_batch=2, verbose=False)
for reply in llm.create_chat_completion(
    turn["messages"], max_tokens=turn["limit"], temperature=0, stream=True
):
    print(reply["choices"][0]["delta"].get("content", ""), end="", flush=True)
print()
