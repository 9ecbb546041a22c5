# The front door. Every check has its one definition here; hooks, CI and people call the same targets.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
export UV_PYTHON_DOWNLOADS := never
# Bytecode is kept, whatever the environment says: every start would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

# Which Python makes .venv; empty lets scripts/python choose.
PYTHON ?=
export PYTHON

BIN := .venv/bin
READY := .venv/.ready
MUTATING := .cache/mutation/venv/.ready
ARGS ?=
WORKERS ?= 3
ROUNDS ?= 5
EXAMPLES ?= 100

.PHONY: help install run up demo test test-quick check format-check lint types contracts security docs-check lock-check \
	format bench chaos storm kills differential mutation breaches lock migration migrate cov clean

help: ## Show this page
	@awk 'BEGIN {FS = ":.*## "; print "Hikeshi: incident response with proof. Usage: make <target>"} \
		/^##@ / {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

##@ Run
run: $(READY) ## Start everything in one process on the embedded PostgreSQL (ARGS=…)
	@exec $(BIN)/hikeshi up $(ARGS)

demo: $(READY) ## Watch an alert page two people on a scratch instance
	@exec $(BIN)/hikeshi demo $(ARGS)

up: ## Start api, worker, PostgreSQL, Redis and a queue with docker compose
	docker compose up --build $(ARGS)

migrate: $(READY) ## Bring the database of HIKESHI_DATABASE_URL to this version
	@exec $(BIN)/hikeshi migrate $(ARGS)

##@ Test
test: $(READY) ## Run the whole test suite (ARGS="-k name", WORKERS=3)
	@scripts/system-packages
	@$(BIN)/pytest -n $(WORKERS) --dist worksteal $(ARGS)

test-quick: $(READY) ## Run the tests that need no database, no server and no network
	@$(BIN)/pytest -n $(WORKERS) --dist worksteal tests/unit tests/architecture $(ARGS)

cov: $(READY) ## Run the whole test suite and show what it did not reach
	@scripts/system-packages
	@$(BIN)/pytest -n $(WORKERS) --dist worksteal --cov --cov-report=term-missing:skip-covered $(ARGS)

chaos: $(READY) ## The fault campaign: ten minutes of failing providers and kills, then a recount
	@$(BIN)/python -m tests.chaos.campaign $(ARGS)

storm: $(READY) ## 10,000 alerts in a minute and their end, against real processes, then a recount
	@$(BIN)/python -m tests.storm $(ARGS)

kills: $(READY) ## Kill processes at every point with a name, again and again, and recount (ROUNDS=5)
	@CHAOS_ROUNDS=$(ROUNDS) $(BIN)/pytest tests/chaos $(ARGS)

differential: $(READY) ## Live through generated histories on PostgreSQL and compare with rehearsals (EXAMPLES=100)
	@DIFFERENTIAL_EXAMPLES=$(EXAMPLES) $(BIN)/pytest tests/integration/differential $(ARGS)

mutation: $(READY) $(MUTATING) ## Change the product a little, again and again, and count who notices (ARGS="oncall --sample 300 --seed 1")
	@nice -n 15 $(BIN)/python -m tests.mutation $(ARGS)

breaches: $(READY) ## Break each rule of on-call and escalation once and expect its test to fail
	@$(BIN)/python -m tests.mutation.planting

# An environment of its own: no check and no test needs cosmic-ray.
$(MUTATING): tests/mutation/requirements.txt $(READY)
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(dir $(MUTATING))
	@$(BIN)/pip --python $(dir $(MUTATING)) install --quiet --requirement $<
	@touch $@

bench: $(READY) ## Measure and print each goal beside what was reached
	@$(BIN)/python -m tests.benchmarks $(ARGS)

##@ Check
check: format-check lint types contracts security lock-check docs-check ## Format, lint, types, contracts, security, lock, docs

format-check: $(READY) ## Would `make format` change anything?
	@$(BIN)/ruff format --check --quiet . || { echo "run \`make format\`"; exit 1; }

lint: $(READY) ## Rules of ruff
	@$(BIN)/ruff check .

types: $(READY) ## Strict types
	@$(BIN)/mypy

contracts: $(READY) ## Who may import whom (architecture.toml)
	@$(BIN)/lint-imports --no-logo --config architecture.toml

security: $(READY) ## Patterns of insecure code
	@$(BIN)/bandit --quiet --recursive packages adapters --configfile pyproject.toml

lock-check: ## Does requirements.lock fit the project files? (needs no network)
	@scripts/python scripts/lock.py --check

docs-check: $(READY) ## Run the examples of the documentation
	@if [ -d tests/docs ]; then $(BIN)/pytest -q tests/docs; fi

##@ Change
install: $(READY) ## Set up .venv exactly as requirements.lock says

$(READY): requirements.lock bootstrap.lock packages/pyproject.toml adapters/pyproject.toml
	@scripts/python scripts/bootstrap.py

format: $(READY) ## Format and fix what can be fixed
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

lock: $(READY) ## Resolve requirements.lock anew from the project files (needs a package index)
	@PATH="$(CURDIR)/$(BIN):$$PATH" scripts/python scripts/lock.py

migration: $(READY) ## Write a migration from the difference to the schema (name="what it does")
	@$(BIN)/alembic --config adapters/hikeshi_server/outbound/postgres/migrations/alembic.ini revision --autogenerate -m "$(name)"

clean: ## Remove what can be made again (never .hikeshi: that is your data)
	rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage build dist
