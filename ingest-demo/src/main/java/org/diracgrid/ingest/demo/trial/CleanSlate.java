package org.diracgrid.ingest.demo.trial;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.awaitility.Awaitility;
import org.diracgrid.ingest.devstack.DevStack;

/** Makes a stack forget what was published and what is in its documents; databases are made anew anyway. */
public final class CleanSlate {

    private static final String DOCUMENTS = "/job_parameters_*,pilot_parameters_*,pilot_logs_*";

    private CleanSlate() {}

    /** Deletes all of DiracX's topics and documents; returns when they are gone. */
    public static void wipe(DevStack stack) throws IOException, InterruptedException {
        deleteTopics(stack);
        deleteDocuments(stack);
    }

    private static void deleteDocuments(DevStack stack) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(stack.openSearchUrl() + DOCUMENTS))
                .DELETE()
                .build();
        int status = HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
        if (status != 200) {
            throw new IllegalStateException("documents could not be deleted: " + status);
        }
    }

    private static void deleteTopics(DevStack stack) throws InterruptedException {
        try (Admin admin = admin(stack)) {
            Set<String> ours = new HashSet<>(admin.listTopics().names().get());
            ours.removeIf(topic -> !topic.startsWith("diracx."));
            admin.deleteTopics(ours).all().get();
            Awaitility.await()
                    .until(() -> admin.listTopics().names().get().stream().noneMatch(ours::contains));
        } catch (ExecutionException e) {
            throw new IllegalStateException("topics could not be deleted", e);
        }
    }

    static Admin admin(DevStack stack) {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stack.kafkaBootstrapServers()));
    }
}
