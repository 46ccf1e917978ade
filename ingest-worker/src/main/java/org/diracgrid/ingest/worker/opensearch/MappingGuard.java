package org.diracgrid.ingest.worker.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps free-form parameter names from filling an index's mapping, after which OpenSearch refuses every document that
 * brings a new name (1 000 fields by default).
 *
 * <p>The names of a VO are learnt once, when the first document of the VO is about to be written: from the mappings of
 * all its indices. From then on the names that this process admits are added. So a worker that starts again knows what
 * it admitted before; workers that run side by side each go up to the limit, which therefore is well below what an index
 * takes. What is beyond the limit goes into {@value FieldNames#OVERFLOW}, an object whose members are stored and are no
 * fields: they can be read and not searched. A {@code flat_object} could be searched, but refuses texts of more than
 * 32 766 bytes.
 *
 * <p>Thread-safe: the maps are concurrent, and one entry each is made per VO and per index that overflows.
 */
final class MappingGuard {

    /** May be put onto an object that is there already and has fields, which stay: it gets no more of them. */
    private static final Map<String, Object> OVERFLOW_MAPPING =
            Map.of("properties", Map.of(FieldNames.OVERFLOW, Map.of("type", "object", "dynamic", false)));

    private final OpenSearchConnection connection;
    private final IndexNames indices;
    private final Set<String> mapped;
    private final int namesMax;

    private final Map<String, FieldNames> namesByVo = new ConcurrentHashMap<>();
    private final Set<String> preparedIndices = ConcurrentHashMap.newKeySet();

    /**
     * @param mapped names that the index template maps
     * @param namesMax free-form names per VO
     */
    MappingGuard(OpenSearchConnection connection, IndexNames indices, Set<String> mapped, int namesMax) {
        this.connection = connection;
        this.indices = indices;
        this.mapped = mapped;
        this.namesMax = namesMax;
    }

    /** The names of {@code vo}. Two lanes that ask for a new VO together both ask the server, and share one answer. */
    Future<FieldNames> namesOf(String vo) {
        String key = indices.ofVo(vo);
        FieldNames known = namesByVo.get(key);
        if (known != null) {
            return Future.succeededFuture(known);
        }
        return read(vo).map(names -> namesByVo.computeIfAbsent(key, unused -> new FieldNames(mapped, names, namesMax)));
    }

    /** Makes sure that {@code index} has the overflow field before anything is put into it. */
    Future<Void> prepare(String index) {
        if (preparedIndices.contains(index)) {
            return Future.succeededFuture();
        }
        return connection
                .ask("GET", mappingPath(index), Map.of(), null)
                .compose(answer -> {
                    if (answer.status() == 404) {
                        return create(index);
                    }
                    return isPrepared(answer) ? Future.succeededFuture(answer) : map(index);
                })
                .compose(answer -> {
                    // 400: the name is a field of another type already; whether a value fits it is the value's affair.
                    if (!answer.isSuccess() && answer.status() != 400) {
                        return Future.failedFuture(answer.failure());
                    }
                    preparedIndices.add(index);
                    return Future.succeededFuture();
                });
    }

    /** Whether the field is there and gets no fields; to change one that is disabled is a server's error (500). */
    private static boolean isPrepared(RestAnswer mapping) {
        for (JsonNode index : mapping.json()) {
            JsonNode field = index.path("mappings").path("properties").path(FieldNames.OVERFLOW);
            return !field.path("enabled").asBoolean(true)
                    || !field.path("dynamic").asBoolean(true);
        }
        return false;
    }

    private Future<RestAnswer> map(String index) {
        return connection.ask("PUT", mappingPath(index), Map.of(), OVERFLOW_MAPPING);
    }

    /** A failure unless the index is there then; another writer may make it at the same time. */
    private Future<RestAnswer> create(String index) {
        String path = '/' + OpenSearchConnection.pathPart(index);
        return connection
                .ask("PUT", path, Map.of(), Map.of())
                .compose(answer ->
                        answer.isSuccess() || isThere(answer) ? map(index) : Future.failedFuture(answer.failure()));
    }

    /** Not any 400: a cluster that has all the shards that it may have says so, too. */
    private static boolean isThere(RestAnswer creation) {
        return creation.json().path("error").path("type").asText().equals("resource_already_exists_exception");
    }

    private static String mappingPath(String indices) {
        return '/' + OpenSearchConnection.pathPart(indices) + "/_mapping";
    }

    private Future<Set<String>> read(String vo) {
        return connection
                .ask("GET", mappingPath(indices.patternOfVo(vo)), Map.of("allow_no_indices", "true"), null)
                .compose(answer -> {
                    if (answer.status() != 404 && !answer.isSuccess()) {
                        return Future.failedFuture(answer.failure());
                    }
                    Set<String> paths = new HashSet<>();
                    if (answer.isSuccess()) {
                        answer.json().properties().forEach(index -> {
                            if (indices.isOfVo(index.getKey(), vo)) {
                                collect("", index.getValue().path("mappings").path("properties"), paths);
                            }
                        });
                    }
                    return Future.succeededFuture(paths);
                });
    }

    private static void collect(String prefix, JsonNode properties, Set<String> paths) {
        properties.properties().forEach(property -> {
            if (prefix.isEmpty() && property.getKey().equals(FieldNames.OVERFLOW)) {
                return;
            }
            String path = prefix + property.getKey();
            paths.add(path);
            collect(path + '.', property.getValue().path("properties"), paths);
        });
    }
}
