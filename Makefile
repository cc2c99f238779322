# Every target explains itself: `make help`. Nothing global is needed but python3, git and make.
PY := .venv/bin/python
PYTEST := $(PY) -m pytest
WORKERS ?= 2
export DJANGO_SETTINGS_MODULE ?= commonhall.site.settings
# Compiled files are kept, whatever the machine says: tests start Python hundreds of times.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help install install-browser install-messages demo dev test test-fast test-full test-mutations drill test-peers test-analytics lint layout types bench bench-peers bench-analytics actions attacks audit messages openapi pictures lock clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-15s %s\n", $$1, $$2}'

install: ## Install Commonhall into .venv from the hashed lock
	@python3 tools/bootstrap.py runtime

demo: install ## Build a living fictional town on SQLite and serve it
	@.venv/bin/commonhall demo

dev: install-test ## Serve a hall (COMMONHALL_HOME, else the demo's) and reload what is changed
	$(PY) tools/dev.py

install-test:
	@python3 tools/bootstrap.py test

install-browser:
	@python3 tools/bootstrap.py browser

install-messages:
	@python3 tools/bootstrap.py messages

lint: install-test ## Style, imports' direction, templates and style sheets
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	.venv/bin/lint-imports --no-cache
	$(PY) tools/messages.py --check
	$(PY) tools/plain_words.py
	$(PY) tools/layout.py --check

layout: install-test ## Lay out templates and style sheets
	$(PY) tools/layout.py

types: install-test ## Static types, strictly
	$(PY) -m mypy

test: install-browser lint types ## Every test, on SQLite and on a real PostgreSQL, in a real browser
	$(PY) tools/run_tests.py

test-fast: export DJANGO_SETTINGS_MODULE = commonhall.site.settings_test
test-fast: install-test ## The quick part: no browser, SQLite only
	$(PYTEST) -q -n $(WORKERS) -m "not browser and not slow and not full and not peers"

test-full: install-browser ## The whole matrix of pages × languages × themes × databases
	$(PY) tools/run_tests.py --full

test-mutations: install-test ## Break the code in known ways, one at a time: tests must notice each
	$(PY) tools/mutations.py

drill: install-test ## Bring about faults on purpose: database, disk, kills, proxy, restore, upgrade (DRILL=name: one)
	$(PY) -m tests.drills $(DRILL)

bench: install-test ## Measure ours: time, growth, memory
	$(PY) -m benchmarks

install-peers:
	@COMMONHALL_VENV=.venv-peers python3 tools/bootstrap.py peers

test-peers: install-peers ## Our methods against the peers, thousands of times (their own lock)
	.venv-peers/bin/python -m pytest -q -p no:django -n $(WORKERS) -c tests/peers/pytest.ini tests/peers

bench-peers: install-peers ## Ours beside the peer in one run: ratios
	.venv-peers/bin/python -m benchmarks.peers

install-analytics:
	@COMMONHALL_VENV=.venv-analytics python3 tools/bootstrap.py analytics

test-analytics: install-analytics ## Rates over DuckDB and Spark Connect against counting one by one (their own lock)
	.venv-analytics/bin/python -m pytest -q -c tests/analytics/pytest.ini tests/analytics

bench-analytics: install-analytics ## Rates over 20 million cases, on this machine and over Spark Connect
	.venv-analytics/bin/python -m benchmarks.analytics.rates --spark

openapi: install-test ## Write the API's document to its snapshot
	$(PY) tools/openapi.py

attacks: install-test ## Write the list of attacks to docs/security.md
	@$(PY) -m tests.attacks.listing > docs/security.md

actions: install-test ## Write the reference of all actions to docs/actions.md
	@DJANGO_SETTINGS_MODULE=commonhall.site.settings_test .venv/bin/commonhall actions --markdown > docs/actions.md

messages: install-messages ## Collect strings into the .po files and compile them; LOCALE=pl begins one
	$(PY) tools/messages.py $(LOCALE)

pictures: install-browser ## Draw the sheet of the main pages, docs/pictures/pages.md, from a demo town
	$(PY) tools/pictures.py

audit: install-test ## Bill of materials (sbom.cdx.json), and known vulnerabilities in the locks, without a network
	$(PY) tools/audit.py $(if $(ADVISORIES),--store $(ADVISORIES))

lock: ## Renew the locks (needs uv)
	@for group in runtime test; do \
	  uv pip compile --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --universal \
	    --python-version 3.11 --quiet requirements/$$group.in -o requirements/$$group.txt \
	    $$( [ $$group = test ] && echo -c requirements/runtime.txt ) ; done
	@uv pip compile --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
	  --python-version 3.11 --quiet requirements/analytics.in -o requirements/analytics.txt
	@uv pip compile --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
	  --python-version 3.11 --quiet --override requirements/peers-overrides.in \
	  requirements/peers.in -o requirements/peers.txt

clean: ## Remove the environment, the demo and caches
	rm -rf .venv .venv-peers .venv-analytics var .mypy_cache .pytest_cache .ruff_cache .hypothesis screenshots
