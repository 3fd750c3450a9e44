package io.helloscope.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers in JSON. */
final class Answers {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Answers() {
    }

    /** One line of UTF-8. */
    static byte[] json(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException("documents are maps, lists, strings, numbers and booleans", bug);
        }
    }

    static HttpResponse ok(Object value) {
        return HttpResponse.of(headers(HttpStatus.OK), HttpData.wrap(json(value)));
    }

    static HttpResponse error(HttpStatus status, String field, String message, List<String> allowed) {
        return HttpResponse.of(headers(status), HttpData.wrap(error(field, message, allowed)));
    }

    static HttpResponse error(HttpStatus status, String field, String message, Map<String, String> headers) {
        var all = headers(status).toBuilder();
        headers.forEach(all::set);
        return HttpResponse.of(all.build(), HttpData.wrap(error(field, message, List.of())));
    }

    /** {@code {"error": {"field", "message", "allowed"}}}; a field or a list that says nothing is left out. */
    static byte[] error(String field, String message, List<String> allowed) {
        Map<String, Object> error = new LinkedHashMap<>();
        if (!field.isEmpty()) {
            error.put("field", field);
        }
        error.put("message", message);
        if (!allowed.isEmpty()) {
            error.put("allowed", allowed);
        }
        return json(Map.of("error", error));
    }

    static ResponseHeaders headers(HttpStatus status) {
        return ResponseHeaders.builder(status).contentType(MediaType.JSON_UTF_8).set(HttpHeaderNames.CACHE_CONTROL, "no-store").build();
    }
}
