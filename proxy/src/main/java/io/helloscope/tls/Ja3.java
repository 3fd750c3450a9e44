package io.helloscope.tls;

import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The JA3 fingerprint of a client: version, cipher suites, extensions, groups and point formats in the client's order, GREASE left out
 * (github.com/salesforce/ja3).
 *
 * @param text decimal numbers, five fields with commas between, such as {@code 771,4865-4866,0-23,29-23,0}
 * @param md5 of the text, 32 hexadecimal digits
 */
public record Ja3(String text, String md5) {
    /** The fingerprint; empty for a hello in SSL 2.0 framing. A hello without extensions keeps its empty fields. */
    public static Optional<Ja3> of(ClientHello hello) {
        if (hello.sslv2Framed()) {
            return Optional.empty();
        }
        String text = new StringJoiner(",")
                .add(Integer.toString(hello.legacyVersion().code()))
                .add(decimal(hello.cipherSuites().stream().mapToInt(CipherSuite::code)))
                .add(decimal(hello.extensions().stream().mapToInt(e -> e.type().code())))
                .add(decimal(hello.groups().stream().mapToInt(NamedGroup::code)))
                .add(hello.pointFormats().stream().map(String::valueOf).collect(Collectors.joining("-")))
                .toString();
        return Optional.of(new Ja3(text, Digests.md5(text)));
    }

    private static String decimal(IntStream codes) {
        return codes.filter(c -> !CodePoints.isGrease(c)).mapToObj(Integer::toString).collect(Collectors.joining("-"));
    }
}
