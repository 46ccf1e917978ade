package org.diracgrid.ingest.model.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.Map;
import org.diracgrid.ingest.model.event.EventRejectedException;
import org.diracgrid.ingest.model.event.IngestEvent;
import org.diracgrid.ingest.model.event.JobStatusEvent;
import org.diracgrid.ingest.model.event.ReasonCode;

/** Makes records for the tests of the codec and says what it makes of them. */
final class Records {

    static final String JOB_KEY = "17";
    static final String TIME = "2026-06-01T12:00:10.123456+00:00";
    static final String DATA = "{\"JobID\":17,\"Updates\":{\"" + TIME + "\":{\"Status\":\"Running\"}}}";

    private static final EventCodec CODEC = new EventCodec(CodecOptions.DEFAULTS);

    private Records() {}

    /** The headers of a good event in binary mode; a test changes what it is about. */
    static Map<String, byte[]> headers() {
        var headers = new HashMap<String, byte[]>();
        headers.put("ce_specversion", utf8("1.0"));
        headers.put("ce_id", utf8("id-1"));
        headers.put("ce_source", utf8("/test"));
        headers.put("ce_type", utf8("org.diracgrid.job.status.v1"));
        headers.put("ce_time", utf8("2026-06-01T12:00:11.5Z"));
        headers.put("content-type", utf8("application/json"));
        return headers;
    }

    static Map<String, byte[]> headersBut(String name, String value) {
        var headers = headers();
        headers.put(name, value == null ? null : utf8(value));
        return headers;
    }

    static Map<String, byte[]> structuredHeaders() {
        return Map.of("content-type", utf8("application/cloudevents+json; charset=UTF-8"));
    }

    /** A structured event around {@code data}. */
    static String structured(String data) {
        return structured(JobStatusEvent.TYPE, data);
    }

    /** A structured event of {@code type} around {@code data}. */
    static String structured(String type, String data) {
        return "{\"specversion\":\"1.0\",\"id\":\"id-1\",\"source\":\"/test\",\"type\":\"" + type + "\","
                + "\"time\":\"2026-06-01T12:00:11.5Z\",\"subject\":\"17\",\"data\":" + data + "}";
    }

    /** Data of job 17 with one update. */
    static String dataWith(String time, String update) {
        return "{\"JobID\":17,\"Updates\":{\"" + time + "\":" + update + "}}";
    }

    static String dataWithAttributes(String attributes) {
        return "{\"JobID\":17,\"Updates\":{\"" + TIME + "\":{}},\"AdditionalAttributes\":" + attributes + "}";
    }

    static JobStatusEvent decode(String data) throws EventRejectedException {
        return (JobStatusEvent) decode(CODEC, JOB_KEY, utf8(data), headers());
    }

    static IngestEvent decode(EventCodec codec, String key, byte[] value, Map<String, byte[]> headers)
            throws EventRejectedException {
        return codec.decode(key == null ? null : utf8(key), value, headers::get);
    }

    /** Why the data is rejected; null if it is not. */
    static ReasonCode reason(String data) {
        return reason(CODEC, JOB_KEY, utf8(data), headers());
    }

    static ReasonCode reason(EventCodec codec, String key, byte[] value, Map<String, byte[]> headers) {
        try {
            decode(codec, key, value, headers);
            return null;
        } catch (EventRejectedException e) {
            return e.reason();
        }
    }

    /** What the codec makes of {@code data} of that type. */
    static IngestEvent decode(String type, String data) throws EventRejectedException {
        return decode(CODEC, JOB_KEY, utf8(data), headersBut("ce_type", type));
    }

    /** Why the data of that type is rejected; null if it is not. */
    static ReasonCode reason(String type, String data) {
        return reason(CODEC, JOB_KEY, utf8(data), headersBut("ce_type", type));
    }

    static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
