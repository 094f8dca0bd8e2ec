PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help run test check format

help: ## show what can be done
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /  /'

.venv/installed: requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

run: .venv/installed ## set up, fill the embedded database, feed it, serve http://127.0.0.1:8501
	@$(BIN)/python -m sample_data --if-empty
	@$(BIN)/python -m sample_data feed & feed=$$!; \
	trap 'kill $$feed 2>/dev/null' EXIT INT TERM; \
	$(BIN)/python -m streamlit run app.py

test: .venv/installed-dev check ## run all checks and tests
	$(BIN)/python -m pytest

check: .venv/installed-dev ## format, lint, types, layers: every failure is printed
	@failed=0; \
	$(BIN)/ruff format --check . || failed=1; \
	$(BIN)/ruff check . || failed=1; \
	$(BIN)/mypy || failed=1; \
	$(BIN)/lint-imports || failed=1; \
	exit $$failed

format: .venv/installed-dev ## put the code in form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
