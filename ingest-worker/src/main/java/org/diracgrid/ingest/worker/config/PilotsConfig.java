package org.diracgrid.ingest.worker.config;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is particular to events of pilots.
 *
 * @param notFoundGrace how long an event waits for its pilot to be registered
 * @param allowedVos the VOs that pilots may be registered of; empty for all
 */
public record PilotsConfig(Duration notFoundGrace, Set<String> allowedVos) {

    static final Key<Duration> NOT_FOUND_GRACE = Key.duration(
            "pilots.not-found-grace",
            Duration.ZERO,
            Duration.ofDays(1),
            "How long an event, or a line of a log, waits for its pilot to be registered; an event is dead-lettered then.");
    static final Key<Set<String>> ALLOWED_VOS = Key.names(
                    "pilots.allowed-vos",
                    Pattern.compile("[^,\\s]{1,128}"),
                    "VO names, separated by commas",
                    "The VOs that pilots may be registered of, as DiracX has a registry of them; of any where it is not set.")
            .asOptional();
    static final List<Key<?>> KEYS = List.of(NOT_FOUND_GRACE, ALLOWED_VOS);

    public PilotsConfig {
        NOT_FOUND_GRACE.check(notFoundGrace);
        allowedVos = Set.copyOf(allowedVos);
    }

    static PilotsConfig from(Settings settings) {
        return new PilotsConfig(
                settings.get(NOT_FOUND_GRACE), settings.find(ALLOWED_VOS).orElse(Set.of()));
    }
}
