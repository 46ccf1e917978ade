package org.diracgrid.ingest.model.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.diracgrid.ingest.model.codec.Records.TIME;
import static org.diracgrid.ingest.model.codec.Records.decode;
import static org.diracgrid.ingest.model.codec.Records.reason;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.diracgrid.ingest.model.Golden;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.PilotAttribute;
import org.diracgrid.ingest.model.event.PilotJobsAssignedEvent;
import org.diracgrid.ingest.model.event.PilotLogEvent;
import org.diracgrid.ingest.model.event.PilotLogLine;
import org.diracgrid.ingest.model.event.PilotMetadataEvent;
import org.diracgrid.ingest.model.event.PilotName;
import org.diracgrid.ingest.model.event.PilotOutputEvent;
import org.diracgrid.ingest.model.event.PilotParameter;
import org.diracgrid.ingest.model.event.PilotParametersEvent;
import org.diracgrid.ingest.model.event.PilotRegisteredEvent;
import org.diracgrid.ingest.model.event.PilotStatus;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pilots' events are read as DiracX reads them, and the published schemas say of data what the codec says of it. */
class PilotEventReadersTest {

    private static final String BASE = "https://diracgrid.org/schemas/ingest/";
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(
            VersionFlag.V202012, builder -> builder.schemaMappers(m -> m.mapPrefix(BASE, "classpath:schemas/")));
    private static final long EVENT_MICROS =
            IsoTime.parse("2026-06-01T12:00:11.5Z").utcMicros();
    private static final long TIME_MICROS = IsoTime.parse(TIME).utcMicros();
    private static final String LINE = line("\"message\":\"m\"");

    /**
     * @param reason why the codec rejects it; null if it does not
     * @param schemaKnows whether the schema can tell
     */
    private record Sample(String type, String data, ReasonCode reason, boolean schemaKnows) {

        static Sample good(String type, String... members) {
            return new Sample(type, object(members), null, true);
        }

        static Sample bad(ReasonCode reason, String type, String... members) {
            return new Sample(type, object(members), reason, true);
        }

        static Sample beyond(ReasonCode reason, String type, String... members) {
            return new Sample(type, object(members), reason, false);
        }

        Sample withoutSchema() {
            return new Sample(type, data, reason, false);
        }

        private static String object(String... members) {
            return "{" + String.join(",", members).replace('\'', '"') + "}";
        }

        @Override
        public String toString() {
            String shown = data.length() > 90 ? data.substring(0, 90) + "…" : data;
            return type.substring("org.diracgrid.pilot.".length()) + " " + shown + " " + reason;
        }
    }

    private static Stream<Sample> registrations() {
        String type = PilotRegisteredEvent.TYPE;
        String both = "'PilotStamp':'17','VO':'lhcb'";
        return Stream.of(
                Sample.good(type, both),
                Sample.good(
                        type,
                        "'pilot_stamp':'17','vo':'lhcb','grid_type':'','grid_site':'','destination_site':'',"
                                + "'pilot_reference':'','pilot_status':'Unknown'"),
                Sample.good(type, both, "'GridType':null,'PilotReference':null,'Status':null,'SubmissionTime':null"),
                Sample.good(type, both, "'SubmissionTime':'" + TIME + "'"),
                Sample.good(type, "'vo':'belle','pilot_stamp':'18'", both),
                Sample.good(type, both, "'vo':null"),
                Sample.good(
                        type, both, "'GridSite':'" + "é".repeat(128) + "','PilotReference':'" + "x".repeat(255) + "'"),
                Sample.bad(ReasonCode.MISSING_FIELD, type),
                Sample.bad(ReasonCode.MISSING_FIELD, type, "'VO':'lhcb'"),
                Sample.bad(ReasonCode.MISSING_FIELD, type, "'PilotStamp':'','VO':'lhcb'"),
                Sample.bad(ReasonCode.MISSING_FIELD, type, "'PilotStamp':'17'"),
                Sample.bad(ReasonCode.MISSING_FIELD, type, "'PilotStamp':'17','VO':''"),
                Sample.bad(ReasonCode.MISSING_FIELD, type, "'PilotStamp':'17','VO':null,'vo':'lhcb'"),
                Sample.bad(ReasonCode.MISSING_FIELD, type, both, "'vo':''"),
                Sample.bad(ReasonCode.UNKNOWN_FIELD, type, both, "'Colour':null"),
                Sample.bad(ReasonCode.UNKNOWN_FIELD, type, both, "'submission_time':null"),
                Sample.bad(ReasonCode.BAD_ENUM, type, both, "'Status':'Scheduled'"),
                Sample.bad(ReasonCode.BAD_ENUM, type, both, "'pilot_status':'Bogus'"),
                Sample.bad(ReasonCode.BAD_ENUM, type, both, "'Status':'running'"),
                Sample.bad(ReasonCode.BAD_TYPE, type, both, "'GridSite':7"),
                Sample.bad(ReasonCode.TEXT_TOO_LONG, type, "'VO':'lhcb','PilotStamp':'" + "x".repeat(33) + "'"),
                Sample.bad(ReasonCode.TEXT_TOO_LONG, type, "'PilotStamp':'17','VO':'" + "x".repeat(129) + "'"),
                Sample.bad(ReasonCode.TEXT_TOO_LONG, type, both, "'GridType':'" + "x".repeat(33) + "'"),
                Sample.bad(ReasonCode.TEXT_TOO_LONG, type, both, "'GridSite':'" + "x".repeat(129) + "'"),
                Sample.bad(ReasonCode.TEXT_TOO_LONG, type, both, "'DestinationSite':'" + "x".repeat(129) + "'"),
                Sample.bad(ReasonCode.TEXT_TOO_LONG, type, both, "'pilot_reference':'" + "x".repeat(256) + "'"),
                Sample.bad(ReasonCode.BAD_TIMESTAMP, type, both, "'SubmissionTime':'yesterday'"),
                Sample.bad(ReasonCode.NAIVE_TIMESTAMP, type, both, "'SubmissionTime':'2026-06-01 12:00:00'"),
                Sample.beyond(ReasonCode.OUT_OF_RANGE, type, both, "'SubmissionTime':'1970-01-01T00:00:00Z'"),
                Sample.beyond(ReasonCode.UNENCODABLE, type, both, "'GridSite':'\\udc00'"),
                Sample.bad(ReasonCode.KEY_MISMATCH, type, "'PilotStamp':'18','VO':'lhcb'")
                        .withoutSchema());
    }

    private static Stream<Sample> metadata() {
        String type = PilotMetadataEvent.TYPE;
        return Stream.concat(
                Stream.of(
                        Sample.good(type, "'PilotStamp':'17','Metadata':{}"),
                        Sample.good(type, "'PilotReference':'17','Metadata':{'Status':'Running'},'More':1"),
                        Sample.good(type, "'PilotStamp':'17','PilotReference':null,'Metadata':{'Status':null}"),
                        Sample.bad(ReasonCode.BAD_TYPE, type, "'PilotStamp':'17','PilotReference':'r','Metadata':{}"),
                        Sample.bad(ReasonCode.MISSING_FIELD, type, "'Metadata':{}"),
                        Sample.bad(ReasonCode.MISSING_FIELD, type, "'PilotStamp':'17'"),
                        Sample.bad(ReasonCode.MISSING_FIELD, type, "'PilotStamp':'17','Metadata':null"),
                        Sample.bad(ReasonCode.MISSING_FIELD, type, "'PilotReference':'','Metadata':{}"),
                        Sample.bad(
                                ReasonCode.TEXT_TOO_LONG,
                                type,
                                "'PilotReference':'" + "x".repeat(256) + "','Metadata':{}"),
                        Sample.bad(ReasonCode.BAD_TYPE, type, "'PilotStamp':17,'Metadata':{}"),
                        Sample.bad(ReasonCode.BAD_TYPE, type, "'PilotStamp':'17','Metadata':[]")),
                Stream.of(
                                "'StatusReason':'','Queue':'" + "q".repeat(128) + "','GridType':'ARC'",
                                "'CurrentJobID':'6','BenchMark':'4.5','AccountingSent':'false'",
                                "'CurrentJobID':-7.0,'BenchMark':0,'AccountingSent':1",
                                "'current_job_id':6,'benchmark':' 1e3 ','accounting_sent':true,'status_reason':'x'",
                                "'StatusReason':null,'status_reason':'y'")
                        .map(members -> Sample.good(type, "'PilotStamp':'17','Metadata':{" + members + "}")));
    }

    private static Stream<Sample> badMetadata() {
        return Stream.of(
                badMetadata(ReasonCode.UNKNOWN_FIELD, "'VO':'lhcb'"),
                badMetadata(ReasonCode.UNKNOWN_FIELD, "'LastUpdateTime':'" + TIME + "'"),
                badMetadata(ReasonCode.UNKNOWN_FIELD, "'Colour':null"),
                badMetadata(ReasonCode.BAD_ENUM, "'Status':'Scheduled'"),
                badMetadata(ReasonCode.BAD_ENUM, "'Status':'Done','status':'done'"),
                badMetadata(ReasonCode.TEXT_TOO_LONG, "'StatusReason':'" + "z".repeat(256) + "'"),
                badMetadata(ReasonCode.TEXT_TOO_LONG, "'DestinationSite':'" + "z".repeat(129) + "'"),
                badMetadata(ReasonCode.TEXT_TOO_LONG, "'Queue':'" + "z".repeat(129) + "'"),
                badMetadata(ReasonCode.TEXT_TOO_LONG, "'GridSite':'" + "z".repeat(129) + "'"),
                badMetadata(ReasonCode.TEXT_TOO_LONG, "'GridType':'" + "z".repeat(33) + "'"),
                badMetadata(ReasonCode.BAD_TYPE, "'BenchMark':'fast'"),
                badMetadata(ReasonCode.NOT_FINITE, "'BenchMark':'nan'"),
                badMetadata(ReasonCode.BAD_TYPE, "'CurrentJobID':1.5"),
                badMetadata(ReasonCode.BAD_TYPE, "'CurrentJobID':'6.0'"),
                badMetadata(ReasonCode.OUT_OF_RANGE, "'CurrentJobID':2147483648"),
                badMetadata(ReasonCode.BAD_TYPE, "'AccountingSent':'perhaps'"),
                badMetadata(ReasonCode.BAD_TYPE, "'AccountingSent':2"),
                badMetadata(ReasonCode.BAD_TYPE, "'Queue':5"));
    }

    private static Sample badMetadata(ReasonCode reason, String members) {
        return Sample.bad(reason, PilotMetadataEvent.TYPE, "'PilotStamp':'17','Metadata':{" + members + "}");
    }

    private static Stream<Sample> assignments() {
        String type = PilotJobsAssignedEvent.TYPE;
        return Stream.of(
                Sample.good(type, "'PilotStamp':'17','JobIDs':[1]"),
                Sample.good(
                        type, "'PilotStamp':'17','JobIDs':[2147483647,1],'StartTime':null,'SetRunning':null,'More':0"),
                Sample.good(
                        type,
                        "'PilotStamp':'17','JobIDs':[3],'StartTime':'" + TIME + "','SetRunning':true,'GridSite':''"),
                Sample.good(type, "'PilotStamp':'17','JobIDs':" + numbers(10_000)),
                Sample.bad(ReasonCode.OUT_OF_RANGE, type, "'PilotStamp':'17','JobIDs':" + numbers(10_001)),
                Sample.bad(ReasonCode.OUT_OF_RANGE, type, "'PilotStamp':'17','JobIDs':[]"),
                Sample.bad(ReasonCode.OUT_OF_RANGE, type, "'PilotStamp':'17','JobIDs':[1,2,1]"),
                Sample.bad(ReasonCode.OUT_OF_RANGE, type, "'PilotStamp':'17','JobIDs':[0]"),
                Sample.bad(ReasonCode.OUT_OF_RANGE, type, "'PilotStamp':'17','JobIDs':[2147483648]"),
                Sample.bad(ReasonCode.BAD_TYPE, type, "'PilotStamp':'17','JobIDs':['1']"),
                Sample.bad(ReasonCode.BAD_TYPE, type, "'PilotStamp':'17','JobIDs':[null]"),
                Sample.bad(ReasonCode.BAD_TYPE, type, "'PilotStamp':'17','JobIDs':5"),
                Sample.bad(ReasonCode.MISSING_FIELD, type, "'PilotStamp':'17','JobIDs':null"),
                Sample.bad(ReasonCode.MISSING_FIELD, type, "'PilotStamp':'17'"),
                Sample.bad(ReasonCode.MISSING_FIELD, type, "'JobIDs':[1]"),
                Sample.bad(ReasonCode.BAD_TYPE, type, "'PilotStamp':'17','JobIDs':[1],'SetRunning':'yes'"),
                Sample.bad(ReasonCode.BAD_TIMESTAMP, type, "'PilotStamp':'17','JobIDs':[1],'StartTime':'x'"),
                Sample.bad(
                        ReasonCode.TEXT_TOO_LONG,
                        type,
                        "'PilotStamp':'17','JobIDs':[1],'GridSite':'" + "z".repeat(129) + "'"),
                Sample.good(PilotOutputEvent.TYPE, "'PilotStamp':'17'"),
                Sample.good(PilotOutputEvent.TYPE, "'PilotReference':'17','StdOutput':'','StdError':null,'More':1"),
                Sample.bad(ReasonCode.BAD_TYPE, PilotOutputEvent.TYPE, "'PilotStamp':'17','StdOutput':1"),
                Sample.bad(ReasonCode.MISSING_FIELD, PilotOutputEvent.TYPE, "'StdOutput':''"),
                Sample.beyond(ReasonCode.UNENCODABLE, PilotOutputEvent.TYPE, "'PilotStamp':'17','StdError':'\\ud800'"));
    }

    private static Stream<Sample> parameters() {
        return Stream.of(
                parameters(null, "'HostName':null"),
                parameters(null, "'Mine':[1,{'a':null}],'':0,'pilot_agent':5"),
                parameters(null, "'CPUNormalizationFactor':'13.7','WallClockTime(s)':9.9,'NumberOfProcessors':'8'"),
                parameters(null, "'Memory(MB)':2000.0,'timestamp':'" + TIME + "','ModelName':''"),
                parameters(ReasonCode.OUT_OF_RANGE, ""),
                parameters(ReasonCode.RESERVED_FIELD, "'PilotID':1"),
                parameters(ReasonCode.RESERVED_FIELD, "'PilotStamp':null"),
                parameters(ReasonCode.BAD_TYPE, "'CPUNormalizationFactor':'fast'"),
                parameters(ReasonCode.BAD_TYPE, "'NumberOfProcessors':7.5"),
                parameters(ReasonCode.BAD_TYPE, "'HostName':1"),
                parameters(ReasonCode.BAD_TYPE, "'timestamp':1"),
                parameters(ReasonCode.BAD_TIMESTAMP, "'timestamp':'x'"),
                parameters(
                        ReasonCode.OUT_OF_RANGE,
                        IntStream.rangeClosed(0, PilotParametersEvent.MEMBERS_MAX)
                                .mapToObj(i -> "'p" + i + "':1")
                                .collect(Collectors.joining(","))),
                Sample.bad(ReasonCode.MISSING_FIELD, PilotParametersEvent.TYPE, "'PilotStamp':'17','Parameters':null"),
                Sample.bad(ReasonCode.MISSING_FIELD, PilotParametersEvent.TYPE, "'Parameters':{'a':1}"),
                Sample.beyond(
                        ReasonCode.NOT_FINITE,
                        PilotParametersEvent.TYPE,
                        "'PilotStamp':'17','Parameters':{'Mine':1e999}"));
    }

    private static Sample parameters(ReasonCode reason, String members) {
        return Sample.bad(reason, PilotParametersEvent.TYPE, "'PilotStamp':'17','Parameters':{" + members + "}");
    }

    private static Stream<Sample> logs() {
        return Stream.of(
                log(null, "'Lines':[" + LINE + "],'Seq':0"),
                log(null, "'Lines':[" + LINE + "],'Raw':null,'Final':null,'RetCode':null,'More':{}"),
                log(null, "'Raw':'x','Seq':9223372036854775807"),
                log(null, "'Final':true,'RetCode':'0'"),
                log(null, "'Final':true,'RetCode':-1,'Lines':[]"),
                log(null, "'Final':true,'Raw':''"),
                log(null, "'Lines':[" + line("'message':'','more':1,'truncated':true") + "]"),
                log(null, "'Lines':[" + line("'message':'\\udce9'") + "]"),
                log(null, "'Raw':'\\udce9'"),
                log(ReasonCode.EMPTY, "'Lines':[]"),
                log(ReasonCode.EMPTY, "'Raw':''"),
                log(ReasonCode.EMPTY, "'Raw':'','Final':false"),
                log(ReasonCode.MISSING_FIELD, "'Seq':1"),
                log(ReasonCode.MISSING_FIELD, "'Lines':null,'Raw':null"),
                log(ReasonCode.BAD_TYPE, "'Lines':[" + LINE + "],'Raw':'x'"),
                log(ReasonCode.BAD_TYPE, "'Lines':[],'Raw':'','Final':true"),
                log(ReasonCode.BAD_TYPE, "'Lines':'x'"),
                log(ReasonCode.BAD_TYPE, "'Lines':[null]"),
                log(ReasonCode.BAD_TYPE, "'Raw':['x']"),
                log(ReasonCode.BAD_TYPE, "'Raw':'x','Seq':'1'"),
                log(ReasonCode.OUT_OF_RANGE, "'Raw':'x','Seq':-1"),
                log(ReasonCode.OUT_OF_RANGE, "'Raw':'x','Seq':9223372036854775808"),
                log(ReasonCode.BAD_TYPE, "'Raw':'x','RetCode':1.5"),
                log(ReasonCode.BAD_TYPE, "'Raw':'x','Final':'yes'"),
                log(ReasonCode.TOO_MANY_LINES, "'Lines':[" + String.join(",", Collections.nCopies(5001, LINE)) + "]"),
                log(ReasonCode.TOO_MANY_LINES, "'Raw':'" + "\\n".repeat(5001) + "'")
                        .withoutSchema(),
                log(ReasonCode.MISSING_FIELD, "'Lines':[" + LINE.replace("scope", "Scope") + "]"),
                log(ReasonCode.MISSING_FIELD, "'Lines':[" + line("'message':null") + "]"),
                log(ReasonCode.BAD_TYPE, "'Lines':[" + line("'message':1") + "]"),
                log(ReasonCode.BAD_TIMESTAMP, "'Lines':[" + LINE.replace(TIME, "now") + "]"),
                log(ReasonCode.NAIVE_TIMESTAMP, "'Lines':[" + LINE.replace("+00:00", "") + "]"),
                log(ReasonCode.TEXT_TOO_LONG, "'Lines':[" + LINE.replace("INFO", "I".repeat(256)) + "]"),
                log(ReasonCode.TEXT_TOO_LONG, "'Lines':[" + LINE.replace("Pilot", "s".repeat(256)) + "]"),
                Sample.bad(ReasonCode.MISSING_FIELD, PilotLogEvent.TYPE, "'PilotStamp':'17','Raw':'x'"),
                Sample.bad(ReasonCode.MISSING_FIELD, PilotLogEvent.TYPE, "'VO':'lhcb','Raw':'x'"),
                Sample.bad(
                        ReasonCode.TEXT_TOO_LONG,
                        PilotLogEvent.TYPE,
                        "'PilotStamp':'" + "x".repeat(37) + "','VO':'','Raw':'x'"));
    }

    private static Sample log(ReasonCode reason, String members) {
        return Sample.bad(reason, PilotLogEvent.TYPE, "'PilotStamp':'17','VO':'lhcb'," + members);
    }

    private static String line(String message) {
        return "{\"timestamp\":\"" + TIME + "\",\"severity\":\"INFO\",\"scope\":\"Pilot\"," + message + "}";
    }

    private static String numbers(int count) {
        return IntStream.rangeClosed(1, count).boxed().toList().toString();
    }

    private static Stream<Sample> samples() {
        return Stream.of(registrations(), metadata(), badMetadata(), assignments(), parameters(), logs())
                .flatMap(stream -> stream);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void codecAndSchemaAgree(Sample sample) throws JsonProcessingException {
        assertThat(reason(sample.type(), sample.data())).isEqualTo(sample.reason());
        if (sample.schemaKnows()) {
            JsonSchema schema = FACTORY.getSchema(SchemaLocation.of(BASE + sample.type() + ".schema.json"));
            assertThat(schema.validate(Golden.JSON.readTree(sample.data())).isEmpty())
                    .isEqualTo(sample.reason() == null);
        }
    }

    @Test
    void givesARegistrationDiracxsDefaults() throws EventRejectedException {
        var event = (PilotRegisteredEvent)
                decode(PilotRegisteredEvent.TYPE, "{\"PilotStamp\":\"17\",\"VO\":\"lhcb\",\"PilotReference\":\"\"}");

        assertThat(event)
                .isEqualTo(new PilotRegisteredEvent(
                        event.envelope(),
                        "17",
                        "lhcb",
                        "DIRAC",
                        "Unknown",
                        "NotAssigned",
                        "17",
                        PilotStatus.SUBMITTED,
                        EVENT_MICROS));
    }

    @Test
    void prefersTheProperNameWhereverItStands() throws EventRejectedException {
        var first = (PilotRegisteredEvent) decode(
                PilotRegisteredEvent.TYPE,
                "{\"PilotStamp\":\"17\",\"VO\":\"a\",\"vo\":\"b\",\"grid_site\":\"x\",\"GridSite\":null}");
        var metadata = (PilotMetadataEvent) decode(
                PilotMetadataEvent.TYPE,
                "{\"PilotStamp\":\"17\",\"Metadata\":{\"queue\":\"a\",\"Queue\":\"b\",\"Status\":null,\"status\":\"Done\","
                        + "\"GridType\":\"c\",\"grid_type\":\"d\"}}");

        assertThat(first.vo()).isEqualTo("a");
        assertThat(first.gridSite()).isEqualTo("Unknown");
        assertThat(metadata.attributes())
                .containsExactly(entry(PilotAttribute.QUEUE, "b"), entry(PilotAttribute.GRID_TYPE, "c"));
    }

    @Test
    void readsNumbersAndFlagsAsPydanticDoes() throws EventRejectedException {
        var event = (PilotMetadataEvent)
                decode(
                        PilotMetadataEvent.TYPE,
                        "{\"PilotReference\":\"17\",\"Metadata\":{\"CurrentJobID\":\"6\",\"BenchMark\":\"4.5\",\"AccountingSent\":\"false\"}}");

        assertThat(event.pilot()).isEqualTo(PilotName.ofReference("17"));
        assertThat(event.key()).isEqualTo("17");
        assertThat(event.attributes())
                .containsExactly(
                        entry(PilotAttribute.CURRENT_JOB_ID, 6),
                        entry(PilotAttribute.BENCHMARK, 4.5),
                        entry(PilotAttribute.ACCOUNTING_SENT, "False"));
    }

    @Test
    void takesTheEventsTimeForAnAssignmentWithoutOne() throws EventRejectedException {
        var without = (PilotJobsAssignedEvent)
                decode(PilotJobsAssignedEvent.TYPE, "{\"PilotStamp\":\"17\",\"JobIDs\":[3,1]}");
        var with = (PilotJobsAssignedEvent) decode(
                PilotJobsAssignedEvent.TYPE,
                "{\"PilotStamp\":\"17\",\"JobIDs\":[3,1],\"StartTime\":\"" + TIME + "\",\"SetRunning\":true}");

        assertThat(without.startMicros()).isEqualTo(EVENT_MICROS);
        assertThat(without.setRunning()).isFalse();
        assertThat(with.startMicros()).isEqualTo(TIME_MICROS);
        assertThat(with.jobIds()).isEqualTo(List.of(3, 1));
        assertThat(with.setRunning()).isTrue();
    }

    @Test
    void coercesParametersByTheirNames() throws EventRejectedException {
        var event = (PilotParametersEvent) decode(
                PilotParametersEvent.TYPE,
                "{\"PilotStamp\":\"17\",\"Parameters\":{\"CPUNormalizationFactor\":\"13.7\",\"Memory(MB)\":2e3,"
                        + "\"timestamp\":\"2026-06-01T14:00:00+02:00\",\"Mine\":1.50,\"HostName\":null}}");

        assertThat(event.parameters().keySet())
                .containsExactly("CPUNormalizationFactor", "Memory(MB)", "timestamp", "Mine");
        assertThat(event.parameters().values())
                .extracting(Object::toString)
                .containsExactly("13", "2000", "\"2026-06-01T12:00:00.000000+00:00\"", "1.50");
    }

    @Test
    void readsLinesOneByOne() throws EventRejectedException {
        var event = (PilotLogEvent) decode(
                PilotLogEvent.TYPE,
                "{\"PilotStamp\":\"17\",\"VO\":\"LHCb\",\"Seq\":3,\"Final\":true,\"RetCode\":7,\"Lines\":["
                        + line("\"message\":\"a\\nb\\r\\n\"") + ","
                        + line("\"message\":\"caf\\udce9\\u0000\",\"truncated\":true")
                                .replace("INFO", "Warn") + ","
                        + line("\"message\":\"" + "x".repeat(PilotLogLine.MESSAGE_BYTES_MAX + 1) + "\"") + "]}");

        assertThat(event.vo()).isEqualTo("LHCb");
        assertThat(event.sequence()).isEqualTo(3);
        assertThat(event.last()).isTrue();
        assertThat(event.returnCode()).isEqualTo("7");
        assertThat(event.lines())
                .containsExactly(
                        new PilotLogLine(TIME_MICROS, "INFO", "a\nb", "Pilot", false),
                        new PilotLogLine(TIME_MICROS, "Warn", "caf\uFFFD\u0000", "Pilot", true),
                        new PilotLogLine(
                                TIME_MICROS, "INFO", "x".repeat(PilotLogLine.MESSAGE_BYTES_MAX), "Pilot", true));
    }

    @Test
    void saysWhatTheKeyMustBe() {
        assertThat(keyMismatch(PilotRegisteredEvent.TYPE, "{\"PilotStamp\":\"18\",\"VO\":\"lhcb\"}"))
                .endsWith("the PilotStamp");
        assertThat(keyMismatch(PilotMetadataEvent.TYPE, "{\"PilotReference\":\"r\",\"Metadata\":{}}"))
                .contains("PilotReference");
        assertThat(keyMismatch("org.diracgrid.job.heartbeat.v1", "{\"JobID\":18,\"Data\":{}}"))
                .contains("JobID");
    }

    @Test
    void countsMembersThatItDoesNotKnow() throws EventRejectedException {
        var codec = new EventCodec(CodecOptions.DEFAULTS);
        byte[] value = Records.utf8(
                "{\"PilotStamp\":\"17\",\"VO\":\"v\",\"a\":1,\"Lines\":[" + line("\"message\":\"\",\"b\":[]") + "]}");

        decode(codec, "17", value, Records.headersBut("ce_type", PilotLogEvent.TYPE));

        assertThat(codec.ignoredMembers()).isEqualTo(2);
    }

    @Test
    void theSchemasKnowTheSameNamesAsTheCodec() throws JsonProcessingException {
        var metadata = Golden.JSON.readTree(EventSchemas.text(EventSchemas.PILOT_METADATA));
        var parameters = Golden.JSON.readTree(EventSchemas.text(EventSchemas.PILOT_PARAMETERS));

        for (var attribute : PilotAttribute.values()) {
            assertThat(metadata.at("/properties/Metadata/properties").has(attribute.column()))
                    .as(attribute.column())
                    .isTrue();
        }
        for (var parameter : PilotParameter.values()) {
            assertThat(parameters.at("/properties/Parameters/properties").has(parameter.text()))
                    .as(parameter.text())
                    .isTrue();
        }
        for (var kind : IngestEvent.Kind.values()) {
            assertThat(EventSchemas.names()).contains(kind.type() + ".schema.json");
        }
    }

    private static String keyMismatch(String type, String data) {
        try {
            decode(type, data);
            throw new AssertionError("decoded " + data);
        } catch (EventRejectedException e) {
            assertThat(e.reason()).isEqualTo(ReasonCode.KEY_MISMATCH);
            return String.valueOf(e.getMessage());
        }
    }
}
