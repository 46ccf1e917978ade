package org.diracgrid.ingest.oracle;

/**
 * A line of a pilot's log as a document shows it.
 *
 * @param index where it is
 * @param pilotId -1 for a pilot that is not registered
 * @param vo as it was sent
 * @param time such as {@code 2026-06-01T12:00:10.123456+00:00}
 * @param severity as it was written
 * @param scope what wrote it
 * @param message the text
 */
public record PilotLogRow(
        String index, long pilotId, String vo, String time, String severity, String scope, String message) {}
