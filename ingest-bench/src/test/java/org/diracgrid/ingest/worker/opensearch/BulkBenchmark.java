package org.diracgrid.ingest.worker.opensearch;

import jakarta.json.stream.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.diracgrid.ingest.bench.micro.MicroLoads;
import org.diracgrid.ingest.model.event.PilotLogEvent;
import org.diracgrid.ingest.worker.opensearch.pilotlog.LogDocuments;
import org.diracgrid.ingest.worker.opensearch.pilotlog.LogIds;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.opensearch.client.json.JsonpMapper;
import org.opensearch.client.json.JsonpSerializable;
import org.opensearch.client.json.jackson.JacksonJsonpMapper;
import org.opensearch.client.opensearch.core.BulkRequest;

/** From lines of logs to their documents, and from documents to the bytes of a bulk request, as the client writes them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class BulkBenchmark {

    private final List<PilotLogEvent> events = MicroLoads.logs();
    private final LogDocuments documents = new LogDocuments();
    private final LogIds ids = new LogIds();
    private final JsonpMapper mapper = new JacksonJsonpMapper();
    private List<BulkItem> items;

    @Setup
    public void encode() throws IOException {
        items = write();
    }

    @Benchmark
    @OperationsPerInvocation(MicroLoads.SIZE)
    public List<BulkItem> write() throws IOException {
        List<BulkItem> written = new ArrayList<>(MicroLoads.SIZE);
        for (PilotLogEvent event : events) {
            ids.begin(event);
            for (int line = 0; line < event.lines().size(); line++) {
                byte[] document =
                        documents.write(event, line, event.lines().get(line).message(), 17);
                written.add(new BulkItem("pilot_logs_lhcb_0m", ids.of(line), document, BulkItem.Action.INDEX));
            }
        }
        return written;
    }

    @Benchmark
    @OperationsPerInvocation(MicroLoads.SIZE)
    public int request() {
        BulkRequest request = BulkRequest.of(
                bulk -> bulk.operations(items.stream().map(BulkItem::operation).toList()));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 19);
        for (Iterator<?> parts = request._serializables(); parts.hasNext(); ) {
            JsonGenerator json = mapper.jsonProvider().createGenerator(bytes);
            ((JsonpSerializable) parts.next()).serialize(json, mapper);
            json.close();
            bytes.write('\n');
        }
        return bytes.size();
    }
}
