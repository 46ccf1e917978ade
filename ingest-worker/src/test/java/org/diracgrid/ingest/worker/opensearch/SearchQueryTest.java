package org.diracgrid.ingest.worker.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.diracgrid.ingest.worker.opensearch.SearchFilter.Operator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A search says what DiracX would say, and refuses what DiracX refuses. */
class SearchQueryTest {

    private static final Map<String, String> TYPES =
            Map.of("JobID", "long", "timestamp", "date", "Status", "keyword", "HostName", "text");

    @Test
    void buildsDiracxsBody() {
        List<SearchFilter> filters = List.of(
                SearchFilter.of("Status", Operator.EQ, "Done"),
                SearchFilter.of("JobID", Operator.NEQ, 5),
                SearchFilter.of("JobID", Operator.GT, 1),
                SearchFilter.of("timestamp", Operator.LT, 9),
                new SearchFilter("JobID", Operator.IN, List.of(1, 2)),
                new SearchFilter("Status", Operator.NOT_IN, List.of("Killed")));

        Map<String, Object> body = SearchQuery.body(
                TYPES, List.of("JobID"), filters, List.of(new SearchSort("JobID", true)), new SearchPage(3, 100));

        assertThat(body)
                .isEqualTo(Map.of(
                        "_source",
                        List.of("JobID"),
                        "query",
                        Map.of(
                                "bool",
                                Map.of(
                                        "must",
                                        List.of(
                                                Map.of("term", Map.of("Status", Map.of("value", "Done"))),
                                                Map.of("range", Map.of("JobID", Map.of("gt", 1))),
                                                Map.of("range", Map.of("timestamp", Map.of("lt", 9))),
                                                Map.of("terms", Map.of("JobID", List.of(1, 2)))),
                                        "must_not",
                                        List.of(
                                                Map.of("term", Map.of("JobID", Map.of("value", 5))),
                                                Map.of("terms", Map.of("Status", List.of("Killed")))))),
                        "sort",
                        List.of(Map.of("JobID", Map.of("order", "desc"))),
                        "from",
                        200,
                        "size",
                        100));
    }

    @Test
    void leavesOutWhatIsNotAsked() {
        assertThat(SearchQuery.body(TYPES, List.of(), List.of(), List.of(), null))
                .isEqualTo(Map.of("sort", List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "Unknown, EQ",
        "HostName, EQ",
        "HostName, NEQ",
        "HostName, IN",
        "HostName, NOT_IN",
        "HostName, GT",
        "Status, GT",
        "Status, LT"
    })
    void refusesWhatTheTypeDoesNotKnow(String field, Operator operator) {
        List<SearchFilter> filters = List.of(new SearchFilter(field, operator, List.of("x")));

        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> SearchQuery.body(TYPES, List.of(), filters, List.of(), null));
    }

    @Test
    void refusesToSortByTextOrUnknown() {
        for (String field : List.of("HostName", "Unknown")) {
            List<SearchSort> sorts = List.of(new SearchSort(field, false));
            assertThatExceptionOfType(InvalidQueryException.class)
                    .isThrownBy(() -> SearchQuery.body(TYPES, List.of(), List.of(), sorts, null));
        }
    }

    @Test
    void refusesUnknownOperatorsAndPagesOutOfReach() {
        assertThat(Operator.of("not in")).isEqualTo(Operator.NOT_IN);
        assertThatExceptionOfType(InvalidQueryException.class).isThrownBy(() -> Operator.of("like"));
        assertThatExceptionOfType(InvalidQueryException.class).isThrownBy(() -> new SearchPage(101, 100));
        assertThatExceptionOfType(InvalidQueryException.class).isThrownBy(() -> new SearchPage(0, 100));
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> new SearchFilter("JobID", Operator.EQ, List.of(1, 2)));
    }
}
