package org.diracgrid.ingest.worker.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An HTTP server that takes bulk updates as OpenSearch does and answers as badly as a {@link Script} says. A document
 * with a member {@value #POISON} is refused whatever the script says; why depends on the member's value.
 */
final class StubOpenSearch implements AutoCloseable {

    static final String POISON = "Poison";

    private static final ObjectMapper JSON = new ObjectMapper();
    /** What OpenSearch has against a document for ever. */
    private static final List<Map.Entry<Integer, String>> REFUSALS = List.of(
            Map.entry(400, "mapper_parsing_exception"),
            Map.entry(400, "illegal_argument_exception"),
            Map.entry(404, "document_missing_exception"),
            Map.entry(413, "too_large_exception"));

    /** What an item may be answered with for the time being, and, twice as often, that it is stored. */
    private static final List<Integer> ITEM_STATUSES = List.of(200, 200, 200, 409, 429, 500, 502, 503, 504, 408);

    /** What happens to a request. */
    enum Fault {
        NONE,
        SOME_ITEMS,
        TRUNCATED,
        TRUNCATED_ON_THE_WIRE,
        ONE_ITEM_LESS,
        ONE_ITEM_MORE,
        SWAPPED_ITEMS,
        NO_ITEMS,
        HTML,
        HTML_503,
        EMPTY,
        STATUS_429,
        LOST_BEFORE,
        LOST_HALFWAY,
        LOST_AFTER
    }

    /** Says what goes wrong next. */
    interface Script {

        Fault nextFault();

        /** Status of an item of a request with {@link Fault#SOME_ITEMS}. */
        int nextStatus();
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final Map<String, ObjectNode> documents = new ConcurrentHashMap<>();
    private final List<String> bulkBodies = new CopyOnWriteArrayList<>();
    private final Map<Fault, Integer> faults = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> itemStatuses = new ConcurrentHashMap<>();
    private volatile Script script;

    StubOpenSearch(Script script) throws IOException {
        this.script = script;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    /** One that never fails. */
    static Script flawless() {
        return script(Fault.NONE, 200);
    }

    static Script script(Fault fault, int status) {
        return new Script() {
            @Override
            public Fault nextFault() {
                return fault;
            }

            @Override
            public int nextStatus() {
                return status;
            }
        };
    }

    /** Every fault in turn, in no order; about half of the requests go well or in part. */
    static Script random(Random random) {
        List<Fault> faults = new ArrayList<>(List.of(Fault.values()));
        faults.addAll(Collections.nCopies(5, Fault.NONE));
        faults.addAll(Collections.nCopies(5, Fault.SOME_ITEMS));
        Deck<Fault> faultDeck = new Deck<>(faults, random);
        Deck<Integer> statusDeck = new Deck<>(ITEM_STATUSES, random);
        return new Script() {
            @Override
            public synchronized Fault nextFault() {
                return faultDeck.draw();
            }

            @Override
            public synchronized int nextStatus() {
                return statusDeck.draw();
            }
        };
    }

    /** Cards that come up in no order, but each as often as it is in the deck before any comes up again. */
    private static final class Deck<T> {

        private final List<T> cards;
        private final Random random;
        private int next;

        Deck(List<T> cards, Random random) {
            this.cards = new ArrayList<>(cards);
            this.random = random;
            this.next = cards.size();
        }

        T draw() {
            if (next == cards.size()) {
                Collections.shuffle(cards, random);
                next = 0;
            }
            return cards.get(next++);
        }
    }

    void follow(Script next) {
        script = next;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    OpenSearchSettings settings() {
        return OpenSearchSettings.parse("{\"hosts\":\"" + url() + "\",\"timeout\":5}");
    }

    /** The stored document of a job of VO {@code lhcb}; null if there is none. */
    JsonNode document(int jobId) {
        return document("lhcb", jobId);
    }

    JsonNode document(String vo, int jobId) {
        return documents.get(new IndexNames("job_parameters").of(vo, jobId) + '/' + jobId);
    }

    /** How often each fault came up. */
    Map<Fault, Integer> faults() {
        return faults;
    }

    /** How often an item had each status. */
    Map<Integer, Integer> itemStatuses() {
        return itemStatuses;
    }

    List<String> bulkBodies() {
        return bulkBodies;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        if (path.endsWith("/_bulk")) {
            bulk(exchange, new String(body, StandardCharsets.UTF_8));
        } else if (path.endsWith("/_mapping")) {
            send(exchange, 200, "application/json", "{}");
        } else {
            send(exchange, 200, "application/json", "");
        }
    }

    private synchronized void bulk(HttpExchange exchange, String body) throws IOException {
        bulkBodies.add(body);
        Fault fault = script.nextFault();
        faults.merge(fault, 1, Integer::sum);
        if (fault == Fault.LOST_BEFORE) {
            exchange.close();
            return;
        }
        boolean refused = fault == Fault.HTML_503 || fault == Fault.STATUS_429;
        List<String> lines = body.lines().toList();
        if (fault == Fault.LOST_HALFWAY) {
            lines = lines.subList(0, lines.size() / 4 * 2);
        }
        ArrayNode items = refused ? JSON.createArrayNode() : apply(lines, fault == Fault.SOME_ITEMS);
        // Says too little or too much: the items count.
        ObjectNode answer = JSON.createObjectNode().put("took", 1).put("errors", bulkBodies.size() % 2 == 0);
        answer.set("items", items);
        switch (fault) {
            case NONE, SOME_ITEMS -> sendJson(exchange, answer);
            case TRUNCATED -> {
                String text = JSON.writeValueAsString(answer);
                send(exchange, 200, "application/json", text.substring(0, text.length() * 2 / 3));
            }
            case TRUNCATED_ON_THE_WIRE -> {
                byte[] bytes = JSON.writeValueAsBytes(answer);
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(Arrays.copyOf(bytes, bytes.length / 2));
                exchange.getResponseBody().flush();
                exchange.close();
            }
            case ONE_ITEM_LESS -> {
                items.remove(items.size() - 1);
                sendJson(exchange, answer);
            }
            case ONE_ITEM_MORE -> {
                items.add(items.get(0).deepCopy());
                sendJson(exchange, answer);
            }
            case SWAPPED_ITEMS -> {
                items.add(items.remove(0));
                sendJson(exchange, answer);
            }
            case NO_ITEMS -> {
                answer.remove("items");
                sendJson(exchange, answer);
            }
            case HTML -> send(exchange, 200, "text/html", "<html><body>Sorry, we are down</body></html>");
            case HTML_503 -> send(exchange, 503, "text/html", "<html><body>503</body></html>");
            case STATUS_429 ->
                send(
                        exchange,
                        429,
                        "application/json",
                        "{\"error\":{\"type\":\"circuit_breaking_exception\",\"reason\":\"heap\"},\"status\":429}");
            case EMPTY -> send(exchange, 200, "application/json", "");
            case LOST_BEFORE, LOST_HALFWAY, LOST_AFTER -> exchange.close();
        }
    }

    private ArrayNode apply(List<String> lines, boolean someFail) throws IOException {
        ArrayNode items = JSON.createArrayNode();
        for (int i = 0; i < lines.size(); i += 2) {
            JsonNode action = JSON.readTree(lines.get(i));
            String name = action.fieldNames().next();
            JsonNode update = action.path(name);
            boolean isWhole = name.equals("index");
            JsonNode document = isWhole
                    ? JSON.readTree(lines.get(i + 1))
                    : JSON.readTree(lines.get(i + 1)).path("doc");
            ObjectNode item = items.addObject().putObject(name);
            item.put("_index", update.path("_index").asText())
                    .put("_id", update.path("_id").asText());
            if (document.has(POISON)) {
                var refusal = REFUSALS.get(document.path(POISON).asInt() % REFUSALS.size());
                fail(item, refusal.getKey(), refusal.getValue());
                continue;
            }
            int status = someFail ? script.nextStatus() : 200;
            if (status == 200) {
                store(
                        item,
                        update.path("_index").asText()
                                + '/'
                                + update.path("_id").asText(),
                        document,
                        isWhole);
            } else {
                fail(item, status, "some_exception");
            }
        }
        return items;
    }

    private void store(ObjectNode item, String place, JsonNode document, boolean isWhole) throws IOException {
        ObjectNode before = documents.get(place);
        ObjectNode after = before == null || isWhole ? JSON.createObjectNode() : before.deepCopy();
        JSON.readerForUpdating(after).readValue(document);
        documents.put(place, after);
        String result = before == null ? "created" : after.equals(before) && !isWhole ? "noop" : "updated";
        itemStatuses.merge(before == null ? 201 : 200, 1, Integer::sum);
        item.put("status", before == null ? 201 : 200)
                .put("result", result)
                .put("_version", 1)
                .put("_type", "_doc");
    }

    private void fail(ObjectNode item, int status, String type) {
        itemStatuses.merge(status, 1, Integer::sum);
        item.put("status", status).putObject("error").put("type", type).put("reason", "failed to parse");
    }

    private static void sendJson(HttpExchange exchange, JsonNode json) throws IOException {
        // As Elasticsearch does; nobody asks for it.
        exchange.getResponseHeaders().add("X-Elastic-Product", "Elasticsearch");
        send(exchange, 200, "application/json", JSON.writeValueAsString(json));
    }

    private static void send(HttpExchange exchange, int status, String contentType, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", contentType);
        boolean isHead = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, isHead || bytes.length == 0 ? -1 : bytes.length);
        if (!isHead && bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    /** What is stored in one index, in no order. */
    List<JsonNode> documents(String index) {
        return documents.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(index + '/'))
                .<JsonNode>map(Map.Entry::getValue)
                .toList();
    }

    /** Index and id of all documents that were ever stored. */
    List<String> ids() {
        return new ArrayList<>(documents.keySet());
    }
}
