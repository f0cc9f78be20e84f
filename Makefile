.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup demo up down test test-unit test-long torture torture-local torture-time check format lint types imports \
	template bench build deploy clean lock audit

ifneq ($(words $(CURDIR)),1)
$(error the path of this folder has a space in it, which neither make nor Python's environments bear)
endif

BIN := .venv/bin
SAM := .venv-sam/bin
INSTALL := -m pip --disable-pip-version-check install --quiet --no-deps --only-binary :all: --require-hashes -r

# Every set of requirements has a stamp, named after their content and this folder: what changes either installs anew.
content = $(shell { echo $(CURDIR); cat $(1); } | cksum | tr -d ' ')
SETUP := .venv/setup-$(call content,requirements/setup.txt)
TEST := .venv/test-$(call content,requirements/setup.txt requirements/test.txt)
BENCH := .venv/bench-$(call content,requirements/setup.txt requirements/bench.txt)
CHECK := .venv/check-$(call content,requirements/setup.txt requirements/test.txt requirements/check.txt)
TEMPLATE := .venv-sam/template-$(call content,requirements/sam.txt)
AUDIT := .venv-audit/audit-$(call content,requirements/audit.txt)

find_python = for python in python3 python3.13 python3.12 python3.11 ""; do \
	$${python:-false} -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; done; \
	test -n "$$python" || { echo "Python 3.11 or newer is needed; there is none on the PATH." >&2; exit 1; }

# `make test` measures the domain and the application under the unit tests, and fails where these leave out a branch;
# COVERAGE= leaves it out. What is measured takes twice as long.
COVERAGE ?= --cov
# `make lock UPGRADE=--upgrade` takes the newest of everything that the .in files allow.
UPGRADE ?=

help:
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(SETUP)  ## make .venv with the leadflow command in it (once; again only when requirements change)
	@echo "$(BIN)/leadflow is ready"

demo: $(SETUP)  ## real webhooks in, scores and one message to sales out, on this machine
	$(BIN)/python -m local.demo

up: $(SETUP)  ## start the local stack; it keeps its state and its address in .leadflow/
	$(BIN)/leadflow up

down: $(SETUP)  ## stop the local stack
	$(BIN)/leadflow up --stop

test: $(TEST)  ## every test but the long ones
	$(BIN)/python -m pytest -n 2 --dist worksteal tests/unit $(COVERAGE)
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not long" --ignore tests/unit

test-unit: $(SETUP)  ## the inner loop: no network, no AWS, seconds
	$(BIN)/python -m pytest -q -n 2 --dist worksteal -m "not slow" --hypothesis-profile 'inner loop' \
		tests/unit

test-long: $(TEST)  ## the long tests
	$(BIN)/python -m pytest -m long

torture: $(TEST)  ## the real functions in worlds in which everything goes wrong, and the product broken on purpose
	$(BIN)/python -m tests.torture

torture-time: $(TEST)  ## a year of 2,000 leads and a newsletter to 100,000, beside brute force: nobody missed, nobody late
	$(BIN)/python -m tests.torture_time

torture-local: $(TEST)  ## the local stack killed and started again under 10,000 webhooks: nothing lost, nothing twice
	$(BIN)/python -m tests.torture_local

check: format lint types imports template  ## format, lint, types, import contracts, template

format: $(CHECK)
	$(BIN)/ruff format --check

lint: $(CHECK)
	$(BIN)/ruff check

types: $(CHECK)
	$(BIN)/mypy

imports: $(CHECK)
	$(BIN)/lint-imports --no-logo

template: $(TEMPLATE)
	$(SAM)/cfn-lint template.yaml
	SAM_CLI_TELEMETRY=0 $(SAM)/sam validate --lint --region eu-west-1 --template template.yaml

bench: $(BENCH)  ## what an activity costs: AWS calls and capacity units; what judging a lead takes, beside rule engines
	$(BIN)/python -m bench

build: $(SETUP)  ## check and compile the model, and make the layer for Lambda
	$(BIN)/python -m local.build

deploy: $(SETUP) $(TEMPLATE)  ## put it on AWS
	$(BIN)/python -m local.deploy

clean:  ## remove what was made, but not the local stack's state
	rm -rf .venv .venv-audit .venv-sam .aws-sam build .coverage .hypothesis .*_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

audit: $(AUDIT)  ## look up what is pinned among known vulnerabilities; says so where they cannot be reached
	@if .venv-audit/bin/python -c 'import socket; socket.create_connection(("api.osv.dev", 443), 5)' 2>/dev/null; then \
		for each in layers/common/requirements.txt requirements/*.txt; do \
			echo "$$each"; .venv-audit/bin/pip-audit --vulnerability-service osv --disable-pip --require-hashes \
				--requirement "$$each" || exit 1; \
		done; \
	else echo "NOT AUDITED: the database of vulnerabilities (api.osv.dev) cannot be reached from here" >&2; fi

lock:  ## pin the requirements anew from the .in files
	@$(find_python); set -e; venv=$$(mktemp -d); trap 'rm -rf "$$venv"' EXIT; \
	$$python -m venv "$$venv"; "$$venv/bin/python" $(INSTALL) requirements/lock.txt; \
	pin() { "$$venv/bin/uv" --no-config pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--custom-compile-command 'make lock' $(UPGRADE) "$$1.in" --output-file "$$1.txt" $${2:+--constraint "$$2.txt"}; }; \
	pin layers/common/requirements; \
	pin requirements/setup layers/common/requirements; \
	pin requirements/test requirements/setup; \
	pin requirements/bench requirements/setup; \
	pin requirements/check requirements/test; \
	pin requirements/sam; \
	pin requirements/audit; \
	pin requirements/lock

# The two .pth lines let everything import the package and the folders beside it, from wherever it is started.
$(SETUP):
	@$(find_python); echo "making .venv with $$($$python -V)"; $$python -m venv --clear .venv
	@$(BIN)/python $(INSTALL) requirements/setup.txt
	@printf '%s\n' '$(CURDIR)' '$(CURDIR)/layers/common' \
		> "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/leadflow.pth"
	@printf '%s\n' '#!$(CURDIR)/$(BIN)/python' 'from leadflow.cli.main import main' 'raise SystemExit(main())' \
		> $(BIN)/leadflow
	@chmod +x $(BIN)/leadflow
	@touch $@

$(TEST): $(SETUP)
	@echo "adding what the tests need"; $(BIN)/python $(INSTALL) requirements/test.txt
	@rm -f .venv/test-*; touch $@

$(BENCH): $(SETUP)
	@echo "adding what the bench compares with"; $(BIN)/python $(INSTALL) requirements/bench.txt
	@rm -f .venv/bench-*; touch $@

$(CHECK): $(TEST)
	@echo "adding what the checks need"; $(BIN)/python $(INSTALL) requirements/check.txt
	@rm -f .venv/check-*; touch $@

$(TEMPLATE):
	@$(find_python); echo "making .venv-sam with $$($$python -V)"; $$python -m venv --clear .venv-sam
	@.venv-sam/bin/python $(INSTALL) requirements/sam.txt
	@touch $@

$(AUDIT):
	@$(find_python); echo "making .venv-audit with $$($$python -V)"; $$python -m venv --clear .venv-audit
	@.venv-audit/bin/python $(INSTALL) requirements/audit.txt
	@touch $@
