package org.diracgrid.ingest.demo.grid;

import java.util.Iterator;
import java.util.function.LongConsumer;
import org.diracgrid.ingest.demo.workload.Emission;
import org.diracgrid.ingest.oracle.Oracle;
import org.diracgrid.ingest.oracle.Outcome;

/** Publishes a workload with a plain producer and lets the oracle see what is new in it. */
public final class EventPublisher {

    private static final int REPORT_EVERY = 1_000;

    private final String bootstrapServers;
    private final String topic;

    public EventPublisher(String bootstrapServers, String topic) {
        this.bootstrapServers = bootstrapServers;
        this.topic = topic;
    }

    /**
     * Publishes everything and waits until Kafka has it.
     *
     * @param progress hears how many were sent, now and then
     */
    public PublishedLoad publish(Iterator<Emission> emissions, Oracle oracle, LongConsumer progress) {
        PublishedLoad.Counter counter = new PublishedLoad.Counter();
        try (RecordSender sender = new RecordSender(bootstrapServers)) {
            while (emissions.hasNext()) {
                Emission emission = emissions.next();
                sender.send(topic, emission);
                counter.add(emission, apply(emission, oracle));
                if (counter.events() % REPORT_EVERY == 0) {
                    progress.accept(counter.events());
                }
            }
        }
        progress.accept(counter.events());
        return counter.total();
    }

    /** How many updates were refused. */
    private static int apply(Emission emission, Oracle oracle) {
        if (emission.effective() == null) {
            return 0;
        }
        Outcome outcome = oracle.apply(emission.effective());
        if (outcome instanceof Outcome.Applied applied) {
            return applied.refused();
        }
        throw new IllegalStateException("the workload has an event that cannot be applied: " + outcome);
    }
}
