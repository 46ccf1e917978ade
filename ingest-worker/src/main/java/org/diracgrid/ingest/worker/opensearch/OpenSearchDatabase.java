package org.diracgrid.ingest.worker.opensearch;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What all of DiracX's OpenSearch databases have in common: a prefix of index names, an index template with the mapped
 * fields, and the way to search. Thread-safe: immutable but for the connection.
 */
final class OpenSearchDatabase {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final OpenSearchConnection connection;
    private final IndexNames indices;
    private final Map<String, Object> template;
    private final Map<String, String> types;

    /** @param prefix of its indices, and the name of its template: {@code templates/<prefix>.json} on the class path */
    OpenSearchDatabase(OpenSearchConnection connection, String prefix) {
        this.connection = connection;
        this.indices = new IndexNames(prefix);
        JsonNode json = read("/templates/" + prefix + ".json");
        this.template = JSON.convertValue(json, new TypeReference<Map<String, Object>>() {});
        this.types = typesIn(json);
    }

    IndexNames indices() {
        return indices;
    }

    /** Type of each mapped field. */
    Map<String, String> types() {
        return types;
    }

    /** Whether the template is there, in whatever version. */
    Future<Boolean> hasIndexTemplate() {
        return connection.ask("HEAD", templatePath(), Map.of(), null).compose(answer -> {
            if (answer.isSuccess() || answer.status() == 404) {
                return Future.succeededFuture(answer.isSuccess());
            }
            return Future.failedFuture(answer.failure());
        });
    }

    /** Puts the template, as DiracX's {@code init-os} does; one that is there is replaced. */
    Future<Void> createIndexTemplate() {
        return connection.ask("PUT", templatePath(), Map.of(), template).compose(answer -> {
            boolean done =
                    answer.isSuccess() && answer.json().path("acknowledged").asBoolean();
            return done ? Future.succeededFuture() : Future.failedFuture(answer.failure());
        });
    }

    Future<List<Map<String, Object>>> search(
            List<String> parameters, List<SearchFilter> filters, List<SearchSort> sorts, @Nullable SearchPage page) {
        Map<String, Object> body = SearchQuery.body(types, parameters, filters, sorts, page);
        String path = '/' + OpenSearchConnection.pathPart(indices.pattern()) + "/_search";
        return connection.ask("POST", path, Map.of(), body).compose(answer -> {
            if (!answer.isSuccess()) {
                return Future.failedFuture(answer.failure());
            }
            List<Map<String, Object>> documents = new ArrayList<>();
            answer.json()
                    .path("hits")
                    .path("hits")
                    .forEach(hit -> documents.add(
                            JSON.convertValue(hit.path("_source"), new TypeReference<Map<String, Object>>() {})));
            return Future.succeededFuture(documents);
        });
    }

    private String templatePath() {
        return "/_index_template/" + indices.prefix();
    }

    private static JsonNode read(String resource) {
        try (InputStream in = OpenSearchDatabase.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> typesIn(JsonNode template) {
        Map<String, String> types = new LinkedHashMap<>();
        template.at("/template/mappings/properties")
                .properties()
                .forEach(field ->
                        types.put(field.getKey(), field.getValue().path("type").asText()));
        return Map.copyOf(types);
    }
}
