package org.diracgrid.ingest.worker.mysql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One table as information_schema describes it. Filled while the description is read, read-only afterwards; confined to
 * the inspection.
 */
final class TableFacts {

    /**
     * One column.
     *
     * @param dataType lower case, for example {@code varchar}
     * @param charactersMax length in characters, null for other than text
     * @param charset character set, null for other than text
     */
    record Column(
            String dataType,
            @Nullable Long charactersMax,
            @Nullable String charset) {}

    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final List<String> primaryKey = new ArrayList<>();
    private String engine = "";

    void engine(String name) {
        engine = name;
    }

    void column(String name, Column column) {
        columns.put(name, column);
    }

    void primaryKeyColumn(String name) {
        primaryKey.add(name);
    }

    boolean exists() {
        return !columns.isEmpty();
    }

    boolean isTransactional() {
        return engine.equalsIgnoreCase("InnoDB");
    }

    String engine() {
        return engine;
    }

    @Nullable
    Column column(String name) {
        return columns.get(name);
    }

    List<String> primaryKey() {
        return List.copyOf(primaryKey);
    }

    /** The character sets of its text columns, for example {@code latin1}. */
    String charsets() {
        TreeSet<String> names = new TreeSet<>();
        for (Column column : columns.values()) {
            if (column.charset() != null) {
                names.add(column.charset());
            }
        }
        return String.join(", ", names);
    }
}
