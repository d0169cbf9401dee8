# Two commands: `make demo` and `make test`. Each sets up what it needs.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
# Stories wait for answers more than half of their time: two at once on each processor.
WORKERS := $(shell echo $$(( $$(nproc 2>/dev/null || echo 2) * 2 )))
CHROMIUM := $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)

.PHONY: demo test bench soak lint types unit texts states lock clean

demo: $(VENV)/demo
	$(RUN) -m bot demo

# The type checker keeps one processor busy; most stories wait.
test: $(VENV)/test lint
	$(MAKE) --no-print-directory -j2 types unit

# About 20 minutes on a quiet machine; QUICK=1 a few. ONLY="steps burst" measures those alone; PAGE=1 writes the page all the same.
bench: $(VENV)/test
	$(RUN) -m tests.bench $(if $(QUICK),--quick) $(if $(PAGE),--page) $(addprefix --only ,$(ONLY))

# About an hour for KILLS=1000 (the default) on each database; SEED=… repeats; then a thousand random days at the
# desk, and some minutes of fuzzing. See docs/testing.md.
soak: $(VENV)/test
	$(RUN) -m tests.soak
	DESK_DAYS=1000 $(RUN) -m pytest -q -p no:xdist -o faulthandler_timeout=0 tests/properties/test_desk_rows_machine.py
	$(RUN) -m tests.fuzz

lint: $(VENV)/test
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(VENV)/bin/lint-imports

types: $(VENV)/test
	$(RUN) -m mypy

unit: $(VENV)/test browser
	$(RUN) -m pytest -n $(WORKERS) --dist loadfile

# Browser tests need Debian's Chromium: installed here if that is possible, else they are skipped, loudly.
.PHONY: browser
browser:
ifeq ($(CHROMIUM),)
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	else \
		echo "!! No Chromium here: the browser tests will be SKIPPED. Install the package chromium to run them."; \
	fi
endif

# Collect every text that people read, and bring the translations in line.
texts: $(VENV)/test
	for domain in witness staff; do \
		$(VENV)/bin/pybabel -q extract -F locales/$$domain.cfg -k _ -k _n:1,2 -c "Translators:" --no-wrap \
			--sort-by-file --project=Witnessline --copyright-holder=Witnessline -o locales/$$domain.pot . && \
		$(VENV)/bin/pybabel -q update -D $$domain -i locales/$$domain.pot -d locales --no-wrap \
			--no-fuzzy-matching --ignore-obsolete || exit 1; \
	done

states: $(VENV)/test
	$(RUN) -m bot.casework.states_page > docs/states.md

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		--upgrade -q -o requirements.lock pyproject.toml
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		-c requirements.lock -q --extra dev -o requirements-dev.lock pyproject.toml

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/demo: $(VENV)/bin/python requirements.lock pyproject.toml
	$(RUN) -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(RUN) -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/test: $(VENV)/bin/python requirements-dev.lock pyproject.toml
	$(RUN) -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(RUN) -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@ $(VENV)/demo

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
