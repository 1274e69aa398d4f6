# Assumes git, make, node >= 20 and npm. Node 26 comes with the dependencies and stands first in the path of every recipe
# (docs/decisions/0002-node-26-through-npm.md).
.DEFAULT_GOAL := help

SYSTEM_PATH := $(PATH)
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)

# npm writes this file at the end of an install
INSTALLED := node_modules/.package-lock.json

.PHONY: help install run check test bench bench-sweep bench-live bench-peers false-discovery soak chaos chaos-root sim sim-guards mutate contracts pack proto lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

install: $(INSTALLED) ## the dependencies, exactly as locked (every target below does it when needed)

run: install ## the quick start: a backtest with its tear sheet, then the same agents live on paper (30 s without a terminal)
	node bin/conclave.js backtest run examples/quickstart.yaml --force
	@length="--for 30s"; if [ -t 0 ] && [ -t 1 ]; then length=; fi; \
	set -x; node bin/conclave.js run examples/quickstart.yaml --data examples/out/live $$length

check: install ## types, lint, format, import rules, unused and undeclared dependencies and exports
	node node_modules/typescript-native/bin/tsc --noEmit -p .
	oxlint
	oxfmt --check
	vitest run test/tidy --reporter=dot
	knip
	knip --production --strict --dependencies

test: check ## check, then all tests; prints the coverage of src/core and fails below 95 % of its lines
	rm -f reports/tests.json
	vitest run --coverage --reporter=default --reporter=json --outputFile.json=reports/tests.json

bench: install ## a JSON line for each case, compiled as the package is; CASES="csv-load ledger-fill" for some
	rm -rf out/bench
	node node_modules/typescript-native/bin/tsc -p tsconfig.bench.json
	CONCLAVE_DATA=$${CONCLAVE_DATA:-$(abspath ../shared/data)} node out/bench/bench/run.js $(CASES)

bench-sweep: install ## the same search with one job and with two: rates, their ratio, and whether memory grows; POINTS=1000
	node bench/sweep/run.ts $(POINTS)

bench-live: install ## a live trader's times and rates, a JSON line each; CASES="tick order kill recovery" for some
	node bench/live/run.ts $(CASES)

bench-peers: install ## the same backtest by us, backtrader, vectorbt and nautilus_trader; needs Python 3.11 and market data
	node bench/peers/run.ts

false-discovery: install ## how often noise passes for a discovery, a JSON line; SETS=2000
	node bench/false-discovery.ts $(SETS)

soak: install ## a live session at a high rate for ten minutes, or MINUTES=60: fails when its memory rises
	node bench/live/soak.ts $(MINUTES)

chaos: install ## every fault of real processes that needs no root: kills at each step, fencing, torn tails, a clock set back
	vitest run -c vitest.chaos.config.ts

chaos-root: install ## faults that need root: a full disk, on a tmpfs that it mounts; says what it had to leave out
	CHAOS_ROOT=1 vitest run -c vitest.chaos.config.ts test/chaos/root

sim: install ## whole sessions under faults, each from a seed; SEEDS=1000, FROM=1 (one of them: npm run sim -- SEED)
	node sim/main.ts --seeds $(or $(SEEDS),1000) --from $(or $(FROM),1)

sim-guards: install ## each guard broken on purpose: the simulation must notice; prints the seed that shows it
	node sim/main.ts --guards $(or $(SEEDS),60)

mutate: install ## mutation score of risk, orders and ledger, of what changed since the last run; FILES=src/core/orders/order.ts anew
	stryker run $(if $(FILES),--force --mutate "$(FILES)")

contracts: install ## the schemas and tables of docs/contracts, from src/contracts
	node .ci/write-contracts.js

pack: install ## the package as it would be published: conclave-VERSION.tgz
	npm pack

proto: install ## the code of the control plane, from its .proto; needs no network
	src/api/control/generate.sh

lock: ## package-lock.json after a change of package.json
	@PATH="$(SYSTEM_PATH)" npm install --package-lock-only --loglevel=error
	node .ci/complete-lock.js

clean: ## removes what these targets made, except node_modules
	rm -rf dist out examples/out coverage reports .stryker-tmp .vitest conclave-*.tgz

# npm runs on the system's Node: it may not stand on a Node that it is about to replace. It would warn of each package whose
# `engines` the system's Node does not meet; they run on the other one.
$(INSTALLED): package-lock.json
	@echo npm ci
	@PATH="$(SYSTEM_PATH)" npm ci --loglevel=error
	@touch $@
