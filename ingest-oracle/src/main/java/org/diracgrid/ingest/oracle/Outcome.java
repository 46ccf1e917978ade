package org.diracgrid.ingest.oracle;

import java.util.Set;

/** How one call ended. */
public sealed interface Outcome {

    /**
     * The call was written.
     *
     * @param jobs the jobs it was written for; a job that is not in {@code Jobs} is left out, without an error
     * @param refused how many of its updates the state machine refused
     */
    record Applied(Set<Integer> jobs, int refused) implements Outcome {

        public Applied {
            jobs = Set.copyOf(jobs);
        }
    }

    /**
     * Nothing of the call was written.
     *
     * @param exceptionClass the exception of DiracX, for example {@code KeyError}
     * @param reason the code under which the worker parks such an event
     * @param detail one sentence
     */
    record Failed(String exceptionClass, String reason, String detail) implements Outcome {}
}
