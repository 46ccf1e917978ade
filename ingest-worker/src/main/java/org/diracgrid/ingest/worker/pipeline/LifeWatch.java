package org.diracgrid.ingest.worker.pipeline;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.diracgrid.ingest.worker.pipeline.Liveness.Backlog;
import org.diracgrid.ingest.worker.pipeline.Liveness.State;
import org.diracgrid.ingest.worker.port.StoreHealth;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every time round whether the pipeline lives, see {@link Liveness}.
 *
 * <p>Confined to the poll thread.
 */
final class LifeWatch {

    private static final Logger log = LoggerFactory.getLogger(LifeWatch.class);

    /** For the question what Kafka holds, which is asked after a long silence only. */
    private static final Duration BACKLOG_TIMEOUT = Duration.ofSeconds(5);

    private final IngestPipeline.Parts parts;
    private final Consumer<byte[], byte[]> consumer;
    private final Assignment assignment;
    private final Lanes lanes;
    private final StoreHealth health;
    private final InstantSource clock;
    private final Liveness liveness;

    LifeWatch(IngestPipeline.Parts parts, Consumer<byte[], byte[]> consumer, Assignment assignment, Lanes lanes) {
        this.lanes = lanes;
        this.parts = parts;
        this.consumer = consumer;
        this.assignment = assignment;
        this.health = parts.health();
        this.clock = parts.clock();
        this.liveness = new Liveness(parts.limits().stuckAfterMs());
    }

    /** @throws StuckException if it does not */
    void look() {
        long signs = assignment.moves() + health.writesEnded() + lanes.refusedLetters();
        int inFlight = assignment.total().records();
        State state = liveness.look(clock.millis(), health.breaker(), signs, inFlight, this::backlog);
        if (state == State.STUCK) {
            throw new StuckException(parts.store() + ": nothing was received, written or settled for "
                    + Duration.ofMillis(parts.limits().stuckAfterMs()).toSeconds()
                    + " s though the store is up and there is work: partitions "
                    + assignment.partitions().size() + ", in flight " + inFlight);
        }
    }

    private Backlog backlog() {
        Set<TopicPartition> partitions = new HashSet<>();
        assignment.partitions().forEach(leased -> partitions.add(leased.partition()));
        try {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, BACKLOG_TIMEOUT);
            for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
                if (consumer.position(end.getKey(), BACKLOG_TIMEOUT) < end.getValue()) {
                    return Backlog.SOME;
                }
            }
            return Backlog.NONE;
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException | IllegalStateException e) {
            log.debug("ends of partitions not known: cause={}", e.toString());
            return Backlog.UNKNOWN;
        }
    }
}
