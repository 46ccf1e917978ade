package org.diracgrid.ingest.model.lifecycle;

import org.diracgrid.ingest.model.event.ReasonCode;

/** What became of one event. Immutable. */
public sealed interface FoldOutcome {

    /** The kinds of outcomes; switch over it without {@code default}. */
    enum Kind {
        APPLIED,
        ALREADY_APPLIED,
        REJECTED
    }

    Kind kind();

    /**
     * The job has changed.
     *
     * @param refused whether the state machine refused at least one transition, which DiracX logs with "(SM)"
     */
    record Applied(boolean refused) implements FoldOutcome {
        @Override
        public Kind kind() {
            return Kind.APPLIED;
        }
    }

    /** Every update of the event is in the history already; nothing was changed. */
    record AlreadyApplied() implements FoldOutcome {
        @Override
        public Kind kind() {
            return Kind.ALREADY_APPLIED;
        }
    }

    /**
     * DiracX would fail on the event; nothing was changed.
     *
     * @param reason the code that operators select by
     * @param detail one sentence for the operator
     */
    record Rejected(ReasonCode reason, String detail) implements FoldOutcome {
        @Override
        public Kind kind() {
            return Kind.REJECTED;
        }
    }
}
