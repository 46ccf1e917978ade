package org.diracgrid.ingest.worker.opensearch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.diracgrid.ingest.devstack.DevStack;
import org.diracgrid.ingest.devstack.DevStackExtension;
import org.diracgrid.ingest.model.codec.JsonTexts;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.PilotLogEvent;
import org.diracgrid.ingest.model.event.PilotLogLine;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.diracgrid.ingest.worker.opensearch.OpenSearchStore.Directories;
import org.diracgrid.ingest.worker.opensearch.SearchFilter.Operator;
import org.diracgrid.ingest.worker.opensearch.pilotlog.LogCounters;
import org.diracgrid.ingest.worker.port.StoreWriter;
import org.diracgrid.ingest.worker.port.WriteOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs and parameters of pilots on a real OpenSearch. Each test has a VO, and with it indices, of its own. */
@ExtendWith(DevStackExtension.class)
class PilotLogsIT {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(1_780_000_000_000L));
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger TESTS = new AtomicInteger();

    private final String vo = "Logs" + TESTS.incrementAndGet();
    private final String stamp = "stamp-of-" + vo;
    private final Map<String, Pilot> pilots = new HashMap<>(Map.of(stamp, new Pilot(2_000_017, vo)));
    private final LogCounters counters = new LogCounters();
    private final Vertx vertx = Vertx.vertx();
    private final TestLane lane = new TestLane(vertx);
    private OpenSearchConnection connection;
    private PilotLogsDb database;
    private OpenSearchStore store;
    private StoreWriter writer;

    @BeforeEach
    void open(DevStack stack) throws Exception {
        OpenSearchSettings settings =
                OpenSearchSettings.parse("{\"hosts\":\"" + stack.openSearchUrl() + "\",\"timeout\":30}");
        connection = OpenSearchConnection.open(settings);
        database = new PilotLogsDb(connection);
        store = lane.get(() -> OpenSearchStore.open(
                new OpenSearchPlaces(settings, settings, settings),
                new Directories(jobs -> Future.succeededFuture(Map.of()), this::pilotsOf),
                OpenSearchOptions.DEFAULTS,
                counters,
                CLOCK));
        writer = store.newWriter();
        for (OpenSearchDatabase each : store.databases().all()) {
            lane.get(() -> each.createIndexTemplate());
        }
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        connection.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private Future<Map<String, Pilot>> pilotsOf(Set<String> stamps) {
        Map<String, Pilot> found = new HashMap<>(pilots);
        found.keySet().retainAll(stamps);
        return Future.succeededFuture(found);
    }

    @Test
    void keepsWhatALineSays() throws Exception {
        List<PilotLogLine> lines = List.of(
                new PilotLogLine(LogEvents.START_MICROS + 1, "WARN", "multi\nline", "InstallDIRAC", false),
                new PilotLogLine(LogEvents.START_MICROS, "DEBUG", "é \uD83D\uDE80 \"quoted\"", "", true));

        assertThat(write(LogEvents.of("id", stamp, vo, 3L, lines))).containsExactly(WriteOutcome.Stored.INSTANCE);

        assertThat(read(query()))
                .extracting(LogEntry::members)
                .containsExactly(
                        members(1, "DEBUG", "é \uD83D\uDE80 \"quoted\"", "", "2026-06-01T11:59:00.000123+00:00", true),
                        members(0, "WARN", "multi\nline", "InstallDIRAC", "2026-06-01T11:59:00.000124+00:00", false));
        assertThat(indices()).containsExactly("pilot_logs_" + vo.toLowerCase(Locale.ROOT) + "_2m");
    }

    private Map<String, Object> members(
            int line, String severity, String message, String scope, String time, boolean truncated) {
        Map<String, Object> members = new HashMap<>(
                Map.of("PilotStamp", stamp, "PilotID", 2_000_017, "Severity", severity, "Message", message, "VO", vo));
        members.putAll(Map.of("TimeStamp", time, "Scope", scope, "Seq", 3, "Line", line));
        if (truncated) {
            members.put("Truncated", true);
        }
        return members;
    }

    /** The same lines in any order and any number of times are the same documents. */
    @Test
    void findsEveryLineOnceHoweverOftenItWasWritten() throws Exception {
        IngestEvent[] events = IntStream.range(0, 20)
                .mapToObj(i -> LogEvents.of("id" + i, stamp, vo, i % 2 == 0 ? (long) i : null, threeLines(i)))
                .toArray(IngestEvent[]::new);
        assertThat(write(events)).containsOnly(WriteOutcome.Stored.INSTANCE);
        List<LogEntry> before = read(query());

        List<IngestEvent> backwards = new ArrayList<>(List.of(events));
        Collections.reverse(backwards);
        assertThat(write(backwards.toArray(IngestEvent[]::new))).containsOnly(WriteOutcome.Superseded.INSTANCE);
        for (IngestEvent event : events) {
            write(event);
        }

        assertThat(read(query())).isEqualTo(before).hasSize(20 * 3);
        assertThat(messages(query())).doesNotHaveDuplicates();
        assertThat(counters.repeatedMessages()).isEqualTo(2 * 10); // those with a number, each twice
    }

    private static List<PilotLogLine> threeLines(int message) {
        return IntStream.range(0, 3)
                .mapToObj(i -> new PilotLogLine(LogEvents.START_MICROS + i, "INFO", message + "." + i, "Pilot", false))
                .toList();
    }

    /** In the order of time, message and line, whatever order they came in, and whatever a page may hold. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7, 100, 5_000})
    void readsLinesOfOneTimeInTheirOrder(int size) throws Exception {
        List<String> expected = new ArrayList<>();
        List<IngestEvent> events = new ArrayList<>();
        for (long sequence = 0; sequence < 30; sequence++) {
            List<PilotLogLine> lines = new ArrayList<>();
            for (int line = 0; line < 4; line++) {
                lines.add(new PilotLogLine(LogEvents.START_MICROS, "INFO", sequence + "." + line, "P", false));
                expected.add(sequence + "." + line);
            }
            events.add(0, LogEvents.of("id", stamp, vo, sequence, lines));
        }
        write(events.toArray(IngestEvent[]::new));

        assertThat(messages(new LogPages(database, query(), size))).isEqualTo(expected);
    }

    /** Without numbers several messages agree in time and line, more than a page holds. */
    @ParameterizedTest
    @ValueSource(ints = {10, 41, 100})
    void readsLinesThatAgreeInEverythingExactlyOnce(int size) throws Exception {
        IngestEvent[] events = IntStream.range(0, 40)
                .mapToObj(i -> LogEvents.of(
                        "id" + i,
                        stamp,
                        vo,
                        null,
                        List.of(
                                new PilotLogLine(LogEvents.START_MICROS, "INFO", i + ".0", "P", false),
                                new PilotLogLine(LogEvents.START_MICROS, "INFO", i + ".1", "P", false))))
                .toArray(IngestEvent[]::new);
        write(events);

        List<String> found = messages(new LogPages(database, query(), size));

        assertThat(found).hasSize(80).doesNotHaveDuplicates();
        assertThat(found.subList(0, 40)).allMatch(text -> text.endsWith(".0"));
        assertThat(found.subList(40, 80)).allMatch(text -> text.endsWith(".1"));
    }

    @Test
    void readsBeyondWhatOneSearchMayAnswer() throws Exception {
        for (long sequence = 0; sequence < 6; sequence++) {
            long start = LogEvents.START_MICROS + sequence * 2_000;
            List<PilotLogLine> lines = IntStream.range(0, 2_000)
                    .mapToObj(i -> new PilotLogLine(start + i, "INFO", Long.toString(start + i), "P", false))
                    .toList();
            PilotLogEvent event = LogEvents.of("id", stamp, vo, sequence, lines);
            lane.get(() -> writer.write(LogEvents.overdue(event)));
        }
        refresh();

        List<String> found = messages(database.read(query()));

        assertThat(found).hasSize(12_000).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void readsOnlyWhatIsAskedFor() throws Exception {
        List<PilotLogLine> lines = IntStream.range(0, 10)
                .mapToObj(i -> new PilotLogLine(
                        LogEvents.START_MICROS + i, i % 2 == 0 ? "INFO" : "ERROR", "m" + i, "P", false))
                .toList();
        write(LogEvents.of("id", stamp, vo, 0L, lines), LogEvents.log("other", vo, 0L, "not mine"));
        Instant start = Instant.parse("2026-06-01T11:59:00.000123Z");

        assertThat(messages(new LogQuery(stamp, start.plusNanos(3_000), start.plusNanos(6_000), Set.of())))
                .containsExactly("m3", "m4", "m5");
        assertThat(messages(new LogQuery(stamp, null, null, Set.of("ERROR"))))
                .containsExactly("m1", "m3", "m5", "m7", "m9");
        assertThat(messages(new LogQuery("nobody", null, null, Set.of()))).isEmpty();
        assertThat(messages(new LogQuery(stamp, null, null, Set.of("error")))).isEmpty();
        // As DiracX searches: any field but the time may be asked for, and the time sorted by.
        assertThat(lane.get(() -> database.search(
                        List.of("Message"),
                        List.of(
                                SearchFilter.of("PilotStamp", Operator.EQ, stamp),
                                SearchFilter.of("Severity", Operator.EQ, "INFO"),
                                SearchFilter.of("Line", Operator.GT, 3)),
                        List.of(new SearchSort("TimeStamp", true)),
                        new SearchPage(1, 2))))
                .containsExactly(Map.of("Message", "m8"), Map.of("Message", "m6"));
    }

    /** A pilot that is registered only after its lines were given up on: a replay finds its number, a reader one line. */
    @Test
    void printsALineOnceThatIsStoredUnderANumberAndUnderNone() throws Exception {
        PilotLogEvent event = LogEvents.log(stamp, vo, 0L, "a", "b");
        Pilot pilot = pilots.remove(stamp);
        lane.get(() -> writer.write(LogEvents.overdue(event)));
        assertThat(counters.linesOfUnknownPilots()).isEqualTo(2);
        pilots.put(stamp, pilot);
        write(event);

        assertThat(indices()).hasSize(2).anyMatch(index -> index.endsWith("_-1m"));
        assertThat(messages(query())).containsExactly("a", "b");
    }

    /** The server refuses a time before 1970 in this type: that line is not stored, all others are. */
    @Test
    void rejectsAMessageForALineThatTheMappingRefuses() throws Exception {
        List<PilotLogLine> lines = List.of(
                new PilotLogLine(LogEvents.START_MICROS, "INFO", "good", "P", false),
                new PilotLogLine(-1_000_000, "INFO", "too old", "P", false),
                new PilotLogLine(LogEvents.START_MICROS, "INFO", "good, too", "P", false));

        List<WriteOutcome> outcomes =
                write(LogEvents.of("id", stamp, vo, 0L, lines), LogEvents.log(stamp, vo, 1L, "next"));

        assertThat(((WriteOutcome.Rejected) outcomes.get(0)).reason()).isEqualTo(ReasonCode.OS_REJECTED_DOCUMENT);
        assertThat(((WriteOutcome.Rejected) outcomes.get(0)).detail()).startsWith("line 1 of 0 to 2: ");
        assertThat(outcomes.get(1)).isEqualTo(WriteOutcome.Stored.INSTANCE);
        assertThat(messages(query())).containsExactly("good", "good, too", "next");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../x", "a*", "A,b", "", "..", "a..b", "a/b", "<now/d>", "a b", "a#b", "-x,*", "\uD800", "LONG"})
    void letsNoVoLeaveItsIndex(String bad) throws Exception {
        String given = bad.equals("LONG") ? "v".repeat(300) : bad;
        Set<String> before = Set.copyOf(allIndices());

        List<WriteOutcome> outcomes = write(LogEvents.log(stamp, given, 0L, "m"), LogEvents.log(stamp, vo, 1L, "m"));

        assertThat(((WriteOutcome.Rejected) outcomes.get(0)).reason()).isEqualTo(ReasonCode.BAD_VO);
        assertThat(outcomes.get(1)).isEqualTo(WriteOutcome.Stored.INSTANCE);
        Set<String> after = new HashSet<>(allIndices());
        after.removeAll(before);
        assertThat(after).containsExactly(new IndexNames("pilot_logs").of(vo, 2_000_017));
    }

    @Test
    void mergesParametersIntoTheDocumentOfThePilot() throws Exception {
        assertThat(write(
                        LogEvents.parameters(stamp, Map.of("HostName", JsonTexts.of("wn1"))),
                        LogEvents.parameters(
                                stamp, Map.of("CPUNormalizationFactor", JsonTexts.of(13), "Mine", JsonTexts.of("x")))))
                .containsOnly(WriteOutcome.Stored.INSTANCE);
        write(LogEvents.parameters(stamp, Map.of("Mine", JsonTexts.of("y"))));

        String index = new IndexNames("pilot_parameters").of(vo, 2_000_017);
        assertThat(get('/' + index + "/_doc/2000017").path("_source"))
                .isEqualTo(JSON.readTree("{\"PilotID\":2000017,\"PilotStamp\":\"" + stamp
                        + "\",\"timestamp\":1780000000000,\"HostName\":\"wn1\",\"CPUNormalizationFactor\":13,"
                        + "\"Mine\":\"y\"}"));
        JsonNode properties = get('/' + index + "/_mapping").path(index).at("/mappings/properties");
        assertThat(properties.path("HostName").path("type").asText()).isEqualTo("text");
        assertThat(properties.path("CPUNormalizationFactor").path("type").asText())
                .isEqualTo("long");
        PilotParametersDb parameters = store.databases().pilotParameters().orElseThrow();
        lane.get(() -> parameters.upsert(stamp, new Pilot(2_000_017, vo), Map.of("GridCE", "ce")));
        lane.get(() -> connection.ask("POST", '/' + index + "/_refresh", Map.of(), null));
        assertThat(lane.get(() -> parameters.search(
                        List.of("GridCE"),
                        List.of(SearchFilter.of("PilotStamp", Operator.EQ, stamp)),
                        List.of(),
                        null)))
                .containsExactly(Map.of("GridCE", "ce"));
    }

    /** Ours install beside DiracX's and DIRAC's, in whatever order they come, and go before them. */
    @Test
    void getsAlongWithTheTemplatesOfOthers() throws Exception {
        for (String family : List.of("pilot_logs", "pilot_parameters")) {
            put(
                    "/_index_template/" + family,
                    "{'index_patterns':['" + family + "*'],'template':{'mappings':"
                            + "{'properties':{'Seq':{'type':'keyword'},'Memory(MB)':{'type':'keyword'}}}}}");
            put(
                    "/_index_template/legacy_" + family,
                    "{'index_patterns':['" + family + "_*'],'priority':1,'template':{}}");
        }
        try {
            for (OpenSearchDatabase each : store.databases().all()) {
                lane.get(() -> each.createIndexTemplate());
            }
            write(
                    LogEvents.log(stamp, vo, 0L, "m"),
                    LogEvents.parameters(stamp, Map.of("Memory(MB)", JsonTexts.of(5))));

            assertThat(typeOf("pilot_logs", "Seq")).isEqualTo("long");
            assertThat(typeOf("pilot_logs", "TimeStamp")).isEqualTo("date_nanos");
            assertThat(typeOf("pilot_parameters", "Memory(MB)")).isEqualTo("long");
        } finally {
            for (String family : List.of("pilot_logs", "pilot_parameters")) {
                lane.get(() -> connection.ask("DELETE", "/_index_template/" + family, Map.of(), null));
                lane.get(() -> connection.ask("DELETE", "/_index_template/legacy_" + family, Map.of(), null));
            }
        }
    }

    /** Lines that were written without any template, by whoever, are read all the same. */
    @Test
    void readsAnIndexThatHasNoTemplate() throws Exception {
        lane.get(() -> connection.ask("DELETE", "/_index_template/ingest_pilot_logs", Map.of(), null));
        String index = new IndexNames("pilot_logs").of(vo, 3_000_000);
        put('/' + index, "{'mappings':{'properties':{'PilotStamp':{'type':'keyword'},'Severity':{'type':'keyword'}}}}");
        put(
                '/' + index + "/_doc/1",
                "{'PilotStamp':'" + stamp
                        + "','TimeStamp':'2026-06-01T11:59:00.000+00:00','Message':'theirs','Severity':'INFO'}");
        lane.get(() -> database.createIndexTemplate());
        write(LogEvents.log(stamp, vo, 0L, "ours"));

        assertThat(messages(query())).containsExactly("theirs", "ours");
    }

    private String typeOf(String family, String field) throws Exception {
        String index = new IndexNames(family).of(vo, 2_000_017);
        return get('/' + index + "/_mapping")
                .path(index)
                .at("/mappings/properties")
                .path(field)
                .path("type")
                .asText();
    }

    private List<WriteOutcome> write(IngestEvent... events) throws Exception {
        List<WriteOutcome> outcomes = lane.write(writer, events);
        refresh();
        return outcomes;
    }

    private void refresh() throws Exception {
        lane.get(() -> connection.ask("POST", "/pilot_logs*/_refresh", Map.of(), null));
    }

    private LogQuery query() {
        return new LogQuery(stamp, null, null, Set.of());
    }

    private List<LogEntry> read(LogQuery query) throws Exception {
        return read(database.read(query));
    }

    private List<LogEntry> read(LogPages pages) throws Exception {
        List<LogEntry> all = new ArrayList<>();
        for (List<LogEntry> page = lane.get(pages::next); !page.isEmpty(); page = lane.get(pages::next)) {
            all.addAll(page);
        }
        return all;
    }

    private List<String> messages(LogQuery query) throws Exception {
        return messages(database.read(query));
    }

    private List<String> messages(LogPages pages) throws Exception {
        return read(pages).stream()
                .map(entry -> String.valueOf(entry.members().get("Message")))
                .toList();
    }

    private List<String> indices() throws Exception {
        String start = new IndexNames("pilot_logs").ofVo(vo);
        return allIndices().stream().filter(index -> index.startsWith(start)).toList();
    }

    private List<String> allIndices() throws Exception {
        List<String> indices = new ArrayList<>();
        get("/_all/_settings").fieldNames().forEachRemaining(indices::add);
        return indices;
    }

    private JsonNode get(String path) throws Exception {
        return lane.get(() -> connection.ask("GET", path, Map.of(), null)).json();
    }

    private void put(String path, String body) throws Exception {
        JsonNode json = JSON.readTree(body.replace('\'', '"'));
        RestAnswer answer = lane.get(() -> connection.ask("PUT", path, Map.of(), json));
        assertThat(answer.isSuccess()).as(answer.toString()).isTrue();
    }
}
