package org.diracgrid.ingest.model.codec;

/**
 * What the codec lets pass. Immutable.
 *
 * @param nonUtcOffset what becomes of a time with another offset than zero
 * @param assumeUtc whether a time without an offset is taken as UTC (legacy producers) instead of being rejected
 * @param cutApplicationStatus whether an over-long ApplicationStatus is cut to its 255 characters instead of being rejected
 * @param metadataStatus what becomes of the attribute Status in an event of metadata
 * @param trustVo whether an event may tell the VO of its job by the extension attribute {@code dxvo}; otherwise that is
 *     ignored
 * @param valueBytesMax most bytes of a record's value, ≥ 1
 */
public record CodecOptions(
        NonUtcOffset nonUtcOffset,
        boolean assumeUtc,
        boolean cutApplicationStatus,
        MetadataStatus metadataStatus,
        boolean trustVo,
        int valueBytesMax) {

    /** What becomes of a time with another offset than zero. */
    public enum NonUtcOffset {
        /** It is converted to UTC. */
        CONVERT,
        /** The event is rejected, as DiracX does. */
        REJECT
    }

    /** What becomes of the attribute Status in an event of metadata. It never passes the state machine. */
    public enum MetadataStatus {
        /** Any text is written, as DiracX does. */
        ALLOW,
        /** The event is rejected unless the text is one of DiracX's 15 states. */
        ENUM,
        /** The event is rejected. */
        REJECT
    }

    /** Convert offsets, reject naive times and over-long texts, allow any Status in metadata, ignore the VO, 1 MiB. */
    public static final CodecOptions DEFAULTS =
            new CodecOptions(NonUtcOffset.CONVERT, false, false, MetadataStatus.ALLOW, false, 1 << 20);

    public CodecOptions {
        if (valueBytesMax < 1) {
            throw new IllegalArgumentException("valueBytesMax must be at least 1, is " + valueBytesMax);
        }
    }

    public CodecOptions withNonUtcOffset(NonUtcOffset value) {
        return new CodecOptions(value, assumeUtc, cutApplicationStatus, metadataStatus, trustVo, valueBytesMax);
    }

    public CodecOptions withAssumeUtc(boolean value) {
        return new CodecOptions(nonUtcOffset, value, cutApplicationStatus, metadataStatus, trustVo, valueBytesMax);
    }

    public CodecOptions withCutApplicationStatus(boolean value) {
        return new CodecOptions(nonUtcOffset, assumeUtc, value, metadataStatus, trustVo, valueBytesMax);
    }

    public CodecOptions withMetadataStatus(MetadataStatus value) {
        return new CodecOptions(nonUtcOffset, assumeUtc, cutApplicationStatus, value, trustVo, valueBytesMax);
    }

    public CodecOptions withTrustVo(boolean value) {
        return new CodecOptions(nonUtcOffset, assumeUtc, cutApplicationStatus, metadataStatus, value, valueBytesMax);
    }

    public CodecOptions withValueBytesMax(int value) {
        return new CodecOptions(nonUtcOffset, assumeUtc, cutApplicationStatus, metadataStatus, trustVo, value);
    }
}
