package org.diracgrid.ingest.demo.workload;

/**
 * A record to publish about a pilot.
 *
 * @param topic that of pilots or that of their logs
 * @param record what to publish there; {@code effective} is null for what was sent before
 * @param logLines how many lines of a log are new in it
 */
public record PilotEmission(String topic, Emission record, int logLines) {}
