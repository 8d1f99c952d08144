# `make help` lists what can be made. Everything happens in .venv, which is made when it is first needed.

PYTHON ?= python3
SIZE ?= small
BIN := .venv/bin
INSTALLED := .venv/.installed
AUDITORS := .venv-audit/.installed
# Nothing is built from source while it is installed, and every file has the hash of the lock file.
PIP_INSTALL := python -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes
LOCK_OPTIONS := --universal --generate-hashes --python-version 3.11 --custom-compile-command "make lock"
# Compiling the tests anew in each process takes as long as collecting them.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest

.DEFAULT_GOAL := help
.PHONY: help demo test test-unit test-trials test-cluster golden test-slow lint check fix docs bench lock audit sbom wheel install-check clean

help: ## List the targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' Makefile

demo: $(INSTALLED) ## Try the program on a sample shop, in a temporary folder.
	@set -eu; \
	shop=$$(mktemp -d); trap 'rm -rf "$$shop"' EXIT; \
	PATH="$(CURDIR)/$(BIN):$$PATH"; cp src/customers/sample/*.csv "$$shop"; cd "$$shop"; \
	for name in $$(env | sed -n 's/^\(CUSTOMERS_[A-Z_]*\)=.*/\1/p'); do unset "$$name"; done; \
	export CUSTOMERS_DATABASE_URL="sqlite:///$$shop/shop.db"; \
	run() { printf '$$ customers %s\n' "$$*"; customers "$$@"; printf '\n'; }; \
	run import customers customers.csv; \
	run import addresses addresses.csv; \
	run import orders orders.csv; \
	run vip recalculate; \
	run list --per-page 5; \
	run segments; \
	run vip --sort -total_spent --per-page 5; \
	run show "$$(customers vip --sort -total_spent --per-page 1 --output ids)"

test: $(INSTALLED) ## Run the fast tests, on SQLite and on PostgreSQL, with a few examples of each law.
	HYPOTHESIS_PROFILE=$${HYPOTHESIS_PROFILE:-quick} $(PYTEST) -n 2 --dist loadfile -m "not slow and not trial"

test-unit: $(INSTALLED) ## Run the tests of the rules alone, in seconds and without a database.
	$(PYTEST) -q tests/unit

test-trials: $(INSTALLED) ## Run the trials: processes, terminals, signals, races, full disks, memory, the sessions of the README.
	$(PYTEST) -n 2 --dist worksteal -m "trial and not slow"

test-cluster: $(INSTALLED) ## Run every command on the database of CUSTOMERS_TEST_CLUSTER_URL, and compare it with SQLite.
	$(PYTEST) tests/cluster

golden: $(INSTALLED) ## Write the expected outputs of the tests; read the difference before committing.
	WRITE_GOLDEN=1 $(PYTEST) -q tests/contract/test_golden.py -k "not postgresql"
	WRITE_GOLDEN=1 $(PYTEST) -q tests/cli/test_mistakes.py

test-slow: $(INSTALLED) ## Run the long trials, and every law on new random examples; takes hours.
	HYPOTHESIS_PROFILE=explore $(PYTEST) -n 2 -m slow
	HYPOTHESIS_PROFILE=explore $(PYTEST) -n 2 tests/integration tests/unit

lint: $(INSTALLED) ## Check format, style, spelling, types, layers and manual.
	$(BIN)/ruff format --check src tests
	$(BIN)/ruff check src tests
	$(BIN)/codespell src tests README.md CHANGELOG.md Makefile .env.example .github
	$(BIN)/mypy src tests
	$(BIN)/lint-imports
	$(BIN)/python -m customers.manual --check

check: lint install-check test test-trials ## Check everything: lint, the wheel installed alone, the fast tests and the trials.

fix: $(INSTALLED) ## Format the source and apply the fixes of the linter.
	$(BIN)/ruff format src tests
	$(BIN)/ruff check --fix src tests

docs: $(INSTALLED) ## Write the manual: command reference, man pages, errors, pictures.
	$(BIN)/python -m customers.manual

bench: $(INSTALLED) ## Measure the program; SIZE=small, medium or large; RECORD=yes keeps it in tests/bench/RESULTS.md.
	$(BIN)/python -m tests.bench --size $(SIZE) $(if $(RECORD),--record)

lock: $(INSTALLED) ## Update requirements.lock, and .github/audit.lock, from pyproject.toml.
	$(BIN)/uv pip compile --quiet pyproject.toml --group dev $(LOCK_OPTIONS) -o requirements.lock
	$(BIN)/uv pip compile --quiet --group pyproject.toml:audit $(LOCK_OPTIONS) -o .github/audit.lock

audit: $(AUDITORS) ## Look for known vulnerabilities in what requirements.lock names; needs the network.
	@set -eu; \
	report=$$(mktemp); trap 'rm -f "$$report"' EXIT; \
	if .venv-audit/bin/pip-audit --requirement requirements.lock --no-deps --disable-pip --strict --progress-spinner off >"$$report" 2>&1; \
	then cat "$$report"; \
	elif grep -q "^Found [0-9]* known" "$$report"; then cat "$$report" >&2; exit 1; \
	else \
		echo "audit: no verdict, as the advisory service could not be reached: $$(tail -n 1 "$$report" | cut -c 1-300)" >&2; \
		exit 2; \
	fi

sbom: $(AUDITORS) ## List what the program is made of in build/sbom.json (CycloneDX).
	mkdir -p build
	.venv-audit/bin/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --output-reproducible -o build/sbom.json

wheel: $(INSTALLED) ## Build the wheel into dist.
	rm -rf dist
	$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

install-check: wheel ## Install the wheel alone, as a user would, and start the program.
	rm -rf .venv-wheel build/constraints.txt
	mkdir -p build
	sed -e '/^[ #]/d' -e 's/ *\\$$//' -e 's/\[[^]]*\]//' requirements.lock > build/constraints.txt
	$(BIN)/python -m venv .venv-wheel
	.venv-wheel/bin/python -m pip install --quiet --constraint build/constraints.txt dist/*.whl
	@set -eu; \
	home=$$(mktemp -d); trap 'rm -rf "$$home"' EXIT; cd "$$home"; \
	for command in --version --help list; do \
		printf '$$ customers %s\n' "$$command"; \
		env -i PATH=/usr/bin:/bin HOME="$$home" LC_ALL=C.UTF-8 "$(CURDIR)/.venv-wheel/bin/customers" "$$command"; \
	done

clean: ## Remove everything that was made here, .venv included.
	rm -rf .venv .venv-audit .venv-wheel build dist .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(INSTALLED): requirements.lock pyproject.toml
	@set -eu; \
	python=; bare=; \
	for candidate in "$(PYTHON)" python3.13 python3.12 python3.11; do \
		"$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		if "$$candidate" -c 'import ensurepip, venv' 2>/dev/null; then python=$$candidate; break; fi; \
		bare=$$candidate; \
	done; \
	if [ -z "$$python" ]; then \
		if [ -n "$$bare" ]; then echo "$$bare has no venv module: install it (on Debian and Ubuntu the package python3-venv)" >&2; \
		else echo "Python 3.11 or newer is missing: install it, or name it, as in: make PYTHON=/path/to/python3.12" >&2; fi; \
		exit 1; \
	fi; \
	echo "Making .venv with $$python and the packages of requirements.lock"; \
	"$$python" -m venv .venv
	@$(BIN)/$(PIP_INSTALL) -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

$(AUDITORS): $(INSTALLED) .github/audit.lock
	rm -rf .venv-audit
	$(BIN)/python -m venv .venv-audit
	.venv-audit/bin/$(PIP_INSTALL) -r .github/audit.lock
	@touch $@
