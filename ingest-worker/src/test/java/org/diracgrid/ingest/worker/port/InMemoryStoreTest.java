package org.diracgrid.ingest.worker.port;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobMetadataEvent;

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
    protected OptionalInt newJobInUnknownStatus() {
        int job = newJob();
        EventEnvelope envelope = new EventEnvelope("nonsense-" + job, "/contract", JobMetadataEvent.TYPE, 1);
        Map<JobAttribute, Object> nonsense = Map.of(JobAttribute.STATUS, "Nonsense");
        JobMetadataEvent event = new JobMetadataEvent(envelope, job, nonsense, Map.of());
        assertThat(store.write(new WriteBatch(List.of(new WriteRequest(event, 1))))
                        .succeeded())
                .isTrue();
        return OptionalInt.of(job);
    }

    @Override
    protected int absentJob() {
        return 999_999;
    }

    @Override
    protected List<String> textsOf(int jobId) {
        return store.historyOf(jobId).stream()
                .map(event -> event.updates().get(0).minorStatus())
                .toList();
    }
}
