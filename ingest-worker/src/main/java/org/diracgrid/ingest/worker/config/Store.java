package org.diracgrid.ingest.worker.config;

/** The stores that the worker writes, each by a pipeline and a consumer group of its own. */
public enum Store {
    MYSQL,
    OPENSEARCH
}
