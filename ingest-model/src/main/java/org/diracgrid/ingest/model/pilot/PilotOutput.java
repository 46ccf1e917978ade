package org.diracgrid.ingest.model.pilot;

import org.jspecify.annotations.Nullable;

/**
 * What to write into {@code PilotOutput}.
 *
 * @param standardOutput {@code StdOutput}; null leaves the stored text, or the empty one, alone
 * @param standardError {@code StdError}; likewise
 */
public record PilotOutput(
        @Nullable String standardOutput, @Nullable String standardError) {

    /** This and then {@code later}, which wins where it says something. */
    PilotOutput then(PilotOutput later) {
        return new PilotOutput(
                later.standardOutput == null ? standardOutput : later.standardOutput,
                later.standardError == null ? standardError : later.standardError);
    }
}
