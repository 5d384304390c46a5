# Two commands: `make run` and `make test`. Python 3.11 and make are all they need.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONPATH := $(CURDIR):$(CURDIR)/platform

.PHONY: run test properties lint lint-types lint-rest format bench lighthouse help-pictures stop clean lock

run: $(VENV)/run.stamp  ## the whole service with its demo, until Ctrl-C
	@$(BIN)/python -m infra.local.run

test: $(VENV)/test.stamp  ## everything: unit, integration, isolation, browser
	@$(BIN)/python -m infra.local.chromium
	$(BIN)/python -m pytest -n logical --maxprocesses 4 --no-loadscope-reorder $(ARGS)

properties: $(VENV)/test.stamp  ## properties of the books and of SMS: how many examples each was tried with
	$(BIN)/python -m pytest -n 0 -m hypothesis -p tests.properties $(or $(ARGS),tests/billing tests/sms)

lint: $(VENV)/test.stamp  ## style, types, layers, templates, missing and dangerous migrations; two at a time
	@$(MAKE) --no-print-directory --output-sync=target -j 2 lint-types lint-rest

lint-types:
	$(BIN)/mypy
	$(BIN)/lint-imports

lint-rest:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --lint --quiet themes
	BURMISTR_HOME=$(CURDIR)/.burmistr/lint $(BIN)/python manage.py makemigrations --check --dry-run
	BURMISTR_HOME=$(CURDIR)/.burmistr/lint $(BIN)/python manage.py check --fail-level WARNING
	BURMISTR_HOME=$(CURDIR)/.burmistr/lint $(BIN)/python -m infra.local.lint_migrations

format: $(VENV)/test.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djlint --reformat --quiet themes

bench: $(VENV)/test.stamp  ## figures of the issue, baseline and candidate in turns
	@$(BIN)/python -m tests.benchmarks $(ARGS)

lighthouse: $(VENV)/test.stamp  ## Lighthouse on the demo that runs, all themes; needs Node.js
	@$(BIN)/python -m infra.local.chromium
	@$(BIN)/python -m tests.lighthouse

help-pictures: $(VENV)/test.stamp  ## pictures of the help, taken anew from the demo
	@$(BIN)/python -m infra.local.chromium
	HELP_PICTURES=1 $(BIN)/python -m pytest tests/e2e/test_help.py -k picture

stop:  ## stop a service that runs, and its databases
	@test ! -x $(BIN)/python || $(BIN)/python -m infra.local.run stop

clean: stop  ## forget all data of this checkout and the virtual environment
	rm -rf .burmistr $(VENV)

lock:  ## pin exact versions with hashes after a change of pyproject.toml
	$(PYTHON) -m venv .burmistr/lock && .burmistr/lock/bin/pip install --quiet uv
	.burmistr/lock/bin/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
		pyproject.toml -o infra/requirements/run.txt
	.burmistr/lock/bin/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
		pyproject.toml --group test -o infra/requirements/test.txt

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] < (3, 13) else "Нужен Python 3.11 или 3.12: make run PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: infra/requirements/run.txt | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r infra/requirements/run.txt
	@touch $@

$(VENV)/test.stamp: infra/requirements/test.txt $(VENV)/run.stamp
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r infra/requirements/test.txt
	@touch $@
