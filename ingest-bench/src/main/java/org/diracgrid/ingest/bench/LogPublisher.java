package org.diracgrid.ingest.bench;

import java.util.Iterator;
import java.util.function.LongConsumer;
import org.diracgrid.ingest.bench.load.LogMessage;
import org.diracgrid.ingest.demo.grid.RecordSender;
import org.diracgrid.ingest.model.codec.EncodedEvent;

/** Publishes messages. */
final class LogPublisher {

    private static final int REPORT_EVERY = 100;

    private LogPublisher() {}

    /**
     * Publishes the next messages and waits until Kafka has them.
     *
     * @param lines enough to stop
     * @param progress hears how many lines were sent, now and then
     */
    static SentLogs publish(String bootstrapServers, Iterator<LogMessage> messages, int lines, LongConsumer progress) {
        SentLogs sent = SentLogs.NONE;
        try (RecordSender sender = new RecordSender(bootstrapServers)) {
            while (messages.hasNext() && sent.lines() < lines) {
                LogMessage message = messages.next();
                EncodedEvent record = message.encode();
                for (int i = 0; i < message.copies(); i++) {
                    sender.send(record);
                }
                sent = sent.plus(message, record.value().length);
                if (sent.messages() % REPORT_EVERY == 0) {
                    progress.accept(sent.lines());
                }
            }
        }
        progress.accept(sent.lines());
        return sent;
    }
}
