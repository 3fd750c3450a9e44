package io.helloscope.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks a running proxy which of its incidents fit a text; where none answers, there are none. */
final class RecordedIncidents {
    private static final int CONNECT_MILLIS = 300;
    /** One that is there is waited for a little longer: its tables may have to be read first. */
    private static final int ANSWER_MILLIS = 2000;
    private static final int LONGEST = 32 << 10;
    private static final int MOST_ANSWER = 4 << 20;

    private RecordedIncidents() {
    }

    /** Documents of incidents, the best first; empty where no proxy answers. */
    static Optional<List<Map<String, Object>>> ask(URI api, String text) {
        try {
            if (!(api.resolve("/api/v1/explain").toURL().openConnection(Proxy.NO_PROXY) instanceof HttpURLConnection connection)) {
                return Optional.empty();
            }
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout(ANSWER_MILLIS);
            connection.setInstanceFollowRedirects(false);
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "text/plain; charset=utf-8");
            connection.getOutputStream().write(text.substring(0, Math.min(LONGEST, text.length())).getBytes(StandardCharsets.UTF_8));
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                return Optional.empty();
            }
            try (InputStream body = connection.getInputStream()) {
                return incidents(body.readNBytes(MOST_ANSWER));
            }
        } catch (IOException | IllegalArgumentException absent) {
            return Optional.empty();
        }
    }

    @SuppressWarnings("unchecked")
    private static Optional<List<Map<String, Object>>> incidents(byte[] body) throws IOException {
        Map<String, Object> document = new ObjectMapper().readValue(body, Map.class);
        return document.get("incidents") instanceof List<?> list && list.stream().allMatch(Map.class::isInstance)
                ? Optional.of((List<Map<String, Object>>) list) : Optional.empty();
    }
}
