package org.diracgrid.ingest.worker.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.diracgrid.ingest.worker.port.BreakerState;
import org.diracgrid.ingest.worker.port.StoreHealth;

/**
 * Pauses fetching of partitions whose budget, or the total one, is exhausted, and resumes it below the low mark. Polling
 * itself never stops: a member that does not poll is thrown out of its group.
 *
 * <p>While the store is not up all partitions are paused, as soon as something is in flight: the store is asked whether
 * it is up again by lanes that have something to write.
 *
 * <p>Confined to the poll thread.
 */
final class FlowControl {

    private final Consumer<byte[], byte[]> consumer;
    private final Assignment assignment;
    private final StoreHealth health;
    private final PipelineListener listener;
    private int paused;
    private boolean storeIsAway;

    FlowControl(
            Consumer<byte[], byte[]> consumer, Assignment assignment, StoreHealth health, PipelineListener listener) {
        this.consumer = consumer;
        this.assignment = assignment;
        this.health = health;
        this.listener = listener;
    }

    void pauseOrResume() {
        storeIsAway =
                health.breaker() != BreakerState.CLOSED && assignment.total().records() > 0;
        boolean allExhausted = assignment.total().isExhausted() || storeIsAway;
        List<TopicPartition> toPause = List.of();
        List<TopicPartition> toResume = List.of();
        paused = 0;
        for (LeasedPartition leased : assignment.partitions()) {
            boolean exhausted = leased.budget().isExhausted() || allExhausted;
            if (exhausted && !leased.isPaused()) {
                toPause = with(toPause, leased.partition());
            } else if (!exhausted && leased.isPaused()) {
                toResume = with(toResume, leased.partition());
            }
            leased.setPaused(exhausted);
            paused += exhausted ? 1 : 0;
        }
        if (!toPause.isEmpty()) {
            consumer.pause(toPause);
        }
        if (!toResume.isEmpty()) {
            consumer.resume(toResume);
        }
        if (!toPause.isEmpty() || !toResume.isEmpty()) {
            report();
        }
    }

    /** Makes the consumer's pause state right again, which an assignment may have reset (reactor-kafka#237). */
    void reapply() {
        Set<TopicPartition> reallyPaused = consumer.paused();
        for (LeasedPartition leased : assignment.partitions()) {
            leased.setPaused(reallyPaused.contains(leased.partition()));
        }
        pauseOrResume();
        report();
    }

    /** Tells the listener what is assigned and paused. */
    void report() {
        listener.partitions(assignment.partitions().size(), paused);
    }

    /** Whether some partition waits for room, so that acks should be looked at soon; none come from a store that is away. */
    boolean isHolding() {
        return paused > 0 && !storeIsAway;
    }

    private static List<TopicPartition> with(List<TopicPartition> partitions, TopicPartition next) {
        List<TopicPartition> extended = partitions.isEmpty() ? new ArrayList<>() : partitions;
        extended.add(next);
        return extended;
    }
}
