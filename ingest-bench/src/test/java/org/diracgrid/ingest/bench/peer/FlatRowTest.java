package org.diracgrid.ingest.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.event.StatusUpdate;
import org.junit.jupiter.api.Test;

/** Rows have what their job was last told, are numbered per job, and are as the connector's schema has them. */
class FlatRowTest {

    private static final long TIME = 1_780_000_000_123_456L;

    private final FlatRow.Maker maker = new FlatRow.Maker();

    @Test
    void whatAnUpdateDoesNotSayIsWhatWasSaidLast() {
        FlatRow first = maker.next(7, new StatusUpdate(TIME, null, "Minor", null, "JobWrapper"));
        FlatRow second = maker.next(7, new StatusUpdate(TIME + 1, JobStatus.DONE, null, "", "Unknown"));
        FlatRow other = maker.next(8, new StatusUpdate(TIME, JobStatus.WAITING, null, null, "x"));

        assertThat(first).isEqualTo(new FlatRow(7, 1, "Received", "Minor", "Unknown", TIME, "JobWrapper"));
        assertThat(second).isEqualTo(new FlatRow(7, 2, "Done", "Minor", "", TIME + 1, "Unknown"));
        assertThat(other.seqNum()).isEqualTo(1);
        assertThat(maker.last()).containsOnlyKeys(7, 8).containsEntry(7, second);
    }

    @Test
    void hasTheMembersOfTheConnectorsSchemaInItsOrder() throws Exception {
        FlatRow row = new FlatRow(7, 2, "Done", "Minor", "App", TIME, "JobWrapper");

        String json = new String(row.value(), StandardCharsets.UTF_8);

        assertThat(json)
                .isEqualTo("{\"JobID\":7,\"SeqNum\":2,\"Status\":\"Done\",\"MinorStatus\":\"Minor\","
                        + "\"ApplicationStatus\":\"App\",\"StatusTime\":1780000000123,\"StatusTimeOrder\":5.10000000123E8,"
                        + "\"StatusSource\":\"JobWrapper\"}");
        assertThat(names("\"(\\w+)\":", json)).isEqualTo(names("\"field\":\"(\\w+)\"", worker()));
    }

    private static String worker() throws Exception {
        return Files.readString(Path.of("peers", "connect", "worker.properties"));
    }

    private static List<String> names(String pattern, String text) {
        List<String> names = new ArrayList<>();
        var matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }
}
