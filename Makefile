# For GNU make 3.81 and later. Every path is relative, so the folder's own name may contain spaces.

PYTHON = python3
BIN = .venv/bin/python
ACCOUNTS = 100000

help:
	@echo 'make demo    the whole product with made-up accounts'
	@echo 'make test    all tests, with real servers and a real browser'
	@echo 'make lint    ruff, mypy, djade'
	@echo 'make shots   every letter as page images, in shots of the data folder'
	@echo 'make bench   the night against the physical floor; ACCOUNTS=1000000 for a larger book'
	@echo 'make setup   install, start the servers, prepare the database'
	@echo 'make stop    stop the servers of this folder'
	@echo 'make clean   stop them, then remove what was installed and all data in var'

demo: setup
	@exec $(BIN) manage.py demo

test: .venv/installed-dev
	@$(BIN) tests/browser.py
	@$(BIN) -m pytest

lint: .venv/installed-dev
	@$(BIN) -m ruff check
	@$(BIN) -m ruff format --check
	@$(BIN) -m mypy
	@find servicing -name '*.html' -exec $(dir $(BIN))djade --target-version 5.2 --check {} +

bench: setup .venv/installed-dev
	@$(BIN) -m tests.bench --accounts $(ACCOUNTS)

shots: setup .venv/installed-dev
	@$(BIN) -m tests.shots

# A database that is given (DATABASE_URL) is asked each time; for our own a stamp beside its data tells.
setup: .venv/installed
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

.venv/installed: requirements.txt | .venv/made
	@echo 'Installing the packages, this once.'
	@$(BIN) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt | .venv/made
	@echo 'Installing the packages and the tools, this once.'
	@$(BIN) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

.venv/made:
	@for python in '$(PYTHON)' python3.14 python3.13 python3.12 python3.11; do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			"$$python" -m venv .venv >/dev/null 2>&1 && touch $@ && exit 0; \
			echo "$$python cannot make a virtual environment; on Debian and Ubuntu: apt-get install python3-venv" >&2; \
			exit 1; \
		fi; \
	done; \
	echo 'Python 3.11 or later is needed; make PYTHON=/its/path tells where it is.' >&2; exit 1

.PHONY: help demo test lint bench shots setup stop clean
