package org.diracgrid.ingest.worker.app;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Waits for answers of Kafka's admin client and says in one line what went wrong. */
final class KafkaCalls {

    private KafkaCalls() {}

    /**
     * Waits for {@code answer}.
     *
     * @param what what was asked for, as the beginning of a sentence: {@code topics could not be listed}
     * @throws CommandFailedException with what went wrong, its cause being Kafka's exception
     */
    static <T> T await(KafkaFuture<T> answer, String what) throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            throw new CommandFailedException(what + ": " + explain(cause), cause);
        }
    }

    /** What an operator can do something with. */
    static String explain(Throwable e) {
        if (e instanceof TimeoutException) {
            return "Kafka does not answer (" + UserErrors.describe(e) + ")";
        }
        if (e instanceof SaslAuthenticationException) {
            return "Kafka refuses the credentials (" + UserErrors.describe(e) + ")";
        }
        return UserErrors.describe(e);
    }

    /** Whether the same call may succeed later without anybody's doing. */
    static boolean isTransient(@Nullable Throwable e) {
        return e instanceof RetriableException;
    }

    /** Whether a client could not be made because no broker's name resolves, which may pass: it is not a wrong setting. */
    static boolean isUnresolvable(KafkaException e) {
        return e.getCause() instanceof ConfigException cause
                && String.valueOf(cause.getMessage()).contains("resolvable");
    }
}
