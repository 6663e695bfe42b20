# Everything a person, or CI, does here. `make help` lists it.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

CHROMIUM ?= /usr/bin/chromium
GDAL := /usr/bin/ogr2ogr
QGIS := /usr/lib/python3/dist-packages/qgis/__init__.py
WRK := /usr/bin/wrk
VALGRIND := /usr/bin/valgrind
BENCHES := benches/target/release
CLIENTS := target/clients-venv/installed
PAGE := static/dist/index.html
PAGE_SOURCES := $(shell find static/src static/build.mjs -type f) package-lock.json
AS_ROOT := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

.PHONY: help run build test clients data bench peers deny clean

help: ## List what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: build ## Build, then serve the map on http://127.0.0.1:8080
	./target/release/hudna serve

build: $(PAGE) ## Build the page and the program (target/release/hudna)
	cargo build --release --locked

test: $(PAGE) $(CHROMIUM) $(GDAL) ## Run every check and test, the page in a real browser included
	cargo fmt --check
	npm run --silent lint
	cargo clippy --locked --all-targets -- -D warnings
	cargo test --locked
	cargo build --locked
	npm run --silent test:page
	$(MAKE) --no-print-directory clients

clients: $(PAGE) $(CHROMIUM) $(GDAL) $(QGIS) $(CLIENTS) ## Ask a running server what the OGC standards and GIS programs ask
	cargo build --locked
	target/clients-venv/bin/pytest tests/clients

data: ## Check data/ and seeds/, and that the drawn lines and their quality report are current
	cargo run --quiet --locked -- check --data data --articles seeds
	cargo run --quiet --locked -- draw --check --data data
	cargo run --quiet --locked -- quality --data data | diff data/QUALITY.md -

bench: build $(WRK) $(VALGRIND) ## Measure index, locating, joining, linking, search, requests and growth; prints tables
	cargo bench --manifest-path benches/Cargo.toml
	cargo build --release --manifest-path benches/Cargo.toml --bins
	$(BENCHES)/ground sets benches/target/data
	$(BENCHES)/ground compare benches/target/data
	$(BENCHES)/archive benches/target/archive
	timeout 300 $(BENCHES)/search target/release/hudna benches/target/archive
	python3 benches/http/measure.py target/release/hudna $(BENCHES)/door --instructions
	$(BENCHES)/growth benches/target/data docs/growth target/release/hudna

peers: build ## Measure points and rows beside Shapely, SedonaDB, DuckDB, PostGIS, tzfpy (installs 2 GB into benches/target)
	benches/peers/points/run.sh benches/target/peers/points
	benches/peers/rows/run.sh benches/target/peers/rows

deny: ## Check licences and sources of every crate (installs cargo-deny once)
	command -v cargo-deny >/dev/null || cargo install cargo-deny --locked
	cargo deny check licenses bans sources

clean: ## Remove everything that was built
	rm -rf target benches/target node_modules static/dist

# The page: Leaflet and tools from npm, bundled into static/dist, built into the program.
$(PAGE): node_modules/.package-lock.json $(PAGE_SOURCES)
	npm run --silent build
	touch $@

node_modules/.package-lock.json: package.json package-lock.json
	npm ci --no-audit --no-fund
	touch $@

# The browser that the page is tested in, on Debian and its kin.
$(CHROMIUM):
	$(AS_ROOT) apt-get update -q
	$(AS_ROOT) env DEBIAN_FRONTEND=noninteractive apt-get install -y -q chromium

# What reads our files back, written by others.
$(GDAL):
	$(AS_ROOT) apt-get update -q
	$(AS_ROOT) env DEBIAN_FRONTEND=noninteractive apt-get install -y -q gdal-bin

# What makes requests, and what counts instructions.
$(WRK) $(VALGRIND):
	$(AS_ROOT) apt-get update -q
	$(AS_ROOT) env DEBIAN_FRONTEND=noninteractive apt-get install -y -q $(@F)

# QGIS without its window, some 200 MB.
$(QGIS):
	$(AS_ROOT) apt-get update -q
	$(AS_ROOT) env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends python3-qgis

# The clients and oracles in Python, in an environment of their own.
$(CLIENTS): tests/clients/requirements.txt
	python3 -m venv --clear target/clients-venv
	target/clients-venv/bin/pip install --quiet --disable-pip-version-check --requirement $<
	touch $@
