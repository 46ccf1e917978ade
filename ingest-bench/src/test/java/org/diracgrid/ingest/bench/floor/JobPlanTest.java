package org.diracgrid.ingest.bench.floor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.diracgrid.ingest.bench.load.Family;
import org.diracgrid.ingest.bench.load.JobLoad;
import org.diracgrid.ingest.bench.load.Message;
import org.diracgrid.ingest.bench.load.SubmittedJob;
import org.diracgrid.ingest.model.event.JobAttribute;
import org.diracgrid.ingest.model.lifecycle.FoldOptions;
import org.diracgrid.ingest.model.lifecycle.HeartbeatRow;
import org.diracgrid.ingest.model.lifecycle.JobFold;
import org.diracgrid.ingest.model.lifecycle.JobState;
import org.diracgrid.ingest.model.lifecycle.LogRow;
import org.diracgrid.ingest.model.lifecycle.TimeOrderColumn;
import org.junit.jupiter.api.Test;

/** However it is cut, the floor writes what one job after the other would have become. */
class JobPlanTest {

    private static final int EVENTS = 6_000;
    private static final JobLoad LOAD = new JobLoad(Family.MIXED, EVENTS, 3);
    private static final long WALL_MICROS = 1_780_000_000_000_000L;

    @Test
    void partsAndBatchesTogetherAreTheWhole() {
        Map<Integer, JobState> whole = applied();
        List<JobBatch> batches = batches(0, 700, 3);
        batches.addAll(batches(700, EVENTS, 3));

        assertThat(all(batches, JobBatch::logRows)).containsExactlyInAnyOrderElementsOf(all(whole, JobState::newRows));
        assertThat(all(batches, JobBatch::heartbeatRows))
                .containsExactlyInAnyOrderElementsOf(all(whole, JobState::heartbeatRows));
        whole.forEach((jobId, job) ->
                assertThat(lastChanges(batches).getOrDefault(jobId, Map.of())).isEqualTo(job.changes()));
    }

    @Test
    void rowsOfABatchAreInTheOrderOfTheKey() {
        for (JobBatch batch : batches(0, EVENTS, 2)) {
            List<LogRow> rows = batch.logRows();
            for (int i = 1; i < rows.size(); i++) {
                LogRow before = rows.get(i - 1);
                LogRow row = rows.get(i);
                assertThat(row.jobId() * 100 + row.seqNum()).isGreaterThan(before.jobId() * 100 + before.seqNum());
            }
        }
    }

    @Test
    void batchesAreFullButForTheLast() {
        JobLoad statuses = new JobLoad(Family.STATUS, EVENTS, 3);
        for (List<JobBatch> lane : plan(statuses, 0, EVENTS, 4)) {
            for (JobBatch batch : lane.subList(0, lane.size() - 1)) {
                assertThat(batch.logRows()).hasSize(100);
            }
            assertThat(lane.get(lane.size() - 1).logRows()).hasSizeBetween(1, 100);
        }
    }

    @Test
    void finalOnlyChangesEachJobOnceAndToTheSame() {
        List<List<JobBatch>> lanes = plan(LOAD, 0, EVENTS, 3);
        List<JobBatch> before = lanes.stream().flatMap(List::stream).toList();
        List<JobBatch> finals =
                lanes.stream().flatMap(lane -> FinalOnly.of(lane).stream()).toList();

        assertThat(all(finals, JobBatch::logRows)).isEqualTo(all(before, JobBatch::logRows));
        List<Integer> changed = all(finals, batch -> List.copyOf(batch.changes().keySet()));
        assertThat(changed).doesNotHaveDuplicates();
        assertThat(changed.size())
                .isLessThan(all(before, batch -> List.copyOf(batch.changes().keySet()))
                        .size());
        assertThat(lastChanges(finals)).isEqualTo(lastChanges(before));
        assertThat(lastDocuments(finals)).isEqualTo(lastDocuments(before));
    }

    @Test
    void documentsAreBulkRequestsOfTwoLinesEach() {
        List<JobBatch> batches = batches(0, EVENTS, 1);
        List<String> bulks = JobDocuments.bulks(batches, jobId -> "Belle", 17);

        String[] lines = bulks.get(0).split("\n");
        assertThat(lines).hasSize(2 * batches.get(0).documents().size());
        assertThat(lines[0])
                .startsWith("{\"update\":{\"_index\":\"job_parameters_belle_0m\",\"_id\":\"")
                .endsWith("\",\"retry_on_conflict\":10}}");
        assertThat(lines[1]).startsWith("{\"doc\":{\"JobID\":").contains(",\"timestamp\":17,");
        assertThat(bulks.get(0)).endsWith("},\"doc_as_upsert\":true}\n");
    }

    private static List<JobBatch> batches(int from, int to, int lanes) {
        return new ArrayList<>(
                plan(LOAD, from, to, lanes).stream().flatMap(List::stream).toList());
    }

    private static List<List<JobBatch>> plan(JobLoad load, int from, int to, int lanes) {
        return JobPlan.of(load.messages(1), jobId -> JobLoad.submitted(jobId, 1), from, to, lanes, 100, WALL_MICROS);
    }

    private static Map<Integer, JobState> applied() {
        JobFold fold = new JobFold(FoldOptions.DEFAULTS);
        Map<Integer, JobState> jobs = new HashMap<>();
        LOAD.messages(1).forEachRemaining(message -> fold.apply(job(jobs, message), message.event(), WALL_MICROS));
        return jobs;
    }

    private static JobState job(Map<Integer, JobState> jobs, Message message) {
        return jobs.computeIfAbsent(Integer.valueOf(message.event().key()), jobId -> {
            SubmittedJob job = JobLoad.submitted(jobId, 1);
            return new JobState(job.row(), List.of(job.logRow()), TimeOrderColumn.NUMERIC);
        });
    }

    private static Map<Integer, Map<JobAttribute, Object>> lastChanges(List<JobBatch> batches) {
        Map<Integer, Map<JobAttribute, Object>> last = new HashMap<>();
        batches.forEach(batch -> batch.changes()
                .forEach((jobId, columns) ->
                        last.computeIfAbsent(jobId, id -> new HashMap<>()).putAll(columns)));
        return last;
    }

    private static Map<Integer, Map<String, String>> lastDocuments(List<JobBatch> batches) {
        Map<Integer, Map<String, String>> last = new HashMap<>();
        batches.forEach(batch -> batch.documents()
                .forEach((jobId, members) ->
                        last.computeIfAbsent(jobId, id -> new HashMap<>()).putAll(members)));
        return last;
    }

    private static <T> List<T> all(List<JobBatch> batches, Function<JobBatch, List<T>> part) {
        return batches.stream().flatMap(batch -> part.apply(batch).stream()).toList();
    }

    private static <T> List<T> all(Map<Integer, JobState> jobs, Function<JobState, List<T>> part) {
        return jobs.values().stream().flatMap(job -> part.apply(job).stream()).toList();
    }

    /** So that a heartbeat of the load is not silently left out of the comparison above. */
    @Test
    void theLoadHasHeartbeats() {
        List<HeartbeatRow> rows = all(batches(0, EVENTS, 1), JobBatch::heartbeatRows);

        assertThat(rows).hasSizeGreaterThan(1_000);
    }
}
