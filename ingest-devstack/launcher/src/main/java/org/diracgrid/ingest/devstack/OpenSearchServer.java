package org.diracgrid.ingest.devstack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** OpenSearch: one node that is its own cluster. Immutable. */
final class OpenSearchServer implements Server {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Path home;
    private final int port;
    private final int transportPort;
    private final String clusterName;
    private final List<String> jvmArguments;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    /**
     * A node of a cluster of its own.
     *
     * @param clusterName unlike that of any other stack: it identifies the node that answers
     */
    OpenSearchServer(Path home, int port, int transportPort, String clusterName, List<String> jvmArguments) {
        this.home = home;
        this.port = port;
        this.transportPort = transportPort;
        this.clusterName = clusterName;
        this.jvmArguments = List.copyOf(jvmArguments);
    }

    @Override
    public Part part() {
        return Part.OPENSEARCH;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public ServerCommand command() {
        return NodeJvm.command(
                part(),
                home,
                jvmArguments,
                "opensearch-node-log4j2.properties",
                "org.diracgrid.ingest.devstack.opensearch.OpenSearchNode",
                List.of(
                        "path.home=" + home,
                        "cluster.name=" + clusterName,
                        "node.name=devstack",
                        "discovery.type=single-node",
                        "network.host=" + Ports.HOST,
                        "http.port=" + port,
                        "transport.port=" + transportPort,
                        "http.type=netty4",
                        "transport.type=netty4",
                        "node.store.allow_mmap=false", // Needs a kernel setting that only root can raise.
                        "cluster.routing.allocation.disk.threshold_enabled=false")); // Developers' disks are full.
    }

    @Override
    public void prepare() {
        StackDirectory.createDirectories(home.resolve("data"));
    }

    @Override
    public boolean isReady() {
        // Answers 408 if the status is worse for all of that second.
        URI uri = URI.create(url() + "/_cluster/health?wait_for_status=yellow&timeout=1s");
        try {
            HttpRequest request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            requireOwn(response.body());
            return response.statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevStackException("interrupted while waiting for OpenSearch", e);
        }
    }

    private void requireOwn(String health) {
        boolean own = health.contains("\"cluster_name\":\"" + clusterName + "\"");
        if (health.contains("\"cluster_name\"") && !own) {
            throw new DevStackException(
                    "on port " + port + " answers another cluster than " + clusterName + " of " + home);
        }
    }

    String url() {
        return "http://" + Ports.HOST + ":" + port;
    }
}
