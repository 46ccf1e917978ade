package org.diracgrid.ingest.demo.grid;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.function.LongConsumer;
import org.diracgrid.ingest.demo.workload.PilotEmission;
import org.diracgrid.ingest.oracle.Outcome;
import org.diracgrid.ingest.oracle.PilotOracle;
import org.jspecify.annotations.Nullable;

/** Publishes a workload of pilots, and lets the oracle see what is new in it. */
public final class PilotPublisher {

    private static final int REPORT_EVERY = 1_000;

    private final String bootstrapServers;

    public PilotPublisher(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Publishes everything and waits until Kafka has it.
     *
     * @param progress hears how many were sent, now and then
     */
    public PilotLoad publish(Iterator<PilotEmission> emissions, PilotOracle oracle, LongConsumer progress) {
        PilotLoad.Counter counter = new PilotLoad.Counter();
        try (RecordSender sender = new RecordSender(bootstrapServers)) {
            while (emissions.hasNext()) {
                PilotEmission emission = emissions.next();
                sender.send(emission.topic(), emission.record());
                counter.add(emission);
                apply(emission.record().effective(), oracle);
                if (counter.sent() % REPORT_EVERY == 0) {
                    progress.accept(counter.sent());
                }
            }
        }
        progress.accept(counter.sent());
        return counter.total();
    }

    private static void apply(@Nullable JsonNode effective, PilotOracle oracle) {
        if (effective != null && oracle.apply(effective) instanceof Outcome.Failed failed) {
            throw new IllegalStateException("the workload has an event that cannot be applied: " + failed);
        }
    }
}
