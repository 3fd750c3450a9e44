package io.helloscope.tls;

import java.util.stream.Collectors;

/**
 * The JA3S fingerprint of a server's answer to one client: version field, cipher suite and extensions (github.com/salesforce/ja3).
 *
 * @param text decimal numbers, three fields with commas between, such as {@code 771,4865,51-43}
 * @param md5 of the text, 32 hexadecimal digits
 */
public record Ja3s(String text, String md5) {
    /** The fingerprint of this answer. */
    public static Ja3s of(ServerHello hello) {
        String extensions = hello.extensions().stream().map(e -> Integer.toString(e.type().code())).collect(Collectors.joining("-"));
        String text = hello.legacyVersion().code() + "," + hello.cipherSuite().code() + "," + extensions;
        return new Ja3s(text, Digests.md5(text));
    }
}
