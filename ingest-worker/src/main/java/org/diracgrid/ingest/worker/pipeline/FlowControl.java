package org.diracgrid.ingest.worker.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Pauses fetching of partitions whose budget, or the total one, is exhausted, and resumes it below the low mark. Polling
 * itself never stops: a member that does not poll is thrown out of its group.
 *
 * <p>Confined to the poll thread.
 */
final class FlowControl {

    private final Consumer<byte[], byte[]> consumer;
    private final Assignment assignment;
    private final PipelineListener listener;
    private int paused;

    FlowControl(Consumer<byte[], byte[]> consumer, Assignment assignment, PipelineListener listener) {
        this.consumer = consumer;
        this.assignment = assignment;
        this.listener = listener;
    }

    void pauseOrResume() {
        boolean totalExhausted = assignment.total().isExhausted();
        List<TopicPartition> toPause = List.of();
        List<TopicPartition> toResume = List.of();
        paused = 0;
        for (LeasedPartition leased : assignment.partitions()) {
            boolean exhausted = leased.budget().isExhausted() || totalExhausted;
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

    /** Whether some partition waits for room, so that acks should be looked at soon. */
    boolean isHolding() {
        return paused > 0;
    }

    private static List<TopicPartition> with(List<TopicPartition> partitions, TopicPartition next) {
        List<TopicPartition> extended = partitions.isEmpty() ? new ArrayList<>() : partitions;
        extended.add(next);
        return extended;
    }
}
