package org.diracgrid.ingest.worker.pipeline;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.diracgrid.ingest.bench.load.Family;
import org.diracgrid.ingest.bench.micro.MicroLoads;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Both crossings: a poll's deliveries onto a lane, and back from there, with nothing done in between. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HandOverBenchmark {

    private final AckInbox acks = new AckInbox(AckInbox.REAL_TIME);
    private final List<Delivery> deliveries = new ArrayList<>();
    private Vertx vertx;
    private LaneThread lane;
    private int settled;

    @Setup
    public void open() {
        vertx = Vertx.vertx();
        lane = new LaneThread(new VertxLaneContext(vertx, vertx.getOrCreateContext()), cause -> {
            throw new IllegalStateException(cause);
        });
        PartitionLease lease = new PartitionLease(new TopicPartition("topic", 0), 1);
        MicroLoads.records(Family.STATUS)
                .forEach(record -> deliveries.add(new Delivery(
                        lease,
                        new ConsumerRecord<>("topic", 0, deliveries.size(), record.key(), record.value()),
                        deliveries.size(),
                        OffsetTracker.NONE)));
    }

    @Benchmark
    @OperationsPerInvocation(MicroLoads.SIZE)
    public int thereAndBack() throws InterruptedException {
        lane.execute(() -> acks.handBack(deliveries));
        acks.awaitAndDrainTo(delivery -> settled++, 10_000);
        return settled;
    }

    @TearDown
    public void close() throws InterruptedException, ExecutionException {
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }
}
