# Two commands do everything on a fresh machine: make demo, make test. Each target sets itself up.
SHELL := /bin/bash
# Tests start hundreds of processes; none of them need compile what another has.
unexport PYTHONDONTWRITEBYTECODE
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3.14 || command -v python3)
UV := $(shell command -v uv 2>/dev/null)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
RUNS := $(VENV)/.runs
DEMO := demo-firm
SOURCES := outreach tests benchmarks
FAST := -n 2 --dist worksteal -m "not system and not long" tests
COVERED ?=

.PHONY: demo test test-system test-long check bench lock fmt printed catalogs clean

ifneq ($(UV),)
NEW_VENV = $(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)
INSTALL = $(UV) pip install --quiet --python $(BIN)/python
else
NEW_VENV = $(PYTHON) -m venv $(VENV)
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check
endif

$(RUNS): requirements.lock pyproject.toml
	$(NEW_VENV)
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-deps --editable .
	@touch $(RUNS)

$(READY): requirements-dev.lock pyproject.toml
	$(NEW_VENV)
	$(INSTALL) --require-hashes -r requirements-dev.lock
	$(INSTALL) --no-deps --editable .
	@touch $(READY) $(RUNS)

demo: $(RUNS) ## the whole circle on real purchases, in demo-firm/
	$(BIN)/outreach demo $(DEMO)

test: $(READY) ## the fast tests, on SQLite and PostgreSQL, without root; COVERED=yes: with the gates of coverage
ifeq ($(COVERED),)
	$(BIN)/python -m pytest $(FAST)
else
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest $(FAST)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --fail-under=90
	$(BIN)/coverage report --fail-under=100 --include="$$($(BIN)/python -m tests.house.pure)"
endif

test-system: $(READY) ## with real Postfix, Dovecot and Chromium
	$(BIN)/python -m pytest -m system tests

test-long: $(READY) ## full crash loops and races: minutes
	$(BIN)/python -m pytest -n 2 --dist worksteal -m long tests

check: $(READY) ## form, types, import law, printed pages
	$(BIN)/ruff format --check --quiet $(SOURCES)
	$(BIN)/ruff check --quiet $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m outreach.printed --check

printed: $(READY) ## prints config.example.toml, docs/cli.md, docs/configuration.md, docs/segments.md and the states
	$(BIN)/python -m outreach.printed

catalogs: $(READY) ## collects what is said on screens and pages, and compiles its translations
	$(BIN)/python -m outreach.locale.catalogs

bench: $(READY) ## ratios, measured in one run
	for file in benchmarks/*.py; do [ $$(basename $$file) = __init__.py ] || $(BIN)/python -m benchmarks.$$(basename $$file .py) || exit 1; done

fmt: $(READY)
	$(BIN)/ruff format --quiet $(SOURCES)
	$(BIN)/ruff check --quiet --fix $(SOURCES)

lock: ## needs uv
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links pyproject.toml --extra postgres --extra demo -o requirements.lock
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links pyproject.toml --extra dev -o requirements-dev.lock

clean:
	rm -rf $(VENV) $(DEMO) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
