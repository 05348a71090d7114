# One front door. `make` alone lists what there is; every target sets up .venv by itself the first time.
.DEFAULT_GOAL := help
.PHONY: help setup demo run test lint check bench shots i18n lock
BIN := .venv/bin
# Tests fsync a lot; where memory has 4 GB to spare for files, their folders lie there. `make check` stays on the disk.
TEMPROOT = $(shell test -w /dev/shm && df -Pk /dev/shm | awk 'NR == 2 && $$4 > 4000000 { print "PYTEST_DEBUG_TEMPROOT=/dev/shm" }')

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## make .venv ready (system libraries, packages); without network when nothing changed
	@scripts/setup.sh

demo: setup ## the whole job in practice mode, from the raid to the signed report, into demo-out/
	@$(BIN)/fieldkit demo demo-out

run: setup ## open the app
	@$(BIN)/fieldkit

test: setup ## the default test suite
	@$(TEMPROOT) $(BIN)/pytest -q -n auto

lint: setup ## ruff, mypy, import contracts, spelling, dead code, house rules, missing translations
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/codespell
	@$(BIN)/vulture
	@$(BIN)/python scripts/house_rules.py
	@$(BIN)/python scripts/i18n.py --check

check: setup ## the heavy suites: crash loops, fuzzing, long journeys (minutes)
	@HYPOTHESIS_PROFILE=heavy $(BIN)/pytest -q -n auto -m heavy

bench: setup ## print speed as ratios against named peers and limits
	@$(BIN)/python -m benchmarks

shots: setup ## draw every screen in both languages, by day and by night, into shots/; the guide takes its pictures
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m scripts.shots shots
	@$(BIN)/python scripts/guide_shots.py shots

i18n: setup ## gather texts from the code into the catalogues and report what is untranslated
	@$(BIN)/python scripts/i18n.py

lock: setup ## pin requirements/ anew from pyproject.toml (needs the network); UPGRADE=1 takes newer versions
	@scripts/lock.sh $(if $(UPGRADE),--upgrade)
