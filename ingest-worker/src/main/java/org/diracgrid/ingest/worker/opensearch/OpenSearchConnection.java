package org.diracgrid.ingest.worker.opensearch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.diracgrid.ingest.worker.port.WriteLeave;
import org.jspecify.annotations.Nullable;
import org.opensearch.client.json.jackson.JacksonJsonpMapper;
import org.opensearch.client.opensearch.OpenSearchAsyncClient;
import org.opensearch.client.opensearch.core.BulkRequest;
import org.opensearch.client.opensearch.core.BulkResponse;
import org.opensearch.client.opensearch.generic.Bodies;
import org.opensearch.client.opensearch.generic.OpenSearchGenericClient;
import org.opensearch.client.opensearch.generic.Requests;
import org.opensearch.client.opensearch.generic.Response;
import org.opensearch.client.transport.OpenSearchTransport;
import org.opensearch.client.transport.httpclient5.ApacheHttpClient5TransportBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client of one OpenSearch, or of one Elasticsearch: nothing checks what product answers. Its connections and its
 * time limits are bounded; it retries nothing, but resends to the next host what one host did not answer.
 *
 * <p>A caller on a Vert.x context is answered there, any other caller on a thread of the client. Thread-safe.
 */
public final class OpenSearchConnection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OpenSearchConnection.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** An idle connection may have been closed by a proxy meanwhile; checked before it is used again. */
    private static final TimeValue VALIDATE_AFTER_IDLE = TimeValue.ofSeconds(5);

    private static final int IO_THREADS = 1;

    private final OpenSearchTransport transport;
    private final LeaveGate gate;
    private final OpenSearchAsyncClient client;
    private final OpenSearchGenericClient rest;

    private OpenSearchConnection(OpenSearchTransport transport, LeaveGate gate) {
        this.transport = transport;
        this.gate = gate;
        this.client = new OpenSearchAsyncClient(transport);
        this.rest = new OpenSearchGenericClient(transport);
    }

    /**
     * Sets the client up; connects to nothing yet.
     *
     * @throws IllegalArgumentException if a file that the settings name is not what it should be
     */
    public static OpenSearchConnection open(OpenSearchSettings settings) {
        HttpHost[] hosts = settings.hosts().stream()
                .map(host -> new HttpHost(host.tls() ? "https" : "http", host.host(), host.port()))
                .toArray(HttpHost[]::new);
        Timeout timeout = Timeout.of(settings.timeout());
        PoolingAsyncClientConnectionManager connections = connections(settings, timeout);
        LeaveGate gate = new LeaveGate();
        ApacheHttpClient5TransportBuilder builder = ApacheHttpClient5TransportBuilder.builder(hosts)
                .setMapper(new JacksonJsonpMapper())
                .setDefaultHeaders(headers(settings))
                .setCompressionEnabled(settings.compress())
                .setRequestConfigCallback(config -> requestLimits(config, timeout))
                .setHttpClientConfigCallback(http -> http.setConnectionManager(connections)
                        .setIOReactorConfig(IOReactorConfig.custom()
                                .setIoThreadCount(IO_THREADS)
                                .setTcpNoDelay(true)
                                .setSoKeepAlive(true)
                                .build())
                        .setIoReactorExceptionCallback(OpenSearchConnection::onThreadFailure)
                        .addExecInterceptorFirst("deadline", new AnswerDeadline(settings.timeout()))
                        .addExecInterceptorLast("leave", gate)
                        .setUserAgent("diracx-ingest")
                        .disableRedirectHandling()
                        .disableCookieManagement()
                        .disableAuthCaching());
        if (!settings.pathPrefix().isEmpty()) {
            builder.setPathPrefix(settings.pathPrefix());
        }
        return new OpenSearchConnection(builder.build(), gate);
    }

    /**
     * Asks for a sign of life, {@code HEAD /}, as DiracX does.
     *
     * @return done if OpenSearch answers and accepts the login; or a failure with a
     *     {@link org.diracgrid.ingest.worker.port.StoreException}
     */
    public Future<Void> ping() {
        return ask("HEAD", "/", Map.of(), null).compose(answer -> {
            if (answer.isSuccess()) {
                return Future.succeededFuture();
            }
            return Future.failedFuture(answer.failure());
        });
    }

    /** Releases connections and threads. Nothing may be under way. */
    @Override
    public void close() {
        try {
            transport.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The requests under way fail by themselves, and closing a client that never connected ends like this, too. */
    private static void onThreadFailure(Exception failure) {
        LOG.debug("a thread of the OpenSearch client ended", failure);
    }

    OpenSearchAsyncClient client() {
        return client;
    }

    /** Sends {@code request} as long as {@code leave} is given, which is asked until the last of its bytes is on its way. */
    CompletionStage<BulkResponse> bulk(BulkRequest request, WriteLeave leave) throws IOException {
        String ticket = gate.admit(leave);
        try {
            return client.withTransportOptions(
                            transport.options().with(options -> options.addHeader(LeaveGate.TICKET, ticket)))
                    .bulk(request)
                    .whenComplete((answer, failure) -> gate.forget(ticket));
        } catch (IOException | RuntimeException e) {
            gate.forget(ticket);
            throw e;
        }
    }

    /** One part of a path, encoded. */
    static String pathPart(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * Sends one request with a JSON body, if any.
     *
     * @return what was answered, whatever its status; or a failure with a
     *     {@link org.diracgrid.ingest.worker.port.StoreException} where no JSON, or nothing at all, was answered
     */
    Future<RestAnswer> ask(String method, String path, Map<String, String> query, @Nullable Object body) {
        Requests.JsonBodyBuilder request =
                Requests.builder().method(method).endpoint(path).query(query);
        try {
            if (body != null) {
                request.body(Bodies.json(JSON.writeValueAsString(body)));
            }
            return onCallersContext(rest.executeAsync(request.build()))
                    .map(answer -> read(method, answer))
                    .recover(cause -> Future.failedFuture(OpenSearchFailures.of(cause)));
        } catch (JsonProcessingException | RuntimeException e) {
            return Future.failedFuture(OpenSearchFailures.of(e));
        }
    }

    /** The future of {@code stage}, completed on the context of the caller, if it has one. */
    static <T> Future<T> onCallersContext(CompletionStage<T> stage) {
        Context context = Vertx.currentContext();
        return context == null ? Future.fromCompletionStage(stage) : Future.fromCompletionStage(stage, context);
    }

    private static RestAnswer read(String method, Response answer) {
        boolean hasBody = answer.getBody().isPresent() && !method.equals("HEAD");
        try {
            JsonNode json = hasBody ? JSON.readTree(answer.getBody().get().bodyAsBytes()) : JSON.createObjectNode();
            return new RestAnswer(answer.getStatus(), json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PoolingAsyncClientConnectionManager connections(OpenSearchSettings settings, Timeout timeout) {
        PoolingAsyncClientConnectionManagerBuilder builder = PoolingAsyncClientConnectionManagerBuilder.create()
                .setMaxConnPerRoute(settings.connectionsMax())
                .setMaxConnTotal(settings.connectionsMax() * settings.hosts().size())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(timeout)
                        .setSocketTimeout(timeout)
                        .setValidateAfterInactivity(VALIDATE_AFTER_IDLE)
                        .build());
        TlsSettings tls = settings.tls();
        if (tls != null) {
            builder.setTlsStrategy(TlsContext.strategy(tls));
        }
        return builder.build();
    }

    private static RequestConfig.Builder requestLimits(RequestConfig.Builder config, Timeout timeout) {
        return config.setResponseTimeout(timeout).setConnectionRequestTimeout(timeout);
    }

    /** The login goes with the first request: OpenSearch asks for none, it refuses. */
    private static Header[] headers(OpenSearchSettings settings) {
        List<Header> headers = new ArrayList<>();
        settings.headers().forEach((name, value) -> headers.add(new BasicHeader(name, value)));
        String login = settings.login();
        if (login != null && !settings.headers().keySet().stream().anyMatch("authorization"::equalsIgnoreCase)) {
            String code = Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
            headers.add(new BasicHeader("Authorization", "Basic " + code));
        }
        return headers.toArray(new Header[0]);
    }
}
