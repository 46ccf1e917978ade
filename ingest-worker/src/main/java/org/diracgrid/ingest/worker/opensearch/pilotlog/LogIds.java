package org.diracgrid.ingest.worker.opensearch.pilotlog;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.diracgrid.ingest.model.event.EventEnvelope;
import org.diracgrid.ingest.model.event.PilotLogEvent;

/**
 * The {@code _id} of each line of a message: made of where the line comes from, so that the same line written again is the
 * same document, whoever writes it and whenever.
 *
 * <pre>
 * sha-256( stamp \0 sequence number     \0 line )   in hexadecimal, the first 40 characters of it
 * sha-256( stamp \0 ce_source \0 ce_id  \0 line )   where there is no sequence number
 * </pre>
 *
 * <p>Confined to its lane's context.
 */
public final class LogIds {

    private static final int BYTES = 20;

    private final MessageDigest digest;
    private final byte[] hash = new byte[32];
    private byte[] message = {};

    /** Begins with no message. */
    public LogIds() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Goes on to the lines of {@code event}. */
    public void begin(PilotLogEvent event) {
        Long sequence = event.sequence();
        EventEnvelope envelope = event.envelope();
        String batch = sequence == null ? envelope.source() + '\0' + envelope.id() : sequence.toString();
        message = (event.stamp() + '\0' + batch + '\0').getBytes(StandardCharsets.UTF_8);
    }

    /** The id of line number {@code line}, from 0, of the message. */
    public String of(int line) {
        digest.update(message);
        digest.update(Integer.toString(line).getBytes(StandardCharsets.US_ASCII));
        try {
            digest.digest(hash, 0, hash.length);
        } catch (java.security.DigestException e) {
            throw new IllegalStateException("32 bytes are enough for SHA-256", e);
        }
        return HexFormat.of().formatHex(hash, 0, BYTES);
    }
}
