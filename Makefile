# The first Python that is new enough and can make environments, unless PYTHON names one.
USABLE := import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c '$(USABLE)' 2>/dev/null && echo $$name && break; done)
BIN := .venv/bin
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --no-compile
# Python's bytecode: pip would make it alone; a first start makes it beside other work, and the
# tests by both cores. That some files of packages cannot be compiled does no harm.
COMPILE := $(BIN)/python -m compileall -qq .venv/lib

.DEFAULT_GOAL := help
.PHONY: help run test check format

help: ## show what can be done
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

.venv/installed: requirements.txt
	@echo "Setting up .venv ..."
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later with its venv module is needed"; exit 1; }
	@$(PYTHON) -m venv .venv
	@$(INSTALL) -r requirements.txt
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	@echo "Adding what the tests need ..."
	@$(INSTALL) -r requirements-dev.txt
	-@$(COMPILE) -j 2
	@touch $@

.venv/compiled: .venv/installed
	-@$(COMPILE)
	@touch $@

# Feed and server run in the background, so that whatever ends this shell ends both of them.
run: .venv/installed ## set up, fill the embedded database, feed it, serve http://127.0.0.1:8501
	@case "$$SUPERVISION_DATABASE_URL" in ""|sqlite:*) ;; *) \
	echo "make run fills the embedded database with made-up cases; for yours see docs/operations.md"; \
	exit 1 ;; esac
	@$(MAKE) --silent .venv/compiled & compiling=$$!; \
	trap 'kill $$compiling 2>/dev/null; exit 1' INT TERM HUP; \
	$(BIN)/python -m data_access migrate && $(BIN)/python -m sample_data --if-empty || \
	{ kill $$compiling 2>/dev/null; exit 1; }
	@$(BIN)/python -m sample_data feed & feed=$$!; \
	$(BIN)/python -m streamlit run app.py & server=$$!; \
	trap 'kill $$feed $$server 2>/dev/null; wait' EXIT; \
	trap 'exit 0' INT TERM HUP; \
	wait $$server

test: .venv/installed-dev check ## run all checks and tests
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

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
