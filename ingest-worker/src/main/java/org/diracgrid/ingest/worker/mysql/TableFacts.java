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
     * @param charactersMax length in characters, in bytes for the TEXT types; null for other than text
     * @param charset character set, null for other than text
     * @param unsigned whether it is a number without sign
     */
    record Column(
            String dataType,
            @Nullable Long charactersMax,
            @Nullable String charset,
            boolean unsigned) {}

    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final Map<String, List<String>> indexes = new LinkedHashMap<>();
    private String engine = "";

    void engine(String name) {
        engine = name;
    }

    void column(String name, Column column) {
        columns.put(name, column);
    }

    /** The next column of {@code index}. */
    void indexColumn(String index, String column) {
        indexes.computeIfAbsent(index, unused -> new ArrayList<>()).add(column);
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
        return List.copyOf(indexes.getOrDefault("PRIMARY", List.of()));
    }

    /** The name of an index that begins with {@code column}; null if there is none. */
    @Nullable
    String indexOn(String column) {
        for (Map.Entry<String, List<String>> index : indexes.entrySet()) {
            if (index.getValue().get(0).equals(column)) {
                return index.getKey();
            }
        }
        return null;
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
