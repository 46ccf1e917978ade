package org.diracgrid.ingest.worker.config;

import java.util.List;
import org.diracgrid.ingest.worker.opensearch.pilotlog.UnknownPilot;

/**
 * How the lines of pilots' logs are stored.
 *
 * @param unknownPilot what happens to those of a pilot that is not registered in time
 * @param scrub whether secrets are blacked out of them
 */
public record PilotLogsConfig(UnknownPilot unknownPilot, boolean scrub) {

    static final Key<UnknownPilot> UNKNOWN_PILOT = Key.choice(
            "pilotlogs.unknown-pilot",
            UnknownPilot.class,
            "What happens to log lines of a pilot that is still not registered after pilots.not-found-grace: they are"
                    + " stored under the pilot number -1 as DiracX does, they wait on, or they are dead-lettered.");
    static final Key<Boolean> SCRUB = Key.flag(
            "pilotlogs.scrub",
            "Whether certificates, proxies, private keys and tokens in log lines are replaced by ***.");
    static final List<Key<?>> KEYS = List.of(UNKNOWN_PILOT, SCRUB);

    static PilotLogsConfig from(Settings settings) {
        return new PilotLogsConfig(settings.get(UNKNOWN_PILOT), settings.get(SCRUB));
    }
}
