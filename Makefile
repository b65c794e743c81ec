# Two commands: `make run` and `make test`. Everything else is for those who work on it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
# Where to take torch from, if not from the usual index: on Linux the usual index brings CUDA packages (gigabytes).
# For CPU builds: make run TORCH_INDEX=https://download.pytorch.org/whl/cpu
TORCH_INDEX ?=

.PHONY: help run install build test test-install chromium lint format bench screenshots soak evals backup clean
.DEFAULT_GOAL := help

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1 — /'

run: install build ## install what is missing, build what changed, open the page on port 8501
	@$(BIN)/python -m assistant settings --warn
	@$(BIN)/python -m assistant casework check
	@echo "SEND Assist is starting: http://localhost:$(PORT)"
	@$(BIN)/python -m streamlit run ui/app.py --server.port $(PORT)

install: $(VENV)/.installed ## make .venv and install what the product needs

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info[:2] >= (3, 11) else "found Python %d.%d, expected 3.11 or newer; name another with make PYTHON=python3.11" % sys.version_info[:2])'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing (the first time takes some minutes)…"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) -c constraints.txt torch
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --editable .
	@touch $@

test-install: $(VENV)/.installed-test

$(VENV)/.installed-test: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --editable '.[test]'
	@touch $@

build: install ## build the corpus: only what changed
	@$(BIN)/python -m ingest build || [ $$? -eq 1 ]

chromium: # for the browser tests: from the system's packages, where it is missing and can be installed
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
	|| { command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] \
	     && echo "Installing Chromium for the browser tests…" \
	     && apt-get update -qq >/dev/null && apt-get install -y -qq chromium >/dev/null ; } \
	|| echo "NO CHROMIUM HERE: the browser tests will be reported as not run. Install the package chromium."

test: test-install chromium ## install test needs and run everything, two test files at a time
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses 2 --dist loadfile # threads of one would hold up the other

lint: test-install ## ruff and mypy strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: test-install ## put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

evals: build ## run the answer-quality evals on every dataset
	$(BIN)/python -m evals run

bench: test-install ## measure: one table, each row a figure or a ratio of one run
	$(BIN)/python -m tests.benchmarks

screenshots: test-install chromium ## pictures of the page's main states, for looking at, in screenshots/
	$(BIN)/python -m tests.screenshots

soak: test-install chromium ## long reliability runs
	$(BIN)/python -m pytest -m soak --timeout 3600

backup: install ## write all that cannot be made again to one file in var/backups/
	@$(BIN)/python -m assistant casework backup

clean: ## remove .venv; the data directory var/ stays
	rm -rf $(VENV)
