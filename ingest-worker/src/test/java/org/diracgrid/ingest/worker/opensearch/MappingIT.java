package org.diracgrid.ingest.worker.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.model.codec.CodecOptions;
import org.diracgrid.ingest.model.codec.EventCodec;
import org.diracgrid.ingest.model.codec.JsonTexts;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobMetadataEvent;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Templates and mappings, ours beside those of others, on a real OpenSearch. Each test has a VO of its own. */
@ExtendWith(DevStackExtension.class)
class MappingIT {

    private static final long NOW_MS = 1_780_000_000_000L;
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(NOW_MS));
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger TESTS = new AtomicInteger();

    /** As DIRAC's ElasticJobParametersDB puts it, with fewer fields. */
    private static final String LEGACY = "{'index_patterns':['job_parameters_*'],'priority':1,'template':{"
            + "'settings':{'index':{'number_of_shards':1,'number_of_replicas':1}},"
            + "'mappings':{'properties':{'JobID':{'type':'long'},'timestamp':{'type':'date'},"
            + "'Status':{'type':'keyword'},'CPUNormalizationFactor':{'type':'long'}}}}}";

    private final String vo = "mapping" + TESTS.incrementAndGet();
    private final String index = new IndexNames("job_parameters").of(vo, 7);
    private final Vertx vertx = Vertx.vertx();
    private final TestLane lane = new TestLane(vertx);
    private OpenSearchConnection connection;
    private JobParametersDb database;

    @BeforeEach
    void open(DevStack stack) throws Exception {
        connection = OpenSearchConnection.open(
                OpenSearchSettings.parse("{\"hosts\":\"" + stack.openSearchUrl() + "\",\"timeout\":30}"));
        database = new JobParametersDb(connection, CLOCK);
        lane.get(() -> database.createIndexTemplate());
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** Every field of the template, in the forms that DiracX accepts, ends as its type and is found as such. */
    @Test
    void storesEveryMappedNameAsItsType() throws Exception {
        List<String> written = List.of(
                "{'CPUNormalizationFactor':'13.7','NormCPUTime(s)':'1e3','TotalCPUTime(s)':'-7.9','Memory(MB)':'2003',"
                        + "'PayloadPID':'17','HostName':'wn17','GridCE':'ce','ModelName':'42','PilotAgent':'v8',"
                        + "'Pilot_Reference':'htc://1','LocalAccount':'lhcb001','CEQueue':'q','BatchSystem':'b',"
                        + "'JobType':'user','timestamp':'2026-06-01T12:00:10+00:00'}",
                "{'CPUNormalizationFactor':13.7,'NormCPUTime(s)':1000,'TotalCPUTime(s)':-7.9,'Memory(MB)':2003.0,"
                        + "'PayloadPID':17}",
                "{'cpu_normalization_factor':'0','norm_cpu_time_s':'86400','memory_mb':'-1'}");
        List<String> stored = List.of(
                "{'CPUNormalizationFactor':13,'NormCPUTime(s)':1000,'TotalCPUTime(s)':-7,'Memory(MB)':2003,"
                        + "'PayloadPID':17,'HostName':'wn17','GridCE':'ce','ModelName':'42','PilotAgent':'v8',"
                        + "'Pilot_Reference':'htc://1','LocalAccount':'lhcb001','CEQueue':'q','BatchSystem':'b',"
                        + "'JobType':'user','timestamp':'2026-06-01T12:00:10.000000+00:00','JobID':1}",
                "{'CPUNormalizationFactor':13,'NormCPUTime(s)':1000,'TotalCPUTime(s)':-7,'Memory(MB)':2003,"
                        + "'PayloadPID':17,'timestamp':" + NOW_MS + ",'JobID':2}",
                "{'CPUNormalizationFactor':0,'NormCPUTime(s)':86400,'Memory(MB)':-1,'timestamp':" + NOW_MS
                        + ",'JobID':3}");
        IngestEvent[] events = new IngestEvent[written.size()];
        for (int i = 0; i < events.length; i++) {
            events[i] = decoded(i + 1, written.get(i));
        }

        assertThat(lane.write(writer(200), events)).containsOnly(WriteOutcome.Stored.INSTANCE);

        Set<String> names = new HashSet<>(Set.of("JobGroup", "Status")); // JobGroup: DiracX maps it and writes it not
        for (int i = 0; i < events.length; i++) {
            JsonNode document = document(i + 1);
            assertThat(document).isEqualTo(json(stored.get(i)));
            document.fieldNames().forEachRemaining(names::add);
        }
        assertThat(names).isEqualTo(database.fieldNames());
        assertThat(properties()).hasSize(database.fieldNames().size());
        lane.get(() -> connection.ask("POST", '/' + index + "/_refresh", Map.of(), null));
        assertThat(lane.get(() -> database.search(
                        List.of("JobID"),
                        List.of(
                                SearchFilter.of("CPUNormalizationFactor", SearchFilter.Operator.EQ, 13),
                                SearchFilter.of("ModelName", SearchFilter.Operator.EQ, "42")),
                        List.of(),
                        null)))
                .containsExactly(Map.of("JobID", 1));
    }

    /** New names in documents of several lanes at once, here whole numbers and there fractions: both fit either type. */
    @Test
    void storesNumbersOfTwoKindsThatAreNewAtOnce() throws Exception {
        List<TestLane> lanes =
                Stream.generate(() -> new TestLane(vertx)).limit(4).toList();
        List<StoreWriter> writers = lanes.stream().map(each -> writer(200)).toList();
        for (int round = 0; round < 20; round++) {
            List<Future<List<WriteOutcome>>> answers = new ArrayList<>();
            List<JobMetadataEvent> events = new ArrayList<>();
            for (int number = 0; number < lanes.size(); number++) {
                StoreWriter writer = writers.get(number);
                JobMetadataEvent event =
                        decoded(number + 1, "{'New" + round + "':" + (number % 2 == 0 ? "1" : "1.5") + '}');
                events.add(event);
                answers.add(lanes.get(number).call(() -> writer.write(Updates.batch(event))));
            }
            for (int number = 0; number < lanes.size(); number++) {
                List<WriteOutcome> outcomes = answers.get(number)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(60, TimeUnit.SECONDS);
                while (outcomes.get(0).kind() == WriteOutcome.Kind.FAILED) {
                    outcomes = lanes.get(number).write(writers.get(number), events.get(number));
                }
                assertThat(outcomes).containsExactly(WriteOutcome.Stored.INSTANCE);
            }
        }
    }

    /** The field is added to an index that was there before the guard, whatever is in it already. */
    @ParameterizedTest
    @ValueSource(strings = {"nothing", "object", "disabled"})
    void addsTheOverflowFieldToAnIndexThatExists(String before) throws Exception {
        String mapping =
                switch (before) {
                    case "object" ->
                        "{'mappings':{'properties':{'OtherParameters':{'properties':{'Old':{'type':'long'}}}}}}";
                    case "disabled" ->
                        "{'mappings':{'properties':{'OtherParameters':{'type':'object','enabled':false}}}}";
                    default -> "{}";
                };
        put('/' + index, mapping);

        for (int i = 0; i < 30; i++) {
            assertThat(lane.write(writer(0), Updates.text(7, "Name" + i, "v")))
                    .containsOnly(WriteOutcome.Stored.INSTANCE);
        }

        assertThat(document(7).path("OtherParameters")).hasSize(30);
        assertThat(properties()).hasSize(18 + 1);
        assertThat(properties().path("OtherParameters").path("properties")).hasSize(before.equals("object") ? 1 : 0);
    }

    /** A job's own parameter of that name that was there first: what does not fit is refused one by one. */
    @Test
    void refusesOnlyWhatDoesNotFitWhereTheOverflowFieldIsAText() throws Exception {
        put('/' + index, "{'mappings':{'properties':{'OtherParameters':{'type':'text'}}}}");

        List<WriteOutcome> outcomes =
                lane.write(writer(0), Updates.text(7, "GridCE", "ce"), Updates.text(7, "Mine", "v"));

        assertThat(outcomes)
                .extracting(WriteOutcome::kind)
                .containsExactly(WriteOutcome.Kind.STORED, WriteOutcome.Kind.REJECTED);
        assertThat(((WriteOutcome.Rejected) outcomes.get(1)).detail()).contains("OtherParameters");
    }

    /** A keyword would take 32 766 bytes. What a text field would hold must not be lost because it came late. */
    @Test
    void keepsLongTextsThatAreBeyondTheLimit() throws Exception {
        String output = "line of output\n".repeat(10_000);
        String unicode = "é".repeat(20_000);

        assertThat(lane.write(
                        writer(0),
                        Updates.heartbeat(7, output),
                        Updates.text(7, "Short", "v"),
                        Updates.text(7, "Long", unicode),
                        Updates.metadata(7, Map.of("Deep", JsonTexts.parse("{\"a\":[\"" + unicode + "\"]}")))))
                .containsOnly(WriteOutcome.Stored.INSTANCE);

        JsonNode document = document(7);
        assertThat(document.toString()).contains("line of output").contains(unicode);
    }

    @Test
    void getsAlongWithTheTemplateOfDirac() throws Exception {
        put("/_index_template/elasticjobparametersdb", LEGACY);
        try {
            lane.get(() -> database.createIndexTemplate());
            assertThat(lane.write(
                            writer(1),
                            Updates.statusApplied(7, vo, "Done"),
                            Updates.number(7, "CPUNormalizationFactor", 5),
                            Updates.text(7, "GridCE", "ce"),
                            Updates.text(7, "First", "a"),
                            Updates.text(7, "Second", "b")))
                    .containsOnly(WriteOutcome.Stored.INSTANCE);

            assertThat(properties().path("GridCE").path("type").asText()).isEqualTo("text"); // theirs goes before ours
            assertThat(properties().path("OtherParameters").path("dynamic").asText())
                    .isEqualTo("false");
            assertThat(document(7).path("OtherParameters").path("Second").asText())
                    .isEqualTo("b");
        } finally {
            lane.get(() -> connection.ask("DELETE", "/_index_template/elasticjobparametersdb", Map.of(), null));
        }
    }

    /** OpenSearch refuses two templates of one priority for one index, and the message has to say which. */
    @Test
    void namesTheTemplateThatIsInTheWay() throws Exception {
        lane.get(() -> connection.ask("DELETE", "/_index_template/job_parameters", Map.of(), null));
        put("/_index_template/somebodys", LEGACY.replace("'priority':1,", ""));
        try {
            StoreException failure =
                    catchThrowableOfType(StoreException.class, () -> lane.get(() -> database.createIndexTemplate()));

            assertThat(failure.failure().message()).contains("somebodys");
        } finally {
            lane.get(() -> connection.ask("DELETE", "/_index_template/somebodys", Map.of(), null));
        }
    }

    private static JobMetadataEvent decoded(int jobId, String metadata) throws Exception {
        String event = ("{'specversion':'1.0','id':'id','source':'/test','type':'" + JobMetadataEvent.TYPE
                        + "','time':'2026-06-01T12:00:00Z','data':{'JobID':" + jobId + ",'Metadata':" + metadata + "}}")
                .replace('\'', '"');
        return (JobMetadataEvent)
                new EventCodec(CodecOptions.DEFAULTS).decodeStructured(event.getBytes(StandardCharsets.UTF_8));
    }

    private void put(String path, String body) throws Exception {
        assertThat(lane.get(() -> connection.ask("PUT", path, Map.of(), json(body)))
                        .isSuccess())
                .isTrue();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (java.io.IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private StoreWriter writer(int freeNames) {
        return new JobParametersWriter(
                new BulkLane(connection),
                database.indices(),
                new MappingGuard(connection, database.indices(), database.namesOfDiracx(), freeNames),
                LookUpCache.ofVos(this::vosOf, 1000, CLOCK),
                ParameterEvents::read,
                WriteMode.REPLACE,
                CLOCK);
    }

    private Future<Map<Integer, String>> vosOf(Set<Integer> jobIds) {
        Map<Integer, String> vos = new HashMap<>();
        jobIds.forEach(id -> vos.put(id, vo));
        return Future.succeededFuture(vos);
    }

    private JsonNode properties() throws Exception {
        return lane.get(() -> connection.ask("GET", '/' + index + "/_mapping", Map.of(), null))
                .json()
                .path(index)
                .path("mappings")
                .path("properties");
    }

    private JsonNode document(int jobId) throws Exception {
        return lane.get(() -> connection.ask("GET", '/' + index + "/_doc/" + jobId, Map.of(), null))
                .json()
                .path("_source");
    }
}
