package org.diracgrid.ingest.chaos.proxy;

/** What the way to a server suffers from. How slow it is comes beside it: {@link FaultProxy#delayAnswers}. */
public enum Fault {
    /** Everything is passed on. */
    NONE,
    /** The port is closed: what was open is reset, who connects is refused. */
    REFUSE,
    /**
     * Connections are taken and bytes are swallowed in both directions; nobody is answered. What was swallowed is lost, so the
     * connections that were there meanwhile are reset when the fault ends.
     */
    BLACK_HOLE,
    /** Each answer ends within its first bytes, by a reset. */
    RESET_MID_ANSWER
}
