PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev
PRODUCTION := .venv-production
SPARK := .venv-spark
READY_SPARK := $(SPARK)/.ready
MUTANTS := .venv-mutants
READY_MUTANTS := $(MUTANTS)/.ready
DUCKLAKE := .venv-ducklake
READY_DUCKLAKE := $(DUCKLAKE)/.ready-ducklake
# Only what a lock names, and only when it is byte for byte what was locked. Building our own package needs no network.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
INSTALL_LOCKED := $(INSTALL) --require-hashes --requirement
INSTALL_OURS := $(INSTALL) --no-deps --no-build-isolation --editable .
COMPILE := $(BIN)/python -m compileall -q $(VENV)/lib rules readers schemas assets exports pipelines scenarios

.PHONY: setup setup-dev setup-cluster setup-spark setup-ducklake lock run test test-system test-cluster check lint format bench mutants ui ui-readonly examples clean

setup: $(READY)  ## a Python environment in .venv with the exact versions of requirements.lock: all that production needs

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(INSTALL_LOCKED) requirements.lock
	$(INSTALL_OURS)
	$(COMPILE)
	touch $(READY)

setup-dev: $(READY_DEV)  ## the same with what tests, checks and bench need besides

$(READY_DEV): requirements-dev.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(INSTALL_LOCKED) requirements-dev.lock
	$(INSTALL_OURS)
	$(COMPILE)
	touch $(READY_DEV) $(READY)

setup-cluster: $(READY)  ## also what Celery workers need, and records in a Spark cluster
	$(INSTALL_LOCKED) requirements-cluster.lock

setup-spark: $(READY_SPARK)  ## a Spark server in .venv-spark for tests and bench; needs Java 17

$(READY_SPARK): requirements-spark.lock
	$(PYTHON) -m venv $(SPARK)
	$(SPARK)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-spark.lock
	touch $(READY_SPARK)

setup-ducklake: $(READY_DUCKLAKE)  ## an environment in .venv-ducklake for a warehouse in DuckLake, with the DuckDB that has it

# Without looking at what the other packages ask for: this DuckDB is older than ours.
$(READY_DUCKLAKE): requirements.lock requirements-cluster.lock requirements-ducklake.lock pyproject.toml
	$(MAKE) VENV=$(DUCKLAKE) setup-cluster
	$(DUCKLAKE)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement requirements-ducklake.lock
	touch $(READY_DUCKLAKE)

run: $(READY)  ## all programmes, from raw/ to warehouse/ and results/
	$(BIN)/bonuspott run

test: $(READY_DEV)  ## fast tests: only Python, no network
	$(BIN)/python -m pytest -n auto -m "not system and not cluster"

test-cluster: $(READY_DEV)  ## runs in a Celery worker; needs PostgreSQL, redis-server and root
	$(BIN)/python -m pytest -m cluster

test-system: $(READY_DEV) $(READY_SPARK) $(READY_DUCKLAKE)  ## tests that need a server, LibreOffice, a browser or Java
	$(BIN)/python -m pytest -n 2 -m system

check: lint test  ## format, lint, types, tests

lint: $(READY_DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(READY_DEV)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY_DEV) $(READY_SPARK)  ## measures how fast it is and keeps the figures in docs/performance.md; a quarter of an hour
	$(MAKE) VENV=$(PRODUCTION) setup
	$(COMPILE)
	BENCH_PROGRAM="$(CURDIR)/$(PRODUCTION)/bin/bonuspott" $(BIN)/python -m bench

mutants: $(READY_MUTANTS)  ## changes money, apportionment and mechanisms one thing at a time: which changes no test notices; a quarter of an hour
	$(MUTANTS)/bin/mutmut run
	$(MUTANTS)/bin/mutmut results
	$(MUTANTS)/bin/mutmut results --all true | sed -E 's/\.x[^:]*:/:/' | sort | uniq -c

$(READY_MUTANTS): requirements-mutants.lock
	$(PYTHON) -m venv $(MUTANTS)
	$(MUTANTS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-mutants.lock
	touch $(READY_MUTANTS)

ui: $(READY)  ## the Dagster user interface on 127.0.0.1:3000
	DAGSTER_HOME="$(CURDIR)/.dagster" $(BIN)/python -m pipelines.servers.user_interface --workspace workspace.yaml --host 127.0.0.1 --port 3000

ui-readonly: $(READY)  ## the user interface for auditors on 127.0.0.1:3001: shows everything, starts nothing
	DAGSTER_HOME="$(CURDIR)/.dagster" $(BIN)/python -m pipelines.servers.web_server --workspace workspace.yaml --read-only --host 127.0.0.1 --port 3001

examples: $(READY)  ## writes the example deliveries in raw/ anew, byte for byte the same
	$(BIN)/python -m examples raw

LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-header --no-annotate
LOCK_OF := pyproject.toml --group build --extra postgres
lock:  ## the locks anew from pyproject.toml, with the newest versions it allows; needs uv
	$(LOCK) --upgrade $(LOCK_OF) --output-file requirements.lock
	$(LOCK) --upgrade $(LOCK_OF) --extra celery --extra spark --constraint requirements.lock --output-file requirements-cluster.lock
	$(LOCK) --upgrade $(LOCK_OF) --extra celery --extra spark --extra dev --constraint requirements-cluster.lock --output-file requirements-dev.lock
	$(LOCK) --upgrade --group spark-server --output-file requirements-spark.lock
	$(LOCK) --upgrade --group mutants --constraint requirements-dev.lock --output-file requirements-mutants.lock
	$(LOCK) --upgrade --group ducklake --output-file requirements-ducklake.lock

clean:
	rm -rf $(VENV) $(PRODUCTION) $(SPARK) $(DUCKLAKE) $(MUTANTS) mutants
