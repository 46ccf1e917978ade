package org.diracgrid.ingest.worker.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.event.JobStatus;
import org.diracgrid.ingest.model.lifecycle.FoldOptions;
import org.diracgrid.ingest.model.lifecycle.JobFold;
import org.diracgrid.ingest.model.lifecycle.JobRow;
import org.diracgrid.ingest.model.lifecycle.StoredLogRow;
import org.diracgrid.ingest.model.lifecycle.TimeOrderColumn;
import org.diracgrid.ingest.worker.port.WriteBatch;
import org.diracgrid.ingest.worker.port.WriteOutcome.Kind;
import org.diracgrid.ingest.worker.port.WriteRequest;
import org.junit.jupiter.api.Test;

/** One outcome per request, of which none changes what an earlier rejection of the same job was judged by. */
class BatchFoldTest {

    private static final TextColumn COLUMN = new TextColumn("t.c", 255, TextCharset.of("utf8mb4"));
    private static final Map<JobAttribute, TextColumn> COLUMNS =
            Arrays.stream(JobAttribute.values()).collect(Collectors.toMap(Function.identity(), attribute -> COLUMN));
    private static final TextRules RULES = new TextRules(COLUMNS, COLUMN, COLUMN, COLUMN);

    @Test
    void defersWhatIsBehindAnEventThatItsJobsStateForbids() {
        IngestEvent nonsense = Events.metadata(1, 0, Map.of(JobAttribute.STATUS, "Nonsense"));
        IngestEvent forbidden = Events.status(1, 1, JobStatus.DONE);
        IngestEvent other = Events.status(2, 2, JobStatus.DONE);
        IngestEvent remedy = Events.metadata(1, 3, Map.of(JobAttribute.STATUS, "Running"));

        BatchFold fold = fold(nonsense, forbidden, other, remedy, forbidden);

        assertThat(fold.outcomes().stream().map(outcome -> outcome.kind()))
                .containsExactly(Kind.STORED, Kind.REJECTED, Kind.STORED, Kind.DEFERRED, Kind.DEFERRED);
        assertThat(fold.changedJobs().get(0).changes()).containsEntry(JobAttribute.STATUS, "Nonsense");
        assertThat(fold.logRows()).hasSize(1);
    }

    private static BatchFold fold(IngestEvent... events) {
        List<WriteRequest> requests =
                Arrays.stream(events).map(event -> new WriteRequest(event, 1)).toList();
        BatchFold fold = new BatchFold(new WriteBatch(requests), RULES);
        fold.apply(
                Map.of(1, row(1), 2, row(2)),
                Map.of(1, List.of(log()), 2, List.of(log())),
                Map.of(),
                TimeOrderColumn.NUMERIC,
                new JobFold(FoldOptions.DEFAULTS),
                0);
        return fold;
    }

    private static JobRow row(int jobId) {
        return new JobRow(jobId, "dteam", "Running", "m", "Unknown", null, null, null);
    }

    private static StoredLogRow log() {
        return new StoredLogRow(1, "Running", "m", "Unknown", 0, "s");
    }
}
