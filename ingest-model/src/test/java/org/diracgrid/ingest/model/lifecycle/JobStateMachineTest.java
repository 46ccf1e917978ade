package org.diracgrid.ingest.model.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.diracgrid.ingest.model.Golden;
import org.diracgrid.ingest.model.event.JobStatus;
import org.junit.jupiter.api.Test;

class JobStateMachineTest {

    /** The names that the vectors have beside the states; DIRAC answers them with an error, we with no state at all. */
    private static final String S_ERROR = "S_ERROR";

    private static final String KEY_ERROR = "KeyError";

    @Test
    void agreesWithDiracOnEveryPairOfNames() {
        List<JsonNode> cases = Golden.cases("i-state-machine");

        assertThat(cases).hasSize(380);
        for (var golden : cases) {
            var input = golden.get("input");
            var expected = golden.get("expected");
            var result = next(text(input.get("current")), text(input.get("candidate")));
            assertThat(result)
                    .as("%s", golden)
                    .isEqualTo(expected.path(expected.has("next") ? "next" : "error")
                            .asText());
        }
    }

    @Test
    void everyStateMayFollowDeletedAndOnlyDeletedLeavesDone() {
        for (var state : JobStatus.values()) {
            assertThat(JobStateMachine.next(JobStatus.DELETED, state)).isEqualTo(state);
        }
        assertThat(JobStateMachine.allowed(JobStatus.DONE)).containsExactly(JobStatus.DELETED);
    }

    /** The machine over names, as DIRAC's function has it. */
    private static String next(String current, String candidate) {
        var to = candidate == null ? null : JobStatus.of(candidate);
        if (to == null) {
            return S_ERROR;
        }
        if (current == null) {
            return to.text();
        }
        var from = JobStatus.of(current);
        return from == null ? KEY_ERROR : JobStateMachine.next(from, to).text();
    }

    private static String text(JsonNode node) {
        return node.isNull() ? null : node.asText();
    }
}
