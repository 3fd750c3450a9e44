package io.helloscope.frontend.http;

import io.helloscope.observe.Client;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a CONNECT tells of another proxy that made it. Clients put their name into it, credentials and little else; a proxy that decrypts
 * makes it from the request that it found inside.
 */
final class PassedOn {
    private static final int LONGEST_VIA = 200;
    private static final int MOST = 8;
    private static final List<String> INNER = List.of("accept-language", "cookie", "referer", "upgrade-insecure-requests", "if-none-match",
            "if-modified-since", "range", "origin");

    private PassedOn() {
    }

    static Client told(Client client, HttpHeaders fields) {
        Optional<String> via = Optional.ofNullable(fields.get(HttpHeaderNames.VIA)).map(text -> text.substring(0, Math.min(LONGEST_VIA, text.length())));
        List<String> inner = new ArrayList<>();
        for (String name : fields.names()) {
            String plain = name.toLowerCase(Locale.ROOT);
            // Some libraries put a bare Accept into the CONNECT themselves; together with Via it was inside.
            if (inner.size() < MOST && (INNER.contains(plain) || plain.startsWith("sec-fetch-") || via.isPresent() && plain.equals("accept"))) {
                inner.add(plain);
            }
        }
        return via.isEmpty() && inner.isEmpty() ? client : client.passedOn(via, inner);
    }
}
