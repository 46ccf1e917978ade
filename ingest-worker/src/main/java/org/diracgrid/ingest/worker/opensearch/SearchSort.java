package org.diracgrid.ingest.worker.opensearch;

/**
 * What the answers of a search are sorted by. Immutable.
 *
 * @param parameter name of a mapped field that has an order: not a text
 * @param descending whether the greatest comes first
 */
public record SearchSort(String parameter, boolean descending) {}
