package org.diracgrid.ingest.model.codec;

import org.jspecify.annotations.Nullable;

/** The headers of a record, so that the codec needs no Kafka. */
@FunctionalInterface
public interface RecordHeaders {

    /** Value of the last header of that name; null if there is none or its value is null. */
    byte @Nullable [] last(String name);
}
