package org.diracgrid.ingest.bench.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.diracgrid.ingest.model.codec.CodecOptions;
import org.diracgrid.ingest.model.codec.EventCodec;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobHeartbeatEvent;
import org.diracgrid.ingest.model.event.JobMetadataEvent;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.JsonText;
import org.diracgrid.ingest.model.event.StatusUpdate;
import org.diracgrid.ingest.model.lifecycle.AppliedStatus;
import org.diracgrid.ingest.model.lifecycle.FoldOutcome;
import org.diracgrid.ingest.model.lifecycle.JobRow;
import org.diracgrid.ingest.model.lifecycle.JobState;
import org.diracgrid.ingest.model.lifecycle.JobStatusFold;
import org.diracgrid.ingest.model.lifecycle.TimeOrderColumn;
import org.jspecify.annotations.Nullable;

/**
 * What happens without the worker: one call of DiracX for each event, with DiracX's own statements in DiracX's order. A status is eight
 * statements in three transactions, and a request to OpenSearch if there is one.
 *
 * <p>It is kinder to DiracX than DiracX is. There is no HTTP call in front, no Python, no check of permissions (a statement more), no ROLLBACK
 * when a connection goes back to its pool, and no reading of commands behind a heartbeat (two more). What lies between the statements, decoding
 * and state machine, is the worker's own code, so that the two differ in what they ask of the stores and in nothing else.
 *
 * <p>As in DiracX, an event that comes again is applied again, and an event that fails is rolled back; it is counted then, and that is all. The
 * times of heartbeats are those of their events: DiracX takes the clock's, and a second heartbeat of a job in one second is an error there.
 * Confined to its lane's thread.
 */
public final class DiracxSequence implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HEARTBEAT = "Heartbeat";
    private static final long SECOND = 1_000_000;

    private final EventCodec codec = new EventCodec(CodecOptions.DEFAULTS);
    private final DiracxTables tables;
    private final @Nullable DiracxDocuments documents;

    private DiracxSequence(DiracxTables tables, @Nullable DiracxDocuments documents) {
        this.tables = tables;
        this.documents = documents;
    }

    public static void main(String[] arguments) throws InterruptedException {
        run(System.getenv());
    }

    static void run(Map<String, String> environment) throws InterruptedException {
        PeerSettings settings = PeerSettings.of(environment);
        PeerLanes.run(settings.lanes(), lane -> {
            try (Backlog backlog = Backlog.open(settings, lane);
                    DiracxSequence sequence =
                            new DiracxSequence(new DiracxTables(environment), DiracxDocuments.of(environment))) {
                int failed = 0;
                while (backlog.hasMore()) {
                    for (var record : backlog.poll()) {
                        failed += sequence.call(record) ? 0 : 1;
                    }
                    backlog.commit();
                }
                System.out.println("lane " + lane + ": " + failed + " failed");
            }
        });
    }

    /** Whether DiracX would have answered that all is well. */
    private boolean call(ConsumerRecord<byte[], byte[]> record) throws SQLException, IOException, InterruptedException {
        try {
            if (call(codec.decode(record.key(), record.value(), name -> header(record, name)))) {
                tables.commit();
                return true;
            }
        } catch (EventRejectedException e) {
            return false; // DiracX refuses it before it asks a database
        } catch (SQLIntegrityConstraintViolationException e) {
            // A second Kill of a job in one second, for example: the call fails, the caller is told, others go on.
        }
        tables.rollback();
        return false;
    }

    private boolean call(IngestEvent event) throws SQLException, IOException, InterruptedException {
        return switch (event.kind()) {
            case JOB_STATUS -> setJobStatuses((JobStatusEvent) event);
            case JOB_HEARTBEAT -> addHeartbeat((JobHeartbeatEvent) event);
            case JOB_METADATA -> setMetadata((JobMetadataEvent) event);
            case JOB_STATUS_APPLIED,
                    PILOT_REGISTERED,
                    PILOT_METADATA,
                    PILOT_JOBS_ASSIGNED,
                    PILOT_OUTPUT,
                    PILOT_PARAMETERS,
                    PILOT_LOG -> throw new IllegalArgumentException("no event of a job: " + event.kind());
        };
    }

    /** Statements 1 and 2 look for the job, 3 for its history; 4 changes it, 5 and 6 are the task queue's, 7 and 8 log. */
    private boolean setJobStatuses(JobStatusEvent event) throws SQLException, IOException, InterruptedException {
        JobRow row = tables.searchJob(event.jobId());
        if (row == null) {
            return false;
        }
        JobState job = new JobState(row, tables.wmsTimeStamps(event.jobId()), TimeOrderColumn.NUMERIC);
        FoldOutcome outcome = JobStatusFold.apply(job, event, event.envelope().timeMicros(), Micros.now());
        if (outcome.kind() == FoldOutcome.Kind.REJECTED) {
            return false;
        }
        AppliedStatus applied = job.appliedStatus();
        if (applied != null && applied.documentStatus() != null) {
            upsert(row.vo(), event.jobId(), Map.of("Status", TextNode.valueOf(applied.documentStatus())));
        }
        if (!job.changes().isEmpty()) {
            tables.setJobAttributes(event.jobId(), job.changes());
        }
        tables.removeFromTaskQueues(job.leavesTaskQueue() ? List.of(event.jobId()) : List.of());
        if (!job.kills().isEmpty()) {
            tables.sendKill(event.jobId(), event.envelope().timeMicros());
        }
        tables.insertRecords(event.jobId(), job.newRows());
        return true;
    }

    private boolean addHeartbeat(JobHeartbeatEvent event) throws SQLException, IOException, InterruptedException {
        String status = tables.searchStatus(event.jobId());
        if (status == null) {
            return false;
        }
        long second = Math.floorDiv(event.timeMicros(), SECOND) * SECOND;
        if (!status.equals(JobStatus.MATCHED.text()) && !status.equals(JobStatus.STALLED.text())) {
            tables.setJobAttributes(event.jobId(), Map.of(JobAttribute.HEART_BEAT_TIME, second));
        } else if (!setJobStatuses(running(event))) {
            return false;
        }
        if (!event.measures().isEmpty()) {
            tables.addHeartbeatData(event.jobId(), second, event.measures());
        }
        String output = event.standardOutput();
        return output == null || insertParameters(event.jobId(), Map.of("StandardOutput", TextNode.valueOf(output)));
    }

    private static JobStatusEvent running(JobHeartbeatEvent event) {
        StatusUpdate update = new StatusUpdate(event.timeMicros(), JobStatus.RUNNING, null, null, HEARTBEAT);
        return new JobStatusEvent(event.envelope(), event.jobId(), List.of(update), false, Map.of());
    }

    private boolean setMetadata(JobMetadataEvent event) throws SQLException, IOException, InterruptedException {
        if (!event.attributes().isEmpty()) {
            Map<JobAttribute, Object> columns = new EnumMap<>(event.attributes());
            if (columns.containsKey(JobAttribute.STATUS)) {
                columns.put(JobAttribute.LAST_UPDATE_TIME, Micros.now());
            }
            tables.setJobAttributes(event.jobId(), columns);
        }
        Map<String, JsonNode> parameters = new LinkedHashMap<>();
        for (Map.Entry<String, JsonText> parameter : event.parameters().entrySet()) {
            parameters.put(
                    parameter.getKey(), JSON.readTree(parameter.getValue().text()));
        }
        return parameters.isEmpty() || insertParameters(event.jobId(), parameters);
    }

    /** The VO is looked up also where it has been read before. */
    private boolean insertParameters(int jobId, Map<String, JsonNode> parameters)
            throws SQLException, IOException, InterruptedException {
        String vo = tables.summarizeVo(jobId);
        if (vo == null) {
            return false;
        }
        upsert(vo, jobId, parameters);
        return true;
    }

    private void upsert(String vo, int jobId, Map<String, JsonNode> parameters)
            throws IOException, InterruptedException {
        if (documents != null) {
            documents.upsert(vo, jobId, parameters);
        }
    }

    private static byte @Nullable [] header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : header.value();
    }

    @Override
    public void close() throws SQLException {
        tables.close();
    }
}
