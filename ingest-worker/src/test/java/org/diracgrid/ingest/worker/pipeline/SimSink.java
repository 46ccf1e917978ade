package org.diracgrid.ingest.worker.pipeline;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.diracgrid.ingest.worker.port.DeadLetter;
import org.diracgrid.ingest.worker.port.DeadLetterSink;

/** A dead-letter topic that sometimes does not take a letter, or takes it without saying so. */
final class SimSink implements DeadLetterSink {

    private final SimWorld world;
    private final Map<String, DeadLetter> letters = new HashMap<>();
    private final Set<String> offered = new HashSet<>();
    boolean faulty = true;
    boolean takesNothing;

    SimSink(SimWorld world) {
        this.world = world;
    }

    @Override
    public Future<Void> park(DeadLetter letter) {
        String record = letter.topic() + letter.partition() + '@' + letter.offset();
        offered.add(record);
        Promise<Void> answer = Promise.promise();
        boolean fails = takesNothing || (faulty && world.chance(0.3));
        boolean isTaken = !fails || (!takesNothing && world.chance(0.3));
        world.after(1 + world.random.nextInt(50), () -> {
            if (isTaken) {
                letters.put(record, letter);
            }
            if (fails) {
                answer.fail("simulated");
            } else {
                answer.complete();
            }
        });
        return answer.future();
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }

    /** The letter of a record, or null. */
    DeadLetter letterOf(ConsumerRecord<byte[], byte[]> record) {
        return letters.get(record.topic() + record.partition() + '@' + record.offset());
    }

    /** Whether a worker ever gave the record up, taken or not. */
    boolean wasOffered(ConsumerRecord<byte[], byte[]> record) {
        return offered.contains(record.topic() + record.partition() + '@' + record.offset());
    }
}
