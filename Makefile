# Everything a newcomer needs: `make chat` and `make test`. `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
READY := $(VENV)/.ready
Q ?= what was agreed about the OSCE
# pip knows these from its environment or configuration, uv only when told: a CPU build of torch may lie there.
FIND_LINKS = $(or $(PIP_FIND_LINKS),$(shell $(BIN)/pip config get global.find-links 2>/dev/null))
LINKS = $(foreach place,$(FIND_LINKS),--find-links $(place))

.PHONY: help install chat ask rebuild test lint types survive bench scale quality written support train approve screenshot soak fuzz lock clean
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(READY) ## set everything up in .venv

$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed. Name one: make install PYTHON=python3.12"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

$(READY): requirements.txt pyproject.toml $(BIN)/uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python $(LINKS) -r requirements.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $(READY)

chat: $(READY) index/CURRENT ## open the web chat, building the index first if there is none
	$(BIN)/python app.py

index/CURRENT: | $(READY)
	$(BIN)/assistant rebuild || [ $$? -eq 1 ]

ask: $(READY) index/CURRENT ## answer one question: make ask Q="what was agreed about the OSCE"
	@$(BIN)/assistant ask "$$Q"
export Q

rebuild: $(READY) ## build the index from corpus/
	$(BIN)/assistant rebuild || [ $$? -eq 1 ]

test: $(READY) ## run the whole test suite; PROCESSES=n for another number than two
	$(BIN)/python -m pytest -n $${PROCESSES:-2} --dist loadfile

lint: $(READY) ## style, import directions, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/mypy

survive: $(READY) ## kill a hundred rebuilds at random instants; KILLS=n for another number
	KILLS=$${KILLS:-100} $(BIN)/python -m pytest tests/indexing/test_survival.py

bench: $(READY) ## measure answers and reading; SPEECHES=ungdc.tar.gz adds figures at scale, FILES=folder real files
	PYTHONPATH=. $(BIN)/python tests/benchmarks/bench.py $(SPEECHES)
	PYTHONPATH=. $(BIN)/python tests/benchmarks/reading.py $(FILES)

fuzz: $(READY) ## read files of every format that were changed at random; MUTATIONS=n for another number
	MUTATIONS=$${MUTATIONS:-20000} $(BIN)/python -m pytest tests/reading/test_mutations.py

scale: $(READY) ## measure how each cost grows and write docs/scale.md: make scale SPEECHES=ungdc.tar.gz [REPORTS=n]
	PYTHONPATH=. $(BIN)/python tests/benchmarks/scale.py $(SPEECHES) $(if $(REPORTS),--reports $(REPORTS))

quality: $(READY) ## measure answers and refusals; DATA=folder of the public data sets adds those and writes docs/quality.md
	PYTHONPATH=. $(BIN)/python tests/quality/quality.py $(DATA)

written: $(READY) ## ask the local chat model, count what of it is supported, and write that into docs/quality.md
	PYTHONPATH=. $(BIN)/python tests/quality/written.py

support: $(READY) ## fit and measure the check of written sentences: make support DATA=folder of the public data sets
	PYTHONPATH=. $(BIN)/python tests/quality/train_support.py $(DATA)
	PYTHONPATH=. $(BIN)/python tests/quality/planted.py
	PYTHONPATH=. $(BIN)/python tests/quality/planted.py $(DATA)
	PYTHONPATH=. $(BIN)/python tests/quality/summaries.py

train: $(READY) ## fit the gate anew and plot its reliability: make train DATA=folder of the public data sets
	PYTHONPATH=. $(BIN)/python tests/quality/train.py $(DATA)

approve: $(READY) ## write the approved answers anew, to be read before they are committed; DATA as above
	PYTHONPATH=. $(BIN)/python tests/quality/approved.py $(DATA)

screenshot: $(READY) ## take the four pictures of the page for the documents again (needs chromium)
	$(BIN)/python tests/web/screenshot.py docs

soak: $(READY) index/CURRENT ## 16 users for a minute, memory over 2,000 questions; about 12 minutes; writes docs/web.md
	$(BIN)/python tests/benchmarks/soak.py --write

lock: $(BIN)/uv ## pin every version anew from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --quiet $(LINKS) --extra dev --universal --python-version 3.11 \
		--no-header --no-annotate --no-emit-index-url --no-emit-find-links \
		| sed -E '/^(nvidia-|cuda-|triton==)/d; s/\+cpu//' > requirements.new
	mv requirements.new requirements.txt

clean: ## remove what set-up and indexing made
	rm -rf $(VENV) .evaluation index/g[0-9]* index/CURRENT index/LOCK* index/embedding.journal
