package org.diracgrid.ingest.bench.speed;

import java.util.Iterator;
import java.util.function.Consumer;
import org.diracgrid.ingest.bench.load.Message;
import org.diracgrid.ingest.model.codec.EncodedEvent;

/** Gives messages out, a part after the other. Confined to one thread. */
final class Feed {

    /**
     * What was given out.
     *
     * @param bytes of values alone
     */
    record Sent(long events, long bytes) {}

    private final Iterator<Message> messages;
    private long events;

    Feed(Iterator<Message> messages) {
        this.messages = messages;
    }

    /** Gives out the messages that begin before event number {@code to}; counted from the very first one, which is number 0. */
    Sent until(long to, Consumer<EncodedEvent> taker) {
        long before = events;
        long bytes = 0;
        while (events < to && messages.hasNext()) {
            Message message = messages.next();
            EncodedEvent record = message.encode();
            taker.accept(record);
            events += message.size();
            bytes += record.value().length;
        }
        return new Sent(events - before, bytes);
    }
}
