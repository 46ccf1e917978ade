package org.diracgrid.ingest.worker.config;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Keys of features that do not exist yet. They are read and checked, so that one configuration serves all versions, and
 * have no effect so far; each moves to its feature's section with the feature.
 */
record FutureConfig(String httpHost, int httpPort) {

    static final Key<String> HTTP_HOST = Key.text(
                    "http.host",
                    Pattern.compile("[A-Za-z0-9._:\\-]{1,255}"),
                    "a host name or address to listen on",
                    "Where health, metrics and the status page are served.")
            .asReserved();
    static final Key<Integer> HTTP_PORT = Key.count(
                    "http.port", 0, 65_535, "Port of health, metrics and the status page; 0 takes a free one.")
            .asReserved();
    static final List<Key<?>> KEYS = List.of(HTTP_HOST, HTTP_PORT);

    FutureConfig {
        HTTP_HOST.check(httpHost);
        HTTP_PORT.check(httpPort);
    }

    static FutureConfig from(Settings settings) {
        return new FutureConfig(settings.get(HTTP_HOST), settings.get(HTTP_PORT));
    }
}
