# Guiyi: `make demo` and `make test` do all their own set-up (Python 3.11+, git and make are enough).
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
UV_VERSION := 0.13.9
VENV := .venv
UV := $(VENV)/bin/uv
READY := $(VENV)/.ready

.PHONY: city demo portal test chaos audit sbom system replay check fix up setup bench

demo: $(READY)  ## migrate the sample city and show the report
	$(VENV)/bin/guiyi demo

portal: $(READY)  ## the demo's library in the portal (the first start prints a link for the administrator)
	test -f var/demo/library.db || $(VENV)/bin/guiyi demo
	$(VENV)/bin/guiyi --library sqlite:///var/demo/library.db --store var/demo/store --configs var/demo/configs serve

test: $(READY) system replay  ## the whole suite, on all cores
	$(VENV)/bin/pytest -n logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder

chaos: $(READY)  ## a kill at every durable step, 200 trials of random kills a database (about an hour)
	$(VENV)/bin/python -m tests.chaos

audit: $(READY)  ## known weaknesses of all locked packages; red, too, where they could not be looked up
	$(UV) audit --frozen || { echo "audit: weaknesses found, or not looked up: treat both as red"; exit 1; }

sbom: $(READY)  ## CycloneDX list of all that is installed, with hashes' lock, into var/sbom.json
	@mkdir -p var
	$(UV) export --frozen --quiet --no-dev --all-extras --format cyclonedx1.5 -o var/sbom.json >/dev/null && echo var/sbom.json

system:  ## Debian packages that tests with a real browser or server need
	@.ci/system

replay: $(READY)  ## the reference tools for archives, in an environment of their own
	@.ci/replay

check: $(READY)  ## lints, types and layers
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy --strict guiyi
	$(VENV)/bin/lint-imports

fix: $(READY)  ## mend what the linters can mend
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

up: $(READY)  ## Prefect server, worker and deployments, until Ctrl-C
	$(VENV)/bin/guiyi up

city: $(READY) system  ## the city set-up on real servers: PostgreSQL, Redis, S3, two workers, with faults
	GUIYI_CITY=1 $(VENV)/bin/pytest tests/flows/test_city.py tests/flows/test_operator_day.py

screenshots: $(READY) system  ## every page of the portal, desk and phone, into docs/screenshots
	mkdir -p docs/screenshots
	GUIYI_SCREENSHOTS=docs/screenshots $(VENV)/bin/pytest tests/portal/test_pages.py

bench: $(READY)  ## the benchmarks, each beside its peer
	$(UV) sync --frozen --all-groups --python $(VENV)/bin/python
	$(VENV)/bin/python -m benchmarks.end_to_end

setup: $(READY)

$(UV):
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Guiyi needs Python 3.11 or newer"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(READY): $(UV) pyproject.toml uv.lock
	$(UV) sync --frozen --inexact --compile-bytecode --python $(VENV)/bin/python
	@$(VENV)/bin/python -m compileall -q guiyi tasks flows tests
	@touch $@
