# The two commands a new user needs are `make chat` and `make test`; both make the virtual
# environment first. Needs make and Python 3.11 or newer.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: chat test unit lint bench bench-speed clean

chat: $(VENV)/ready
	$(BIN)/rag chat

test: $(VENV)/ready-dev lint
	$(BIN)/python -m pytest

unit: $(VENV)/ready-dev
	$(BIN)/python -m pytest -m "not model and not browser"

lint: $(VENV)/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/ready-dev
	$(BIN)/python benchmarks/answers.py

# The side of llama.cpp needs a Python that has llama-cpp-python, and the default model as Q4_K_M:
# make bench-speed LLAMA_PYTHON=/path/to/venv/bin/python GGUF=/path/to/model.gguf
bench-speed: $(VENV)/ready-dev
	$(BIN)/python benchmarks/speed.py $(if $(GGUF),--llama-python $(LLAMA_PYTHON) --gguf $(GGUF)) $(SPEED)

clean:
	rm -rf $(VENV) dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis artifacts

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name it with: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/ready: pyproject.toml | $(BIN)/python
	@echo "Installing into $(VENV): about 1.5 GB, a few minutes the first time."
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/ready-dev: $(VENV)/ready
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	touch $@
