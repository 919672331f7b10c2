# make run    the bot in this terminal, on a database of its own; nothing to configure
# make test   the gate: installs or starts what is missing, runs everything, skips nothing
# make help   the rest

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

GO      ?= go
TAGS    := goolm# Matrix encryption without a C library
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo devel)
TOOLS   := .cache/bin

# What the gate runs, and how.
PACKAGES      ?= ./...
TEST_TIMEOUT  ?= 15m
RAPID_CHECKS  ?= 100# runs of each property; a night may take 100000
RACE          ?= -race
# Rooms that run without the race detector: whole programs, whose parts are raced in their own rooms, and drawing and reading
# of files, where nothing runs side by side. With it they take ten times as long. Most of them wait: more run at once.
WITHOUT_RACE  ?= /internal/(app|archtest|browsertest|bundle|bundle/sheet|i18n|reply|reports/render)$$
AT_ONCE       ?= 4
# Conversations that are played as they are written: each is one message after the other. They too run without it, beside the
# tests of their rooms that do things at once.
PLAYED        := ^Test(ConversationsGo|SlackConforms|MatrixDoesWhatEveryPlatformDoes|TheConsoleConforms)
PLAYED_IN     ?= ./internal/chat ./internal/chat/chattest ./internal/chat/matrix ./internal/chat/slack
# Rooms where a numeric abbreviation of the time zone has broken drivers before.
ZONE          := America/Sao_Paulo
ZONE_PACKAGES := $(addsuffix /...,$(addprefix ./,$(wildcard internal/store internal/queue internal/civil internal/calendar)))
# make bench BENCH=Who BENCHTIME=5s BENCH_PACKAGES=./internal/store
BENCH          ?= .
BENCHTIME      ?= 1s
BENCH_PACKAGES ?= ./...

LINT       := $(TOOLS)/golangci-lint
GOFUMPT    := $(TOOLS)/gofumpt
GOTESTSUM  := $(TOOLS)/gotestsum
WITHPG     := $(TOOLS)/withpg
POCKETBASE := $(TOOLS)/pocketbase
BROWSER    := tools/browser/node_modules/.package-lock.json
CALENDARS  := tools/icalcheck/node_modules/.package-lock.json
DENDRITE   := $(addprefix $(TOOLS)/,dendrite create-account generate-keys)
PERSON     := tools/matrixperson/node_modules/.package-lock.json
EMULATE    := tools/slackemulate/node_modules/.package-lock.json
EVENTS     := .cache/events.json

.PHONY: help run build test test-fast test-plain test-full test-zone bench lint fmt format-check packages clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

run: ## the bot in this terminal; ARGS="demo" gives it a command
	@CGO_ENABLED=0 $(GO) build -o $(TOOLS)/bot ./cmd/bot
	@exec $(TOOLS)/bot $(ARGS)

build: ## bin/bot and bin/api, as they are released
	@for program in bot api; do \
		CGO_ENABLED=0 $(GO) build -tags $(TAGS) -trimpath -buildvcs=false \
			-ldflags '-s -w -X github.com/accord-tracker/accord/internal/config.version=$(VERSION)' -o bin/$$program ./cmd/$$program; \
	done

test: packages test-plain lint test-full test-zone ## the gate
	@echo "everything ran and passed"

test-fast: ## what needs nothing: SQLite, no browser, no tags
	$(GO) test ./...

test-plain: ## the module builds and is sound without any tag
	$(GO) build ./...
	$(GO) vet ./...

# The runner's own lines and its summary; then a look for tests that skipped, which none may here.
test-full: packages $(WITHPG) $(GOTESTSUM) $(BROWSER) $(CALENDARS) $(DENDRITE) $(PERSON) $(EMULATE) ## all tests, with both databases, all tags and the race detector
	$(GO) vet -tags $(TAGS) ./...
	@mkdir -p $(dir $(EVENTS)); rm -f $(EVENTS)*; \
	all=$$($(GO) list -tags $(TAGS) $(PACKAGES)); \
	with=$$(grep -Ev '$(WITHOUT_RACE)' <<<"$$all" || true); without=$$(grep -E '$(WITHOUT_RACE)' <<<"$$all" || true); \
	export ACCORD_TEST_REQUIRE=all RAPID_CHECKS=$(RAPID_CHECKS); \
	if [[ -n $$with ]]; then $(WITHPG) -volatile $(GOTESTSUM) --format standard-quiet --jsonfile $(EVENTS) -- \
		-tags $(TAGS) $(RACE) -skip '$(PLAYED)' -count=1 -timeout $(TEST_TIMEOUT) $$with; fi; \
	if [[ -n '$(PLAYED_IN)' ]]; then $(WITHPG) -volatile $(GOTESTSUM) --format standard-quiet --jsonfile $(EVENTS).3 -- \
		-tags $(TAGS) -run '$(PLAYED)' -count=1 -timeout $(TEST_TIMEOUT) $(PLAYED_IN); fi; \
	if [[ -n $$without ]]; then $(WITHPG) -volatile $(GOTESTSUM) --format standard-quiet --jsonfile $(EVENTS).2 -- \
		-tags $(TAGS) -parallel $(AT_ONCE) -count=1 -timeout $(TEST_TIMEOUT) $$without; fi
	@if grep -h '"Action":"skip"' $(EVENTS)* | grep '"Test":'; then echo "these tests skipped; in the gate none may" >&2; exit 1; fi

test-zone: $(WITHPG) $(GOTESTSUM) ## what stores and counts days, in another time zone
	ACCORD_TEST_REQUIRE=all RAPID_CHECKS=$(RAPID_CHECKS) TZ=$(ZONE) $(WITHPG) -volatile $(GOTESTSUM) --format standard-quiet -- \
		-tags $(TAGS) -count=1 -timeout $(TEST_TIMEOUT) $(ZONE_PACKAGES)

bench: $(WITHPG) $(POCKETBASE) $(DENDRITE) $(PERSON) ## the figures of docs/benchmarks.md; PostgreSQL waits for the disk, as it does in earnest
	ACCORD_TEST_REQUIRE=all $(WITHPG) $(GO) test -tags $(TAGS) -run '^$$' -bench '$(BENCH)' -benchtime $(BENCHTIME) -benchmem -timeout 3h $(BENCH_PACKAGES)

lint: $(LINT) format-check ## golangci-lint, with the reasons in .golangci.yml
	$(LINT) run ./...

format-check: $(GOFUMPT)
	@wrong=$$($(GOFUMPT) -l .); if [[ -n $$wrong ]]; then echo "not formatted (make fmt):" >&2; echo "$$wrong" >&2; exit 1; fi

fmt: $(GOFUMPT) ## gofumpt
	$(GOFUMPT) -w .

packages: ## install what the tests need besides Go
	@.ci/install

clean: ## remove what was built
	rm -rf bin .cache

# Tools have modules of their own, so that what they drag in stays out of ours.
$(LINT) $(GOFUMPT) &: tools/lint/go.mod
	cd tools/lint && $(GO) build -o $(CURDIR)/$(TOOLS)/ tool
	@touch $(LINT) $(GOFUMPT)

# PocketBase is what some would take instead: it is measured beside.
$(POCKETBASE): tools/pocketbase/go.mod tools/pocketbase/main.go
	cd tools/pocketbase && $(GO) build -o $(CURDIR)/$@ .

$(GOTESTSUM): tools/test/go.mod
	cd tools/test && $(GO) build -o $(CURDIR)/$(TOOLS)/ tool
	@touch $(GOTESTSUM)

# What looks at pages in a browser. Nothing of it is in a program.
$(BROWSER): tools/browser/package-lock.json
	cd tools/browser && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

# A Matrix homeserver, and a person with a client that is not ours. The homeserver's SQLite needs cgo.
$(DENDRITE) &: tools/dendrite/go.mod
	cd tools/dendrite && CGO_ENABLED=1 $(GO) build -o $(CURDIR)/$(TOOLS)/ tool
	@touch $(DENDRITE)

$(PERSON): tools/matrixperson/package-lock.json
	cd tools/matrixperson && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

# Readers of calendars that are not ours.
$(CALENDARS): tools/icalcheck/package-lock.json
	cd tools/icalcheck && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

# A Slack that others wrote, and the Node that it needs.
$(EMULATE): tools/slackemulate/package-lock.json
	cd tools/slackemulate && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

$(WITHPG): $(wildcard internal/pgtest/*.go internal/pgtest/withpg/*.go)
	$(GO) build -o $(WITHPG) ./internal/pgtest/withpg
