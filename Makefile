# Two commands do everything: `make run` and `make test`. The README lists the same steps for a machine without make.
PYTHON ?= python3
VENV ?= .venv
# Which torch: a version, and the address of a package index that holds the build you want (CPU or CUDA).
# Empty: whatever the configured index gives.
TORCH ?= torch==2.13.0
TORCH_INDEX ?=
INDEX ?=
Q ?= 王小川怎么看小厂?
PORT ?= 7860

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: run ask index serve test check clean

run: $(VENV)/.installed
	$(BIN)/rag index --demo
	$(BIN)/rag ask "$(Q)"
	$(BIN)/rag serve --port $(PORT)

ask: $(VENV)/.installed
	@$(BIN)/rag ask "$(Q)" $(if $(INDEX),--index "$(INDEX)")

serve: $(VENV)/.installed
	$(BIN)/rag serve --port $(PORT) $(if $(INDEX),--index "$(INDEX)")

test: check
	$(BIN)/rag doctor --offline
	$(BIN)/python -m pytest

check: $(VENV)/.tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.torch: $(BIN)/python
	$(PIP) install --quiet $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) "$(TORCH)"
	touch $@

$(VENV)/.installed: pyproject.toml $(VENV)/.torch
	$(PIP) install --quiet --editable .
	touch $@

$(VENV)/.tested: pyproject.toml $(VENV)/.torch
	$(PIP) install --quiet --editable ".[test]"
	touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) build dist *.egg-info
