package org.diracgrid.ingest.devstack.opensearch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.index.mapper.MapperExtrasPlugin;
import org.opensearch.index.reindex.ReindexPlugin;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.painless.PainlessPlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.search.aggregations.matrix.MatrixAggregationPlugin;
import org.opensearch.transport.Netty4Plugin;

/**
 * Main class of a single OpenSearch node with the plugins of the minimal distribution that DiracX's indices need. It starts without
 * OpenSearch's bootstrap checks and native access, so that it also runs as root.
 */
public final class OpenSearchNode extends Node {
    private static final List<Class<? extends Plugin>> PLUGINS = List.of(
            Netty4Plugin.class,
            PainlessPlugin.class,
            ReindexPlugin.class,
            MapperExtrasPlugin.class,
            CommonAnalysisPlugin.class,
            MatrixAggregationPlugin.class);

    private OpenSearchNode(Settings settings) {
        super(InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "devstack"), PLUGINS, true);
    }

    /**
     * Runs the node until the process is told to stop.
     *
     * @param args settings, one {@code name=value} each; {@code path.home} is among them
     * @throws Exception if the node cannot start
     */
    public static void main(String[] args) throws Exception {
        Settings.Builder builder = Settings.builder();
        for (String setting : args) {
            int equals = setting.indexOf('=');
            builder.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        Settings settings = builder.build();
        createConfigDirectory(settings);

        OpenSearchNode node = new OpenSearchNode(settings);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node, stopped), "stop"));
        node.start();
        stopped.await();
    }

    /** The environment refuses a home without it, even an empty one. */
    private static void createConfigDirectory(Settings settings) throws IOException {
        Files.createDirectories(Path.of(settings.get("path.home")).resolve("config"));
    }

    private static void close(OpenSearchNode node, CountDownLatch stopped) {
        try {
            node.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // The thread's end prints it on standard error, which is the log file.
        } finally {
            stopped.countDown();
        }
    }
}
