package org.diracgrid.ingest.model.pilot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.diracgrid.ingest.model.event.PilotName.ofReference;
import static org.diracgrid.ingest.model.event.PilotName.ofStamp;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.PilotAttribute;
import org.diracgrid.ingest.model.event.PilotJobsAssignedEvent;
import org.diracgrid.ingest.model.event.PilotMetadataEvent;
import org.diracgrid.ingest.model.event.PilotName;
import org.diracgrid.ingest.model.event.PilotOutputEvent;
import org.diracgrid.ingest.model.event.PilotRegisteredEvent;
import org.diracgrid.ingest.model.event.PilotStatus;
import org.diracgrid.ingest.model.event.ReasonCode;
import org.junit.jupiter.api.Test;

/** Each event does to its pilot what DiracX does, once, and nothing to any other. */
class PilotFoldTest {

    private static final long EVENT = 1_000_000;
    private static final long WALL = 9_000_000;
    private static final PilotRow A = new PilotRow(7, "aa", "ref-a", "lhcb");
    private static final PilotRow B = new PilotRow(8, "bb", "ref-b", "lhcb");

    private final PilotFold fold = new PilotFold(Set.of());
    private final PilotStates pilots = new PilotStates(List.of(B, A), Set.of(new PilotJob(7, 70)));

    @Test
    void insertsAPilotWithTheValuesThatDiracxGivesIt() {
        assertThat(apply(registered("cc", "lhcb", "ref-c")).kind()).isEqualTo(PilotOutcome.Kind.APPLIED);

        PilotState inserted = pilots.registered().get(0);
        assertThat(inserted.row()).isNull();
        assertThat(inserted.registration()).isEqualTo(registered("cc", "lhcb", "ref-c"));
        assertThat(inserted.lastUpdateMicros()).isEqualTo(WALL);
        assertThat(inserted.columns())
                .containsExactly(
                        entry(PilotAttribute.CURRENT_JOB_ID, 0),
                        entry(PilotAttribute.DESTINATION_SITE, "NotAssigned"),
                        entry(PilotAttribute.QUEUE, "Unknown"),
                        entry(PilotAttribute.GRID_SITE, "Unknown"),
                        entry(PilotAttribute.GRID_TYPE, "DIRAC"),
                        entry(PilotAttribute.BENCHMARK, 0.0),
                        entry(PilotAttribute.STATUS, "Submitted"),
                        entry(PilotAttribute.STATUS_REASON, "Unknown"),
                        entry(PilotAttribute.ACCOUNTING_SENT, "False"));
    }

    @Test
    void knowsAPilotByItsStampAsTheDatabasesCompareIt() {
        assertThat(apply(registered("AA ", "lhcb", "other")).kind()).isEqualTo(PilotOutcome.Kind.ALREADY_APPLIED);
        assertThat(reasonOf(registered("aa", "belle", "ref-a"))).isEqualTo(ReasonCode.PILOT_CONFLICT);

        assertThat(pilots.registered()).isEmpty();
    }

    @Test
    void knowsAPilotThatTheBatchItselfRegistered() {
        apply(registered("cc", "lhcb", "ref-c"));

        assertThat(apply(registered("CC", "lhcb", "ref-c")).kind()).isEqualTo(PilotOutcome.Kind.ALREADY_APPLIED);
        assertThat(reasonOf(registered("cc", "belle", "ref-c"))).isEqualTo(ReasonCode.PILOT_CONFLICT);
        apply(metadata(ofReference("REF-C"), Map.of(PilotAttribute.QUEUE, "long")));

        assertThat(pilots.registered()).hasSize(1);
        assertThat(pilots.registered().get(0).columns()).containsEntry(PilotAttribute.QUEUE, "long");
    }

    @Test
    void rejectsAVoThatIsNotAllowedBeforeAnythingElse() {
        var strict = new PilotFold(Set.of("belle"));

        PilotOutcome outcome = strict.apply(pilots, registered("aa", "lhcb", "ref-a"), WALL);

        assertThat(((PilotOutcome.Rejected) outcome).reason()).isEqualTo(ReasonCode.BAD_VO);
        assertThat(strict.apply(pilots, registered("cc", "belle", "c"), WALL).kind())
                .isEqualTo(PilotOutcome.Kind.APPLIED);
    }

    @Test
    void changesOnlyWhatMetadataNames() {
        apply(metadata(ofStamp("aa"), Map.of(PilotAttribute.STATUS, "Running", PilotAttribute.BENCHMARK, 12.3)));
        fold.apply(pilots, metadata(ofReference("ref-a"), Map.of(PilotAttribute.STATUS, "Done")), WALL - 1);

        PilotState changed = pilots.loaded().get(0);
        assertThat(changed.row()).isEqualTo(A);
        assertThat(changed.columns())
                .containsExactly(entry(PilotAttribute.BENCHMARK, 12.3), entry(PilotAttribute.STATUS, "Done"));
        assertThat(changed.lastUpdateMicros()).isEqualTo(WALL);
        assertThat(pilots.loaded().get(1).columns()).isEmpty();
        assertThat(pilots.loaded().get(1).lastUpdateMicros()).isNull();
    }

    @Test
    void metadataOfNothingIsNoFailureEvenForNoPilot() {
        assertThat(apply(metadata(ofStamp("none"), Map.of())).kind()).isEqualTo(PilotOutcome.Kind.APPLIED);
        assertThat(apply(metadata(ofStamp("aa"), Map.of())).kind()).isEqualTo(PilotOutcome.Kind.APPLIED);

        assertThat(pilots.loaded().get(0).lastUpdateMicros()).isNull();
    }

    @Test
    void missesAPilotThatIsNotThere() {
        var queue = Map.<PilotAttribute, Object>of(PilotAttribute.QUEUE, "q");

        assertThat(apply(metadata(ofStamp("none"), queue)).kind()).isEqualTo(PilotOutcome.Kind.ABSENT);
        assertThat(apply(metadata(ofReference("aa"), queue)).kind()).isEqualTo(PilotOutcome.Kind.ABSENT);
        assertThat(apply(assigned("none", false, 1)).kind()).isEqualTo(PilotOutcome.Kind.ABSENT);
        assertThat(apply(new PilotOutputEvent(envelope(PilotOutputEvent.TYPE), ofStamp("none"), "", null))
                        .kind())
                .isEqualTo(PilotOutcome.Kind.ABSENT);
    }

    @Test
    void rejectsANameOfSeveralPilotsButAssignsToTheFirst() {
        var twins = new PilotStates(List.of(new PilotRow(9, "AA", "ref-a", "lhcb"), A), Set.of());

        assertThat(fold.apply(twins, metadata(ofStamp("aa"), Map.of(PilotAttribute.QUEUE, "q")), WALL))
                .isInstanceOfSatisfying(
                        PilotOutcome.Rejected.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo(ReasonCode.AMBIGUOUS_PILOT));
        assertThat(fold.apply(twins, metadata(ofReference("ref-a"), Map.of(PilotAttribute.QUEUE, "q")), WALL)
                        .kind())
                .isEqualTo(PilotOutcome.Kind.REJECTED);
        fold.apply(twins, assigned("aa", false, 1), WALL);

        assertThat(twins.loaded().get(0).row()).isEqualTo(A);
        assertThat(twins.loaded().get(0).newJobs()).containsOnlyKeys(1);
        assertThat(twins.loaded().get(1).newJobs()).isEmpty();
        assertThat(twins.loaded())
                .allSatisfy(pilot -> assertThat(pilot.columns()).isEmpty());
    }

    @Test
    void mapsAJobOnceAndAtItsFirstTime() {
        assertThat(apply(assigned("aa", false, 71)).kind()).isEqualTo(PilotOutcome.Kind.APPLIED);
        assertThat(apply(assigned("aa", false, 71, 70)).kind()).isEqualTo(PilotOutcome.Kind.ALREADY_APPLIED);
        assertThat(apply(assigned("bb", false, 70)).kind()).isEqualTo(PilotOutcome.Kind.APPLIED);

        assertThat(pilots.loaded().get(0).newJobs()).containsExactly(entry(71, EVENT));
        assertThat(pilots.loaded().get(0).lastUpdateMicros()).isNull();
        assertThat(pilots.loaded().get(1).newJobs()).containsExactly(entry(70, EVENT));
    }

    @Test
    void assignsNoneOfSeveralJobsIfThePilotHasOne() {
        assertThat(reasonOf(assigned("aa", true, 70, 71))).isEqualTo(ReasonCode.PILOT_CONFLICT);
        apply(assigned("bb", false, 1));
        assertThat(reasonOf(assigned("bb", false, 2, 1))).isEqualTo(ReasonCode.PILOT_CONFLICT);

        assertThat(pilots.loaded().get(0).newJobs()).isEmpty();
        assertThat(pilots.loaded().get(0).columns()).isEmpty();
        assertThat(pilots.loaded().get(1).newJobs()).containsOnlyKeys(1);
    }

    @Test
    void setsRunningEvenIfTheJobIsThere() {
        assertThat(apply(assigned("aa", true, 70)).kind()).isEqualTo(PilotOutcome.Kind.APPLIED);

        assertThat(pilots.loaded().get(0).newJobs()).isEmpty();
        assertThat(pilots.loaded().get(0).columns())
                .containsExactly(
                        entry(PilotAttribute.GRID_SITE, "LCG.CERN.cern"),
                        entry(PilotAttribute.STATUS, "Running"),
                        entry(PilotAttribute.STATUS_REASON, "Report from job 70"));
    }

    @Test
    void keepsTheLastTextOfEachOutput() {
        apply(new PilotOutputEvent(envelope(PilotOutputEvent.TYPE), ofStamp("aa"), "out", "err"));
        apply(new PilotOutputEvent(envelope(PilotOutputEvent.TYPE), ofReference("ref-a"), null, "later"));
        apply(new PilotOutputEvent(envelope(PilotOutputEvent.TYPE), ofReference("ref-a"), null, null));

        assertThat(pilots.loaded().get(0).output()).isEqualTo(new PilotOutput("out", "later"));
        assertThat(pilots.loaded().get(1).output()).isNull();
    }

    @Test
    void bearsStoredNamesThatNoEventCanHave() {
        var odd = new PilotStates(List.of(new PilotRow(1, "", "r".repeat(256), "lhcb")), Set.of());

        assertThat(fold.apply(odd, registered("aa", "lhcb", "r"), WALL).kind()).isEqualTo(PilotOutcome.Kind.APPLIED);
        assertThat(ofStamp("  ").compared()).isEqualTo(ofStamp(" "));
        assertThat(ofStamp("İ".repeat(32)).compared()).isEqualTo(ofStamp("i".repeat(32)));
    }

    private PilotOutcome apply(IngestEvent event) {
        return fold.apply(pilots, event, WALL);
    }

    private ReasonCode reasonOf(IngestEvent event) {
        return ((PilotOutcome.Rejected) apply(event)).reason();
    }

    private static PilotRegisteredEvent registered(String stamp, String vo, String reference) {
        return new PilotRegisteredEvent(
                envelope(PilotRegisteredEvent.TYPE),
                stamp,
                vo,
                "DIRAC",
                "Unknown",
                "NotAssigned",
                reference,
                PilotStatus.SUBMITTED,
                EVENT);
    }

    private static PilotMetadataEvent metadata(PilotName name, Map<PilotAttribute, Object> attributes) {
        return new PilotMetadataEvent(envelope(PilotMetadataEvent.TYPE), name, attributes);
    }

    private static PilotJobsAssignedEvent assigned(String stamp, boolean setRunning, Integer... jobIds) {
        return new PilotJobsAssignedEvent(
                envelope(PilotJobsAssignedEvent.TYPE), stamp, List.of(jobIds), EVENT, setRunning, "LCG.CERN.cern");
    }

    private static EventEnvelope envelope(String type) {
        return new EventEnvelope("id", "/test", type, EVENT);
    }
}
