package org.diracgrid.ingest.worker.opensearch;

import java.util.Map;
import org.opensearch.client.json.JsonData;
import org.opensearch.client.opensearch._types.Script;
import org.opensearch.client.opensearch.core.bulk.BulkOperation;

/**
 * One document of a bulk request, ready to be sent. Immutable, if nobody changes the array.
 *
 * @param index the document's index, made by the server if it is missing
 * @param id the document's {@code _id}: the client may send a request twice
 * @param document JSON in UTF-8: all of it, or the part that {@code action} puts into it; on its own that is the document
 *     that an upsert creates
 */
record BulkItem(String index, String id, byte[] document, Action action) {

    /** What happens to a document of that id which is stored already. */
    enum Action {
        /** Its members are replaced, objects member by member. */
        MERGE,
        /** Only members that it has not are added. */
        FILL,
        /** It is replaced. */
        INDEX
    }

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
        return switch (action) {
            case MERGE ->
                BulkOperation.of(operation -> operation.update(update -> update.index(index)
                        .id(id)
                        .retryOnConflict(RETRIES_ON_CONFLICT)
                        .document(json)
                        .docAsUpsert(true)));
            case FILL ->
                BulkOperation.of(operation -> operation.update(update -> update.index(index)
                        .id(id)
                        .retryOnConflict(RETRIES_ON_CONFLICT)
                        .script(fillMissing(json))
                        .upsert(json)));
            case INDEX ->
                BulkOperation.of(operation ->
                        operation.index(whole -> whole.index(index).id(id).document(json)));
        };
    }

    private static Script fillMissing(RawJson json) {
        return Script.of(script -> script.inline(inline -> inline.lang(
                        lang -> lang.builtin(org.opensearch.client.opensearch._types.BuiltinScriptLanguage.Painless))
                .source(FILL)
                .params(Map.of("doc", JsonData.of(json)))));
    }
}
