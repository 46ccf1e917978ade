package org.diracgrid.ingest.bench;

import java.util.List;

/**
 * What is in OpenSearch, against what was sent.
 *
 * @param documents how many there are in all indices of logs
 * @param lines how many were read, pilot by pilot
 * @param differing how many pilots have a log that is not as it was sent
 * @param examples the first difference of some of those
 */
record LogFindings(long documents, long lines, int differing, List<String> examples) {

    LogFindings {
        examples = List.copyOf(examples);
    }

    /** Whether there is nothing but the {@code sent} lines, each once. */
    boolean isGood(long sent) {
        return documents == sent && lines == sent && differing == 0;
    }
}
