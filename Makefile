# The face of the project. Needs Python 3.11 or newer and make; everything else is fetched.
SHELL := /bin/sh
BIN := .venv/bin
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run test test-fast test-e2e check format bench screenshots messages lock clean env

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

env: ## Fetch everything into .venv, as the lock says
	@eval "$$(tools/uv.sh)" && "$$UV" sync --frozen --quiet

run: env ## Start MediaNest and say where to open the browser
	@exec $(BIN)/medianest serve $(ARGS)

test: test-fast test-e2e ## Run every test, a real browser included

test-fast: env ## Run the tests that need no browser
	$(BIN)/pytest tests/unit tests/architecture tests/contract tests/integration -n auto --dist worksteal $(ARGS)

test-e2e: env ## Drive a real Chromium against a real server
	@$(BIN)/python -m tests.browser
	$(BIN)/pytest tests/e2e $(ARGS)

check: env ## Lint, types, the law of the house, and migrations against models
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/lint-imports
	$(BIN)/python -m tools.schema_check

format: env ## Put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: env ## Measure beside others and print ratios
	$(BIN)/python -m bench $(ARGS)

screenshots: env ## Take the pictures of the documentation again
	@$(BIN)/python -m tests.browser
	$(BIN)/python -m tools.screenshots $(ARGS)

messages: env ## Gather the texts of the pages and write the languages
	$(BIN)/python -m tools.messages

lock: ## Take up newer packages, within what pyproject.toml allows
	@eval "$$(tools/uv.sh)" && "$$UV" lock --upgrade

clean: ## Remove what was built or fetched; the data folder stays
	rm -rf .venv .uv .web build dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache test-artifacts
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
