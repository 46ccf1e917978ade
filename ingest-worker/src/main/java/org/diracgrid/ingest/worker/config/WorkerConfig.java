package org.diracgrid.ingest.worker.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a worker is.
 *
 * @param stores stores it writes
 * @param groupId prefix of its consumer groups; the group of a store is {@code <groupId>-<store>}
 * @param lanes key shards of a pipeline
 */
public record WorkerConfig(Set<Store> stores, String groupId, int lanes) {

    static final Key<Set<Store>> STORES = Key.choices("stores", Store.class, "The stores that run writes.");
    static final Key<String> GROUP_ID = Key.text(
            "group-id",
            Pattern.compile("[A-Za-z0-9._\\-]{1,200}"),
            "1 … 200 letters, digits, dots, dashes or underscores",
            "Prefix of the consumer groups; the group of a store is <group-id>-<store>.");
    static final Key<Integer> LANES =
            Key.count("lanes", 1, 1_024, "Key shards of a pipeline; each has one batch under way at most.");
    static final List<Key<?>> KEYS = List.of(STORES, GROUP_ID, LANES);

    public WorkerConfig {
        stores = Set.copyOf(stores);
        STORES.check(stores);
        GROUP_ID.check(groupId);
        LANES.check(lanes);
    }

    WorkerConfig withStores(String list) {
        return new WorkerConfig(STORES.parse(list), groupId, lanes);
    }

    /** The consumer group of {@code store}. */
    public String groupOf(Store store) {
        return groupId + '-' + store.name().toLowerCase(Locale.ROOT);
    }

    static WorkerConfig from(Settings settings) {
        return new WorkerConfig(settings.get(STORES), settings.get(GROUP_ID), settings.get(LANES));
    }
}
