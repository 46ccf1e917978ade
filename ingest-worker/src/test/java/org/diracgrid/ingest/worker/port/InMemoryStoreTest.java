package org.diracgrid.ingest.worker.port;

import java.util.List;

/** The in-memory store keeps the port's promises, so that what is tested with it holds for others. */
class InMemoryStoreTest extends StoreWriterContract {

    private final InMemoryStore store = new InMemoryStore();
    private int lastJob;

    @Override
    protected StoreWriter writer() {
        return store;
    }

    @Override
    protected int newJob() {
        store.addJob(++lastJob);
        return lastJob;
    }

    @Override
    protected int absentJob() {
        return 999_999;
    }

    @Override
    protected List<String> minorStatusesOf(int jobId) {
        return store.historyOf(jobId).stream()
                .map(event -> event.updates().get(0).minorStatus())
                .toList();
    }
}
