# What a newcomer types. Each target prepares .venv first; the second time that costs nothing.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: setup run test check journeys torture bench eval train lock clean

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Watchword needs Python 3.11 or later; $(PYTHON) is older. Remedy: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "This Python has no venv. Remedy on Debian: apt install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

run: setup
	@$(BIN)/watchword run

# Four at a time on any machine: the journeys mostly wait.
test: setup check
	$(BIN)/python -m pytest -n 4 --dist worksteal

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

torture: setup
	$(BIN)/python -m pytest -m torture -o addopts="--import-mode=importlib --strict-markers -ra"

bench: setup
	$(BIN)/python -m tests.bench

eval: setup
	$(BIN)/python -m tests.eval

train: setup
	$(BIN)/python -m tests.eval.train

lock:
	uv pip compile pyproject.toml --universal --generate-hashes --python-version 3.11 --extra dev --no-emit-index-url --no-header --no-annotate -o requirements.lock

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
