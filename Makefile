# Short names for the everyday commands; all of them are one line that may as well be typed.
.PHONY: run test it fmt stack-up stack-down

run:        ## the demo, from nothing
	./ingest demo
test:       ## unit and property tests
	./mvnw test
it:         ## everything, integration tests included
	./mvnw verify
fmt:        ## formats the sources
	./mvnw -q spotless:apply
stack-up:   ## a development stack that outlives the command; then: set -a; . .stack/dev/stack.env; set +a
	./ingest stack up --dir .stack/dev
stack-down: ## takes it down again; its data stay
	./ingest stack down --dir .stack/dev
