# Anxin: `make run` shows it, `make test` proves it, `make help` lists the rest.
#
# Each step leaves a stamp, so that what is already in place is not made again. HOST, PORT and every
# ANXIN_… variable reach the site: `make run PORT=9000`, `ANXIN_DEMO=small make run`.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
.DELETE_ON_ERROR:

PYTHON ?=
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps
ENGINES := build/engines
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
CHECK := $(BIN)/python tools/run_checks.py
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --override requirements/overrides.in \
        --no-annotate --no-header --no-emit-index-url $(UPGRADE)
VENDOR := src/anxin/web/static/vendor
CHECK_PAGE := $(wildcard src/anxin/web/check/static/check/*) src/anxin/web/design/static/design/tokens.css
CATALOGUES := $(shell find src/anxin -path '*/locale/*' -name '*.po' 2>/dev/null)

##@ Use

.PHONY: run
run: setup ## set everything up, load the Wenzhou demonstration, serve it (a second run starts in seconds)
	@exec $(BIN)/anxin demo

.PHONY: demo-small
demo-small: setup ## the same with a city of 1,000 people
	@ANXIN_DEMO=small exec $(BIN)/anxin demo

.PHONY: demo-peers
demo-peers: setup ## that small city, and a ministry's site beside it that holds the same green workers
	@ANXIN_DEMO=small exec $(BIN)/anxin demo --peers

.PHONY: setup
setup: $(STAMPS)/run $(STAMPS)/frontend $(STAMPS)/messages ## only set everything up
	@:

##@ Prove

.PHONY: test
test: setup-tests chromium postgres ## every check and every test, on SQLite and on PostgreSQL
	@$(CHECK)

.PHONY: lint
lint: setup-tests ## style of the Python and of the templates
	@$(CHECK) style format templates

.PHONY: types
types: setup-tests ## types, strictly
	@$(CHECK) types

.PHONY: arch
arch: setup-tests ## which part may import which
	@$(CHECK) architecture

.PHONY: packs
packs: setup-tests ## the service packs and their scenarios
	@$(CHECK) packs scenarios

.PHONY: test-sqlite
test-sqlite: setup-tests chromium ## every test, on SQLite
	@$(CHECK) sqlite browser static

.PHONY: test-postgres
test-postgres: setup-tests postgres ## the tests that touch a database, on a temporary PostgreSQL
	@$(CHECK) postgres

.PHONY: bench
bench: setup-tests postgres ## how fast it is, as ratios to the bare tools beneath
	@$(BIN)/python bench/run.py

.PHONY: bench-decisions
bench-decisions: setup-tests engines postgres ## the decision engine beside every other, as ratios (BENCH_SIZE=small: two minutes)
	@$(BIN)/python -m tests.postgres -- $(ENGINES)/bin/python bench/decisions/run.py

.PHONY: bench-codes
bench-codes: setup-tests postgres ## credentials, status lists, the scan path and the squares, as ratios (BENCH_SIZE=small: a few minutes)
	@$(BIN)/python bench/codes/run.py

.PHONY: bench-exchange
bench-exchange: setup-tests ## what it costs two sites to find where they differ, against all ids and a fixed tree
	@$(BIN)/python bench/exchange/run.py

.PHONY: bench-buyers
bench-buyers: setup-tests ## the right firm among ten million, beside other ways (BENCH_SIZE=medium: one million; small)
	@BENCH_SIZE=$${BENCH_SIZE:-full} $(BIN)/python bench/buyers/run.py

.PHONY: bench-tracing
bench-tracing: setup-tests ## following lots through a million events, against one recursive statement of SQL
	@$(BIN)/python bench/tracing/run.py

.PHONY: kills
kills: setup-tests postgres ## a line between two platforms killed at 1,000 points, on both databases
	@KILLS=1000 $(BIN)/python -m pytest tests/unit/kernel/peers/test_chaos.py -q
	@KILLS=1000 $(BIN)/python -m tests.postgres -- $(BIN)/python -m pytest tests/unit/kernel/peers/test_chaos.py -q

.PHONY: test-engines
test-engines: engines ## the decision tables on ClickHouse and Spark as well (wants Java 17)
	@$(ENGINES)/bin/python -m pytest --confcutdir tests/unit/decisions tests/unit/decisions/columnar/test_other_engines.py

##@ Keep

.PHONY: format
format: setup-tests ## lay out the Python as the style check wants it
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

.PHONY: messages
messages: $(STAMPS)/run ## compile the translations
	@$(BIN)/python tools/compile_messages.py
	@touch $(STAMPS)/messages

.PHONY: lock
lock: setup-tests ## lock the packages anew (UPGRADE=--upgrade takes newer ones)
	@$(LOCK) pyproject.toml requirements/run.in --output-file requirements/run.txt
	@$(LOCK) pyproject.toml requirements/run.in requirements/test.in --constraints requirements/run.txt \
	  --output-file requirements/test.txt
	@$(LOCK) requirements/engines.in --output-file requirements/engines.txt
	@$(LOCK) requirements/node.in --output-file requirements/node.txt
	@tools/npm.sh install --package-lock-only --ignore-scripts

.PHONY: clean
clean: ## remove what was built; the site's own folder var/ stays
	@rm -rf build dist node_modules $(VENDOR) $(STAMPS) .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@rm -rf .import_linter_cache
	@find src -name '*.mo' -delete

.PHONY: help
help: ## this list
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@ / { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

# ------------------------------------------------------------------------------------ what has to be there

.PHONY: setup-tests chromium postgres engines
setup-tests: $(STAMPS)/test $(STAMPS)/frontend $(STAMPS)/messages
	@:

chromium: | $(STAMPS)/venv
	@tools/ensure_chromium.sh

postgres: | $(STAMPS)/venv
	@tools/ensure_postgres.sh

engines: $(ENGINES)/stamp
	@:

$(ENGINES)/stamp: requirements/engines.txt
	@PYTHON="$(PYTHON)" tools/make_venv.sh $(ENGINES)
	@echo "Installing the engines to compare with …"
	@$(ENGINES)/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements/engines.txt
	@touch $@

$(STAMPS)/venv:
	@PYTHON="$(PYTHON)" tools/make_venv.sh $(VENV)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/run: requirements/run.txt pyproject.toml | $(STAMPS)/venv
	@echo "Installing the packages Anxin runs on …"
	@$(PIP) --no-deps --require-hashes -r requirements/run.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(STAMPS)/test: requirements/test.txt | $(STAMPS)/run
	@echo "Installing the packages the tests need …"
	@$(PIP) --no-deps --require-hashes -r requirements/test.txt
	@touch $@

$(STAMPS)/npm: package-lock.json .npmrc | $(STAMPS)/run
	@echo "Fetching the front-end files …"
	@tools/npm.sh ci --ignore-scripts --loglevel=error
	@touch $@

$(STAMPS)/frontend: $(STAMPS)/npm tools/vendor_frontend.py tools/frontend/old_browsers.js $(CHECK_PAGE)
	@$(BIN)/python tools/vendor_frontend.py
	@touch $@

$(STAMPS)/messages: $(CATALOGUES) tools/compile_messages.py | $(STAMPS)/run
	@$(BIN)/python tools/compile_messages.py
	@touch $@
