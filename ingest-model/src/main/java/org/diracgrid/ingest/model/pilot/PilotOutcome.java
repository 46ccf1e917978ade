package org.diracgrid.ingest.model.pilot;

import org.diracgrid.ingest.model.event.ReasonCode;

/** What became of one event. Immutable. */
public sealed interface PilotOutcome {

    /** The kinds of outcomes; switch over it without {@code default}. */
    enum Kind {
        APPLIED,
        ALREADY_APPLIED,
        ABSENT,
        REJECTED
    }

    Kind kind();

    /** The pilot has changed, or there was nothing to change. */
    record Applied() implements PilotOutcome {
        @Override
        public Kind kind() {
            return Kind.APPLIED;
        }
    }

    /** What the event wants is there already; nothing was changed. */
    record AlreadyApplied() implements PilotOutcome {
        @Override
        public Kind kind() {
            return Kind.ALREADY_APPLIED;
        }
    }

    /** No pilot has the event's name, yet. */
    record Absent() implements PilotOutcome {
        @Override
        public Kind kind() {
            return Kind.ABSENT;
        }
    }

    /**
     * The event cannot be applied; nothing was changed.
     *
     * @param reason the code that operators select by
     * @param detail one sentence for the operator
     */
    record Rejected(ReasonCode reason, String detail) implements PilotOutcome {
        @Override
        public Kind kind() {
            return Kind.REJECTED;
        }
    }
}
