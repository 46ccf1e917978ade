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
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.PilotLogEvent;
import org.diracgrid.ingest.model.event.PilotLogLine;
import org.diracgrid.ingest.worker.opensearch.OpenSearchStore.Directories;
import org.diracgrid.ingest.worker.opensearch.pilotlog.LogCounters;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.StoreWriterContract;
import org.diracgrid.ingest.worker.port.WriteBatch;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** The promises of the port for logs, on a real OpenSearch: a pilot instead of a job, and all that was said is kept. */
@ExtendWith(DevStackExtension.class)
class PilotLogContractIT extends StoreWriterContract {

    private static final String VO = "LogContract";
    private static final int ABSENT_PILOT = 999_999;
    private static final AtomicInteger LAST_PILOT = new AtomicInteger();

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
        lane.get(() -> new PilotLogsDb(reader).createIndexTemplate());
        store = lane.get(() -> OpenSearchStore.open(
                new OpenSearchPlaces(settings, null, settings),
                new Directories(jobs -> Future.succeededFuture(Map.of()), this::pilotsOf),
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

    private Future<Map<String, Pilot>> pilotsOf(Set<String> stamps) {
        Map<String, Pilot> pilots = new HashMap<>();
        for (String stamp : stamps) {
            int number = Integer.parseInt(stamp);
            if (number != ABSENT_PILOT) {
                pilots.put(stamp, new Pilot(number, "not the event's"));
            }
        }
        return Future.succeededFuture(pilots);
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
        return LAST_PILOT.incrementAndGet();
    }

    @Override
    protected int absentJob() {
        return ABSENT_PILOT;
    }

    @Override
    protected IngestEvent event(String id, long timeMicros, int pilot, String text) {
        EventEnvelope envelope = new EventEnvelope(id, "/contract", PilotLogEvent.TYPE, timeMicros);
        PilotLogLine line = new PilotLogLine(timeMicros, "INFO", text, "Pilot", false);
        return new PilotLogEvent(envelope, Integer.toString(pilot), VO, List.of(line), null, false, null);
    }

    @Override
    protected List<String> textsOf(int pilot) {
        LogQuery query = new LogQuery(Integer.toString(pilot), null, null, Set.of());
        return lane.call(() -> reader.ask("POST", "/pilot_logs*/_refresh", Map.of(), null)
                        .compose(unused -> new PilotLogsDb(reader).read(query).next()))
                .map(page -> page.stream()
                        .map(entry -> String.valueOf(entry.members().get("Message")))
                        .toList())
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }
}
