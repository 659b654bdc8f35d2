# One command each: `make run`, `make test`, `make bench`. They need Python 3.11 or newer, make, and a
# network the first time; Node.js comes from a Python package. What is made once is not made again
# until what it is made from changes.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= 2
export LOCATOR_STORE ?= var/locator.gpkg

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# npm and what it runs find `node` beside it.
export PATH := $(CURDIR)/$(BIN):$(PATH)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test bench lighthouse roads store assets check-code fmt lock clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 12

run: assets store ## the map on http://127.0.0.1:8000 (HOST, PORT, WORKERS)
	@echo "→ http://$(HOST):$(PORT)"
	@exec $(BIN)/granian --interface wsgi --factory --host $(HOST) --port $(PORT) \
		--workers $(WORKERS) --blocking-threads 2 --respawn-failed-workers --no-ws web:create_app

test: .venv/.test node_modules/.test assets check-code ## every check
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

bench: .venv/.test assets store ## the benchmarks beside their peers; writes benchmarks/results.md
	$(BIN)/python -m benchmarks

roads: .venv/.run ## OpenStreetMap's roads of Vietnam into var/roads: 300 MB; then LOCATOR_ROADS=var/roads make run
	$(BIN)/python -m geo roads fetch
	$(BIN)/python -m geo roads build var/roads/vietnam-latest.osm.pbf

lighthouse: .venv/.test node_modules/.test assets store ## what Lighthouse holds of the pages on a phone
	$(BIN)/python -m benchmarks lighthouse

check-code: .venv/.test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

fmt: .venv/.test ## put the code in order
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock: .venv/.test ## requirements*.txt from requirements*.in
	for name in requirements requirements-dev; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url \
			--generate-hashes $$name.in -o $$name.txt || exit 1; \
	done

clean: ## remove what was made, but for the store
	rm -rf .venv node_modules web/static/vendor var/.assets

store: .venv/.run ## the store from data/, when it is missing or older than that
	@$(BIN)/python -m geo build --if-needed

assets: var/.assets

var/.assets: node_modules/.made web/vendor.py $(wildcard web/translations/*/LC_MESSAGES/*.po)
	$(BIN)/python -m web.vendor
	@mkdir -p var && touch $@

node_modules/.made: .venv/.run package.json package-lock.json .npmrc
	$(BIN)/npm ci --no-progress --omit=dev
	@touch $@

# The checkers of markup too, 85 MB; what is above is then there as well.
node_modules/.test: .venv/.run package.json package-lock.json .npmrc
	$(BIN)/npm ci --no-progress
	@touch node_modules/.made $@

.venv/.run: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$(PYTHON) is older than 3.11: give a newer one, such as make PYTHON=python3.12 $(MAKECMDGOALS)"; \
		exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) install --require-hashes -r requirements.txt
	@touch $@

.venv/.test: .venv/.run requirements-dev.txt
	$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@
