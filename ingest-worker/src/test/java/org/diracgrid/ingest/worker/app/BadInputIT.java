package org.diracgrid.ingest.worker.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.diracgrid.ingest.devstack.Databases;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.devstack.SchemaFlavour;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every kind of bad input lands in the dead-letter topic, whole and with its reason, while its neighbours in the same batch
 * are stored.
 */
@ExtendWith(DevStackExtension.class)
class BadInputIT {

    private static final int GOOD_JOBS = 20;
    private static final int JOB_WITHOUT_HISTORY = 500;
    private static final int UNKNOWN_JOB = 999;

    private final DevStack stack;

    BadInputIT(DevStack stack) {
        this.stack = stack;
    }

    @BeforeEach
    void removeTopics() throws Exception {
        TestTopics.remove(stack);
    }

    @Test
    void badRecordsAreParkedWithTheirReasonAndTheirNeighboursStored() throws Exception {
        // Given
        var databases = stack.createDatabases(SchemaFlavour.DIRAC, "bad_input");
        for (int jobId = 1; jobId <= GOOD_JOBS; jobId++) {
            TestJobs.insert(stack, databases, jobId);
        }
        TestJobs.insert(stack, databases, JOB_WITHOUT_HISTORY);
        execute("DELETE FROM " + databases.jobLoggingDb() + ".LoggingInfo WHERE JobID = " + JOB_WITHOUT_HISTORY);
        var environment = environment(databases);
        var cli = new Cli(environment);
        assertThat(cli.run("init", "--partitions", "1").exitCode()).isZero();
        var bad = badRecords();
        publish(bad);

        // When
        var run = cli.run("run", "--until-caught-up");

        // Then
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .startsWith("mysql: received %d = stored %d + superseded 0 + parked %d + dropped 0 + in flight 0"
                        .formatted(GOOD_JOBS + bad.size(), GOOD_JOBS, bad.size()));
        assertThat(matched(databases)).isEqualTo(GOOD_JOBS);
        var letters = TestTopics.read(stack, "diracx.jobs.v1.dlq");
        assertThat(letters).hasSize(bad.size()).allSatisfy(letter -> assertWhole(letter, bad));
        var reasons = new HashMap<String, String>();
        letters.forEach(letter -> reasons.put(TestTopics.header(letter, "case"), TestTopics.reason(letter)));
        assertThat(reasons).isEqualTo(EXPECTED_REASONS);
    }

    private static final Map<String, String> EXPECTED_REASONS = Map.ofEntries(
            Map.entry("not JSON", "BAD_JSON"),
            Map.entry("wrong key", "KEY_MISMATCH"),
            Map.entry("unknown type", "UNKNOWN_TYPE"),
            Map.entry("naive time", "NAIVE_TIMESTAMP"),
            Map.entry("unknown job", "JOB_NOT_FOUND"),
            Map.entry("job without history", "NO_LOGGING_HISTORY"),
            Map.entry("over-long text", "TEXT_TOO_LONG"),
            Map.entry("text outside of latin1", "UNENCODABLE"),
            Map.entry("2 MiB value", "TOO_LARGE"),
            Map.entry("missing envelope", "ENVELOPE_MISSING"),
            Map.entry("no value at all", "BAD_JSON"));

    /** Records by what is bad about them; each says so in a header of its own, which the dead letter must keep. */
    private static Map<String, ProducerRecord<byte[], byte[]>> badRecords() {
        var time = "2026-06-01T12:00:10Z";
        var minor = "\"Status\":\"Matched\",\"MinorStatus\":\"%s\"";
        var bad = new LinkedHashMap<String, ProducerRecord<byte[], byte[]>>();
        bad.put("not JSON", binary("1", "{\"JobID\":1,"));
        bad.put("wrong key", binary("2", data(1, time, "\"Status\":\"Matched\"")));
        bad.put("unknown type", withType("org.diracgrid.job.unheard-of.v1"));
        bad.put("naive time", binary("1", data(1, "2026-06-01 12:00:10", "\"Status\":\"Matched\"")));
        bad.put(
                "unknown job",
                binary(Integer.toString(UNKNOWN_JOB), data(UNKNOWN_JOB, time, "\"Status\":\"Matched\"")));
        bad.put(
                "job without history",
                binary(
                        Integer.toString(JOB_WITHOUT_HISTORY),
                        data(JOB_WITHOUT_HISTORY, time, "\"Status\":\"Matched\"")));
        bad.put("over-long text", binary("1", data(1, time, minor.formatted("x".repeat(129)))));
        bad.put("text outside of latin1", binary("1", data(1, time, minor.formatted("Łódź"))));
        bad.put("2 MiB value", binary("1", data(1, time, minor.formatted("x".repeat(2 << 20)))));
        bad.put("missing envelope", new ProducerRecord<>("diracx.jobs.v1", bytes("1"), bytes("{\"JobID\":1}")));
        bad.put("no value at all", binary("1", null));
        bad.forEach((name, record) -> record.headers().add(new RecordHeader("case", bytes(name))));
        return bad;
    }

    /** Good and bad in turn, in one transaction, so that they are read together and share batches. */
    private void publish(Map<String, ProducerRecord<byte[], byte[]>> bad) {
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        var rest = new ArrayList<>(bad.values());
        for (int jobId = 1; jobId <= GOOD_JOBS; jobId++) {
            records.add(binary(Integer.toString(jobId), data(jobId, "2026-06-01T12:00:10Z", "\"Status\":\"Matched\"")));
            if (!rest.isEmpty()) {
                records.add(rest.remove(0));
            }
        }
        var properties = Map.<String, Object>of(
                "bootstrap.servers",
                stack.kafkaBootstrapServers(),
                "max.request.size",
                4 << 20,
                "transactional.id",
                "bad-input");
        try (var producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            records.forEach(producer::send);
            producer.commitTransaction();
        }
    }

    private static void assertWhole(
            ConsumerRecord<byte[], byte[]> letter, Map<String, ProducerRecord<byte[], byte[]>> bad) {
        var original = bad.get(TestTopics.header(letter, "case"));
        assertThat(letter.key()).isEqualTo(original.key());
        assertThat(letter.value()).isEqualTo(original.value());
        assertThat(List.of(letter.headers().toArray()))
                .startsWith(original.headers().toArray());
        assertThat(TestTopics.header(letter, "__connect.errors.topic")).isEqualTo("diracx.jobs.v1");
        assertThat(TestTopics.header(letter, "__connect.errors.exception.message"))
                .isNotBlank();
    }

    private static ProducerRecord<byte[], byte[]> withType(String type) {
        var record = binary("1", data(1, "2026-06-01T12:00:10Z", "\"Status\":\"Matched\""));
        record.headers().remove("ce_type").add("ce_type", bytes(type));
        return record;
    }

    private static ProducerRecord<byte[], byte[]> binary(String key, String data) {
        var record = new ProducerRecord<>("diracx.jobs.v1", bytes(key), data == null ? null : bytes(data));
        record.headers()
                .add("content-type", bytes("application/json"))
                .add("ce_specversion", bytes("1.0"))
                .add("ce_id", bytes("id-" + key))
                .add("ce_source", bytes("/test"))
                .add("ce_type", bytes("org.diracgrid.job.status.v1"))
                .add("ce_time", bytes("2026-06-01T12:00:11Z"));
        return record;
    }

    private static String data(int jobId, String time, String members) {
        return "{\"JobID\":%d,\"Updates\":{\"%s\":{%s,\"Source\":\"Matcher\"}}}".formatted(jobId, time, members);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private Map<String, String> environment(Databases databases) {
        var environment = new HashMap<>(databases.environment());
        environment.put("KAFKA_BOOTSTRAP_SERVERS", stack.kafkaBootstrapServers());
        environment.put("INGEST_STORES", "mysql");
        environment.put("INGEST_GROUP_ID", "bad-input");
        environment.put("INGEST_LANES", "1");
        environment.put("INGEST_JOBS_NOT_FOUND_GRACE", "0s");
        return environment;
    }

    private long matched(Databases databases) throws SQLException {
        try (var connection = stack.openRootConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT COUNT(*) FROM " + databases.jobDb() + ".Jobs j JOIN "
                        + databases.jobLoggingDb() + ".LoggingInfo l ON l.JobID = j.JobID AND l.SeqNum = 2"
                        + " WHERE j.Status = 'Matched' AND l.Status = 'Matched'")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (var connection = stack.openRootConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
