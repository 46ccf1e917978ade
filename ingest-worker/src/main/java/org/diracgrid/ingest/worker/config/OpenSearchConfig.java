package org.diracgrid.ingest.worker.config;

import java.util.List;

/**
 * How documents are written. Where OpenSearch is, and its time limits, are told by {@code DIRACX_OS_DB_*}.
 *
 * @param cachedVos jobs per lane whose VO is remembered
 * @param cachedPilots pilots per lane that are remembered
 * @param freeNames free-form parameter names per VO that become fields
 */
public record OpenSearchConfig(int cachedVos, int cachedPilots, int freeNames) {

    static final Key<Integer> CACHED_VOS = Key.count(
            "opensearch.cached-vos",
            1,
            10_000_000,
            "Jobs per lane whose VO is remembered instead of looked up in JobDB again; about 100 bytes each.");
    static final Key<Integer> CACHED_PILOTS = Key.count(
            "opensearch.cached-pilots",
            1,
            10_000_000,
            "Pilots per lane that are remembered instead of looked up in PilotAgentsDB again; about 250 bytes each.");
    static final Key<Integer> FREE_NAMES = Key.count(
            "opensearch.free-names",
            0,
            450,
            "Free-form parameter names per VO that become fields of their own; what is beyond goes into the field"
                    + " OtherParameters.");
    static final List<Key<?>> KEYS = List.of(CACHED_VOS, CACHED_PILOTS, FREE_NAMES);

    public OpenSearchConfig {
        CACHED_VOS.check(cachedVos);
        CACHED_PILOTS.check(cachedPilots);
        FREE_NAMES.check(freeNames);
    }

    static OpenSearchConfig from(Settings settings) {
        return new OpenSearchConfig(settings.get(CACHED_VOS), settings.get(CACHED_PILOTS), settings.get(FREE_NAMES));
    }
}
