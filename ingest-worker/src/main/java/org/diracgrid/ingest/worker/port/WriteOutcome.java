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
        DEFERRED,
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
     * allows, rejected with {@code reason} where the request is {@link WriteRequest#overdue() overdue}.
     */
    record Absent(ReasonCode reason, String detail) implements WriteOutcome {
        @Override
        public Kind kind() {
            return Kind.ABSENT;
        }
    }

    /**
     * The event can not be stored; nothing of it was written. Not "never": what the store holds may be the reason, and be
     * another by the time the event is redelivered.
     */
    record Rejected(ReasonCode reason, String detail) implements WriteOutcome {
        @Override
        public Kind kind() {
            return Kind.REJECTED;
        }
    }

    /**
     * Not tried: an event of the same key before it was rejected for what the store holds, or waits for what the store does
     * not hold, and has to be settled first. If it is redelivered it must find the store as it was.
     */
    record Deferred() implements WriteOutcome {
        public static final Deferred INSTANCE = new Deferred();

        @Override
        public Kind kind() {
            return Kind.DEFERRED;
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
