package io.helloscope.frontend.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Header fields on their way through a proxy (RFC 9110 section 7.6). */
final class Fields {
    private static final AsciiString PROXY_CONNECTION = AsciiString.cached("proxy-connection");
    private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");
    private static final AsciiString HTTP2_SETTINGS = AsciiString.cached("http2-settings");

    /** Of one hop only. */
    private static final List<AsciiString> OF_ONE_HOP = List.of(HttpHeaderNames.CONNECTION, PROXY_CONNECTION, KEEP_ALIVE,
            HttpHeaderNames.PROXY_AUTHENTICATE, HttpHeaderNames.PROXY_AUTHORIZATION, AsciiString.cached("proxy-authentication-info"),
            HttpHeaderNames.TE, HttpHeaderNames.UPGRADE, HTTP2_SETTINGS);
    /** What a Connection field must not take away, as it decides where the message goes or ends, and who may ask. */
    private static final Set<String> NOT_TO_BE_NAMED = Set.of("host", "content-length", "transfer-encoding", "content-type",
            "content-encoding", "via", "cache-control", "authorization", "trailer", "date", "expect", "max-forwards");

    private Fields() {
    }

    /** Takes away what is of this hop only, by itself or as Connection names it; the framing stays. */
    static void removeHopByHop(HttpHeaders fields) {
        for (String list : fields.getAll(HttpHeaderNames.CONNECTION)) {
            for (String named : list.split(",")) {
                String name = named.strip().toLowerCase(Locale.ROOT);
                if (!name.isEmpty() && !NOT_TO_BE_NAMED.contains(name)) {
                    fields.remove(name);
                }
            }
        }
        OF_ONE_HOP.forEach(fields::remove);
    }

    /** Whether a list field has this token. */
    static boolean has(HttpHeaders fields, CharSequence name, CharSequence token) {
        return fields.containsValue(name, token, true);
    }

    /** Notes that a message has passed here. */
    static void addVia(HttpMessage message, String pseudonym) {
        HttpHeaders fields = message.headers();
        String version = message.protocolVersion().majorVersion() + "." + message.protocolVersion().minorVersion();
        String before = String.join(", ", fields.getAll(HttpHeaderNames.VIA));
        fields.set(HttpHeaderNames.VIA, (before.isEmpty() ? "" : before + ", ") + version + " " + pseudonym);
    }

    /** Whether a message has passed here before. */
    static boolean passedBefore(HttpHeaders fields, String pseudonym) {
        return fields.getAll(HttpHeaderNames.VIA).stream().flatMap(list -> List.of(list.split(",")).stream())
                .anyMatch(hop -> {
                    String[] words = hop.strip().split("[ \t]+");
                    return words.length > 1 && words[1].equals(pseudonym);
                });
    }
}
