package org.diracgrid.ingest.worker.pipeline;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.IngestEvent;

/** Makes the event of a record; called by all lanes, at the same time. */
@FunctionalInterface
public interface RecordDecoder {

    IngestEvent decode(ConsumerRecord<byte[], byte[]> record) throws EventRejectedException;
}
