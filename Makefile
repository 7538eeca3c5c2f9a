PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: setup production run test test-system check lint format bench ui ui-readonly examples clean

setup: $(READY)  ## a Python environment in .venv with the exact versions of requirements.lock

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	$(BIN)/python -m compileall -q $(VENV)/lib rules readers schemas assets exports pipelines scenarios
	touch $(READY)

production:  ## the same for a server: the versions of requirements.lock, without the packages of development
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable '.[postgres]'

run: $(READY)  ## all programmes, from raw/ to warehouse/ and results/
	$(BIN)/bonuspott run

test: $(READY)  ## fast tests: only Python, no network
	$(BIN)/python -m pytest -n auto -m "not system"

test-system: $(READY)  ## tests that need a server, LibreOffice or a browser
	$(BIN)/python -m pytest -m system

check: lint test  ## format, lint, types, tests

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY)  ## measures how fast it is and keeps the figures in docs/performance.md; a quarter of an hour
	$(BIN)/python -m bench

ui: $(READY)  ## the Dagster user interface on 127.0.0.1:3000
	DAGSTER_HOME="$(CURDIR)/.dagster" $(BIN)/python -m pipelines.user_interface --workspace workspace.yaml --host 127.0.0.1 --port 3000

ui-readonly: $(READY)  ## the user interface for auditors on 127.0.0.1:3001: shows everything, starts nothing
	DAGSTER_HOME="$(CURDIR)/.dagster" $(BIN)/python -m pipelines.web_server --workspace workspace.yaml --read-only --host 127.0.0.1 --port 3001

examples: $(READY)  ## writes the example deliveries in raw/ anew, byte for byte the same
	$(BIN)/python -m examples raw

clean:
	rm -rf $(VENV)
