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
import java.util.Set;
import org.diracgrid.ingest.worker.port.StoreException;
import org.diracgrid.ingest.worker.port.WriteLeave;
import org.jspecify.annotations.Nullable;

/**
 * What all of DiracX's OpenSearch databases have in common, as its {@code BaseOSDB} has it: a prefix of index names, an
 * index template with the mapped fields, and the way to search.
 *
 * <p>Searches find what was written once the server has refreshed the index, after a second as a rule. Thread-safe:
 * immutable but for the connection.
 */
public abstract sealed class OpenSearchDatabase permits JobParametersDb, PilotParametersDb, PilotLogsDb {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final OpenSearchConnection connection;
    private final IndexNames indices;
    private final String templateName;
    private final Map<String, Object> template;
    private final Map<String, String> types;

    /**
     * @param connection not closed by this object
     * @param prefix of its indices; the template is {@code templates/<prefix>.json} on the class path
     * @param templateName what the server knows the template by
     */
    OpenSearchDatabase(OpenSearchConnection connection, String prefix, String templateName) {
        this.connection = connection;
        this.indices = new IndexNames(prefix);
        this.templateName = templateName;
        JsonNode json = read("/templates/" + prefix + ".json");
        this.template = JSON.convertValue(json, new TypeReference<Map<String, Object>>() {});
        this.types = typesIn(json);
    }

    /** As {@link OpenSearchConnection#ping}. */
    public final Future<Void> ping() {
        return connection.ping();
    }

    /** The name of the index template. */
    public final String templateName() {
        return templateName;
    }

    /** Whether the template is there, in whatever version. */
    public final Future<Boolean> hasIndexTemplate() {
        return connection.ask("HEAD", templatePath(), Map.of(), null).compose(answer -> {
            if (answer.isSuccess() || answer.status() == 404) {
                return Future.succeededFuture(answer.isSuccess());
            }
            return Future.failedFuture(answer.failure());
        });
    }

    /** Puts the template, as DiracX's {@code init-os} does; one of that name that is there is replaced. */
    public final Future<Void> createIndexTemplate() {
        return connection.ask("PUT", templatePath(), Map.of(), template).compose(answer -> {
            boolean done =
                    answer.isSuccess() && answer.json().path("acknowledged").asBoolean();
            return done ? Future.succeededFuture() : Future.failedFuture(answer.failure());
        });
    }

    /**
     * Searches, as DiracX does.
     *
     * @param parameters names that the answers shall have; empty for all
     * @param page null for the server's own choice, its first 10 answers
     * @return the documents; or a failure with a {@link StoreException}
     * @throws InvalidQueryException if a field is not mapped, or not of a type that knows the operator
     */
    public final Future<List<Map<String, Object>>> search(
            List<String> parameters, List<SearchFilter> filters, List<SearchSort> sorts, @Nullable SearchPage page) {
        return ask(SearchQuery.body(types, parameters, filters, sorts, page), Map.of())
                .map(hits -> {
                    List<Map<String, Object>> documents = new ArrayList<>();
                    hits.forEach(hit -> documents.add(
                            JSON.convertValue(hit.path("_source"), new TypeReference<Map<String, Object>>() {})));
                    return documents;
                });
    }

    /** The hits that answer a search over all indices. */
    final Future<JsonNode> ask(Map<String, Object> body, Map<String, String> query) {
        String path = '/' + OpenSearchConnection.pathPart(indices.pattern()) + "/_search";
        return connection
                .ask("POST", path, query, body)
                .compose(answer -> answer.isSuccess()
                        ? Future.succeededFuture(answer.json().path("hits").path("hits"))
                        : Future.failedFuture(answer.failure()));
    }

    /**
     * Merges parameters into documents, in one request.
     *
     * @param nowMs the current time, for {@code timestamp}
     * @return what was not stored; or a failure with a {@link StoreException} where nothing is known about any of them
     * @throws IllegalArgumentException if a VO cannot be part of an index's name, or a text is not Unicode
     */
    final Future<List<UpsertError>> upsert(List<Upsert> upserts, long nowMs) {
        if (upserts.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        List<BulkItem> items =
                upserts.stream().map(upsert -> item(upsert, nowMs)).toList();
        return new BulkLane(connection).send(items, WriteLeave.ALWAYS).map(answers -> errors(upserts, answers));
    }

    /** The parameters of one subject. */
    record Upsert(String vo, Subject subject, Map<String, Object> parameters) {}

    private BulkItem item(Upsert upsert, long nowMs) {
        try {
            return ParameterDocument.merged(
                    indexOf(upsert.vo(), upsert.subject().number()),
                    upsert.subject(),
                    List.of(upsert.parameters()),
                    WriteMode.REPLACE,
                    nowMs);
        } catch (IOException e) {
            throw new IllegalArgumentException("A text of " + upsert.subject().members() + " is not Unicode.", e);
        }
    }

    /**
     * The index of document {@code id} of {@code vo}.
     *
     * @throws IllegalArgumentException if the VO cannot be part of an index's name
     */
    final String indexOf(String vo, long id) {
        if (!indices.isLegal(vo)) {
            throw new IllegalArgumentException("The VO " + vo + " cannot be part of an index's name.");
        }
        return indices.of(vo, id);
    }

    private static List<UpsertError> errors(List<Upsert> upserts, List<ItemAnswer> answers) {
        List<UpsertError> errors = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            ItemAnswer answer = answers.get(i);
            if (answer.fate() != OpenSearchFailures.Fate.STORED) {
                errors.add(new UpsertError(upserts.get(i).subject().number(), answer.failure()));
            }
        }
        return errors;
    }

    final OpenSearchConnection connection() {
        return connection;
    }

    final IndexNames indices() {
        return indices;
    }

    /** Names that the template maps. */
    final Set<String> fieldNames() {
        return types.keySet();
    }

    private String templatePath() {
        return "/_index_template/" + templateName;
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
