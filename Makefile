# One recipe file for people and CI. Every target does its own set-up in a virtual environment and may be repeated.
#   make demo VENV=/tmp/env     another place for the environment        make demo PYTHON=python3.12   another Python

VENV ?= .venv
PYTHON ?=
OUT ?= omicz-demo
WORKERS ?= 2

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help demo test test-all judges check format lint types layers docs docs-check bundle bench clean

help:  ## this list
	@echo "omicz-meta: from a hospital's export to harmonised records and a description that catalogues can harvest"
	@echo
	@sed -n 's/^\([a-z-]*\):.*##  *\(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

demo: $(VENV)/.run  ## the whole chain on the shipped example; ends with what was found and which file to open
	@echo "Running the shipped example: three CSV tables of a fictional hospital, with known faults."
	@$(BIN)/omicz-meta demo "$(OUT)"

test: $(VENV)/.test  ## quick tests, about five minutes on two cores; no Java, browser or server
	@closed="unshare --map-current-user --net"; $$closed true 2>/dev/null || closed=; \
	echo "Running the quick tests in $(WORKERS) processes$${closed:+, cut off from every network}."; \
	PYTHONDONTWRITEBYTECODE= $$closed $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not heavy"

test-all: $(VENV)/.test-all  ## all tests, also those that need a browser, much time or memory
	@echo "Running all tests in $(WORKERS) processes."
	@OMICZ_TESTS=all $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

judges: $(VENV)/.test  ## other people's readers judge what is served: CKAN, FAIR Data Point, SeMPyRO (0.5 GB, minutes)
	@echo "Making the environments of the judges in .judges, where they are not there yet."
	@$(BIN)/python tests/judges/environments.py
	@$(BIN)/python -m pytest tests/judges

check: format lint types layers test docs-check  ## what CI runs: format, lint, types, layers, tests, generated pages

format: $(VENV)/.dev  ## is the code formatted
	@echo "Checking the format."
	@$(BIN)/ruff format --check

lint: $(VENV)/.dev  ## does the code keep the rules
	@echo "Checking the rules of style."
	@$(BIN)/ruff check

types: $(VENV)/.dev  ## do the types agree
	@echo "Checking the types."
	@$(BIN)/mypy

layers: $(VENV)/.dev  ## do imports go downward only
	@echo "Checking that imports go downward only."
	@$(BIN)/lint-imports --no-cache

docs: $(VENV)/.test  ## write the generated reference pages again
	@echo "Writing the generated pages."
	@$(BIN)/python docs/generate.py

docs-check: $(VENV)/.test  ## are the generated reference pages up to date
	@echo "Comparing the generated pages."
	@$(BIN)/python docs/generate.py --check

bundle: $(VENV)/.bundle  ## one archive that installs all of it where there is no network (dist/)
	@echo "Collecting the wheels and writing the archive."
	@$(BIN)/python deploy/bundle.py -o dist $(if $(PACKS),--packs "$(PACKS)")

bench: $(VENV)/.bench  ## measure, side by side with other tools (minutes)
	@echo "Measuring."
	@$(BIN)/python benchmarks/bench_reader.py
	@$(BIN)/python benchmarks/bench_chain.py --memory
	@$(BIN)/python benchmarks/trial_kernel.py

clean:  ## remove the environment, caches and the demo's output
	@echo "Removing $(VENV), caches and $(OUT)."
	@rm -rf "$(VENV)" .judges .hypothesis .mypy_cache .ruff_cache .import_linter_cache .pytest_cache build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@if [ -f "$(OUT)/run.json" ]; then rm -rf "$(OUT)"; fi

# Set-up. A stamp is older than pyproject.toml when what is to be installed may have changed.

$(VENV)/.run: pyproject.toml | $(VENV)/.made
	@echo "Installing omicz-meta into $(VENV) (about 0.5 GB; a minute or two the first time)."
	@$(PIP) --editable .
	@touch $@

$(VENV)/.test: pyproject.toml | $(VENV)/.made
	@echo "Installing omicz-meta and what its tests need into $(VENV) (a few minutes the first time)."
	@$(PIP) --editable '.[test]'
	@touch $(VENV)/.run $@

$(VENV)/.test-all: pyproject.toml | $(VENV)/.made
	@echo "Installing omicz-meta, what its tests need, and Spark into $(VENV) (some minutes the first time)."
	@$(PIP) --editable '.[test,spark]'
	@touch $(VENV)/.run $(VENV)/.test $@

$(VENV)/.dev: pyproject.toml | $(VENV)/.made
	@echo "Installing omicz-meta and the developer tools into $(VENV)."
	@$(PIP) --editable '.[dev]'
	@touch $(VENV)/.run $(VENV)/.test $@

$(VENV)/.bench: pyproject.toml | $(VENV)/.made
	@echo "Installing omicz-meta and the tools it is compared with into $(VENV)."
	@$(PIP) --editable '.[bench]'
	@touch $(VENV)/.run $(VENV)/.test $@

$(VENV)/.bundle: pyproject.toml | $(VENV)/.made
	@echo "Installing what writes the archive into $(VENV)."
	@$(PIP) --editable '.[bundle]'
	@touch $(VENV)/.run $@

$(VENV)/.made:
	@set -e; python=; \
	for name in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
	  if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$name; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "Python 3.11 or newer is needed. Debian, Ubuntu: apt install python3 python3-venv"; exit 3; \
	fi; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
	  echo "Python cannot make virtual environments here. Debian, Ubuntu: apt install python3-venv"; exit 3; \
	fi; \
	echo "Making a virtual environment in $(VENV)."; \
	"$$python" -m venv "$(VENV)"; \
	touch $@
