package org.diracgrid.ingest.model.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.diracgrid.ingest.model.codec.Records.DATA;
import static org.diracgrid.ingest.model.codec.Records.structured;
import static org.diracgrid.ingest.model.codec.Records.utf8;

import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where producers send a structured event. */
class EventRouteTest {

    @Test
    void routesAValidEventByItsJob() throws EventRejectedException {
        String event = structured(DATA).replace("\"subject\":\"17\"", "\"subject\":\"another\"");

        var route = EventRoute.of(new EventCodec(CodecOptions.DEFAULTS).decodeStructured(utf8(event)));

        assertThat(route.topic()).isEqualTo(Topics.JOBS);
        assertThat(route.key()).isEqualTo(utf8("17"));
    }

    @ParameterizedTest
    @CsvSource({
        "org.diracgrid.job.status.v1," + Topics.JOBS,
        "org.diracgrid.job.metadata.v1," + Topics.JOBS,
        "org.diracgrid.job.status-applied.v1," + Topics.JOBS_APPLIED,
        "org.diracgrid.pilot.registered.v1," + Topics.PILOTS,
        "org.diracgrid.pilot.log.v1," + Topics.PILOT_LOGS,
        "something.else," + Topics.JOBS,
    })
    void routesAnyEventByTypeAndSubject(String type, String topic) {
        var route = EventRoute.unchecked(
                utf8("{\"data\":{\"type\":\"no\",\"subject\":\"no\"},\"type\":\"" + type + "\",\"subject\":\"é1\"}"));

        assertThat(route.topic()).isEqualTo(topic);
        assertThat(route.key()).isEqualTo(utf8("é1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no JSON", "[\"subject\",\"17\"]", "{\"subject\":17}", "{\"subject\":null}", "{}"})
    void sendsWhatHasNoSubjectToTheJobsWithoutAKey(String line) {
        var route = EventRoute.unchecked(utf8(line));

        assertThat(route.topic()).isEqualTo(Topics.JOBS);
        assertThat(route.key()).isNull();
    }

    @Test
    void usesWhatItFoundBeforeTheTextBreaks() {
        assertThat(EventRoute.unchecked(utf8("{\"subject\":\"17\",\"data\":{")).key())
                .isEqualTo(utf8("17"));
    }
}
