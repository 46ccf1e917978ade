package org.diracgrid.ingest.bench.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.lifecycle.StatusTimeOrder;
import org.diracgrid.ingest.model.lifecycle.TimeOrderColumn;
import org.jspecify.annotations.Nullable;

/**
 * What one writes in a day: a consumer, Jackson and JDBC, one event after the other, a transaction for each, a commit to Kafka for each poll.
 *
 * <p>It is right for status events that come once and in their order: the state machine, the history with its numbers, the columns of
 * {@code Jobs}, kill commands. What the day was too short for: an event that comes again is logged again; late events go by the newest row,
 * which DiracX does not always; additional attributes; tables of the legacy flavour, and databases on several servers; other kinds of events,
 * which are skipped, as events of unknown jobs are; anything that fails, which ends it. Confined to its lane's thread.
 */
public final class OneRowLoop implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Connection connection;
    private final PreparedStatement readJob;
    private final PreparedStatement readHistory;
    private final PreparedStatement log;
    private final PreparedStatement updateJob;
    private final PreparedStatement leaveQueue;
    private final PreparedStatement sendKill;

    private OneRowLoop(Map<String, String> environment) throws SQLException {
        String history = PeerDatabase.of(environment, "JOBLOGGINGDB").table("LoggingInfo");
        String queues = PeerDatabase.of(environment, "TASKQUEUEDB").table("tq_Jobs");
        connection = PeerDatabase.of(environment, "JOBDB").connect();
        readJob = connection.prepareStatement(
                "SELECT Status, StartExecTime, EndExecTime FROM Jobs WHERE JobID = ? FOR UPDATE");
        readHistory = connection.prepareStatement(
                "SELECT MAX(SeqNum), MAX(StatusTimeOrder) FROM " + history + " WHERE JobID = ?");
        log = connection.prepareStatement("INSERT INTO " + history + " (JobID, SeqNum, Status, MinorStatus,"
                + " ApplicationStatus, StatusTime, StatusTimeOrder, StatusSource) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
        updateJob = connection.prepareStatement("UPDATE Jobs SET Status = COALESCE(?, Status),"
                + " MinorStatus = COALESCE(?, MinorStatus), ApplicationStatus = COALESCE(?, ApplicationStatus),"
                + " LastUpdateTime = COALESCE(?, LastUpdateTime), HeartBeatTime = COALESCE(?, HeartBeatTime),"
                + " StartExecTime = COALESCE(?, StartExecTime), EndExecTime = COALESCE(?, EndExecTime)"
                + " WHERE JobID = ?");
        leaveQueue = connection.prepareStatement("DELETE FROM " + queues + " WHERE JobId = ?");
        sendKill = connection.prepareStatement("INSERT INTO JobCommands (JobID, Command, Arguments, Status,"
                + " ReceptionTime) VALUES (?, 'Kill', '', 'Received', ?)");
    }

    public static void main(String[] arguments) throws InterruptedException {
        run(System.getenv());
    }

    static void run(Map<String, String> environment) throws InterruptedException {
        PeerSettings settings = PeerSettings.of(environment);
        PeerLanes.run(settings.lanes(), lane -> {
            try (Backlog backlog = Backlog.open(settings, lane);
                    OneRowLoop loop = new OneRowLoop(environment)) {
                while (backlog.hasMore()) {
                    for (var record : backlog.poll()) {
                        loop.apply(record);
                    }
                    backlog.commit();
                }
            }
        });
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) throws IOException, SQLException {
        String type = header(record, "ce_type"); // in structured mode it is in the JSON
        if (type != null && !type.equals(JobStatusEvent.TYPE)) {
            return;
        }
        JsonNode event = JSON.readTree(record.value());
        if (type != null) {
            apply(event, String.valueOf(header(record, "ce_time")));
        } else if (event.path("type").asText().equals(JobStatusEvent.TYPE)) {
            apply(event.path("data"), event.path("time").asText());
        }
    }

    private void apply(JsonNode data, String sent) throws SQLException {
        int jobId = data.path("JobID").intValue();
        SortedMap<Long, JsonNode> updates = new TreeMap<>();
        data.path("Updates").properties().forEach(each -> updates.put(Micros.parse(each.getKey()), each.getValue()));
        readJob.setInt(1, jobId);
        readHistory.setInt(1, jobId);
        try (ResultSet row = readJob.executeQuery();
                ResultSet history = readHistory.executeQuery()) {
            if (row.next() && history.next()) {
                boolean force = data.path("Force").asBoolean();
                SimpleJob job = job(row, history.getBigDecimal(2), updates.lastKey(), force);
                write(jobId, job, history.getInt(1), updates, Micros.parse(sent));
            }
        }
        connection.commit();
    }

    private static SimpleJob job(ResultSet row, BigDecimal order, long lastMicros, boolean force) throws SQLException {
        long newest = StatusTimeOrder.readBackMicros(order.movePointRight(3).longValueExact(), TimeOrderColumn.NUMERIC);
        return new SimpleJob(
                row.getString(1),
                row.getObject(2) != null,
                row.getObject(3) != null,
                lastMicros < newest ? Long.MAX_VALUE : newest,
                force);
    }

    private void write(int jobId, SimpleJob job, int lastSeqNum, SortedMap<Long, JsonNode> updates, long sent)
            throws SQLException {
        int seqNum = lastSeqNum;
        for (var update : updates.entrySet()) {
            long micros = update.getKey();
            SimpleJob.Logged logged = job.take(micros, update.getValue());
            execute(
                    log,
                    jobId,
                    ++seqNum,
                    logged.status(),
                    logged.minorStatus(),
                    logged.applicationStatus(),
                    Micros.utc(micros),
                    StatusTimeOrder.toDecimal(micros),
                    logged.source());
        }
        execute(
                updateJob,
                job.status,
                SimpleJob.unlessEmpty(job.minorStatus),
                SimpleJob.unlessEmpty(job.applicationStatus),
                job.status == null ? null : Micros.utc(Micros.now()),
                Micros.utc(job.heartBeatMicros),
                Micros.utc(job.startMicros),
                Micros.utc(job.endMicros),
                jobId);
        if (job.isKilled()) {
            execute(leaveQueue, jobId);
            execute(sendKill, jobId, Micros.utc(sent));
        }
    }

    private static void execute(PreparedStatement statement, @Nullable Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        statement.executeUpdate();
    }

    private static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), UTF_8);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
