package org.diracgrid.ingest.bench.load;

import org.diracgrid.ingest.model.codec.EncodedEvent;
import org.diracgrid.ingest.model.codec.EventEncoder;
import org.diracgrid.ingest.model.event.IngestEvent;

/** One record of a load: the event, and the bytes that say it. */
public interface Message {

    /** What it says. */
    IngestEvent event();

    /** The record to publish. */
    EncodedEvent encode();

    /** How many events it counts as: the lines of a log's message, and otherwise 1. */
    int size();

    /** An event in binary mode, as most producers send it. */
    static Message of(IngestEvent event) {
        return new Binary(event);
    }

    /** See {@link #of}. */
    record Binary(IngestEvent event) implements Message {

        @Override
        public EncodedEvent encode() {
            return EventEncoder.binary(event);
        }

        @Override
        public int size() {
            return 1;
        }
    }
}
