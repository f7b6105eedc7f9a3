# Everything from nothing: `make demo` shows the product, `make test` proves it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
OUT ?= out/demo
# where these are set pytest prints differences in full, thousands of lines of them
TESTS := env -u CI -u BUILD_NUMBER $(BIN)/python -m pytest -n 2 --dist worksteal --durations=25 --durations-min=20
# compiled modules are kept, whatever the caller's environment says: loading them anew costs every run two seconds
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help setup browser demo test lint types fence unit truth bench accuracy format lock clean

help:
	@echo "make demo    audit the bundled sample site and say where the report is"
	@echo "make test    lint, types, import fence and tests"
	@echo "make bench   measure beside floors and peers, and write docs/performance.md (about an hour and a half)"
	@echo "make accuracy   measure the checks on labelled pages of others, and write docs/accuracy.md (needs ../shared/corpora)"
	@echo "make truth   walk the sample site's truth table one defect at a time (about an hour)"
	@echo "make format  let ruff rewrite the code; make lock pins the dependencies anew"

setup: $(VENV)/.ready browser

$(VENV)/.ready: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "tekser needs Python 3.11 or newer; name it: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "the venv module is missing: apt-get install python3-venv" >&2; exit 1; }
	@echo "installing Python packages into $(VENV) ..." >&2
	@{ $(PIP) install --requirement requirements.txt && $(PIP) install --no-deps --editable .; } >$(VENV)/install.log 2>&1 || { cat $(VENV)/install.log >&2; exit 1; }
	@touch $@

browser: $(VENV)/.ready
	@sh tools/browser.sh $(BIN)

demo: setup
	@$(BIN)/python -m fixtures.site.demo --out $(OUT)

test: setup lint types fence unit

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:
	$(BIN)/mypy

fence:
	$(BIN)/lint-imports

unit:
	$(TESTS) -m "not truth"

truth: setup
	$(TESTS) -m truth tests/test_truth.py

bench: setup
	$(BIN)/python -m benchmarks

accuracy: setup
	$(BIN)/python -m benchmarks.accuracy
	$(BIN)/python -m benchmarks.content --write
	$(BIN)/python -m benchmarks.content_audits --write

format:
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock:
	$(PIP) install uv
	$(BIN)/uv pip compile pyproject.toml --group dev --no-emit-index-url --no-emit-find-links --no-annotate --no-header --python-version 3.11 --output-file requirements.txt

clean:
	rm -rf $(VENV) out build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
