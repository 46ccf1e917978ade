package org.diracgrid.ingest.devstack;

import java.util.Locale;

/** The servers of a stack. */
public enum Part {
    KAFKA("Kafka"),
    MARIADB("MariaDB"),
    OPENSEARCH("OpenSearch");

    private final String title;

    Part(String title) {
        this.title = title;
    }

    /** The name for messages. */
    String title() {
        return title;
    }

    /** The name of its directory and of its files: lower case. */
    String id() {
        return title.toLowerCase(Locale.ROOT);
    }
}
