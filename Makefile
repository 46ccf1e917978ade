# Short names for the everyday commands; all of them are one line that may as well be typed.
.PHONY: run test it fuzz chaos bench fmt stack-up stack-down

run:        ## the demo, from nothing
	./ingest demo
test:       ## unit and property tests
	./mvnw test
it:         ## everything, integration tests included
	./mvnw verify
fuzz:       ## 2 000 random sequences of events against the oracle, another seed each time; says which
	./mvnw -pl ingest-demo -am verify -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=FuzzIT \
		-Dtest.timeout='60 m' -Dingest.fuzz.sequences=2000 -Dingest.fuzz.seed=$$(date +%s)
chaos:      ## every scenario in its long form, one after the other; hours
	./ingest chaos --scenario kill --events 1000000 --kills 200
	for protocol in eager cooperative consumer static; do \
		./ingest chaos --scenario rebalance --protocol $$protocol --rounds 20 || exit 1; \
	done
	for scenario in stores broker mixed; do ./ingest chaos --scenario $$scenario || exit 1; done
	./ingest chaos --scenario poison --events 200000
	./ingest chaos --scenario memory --events 2000000
bench:      ## what each event costs, beside the floor of the stores
	./ingest bench speed
fmt:        ## formats the sources
	./mvnw -q spotless:apply
stack-up:   ## a development stack that outlives the command; then: set -a; . .stack/dev/stack.env; set +a
	./ingest stack up --dir .stack/dev
stack-down: ## takes it down again; its data stay
	./ingest stack down --dir .stack/dev
