# The one entrance. Each target sets up what it needs; a second call starts in seconds.
SHELL := /bin/bash -euo pipefail
PY := .venv/bin/python
UV := .venv/bin/uv
.PHONY: setup demo test check web types docs bench pictures wheel lock clean
.DELETE_ON_ERROR:

setup: .venv/installed web/node_modules/installed ## everything that building and running needs
demo: setup app; exec $(PY) tools/demo.py ## a server with a real training to look at
test: setup machine check web app; $(PY) -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder ## what CI runs
check: .venv/installed; .venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy && .venv/bin/lint-imports --no-cache
web: web/node_modules/installed; cd web && npm run --silent check && npm test --silent
types: setup; $(PY) tools/openapi.py && cd web && npm run types ## the browser's types, from OpenAPI
docs: .venv/docs; $(PY) tools/reference.py && .venv/bin/zensical build --strict ## the manual, in site/
bench: setup app; $(PY) -m bench $(ONLY) ## DESIGN's budgets as a table; ONLY=append for one
pictures: setup machine app; $(PY) -m tools.pictures ## docs/pictures/, taken from the real app
wheel: setup; $(UV) build --no-build-isolation --out-dir dist ## sdist and wheel, with the web app inside
lock: .venv/bin/uv; $(UV) pip compile -q --universal --generate-hashes --no-emit-index-url --custom-compile-command "make lock" pyproject.toml --extra server --extra postgres --extra demo --group test -o requirements.lock && $(UV) pip compile -q --universal --generate-hashes --no-emit-index-url --custom-compile-command "make lock" -c requirements.lock --group docs -o docs/requirements.lock
clean: ; rm -rf .venv web/node_modules src/seamark/server/app dist site .demo

.PHONY: app machine
app: setup; $(PY) hatch_build.py
machine: ; tools/machine.sh
.venv/bin/uv: ; python3 -m venv .venv && .venv/bin/python -m pip install -q uv
.venv/installed: .venv/bin/uv requirements.lock pyproject.toml; $(UV) pip sync -q --python $(PY) requirements.lock && $(UV) pip install -q --python $(PY) --no-deps --no-build-isolation -e . && touch $@
.venv/docs: .venv/installed docs/requirements.lock; $(UV) pip install -q --python $(PY) -r docs/requirements.lock && touch $@
web/node_modules/installed: web/package-lock.json; cd web && npm ci --no-audit --no-fund --loglevel=error && touch node_modules/installed
