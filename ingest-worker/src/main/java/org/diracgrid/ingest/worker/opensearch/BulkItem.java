package org.diracgrid.ingest.worker.opensearch;

import java.util.Map;
import org.opensearch.client.json.JsonData;
import org.opensearch.client.opensearch._types.Script;
import org.opensearch.client.opensearch.core.bulk.BulkOperation;

/**
 * One update of one document, ready to be sent. Immutable, if nobody changes the array.
 *
 * @param index the document's index, made by the server if it is missing
 * @param id the document's {@code _id}: the client may send a request twice
 * @param document the partial document, JSON in UTF-8; on its own it is the document that an upsert creates
 * @param mode what happens to names that are stored already
 */
record BulkItem(String index, String id, byte[] document, WriteMode mode) {

    /** As DiracX has it: another writer of the document costs one more turn inside the server. */
    private static final int RETRIES_ON_CONFLICT = 10;

    /** Adds what is missing, member by member, and leaves the document alone if nothing is. */
    private static final String FILL = """
            boolean fill(Map stored, Map given) {
              boolean changed = false;
              for (def member : given.entrySet()) {
                if (!stored.containsKey(member.getKey())) {
                  stored.put(member.getKey(), member.getValue());
                  changed = true;
                } else if (stored.get(member.getKey()) instanceof Map && member.getValue() instanceof Map) {
                  changed = fill(stored.get(member.getKey()), member.getValue()) || changed;
                }
              }
              return changed;
            }
            if (!fill(ctx._source, params.doc)) {
              ctx.op = 'none';
            }
            """;

    BulkOperation operation() {
        RawJson json = new RawJson(document);
        return switch (mode) {
            case REPLACE ->
                BulkOperation.of(operation -> operation.update(update -> update.index(index)
                        .id(id)
                        .retryOnConflict(RETRIES_ON_CONFLICT)
                        .document(json)
                        .docAsUpsert(true)));
            case FILL_MISSING ->
                BulkOperation.of(operation -> operation.update(update -> update.index(index)
                        .id(id)
                        .retryOnConflict(RETRIES_ON_CONFLICT)
                        .script(fillMissing(json))
                        .upsert(json)));
        };
    }

    private static Script fillMissing(RawJson json) {
        return Script.of(script -> script.inline(inline -> inline.lang(
                        lang -> lang.builtin(org.opensearch.client.opensearch._types.BuiltinScriptLanguage.Painless))
                .source(FILL)
                .params(Map.of("doc", JsonData.of(json)))));
    }
}
