package org.diracgrid.ingest.worker.mysql;

import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.ReasonCode;

/**
 * What one column of a TEXT type can hold, whose length is in bytes. Immutable.
 *
 * @param name table and column, for messages: {@code PilotOutput.StdOutput}
 * @param bytesMax its length in bytes
 * @param charset its character set
 */
record LongTextColumn(String name, long bytesMax, TextCharset charset) {

    /**
     * Checks {@code text}.
     *
     * @throws EventRejectedException if the server would refuse it
     */
    void check(String text) throws EventRejectedException {
        new TextColumn(name, Integer.MAX_VALUE, charset).fit(text);
        long bytes = charset.bytesOf(text);
        if (bytes > bytesMax) {
            throw new EventRejectedException(
                    ReasonCode.TEXT_TOO_LONG, name + " takes " + bytesMax + " bytes, the text has " + bytes);
        }
    }
}
