package org.diracgrid.ingest.worker.port;

import org.diracgrid.ingest.model.event.ReasonCode;

/** What a store says about one request. Immutable. */
public sealed interface WriteOutcome {

    /** The kinds of outcomes; switch over it without {@code default}. */
    enum Kind {
        STORED,
        SUPERSEDED,
        ABSENT,
        REJECTED,
        FAILED
    }

    Kind kind();

    /** The event is in the store now. */
    record Stored() implements WriteOutcome {
        public static final Stored INSTANCE = new Stored();

        @Override
        public Kind kind() {
            return Kind.STORED;
        }
    }

    /** The event had been in the store before; nothing was changed. */
    record Superseded() implements WriteOutcome {
        public static final Superseded INSTANCE = new Superseded();

        @Override
        public Kind kind() {
            return Kind.SUPERSEDED;
        }
    }

    /**
     * What the event refers to is not in the store, or not yet: worth another try within the grace that configuration
     * allows, rejected with {@code reason} after it.
     */
    record Absent(ReasonCode reason, String detail) implements WriteOutcome {
        @Override
        public Kind kind() {
            return Kind.ABSENT;
        }
    }

    /** The event can never be stored; nothing of it was written. */
    record Rejected(ReasonCode reason, String detail) implements WriteOutcome {
        @Override
        public Kind kind() {
            return Kind.REJECTED;
        }
    }

    /** This attempt failed for this request alone; {@code failure} says what may be done. */
    record Failed(StoreFailure failure) implements WriteOutcome {
        @Override
        public Kind kind() {
            return Kind.FAILED;
        }
    }
}
