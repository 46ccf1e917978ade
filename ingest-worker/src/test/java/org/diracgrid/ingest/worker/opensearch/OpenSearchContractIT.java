package org.diracgrid.ingest.worker.opensearch;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.model.codec.JsonTexts;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobMetadataEvent;
import org.diracgrid.ingest.worker.opensearch.OpenSearchStore.Directories;
import org.diracgrid.ingest.worker.opensearch.pilotlog.LogCounters;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.StoreWriterContract;
import org.diracgrid.ingest.worker.port.WriteBatch;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** The promises of the port, on a real OpenSearch. A document holds only what the last event said. */
@ExtendWith(DevStackExtension.class)
class OpenSearchContractIT extends StoreWriterContract {

    private static final String VO = "Contract";
    private static final String NAME = "ContractText";
    private static final int ABSENT_JOB = 999_999;
    private static final AtomicInteger LAST_JOB = new AtomicInteger();

    private final Vertx vertx = Vertx.vertx();
    private final TestLane lane = new TestLane(vertx);
    private OpenSearchStore store;
    private OpenSearchConnection reader;
    private StoreWriter writer;

    @BeforeEach
    void open(DevStack stack) throws Exception {
        OpenSearchSettings settings = OpenSearchSettings.parse("{\"hosts\":\"" + stack.openSearchUrl() + "\"}");
        InstantSource clock = InstantSource.fixed(Instant.ofEpochMilli(1_780_000_000_000L));
        reader = OpenSearchConnection.open(settings);
        store = lane.get(() -> OpenSearchStore.open(
                OpenSearchPlaces.ofJobs(settings),
                Directories.ofJobs(this::vosOf),
                OpenSearchOptions.DEFAULTS,
                new LogCounters(),
                clock));
        writer = store.newWriter();
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        reader.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private Future<Map<Integer, String>> vosOf(Set<Integer> jobIds) {
        Map<Integer, String> vos = new HashMap<>();
        jobIds.stream().filter(job -> job != ABSENT_JOB).forEach(job -> vos.put(job, VO));
        return Future.succeededFuture(vos);
    }

    @Override
    protected StoreWriter writer() {
        return new StoreWriter() {
            @Override
            public Future<List<WriteOutcome>> write(WriteBatch batch) {
                return lane.call(() -> writer.write(batch));
            }

            @Override
            public Future<Void> close() {
                return writer.close();
            }
        };
    }

    @Override
    protected int newJob() {
        return LAST_JOB.incrementAndGet();
    }

    @Override
    protected int absentJob() {
        return ABSENT_JOB;
    }

    @Override
    protected IngestEvent event(String id, long timeMicros, int jobId, String text) {
        EventEnvelope envelope = new EventEnvelope(id, "/contract", JobMetadataEvent.TYPE, timeMicros);
        return new JobMetadataEvent(envelope, jobId, Map.of(), Map.of(NAME, JsonTexts.of(text)));
    }

    @Override
    protected boolean keepsHistory() {
        return false;
    }

    @Override
    protected List<String> textsOf(int jobId) {
        String path = '/' + new IndexNames("job_parameters").of(VO, jobId) + "/_doc/" + jobId;
        return lane.call(() -> reader.ask("GET", path, Map.of(), null))
                .map(answer -> answer.json().at("/_source/" + NAME))
                .map(text -> text.isMissingNode() ? List.<String>of() : List.of(text.asText()))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }
}
