package io.helloscope.web;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Locale;

/** The meters, as Prometheus text or, where it is wanted at least as much, as OpenMetrics. */
final class Exposition {
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final PrometheusMeterRegistry registry;

    Exposition(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    HttpResponse answer(String accept) {
        String type = weight(accept, "application/openmetrics-text") > 0
                && weight(accept, "application/openmetrics-text") >= weight(accept, "text/plain") ? OPEN_METRICS : TEXT;
        return HttpResponse.of(ResponseHeaders.builder(HttpStatus.OK).contentType(MediaType.parse(type))
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store").set(HttpHeaderNames.VARY, "accept").build(),
                HttpData.ofUtf8(registry.scrape(type)));
    }

    /** How much an Accept field wants this type, 0 to 1 (RFC 9110 section 12.4.2); wildcards do not ask for OpenMetrics. */
    private static double weight(String accept, String type) {
        double most = 0;
        for (String range : accept.toLowerCase(Locale.ROOT).split(",")) {
            String[] parts = range.split(";");
            if (parts[0].strip().equals(type)) {
                most = Math.max(most, quality(parts));
            }
        }
        return most;
    }

    private static double quality(String[] parts) {
        for (String part : parts) {
            String parameter = part.strip();
            if (parameter.matches("q=[01](\\.[0-9]{0,3})?")) {
                return Double.parseDouble(parameter.substring(2));
            }
        }
        return 1;
    }
}
