# The one menu. `make run` and `make test` need nothing but Python 3.11 or newer and make.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	command -v $$python >/dev/null 2>&1 && $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
WORKERS ?= 2
PORT ?= 8642
HOST ?= 127.0.0.1
RESULTS ?= build/bench

.DEFAULT_GOAL := help
.PHONY: help run install install-dev install-bench warm test lint format prove prove-all bench million load lighthouse screenshots docs translations lock clean

help:  ## Show this menu.
	@grep -hE '^[a-z-]+:.*?## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

run: install warm  ## Install what is needed and open Unclench on http://127.0.0.1:8642.
	$(BIN)/unclench serve --host $(HOST) --port $(PORT)

install: $(VENV)/.run-ready
install-dev: $(VENV)/.dev-ready
install-bench: $(VENV)/.bench-ready

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer was not found; install it or name it: make run PYTHON=/path/to/python" >&2; exit 2; }
	@echo "Making a private Python environment in $(VENV) ..."
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run-ready: requirements/run.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing what Unclench runs on (pinned and checked by hash) ..."
	$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on --no-deps --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@

$(VENV)/.dev-ready: requirements/dev.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing what the tests need (pinned and checked by hash) ..."
	$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on --no-deps --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@ $(VENV)/.run-ready

$(VENV)/.bench-ready: requirements/bench.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing the solvers and servers that Unclench is measured beside (pinned and checked by hash) ..."
	$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on --no-deps --require-hashes -r requirements/bench.txt
	$(BIN)/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@touch $@ $(VENV)/.dev-ready $(VENV)/.run-ready

warm: install  ## Compile the model's fast engine once (kept in your cache folder).
	$(BIN)/unclench bench --warm-up

test: install-dev  ## Run every test; those that need a browser or a server say why they skip.
	$(BIN)/unclench bench --warm-up
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

lint: install-dev  ## Style, types, layers and the knowledge base.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/unclench knowledge check

format: install-dev  ## Put the code into the house style.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

prove: install-dev  ## Prove the safety kernel's promises over the shipped tables.
	$(BIN)/python proofs/prove.py

prove-all: prove  ## The same, then mutate the kernel's code and see every mutant caught (long).
	$(BIN)/python proofs/mutate_kernel.py

bench: install-bench  ## Measure speed beside accuracy and beside other programs, in one run (some ten minutes).
	@mkdir -p $(RESULTS)
	$(BIN)/unclench bench --save $(RESULTS)/engine.json
	$(BIN)/python -m benchmarks.peer_c --save $(RESULTS)/c.json
	$(BIN)/python -m benchmarks.peers --save $(RESULTS)/peers.json
	$(BIN)/python -m benchmarks.speed_page $(RESULTS) --docs $(RESULTS)
	$(BIN)/python benchmarks/screening.py
	$(BIN)/python benchmarks/planning.py

million: install-dev  ## Run up to a million people into files and watch the memory (minutes; 1.2 GB of disk).
	@mkdir -p $(RESULTS)
	$(BIN)/python -m benchmarks.million --save $(RESULTS)/million.json

load: install-dev  ## Fifty people on the pages, and a new plan every two seconds (under three minutes).
	$(BIN)/python benchmarks/web_load.py

lighthouse: install-dev  ## Measure the pages' speed and accessibility with Lighthouse (needs Node and Chromium).
	PYTHON=$(BIN)/python scripts/lighthouse.sh

screenshots: install-dev  ## Take the pictures of every page again (needs Chromium).
	$(BIN)/python scripts/screenshots.py

docs: install-dev  ## Rewrite the generated pages and pictures.
	$(BIN)/python scripts/make_docs.py

translations: install-dev  ## Collect new texts for the translators; list what has no translation.
	$(BIN)/python scripts/translations.py

lock:  ## Refresh the pinned requirements (needs uv).
	uv pip compile pyproject.toml requirements/build.in --extra all --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements/run.txt
	uv pip compile pyproject.toml requirements/build.in --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -c requirements/run.txt -o requirements/dev.txt
	uv pip compile pyproject.toml requirements/build.in --extra bench --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -c requirements/dev.txt -o requirements/bench.txt

clean:  ## Remove the private environment and caches.
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
