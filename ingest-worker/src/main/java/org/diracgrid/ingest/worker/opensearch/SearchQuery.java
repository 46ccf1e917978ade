package org.diracgrid.ingest.worker.opensearch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Builds the body of a search from DiracX's conditions, with DiracX's rules on which type knows what. Stateless. */
final class SearchQuery {

    private static final Set<String> COMPARABLE = Set.of("keyword", "long", "date");
    private static final Set<String> ORDERED = Set.of("long", "date");

    /** DiracX sorts pilots' logs by a time that it has no condition on. */
    private static final Set<String> SORTABLE = Set.of("keyword", "long", "date", "date_nanos");

    private SearchQuery() {}

    /**
     * The body of a search.
     *
     * @param types type of each mapped field
     * @param parameters names that the answers shall have; empty for all
     * @param page null for the server's own choice, its first 10 answers
     * @throws InvalidQueryException if a field is not mapped, or not of a type that knows the operator
     */
    static Map<String, Object> body(
            Map<String, String> types,
            List<String> parameters,
            List<SearchFilter> filters,
            List<SearchSort> sorts,
            @Nullable SearchPage page) {
        Map<String, Object> body = new LinkedHashMap<>();
        if (!parameters.isEmpty()) {
            body.put("_source", parameters);
        }
        if (!filters.isEmpty()) {
            body.put("query", query(types, filters));
        }
        body.put("sort", sorts.stream().map(sort -> sort(types, sort)).toList());
        if (page != null) {
            body.put("from", (page.number() - 1) * page.size());
            body.put("size", page.size());
        }
        return body;
    }

    private static Map<String, Object> query(Map<String, String> types, List<SearchFilter> filters) {
        List<Object> must = new ArrayList<>();
        List<Object> mustNot = new ArrayList<>();
        for (SearchFilter filter : filters) {
            String name = filter.parameter();
            String type = types.get(name);
            if (type == null) {
                throw new InvalidQueryException("The field " + name + " is not in the index mapping.");
            }
            switch (filter.operator()) {
                case EQ -> must.add(term(filter, type));
                case NEQ -> mustNot.add(term(filter, type));
                case GT -> must.add(range(filter, type, "gt"));
                case LT -> must.add(range(filter, type, "lt"));
                case IN -> must.add(terms(filter, type));
                case NOT_IN -> mustNot.add(terms(filter, type));
            }
        }
        return Map.of("bool", Map.of("must", must, "must_not", mustNot));
    }

    private static Map<String, Object> term(SearchFilter filter, String type) {
        require(filter.operator().text(), filter.parameter(), type, COMPARABLE);
        return Map.of(
                "term",
                Map.of(filter.parameter(), Map.of("value", filter.values().get(0))));
    }

    private static Map<String, Object> terms(SearchFilter filter, String type) {
        require(filter.operator().text(), filter.parameter(), type, COMPARABLE);
        return Map.of("terms", Map.of(filter.parameter(), filter.values()));
    }

    private static Map<String, Object> range(SearchFilter filter, String type, String bound) {
        require(filter.operator().text(), filter.parameter(), type, ORDERED);
        return Map.of(
                "range",
                Map.of(filter.parameter(), Map.of(bound, filter.values().get(0))));
    }

    private static Map<String, Object> sort(Map<String, String> types, SearchSort sort) {
        String type = types.get(sort.parameter());
        require("sort", sort.parameter(), type, SORTABLE);
        return Map.of(sort.parameter(), Map.of("order", sort.descending() ? "desc" : "asc"));
    }

    private static void require(String what, String name, @Nullable String type, Set<String> allowed) {
        if (type == null || !allowed.contains(type)) {
            throw new InvalidQueryException("Cannot apply " + what + " to " + name + ": its type is " + type
                    + ", allowed are " + allowed + '.');
        }
    }
}
