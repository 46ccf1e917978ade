package org.diracgrid.ingest.model.event;

/**
 * Says that one event can never be applied, and why. Carries no stack trace: a flood of bad records must stay cheap.
 */
public final class EventRejectedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final ReasonCode reason;

    /**
     * @param reason the code that operators select by
     * @param detail one sentence that names the field, the value's shape (never a whole payload) and what is allowed
     */
    public EventRejectedException(ReasonCode reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    public ReasonCode reason() {
        return reason;
    }
}
