package org.diracgrid.ingest.worker.opensearch;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names of the indices of one OpenSearch database, for example {@code job_parameters_lhcb_710m} for job 710 009 702 of
 * VO {@code LHCb}. Immutable.
 *
 * @param prefix what all of them begin with, for example {@code job_parameters}
 */
record IndexNames(String prefix) {

    private static final long IDS_PER_INDEX = 1_000_000;

    /** OpenSearch's own limit, of the whole name in UTF-8. */
    private static final int BYTES_MAX = 255;

    /**
     * What OpenSearch takes nowhere in a name. Control characters and two dots in a row pass there, but no VO has any; half
     * of a surrogate pair would spoil the whole request.
     */
    private static final Pattern ILLEGAL = Pattern.compile("[\\\\/*?\"<>|,#:\\s\\p{Cntrl}\\p{Cs}]|\\.\\.");

    /**
     * The index of document {@code id} of {@code vo}; {@code vo} has to be {@linkplain #isLegal legal}. DiracX gives -1 to
     * what it does not know, which makes {@code …_-1m}.
     */
    String of(String vo, long id) {
        return ofVo(vo) + Math.floorDiv(id, IDS_PER_INDEX) + 'm';
    }

    /** What all indices of {@code vo} begin with, for example {@code job_parameters_lhcb_}. */
    String ofVo(String vo) {
        return prefix + '_' + vo.toLowerCase(Locale.ROOT) + '_';
    }

    /** All indices of {@code vo}, and perhaps some of another whose name begins the same: see {@link #isOfVo}. */
    String patternOfVo(String vo) {
        return ofVo(vo) + '*';
    }

    /** All indices of the database. */
    String pattern() {
        return prefix + '*';
    }

    /** Whether {@code index} belongs to {@code vo}: {@code x_lhcb_7m} does, {@code x_lhcb_test_7m} does not. */
    boolean isOfVo(String index, String vo) {
        String start = ofVo(vo);
        return index.startsWith(start) && index.substring(start.length()).matches("-?[0-9]+m");
    }

    /** Whether {@code vo} can be part of an index's name. */
    boolean isLegal(String vo) {
        String longest = of(vo, Integer.MAX_VALUE);
        return !vo.isEmpty()
                && !ILLEGAL.matcher(vo).find()
                && longest.equals(longest.toLowerCase(Locale.ROOT))
                && longest.getBytes(StandardCharsets.UTF_8).length <= BYTES_MAX;
    }
}
