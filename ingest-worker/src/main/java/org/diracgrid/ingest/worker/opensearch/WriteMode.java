package org.diracgrid.ingest.worker.opensearch;

/** What a value does to one that is stored under the same name. */
public enum WriteMode {
    /** It replaces it, as in DiracX: the order of the events decides. For what comes from a live topic. */
    REPLACE(BulkItem.Action.MERGE),

    /**
     * It yields to it: only names that are missing are added, so that nothing newer is overwritten. For a backfill beside
     * live workers. Within one batch the later value of a name wins; a name that an earlier batch of the same backfill has
     * filled counts as stored.
     */
    FILL_MISSING(BulkItem.Action.FILL);

    private final BulkItem.Action action;

    WriteMode(BulkItem.Action action) {
        this.action = action;
    }

    BulkItem.Action action() {
        return action;
    }
}
