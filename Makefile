# Short names for the everyday commands; all of them are one line that may as well be typed.
.PHONY: run test it fuzz outage bench fmt stack-up stack-down

run:        ## the demo, from nothing
	./ingest demo
test:       ## unit and property tests
	./mvnw test
it:         ## everything, integration tests included
	./mvnw verify
fuzz:       ## 2 000 random sequences of events against the oracle, another seed each time; says which
	./mvnw -pl ingest-demo -am verify -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=FuzzIT \
		-Dtest.timeout='60 m' -Dingest.fuzz.sequences=2000 -Dingest.fuzz.seed=$$(date +%s)
outage:     ## each store away for a minute under load
	./mvnw -pl ingest-demo -am verify -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=OutageIT \
		-Dtest.timeout='60 m' -Dingest.outage.seconds=60
bench:      ## a million lines of pilots' logs: every one found once, and what each costs
	./ingest bench pilot-logs
fmt:        ## formats the sources
	./mvnw -q spotless:apply
stack-up:   ## a development stack that outlives the command; then: set -a; . .stack/dev/stack.env; set +a
	./ingest stack up --dir .stack/dev
stack-down: ## takes it down again; its data stay
	./ingest stack down --dir .stack/dev
