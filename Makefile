# Everything that is done with this checkout. `make` alone explains itself; only Python 3.11+ and make are needed.

PYTHON ?= python3
WORKERS ?= 3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
SOURCES := adapters bot storage tests $(wildcard bench)

.DEFAULT_GOAL := help
.PHONY: help demo test check bench faults mutations year manifest words revision format clean

help: ## this list
	@echo "make demo      the playground in your browser: a sample company, no accounts needed (ARGS=\"--port 8090 --no-open\")"
	@echo "make test      all tests, on SQLite and PostgreSQL (ARGS=\"tests/storage -k leases\" for some of them)"
	@echo "make check     formatting, lint, types, import contracts, and that what is generated is up to date"
	@echo "make bench     measure, print a table, and write build/bench.json"
	@echo "make faults    the long runs with crashes and lost connections"
	@echo "make mutations 10,000 broken messages of CRMs, by a seed (ARGS=\"--count 2000 --first 1\")"
	@echo "make year      meetings, contacts and a company of forty for a year (some minutes)"
	@echo "make manifest  write manifest.yaml, Slack's description of the app, from the code"
	@echo "make words     gather every sentence that people read into bot/locale/truce.pot, for translators"
	@echo "make revision  write the migration to the tables as they are now (NAME=\"what changed\")"
	@echo "make format    let ruff lay out the code"
	@echo "make clean     remove what was built and the playground's data"

demo: .venv/installed
	@$(BIN)/truce demo $(ARGS)

test: .venv/installed-dev
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup $(ARGS)

check: .venv/installed-dev
	@$(BIN)/ruff format --check $(SOURCES)
	@$(BIN)/ruff check $(SOURCES)
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/truce manifest --check
	@mkdir -p build && $(EXTRACT) build/truce.pot bot adapters
	@cmp -s build/truce.pot bot/locale/truce.pot || { echo "bot/locale/truce.pot is out of date: make words"; exit 1; }

bench: .venv/installed-dev
	@mkdir -p build && $(BIN)/python -m bench $(ARGS)

faults: .venv/installed-dev
	@$(BIN)/python -m tests.faults $(ARGS)

mutations: .venv/installed-dev
	@$(BIN)/python -m tests.adapters.crm.mutations $(ARGS)

year: .venv/installed-dev
	@$(BIN)/python -m pytest -m long --timeout=1800
	@$(BIN)/python -m tests.scenarios.year

manifest: .venv/installed-dev
	@$(BIN)/truce manifest

EXTRACT = $(BIN)/pybabel -q extract --keyword=T --keyword=TN:1,2 --no-location --omit-header --sort-output -o

words: .venv/installed-dev
	@mkdir -p bot/locale && $(EXTRACT) bot/locale/truce.pot bot adapters

revision: .venv/installed-dev
	@$(BIN)/python -m storage.migrating "$(or $(NAME),$(error say what changed: make revision NAME="pulses have a language"))"
	@$(BIN)/ruff check -q --fix-only storage/migrations && $(BIN)/ruff format -q storage/migrations

format: .venv/installed-dev
	@$(BIN)/ruff format $(SOURCES)
	@$(BIN)/ruff check --fix $(SOURCES)

clean:
	rm -rf .venv .truce build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Truce needs Python 3.11 or newer. Name one: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv .venv \
		|| { echo "Python could not make .venv. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@touch $@

.venv/installed: .venv/python pyproject.toml constraints.txt
	@echo "Installing what Truce needs into .venv (a minute or two, once)"
	@$(PIP) install -c constraints.txt -e .
	@touch $@

.venv/installed-dev: .venv/python pyproject.toml constraints.txt
	@echo "Installing what Truce and its tests need into .venv (a minute or two, once)"
	@$(PIP) install -c constraints.txt -e '.[dev]'
	@touch $@ .venv/installed
