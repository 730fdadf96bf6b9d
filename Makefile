# prep: `make help` lists what there is.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-builtin-rules
.DEFAULT_GOAL := help
.PHONY: help run demo test test-slow-line test-drills lint bench bench-drill hold pictures simulate calibrate mutants lock clean

PYTHON := .venv/bin/python
INSTALL := $(PYTHON) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes --only-binary :all:
# Tests and measurements know nothing of the shell they are started from, and leave a learner's data in var/ alone.
ALONE := env -i HOME="$$HOME" PATH="$$PATH" LANG=C.UTF-8 DATA_DIR="$(CURDIR)/var/test"
PYTEST := $(ALONE) $(PYTHON) -m pytest -q

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 24

run: .venv/.installed staticfiles/staticfiles.json ## serve prep on http://localhost:8000 (PORT, DATA_DIR … : see README)
	@exec $(PYTHON) manage.py serve

demo: .venv/.installed staticfiles/staticfiles.json ## the same with a learner who has 90 days of history
	@exec $(PYTHON) manage.py serve --demo

test: lint staticfiles/staticfiles.json ## everything: linters, types, the suite on SQLite and PostgreSQL, browser journeys
	@.ci/needs
	@echo "The suite on SQLite"
	@$(PYTEST) -n 2 --ignore tests/e2e
	@echo "What of it reaches a database, on PostgreSQL"
	@$(ALONE) $(PYTHON) .ci/with_postgres.py $(PYTHON) -m pytest -q -n 2 -m database --ignore tests/e2e
	@echo "Browser journeys"
	@$(PYTEST) -n 2 tests/e2e

test-slow-line: .venv/.installed-dev staticfiles/staticfiles.json ## the journeys on a slow line (LINE=300) and in a slow browser (BROWSER=4)
	@.ci/needs
	@$(ALONE) SLOW_LINE=$(or $(LINE),300) SLOW_FILES=$(or $(LINE),300) SLOW_BROWSER=$(or $(BROWSER),4) $(PYTHON) -m pytest -q -n 2 tests/e2e

lint: .venv/.installed-dev ## style, types on the pure packages, who may import whom
	@$(PYTHON) -m ruff check --quiet .
	@$(PYTHON) -m ruff format --check --quiet . || { echo "Not formatted; make it so with: $(PYTHON) -m ruff format" >&2; exit 1; }
	@$(PYTHON) -m djlint templates --lint --quiet
	@$(PYTHON) -m mypy --no-error-summary
	@.venv/bin/lint-imports --no-logo

bench: .venv/.installed-dev staticfiles/staticfiles.json ## how fast the hot pages are, on SQLite and PostgreSQL
	@.ci/needs
	@$(ALONE) $(PYTHON) .ci/bench.py
	@$(ALONE) $(PYTHON) .ci/with_postgres.py --durable $(PYTHON) .ci/bench.py

bench-drill: .venv/.installed-dev staticfiles/staticfiles.json ## how long a drill's Python takes in Chromium (TURNS=5)
	@.ci/needs
	@$(ALONE) $(PYTHON) .ci/drill_bench.py $(if $(TURNS),--turns $(TURNS))

test-drills: .venv/.installed-dev ## every drill's solution and starter in the browser's Python, against CPython
	@.ci/needs
	@$(ALONE) ALL_DRILLS=1 $(PYTHON) -m pytest -q tests/decks/test_drills.py tests/e2e/test_runtime.py

hold: .venv/.installed-dev staticfiles/staticfiles.json ## what others feel while somebody holds prep up, on both databases
	@.ci/needs
	@$(ALONE) $(PYTHON) .ci/hold.py
	@$(ALONE) $(PYTHON) .ci/with_postgres.py --durable $(PYTHON) .ci/hold.py

pictures: .venv/.installed-dev staticfiles/staticfiles.json ## take docs/pictures anew (ALL=FOLDER: each page at both widths, light and dark)
	@.ci/needs
	@$(ALONE) $(PYTHON) .ci/pictures.py $(if $(ALL),--all $(ALL))

simulate: .venv/.installed ## what simulated learners know on the day of an interview, by policy (LEARNERS=20; some minutes; EQUAL=1: at equal minutes)
	@PYTHONPATH=. $(PYTHON) .ci/simulate.py $(if $(LEARNERS),--learners $(LEARNERS)) $(if $(EQUAL),--equal)

calibrate: .venv/.installed ## how well the memory model predicts an Anki log, usual and fitted (LOG=revlog.csv)
	@PYTHONPATH=. $(PYTHON) .ci/calibrate.py $(LOG)

mutants: .venv/.installed-dev ## do the tests notice small changes to scheduling and review? (JOBS=2, SAMPLE=30, SECONDS=4, FILES=…)
	@.ci/needs
	@$(ALONE) $(PYTHON) .ci/mutants.py $(if $(JOBS),--jobs $(JOBS)) $(if $(SAMPLE),--sample $(SAMPLE)) \
		$(if $(SECONDS),--seconds $(SECONDS)) $(if $(AGAIN),--again $(AGAIN)) $(if $(LOG),--log $(LOG)) $(FILES)
	@$(if $(FILES),,$(ALONE) $(PYTHON) .ci/with_postgres.py $(PYTHON) .ci/mutants.py cards/models/statements.py cards/models/storing.py \
		cards/services/review.py cards/services/retry.py)

lock: .venv/.installed-dev ## remake requirements*.txt from requirements*.in (UPGRADE=1: at the newest versions)
	@for name in requirements requirements-dev; do \
		$(PYTHON) -m uv pip compile --quiet --no-config --universal --python-version 3.12 --generate-hashes \
			--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
			$(if $(UPGRADE),--upgrade) $$name.in --output-file $$name.txt; \
	done

clean: ## remove what these targets made, except the data in var/
	rm -rf .venv staticfiles var/test .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.installed: requirements.txt .ci/venv .ci/python
	@.ci/venv
	@echo "Installing what prep runs on into .venv"
	@$(INSTALL) -r requirements.txt
	@touch $@

# requirements-dev.txt holds all of requirements.txt, at the same versions.
.venv/.installed-dev: requirements-dev.txt .ci/venv .ci/python
	@.ci/venv
	@echo "Installing what the tests need into .venv"
	@$(INSTALL) -r requirements-dev.txt
	@touch .venv/.installed $@

# Folders are named too: their time changes when a file in them goes.
staticfiles/staticfiles.json: .venv/.installed prep/storage.py $(shell find static)
	@$(PYTHON) manage.py collectstatic --noinput --verbosity 0
	@touch $@
