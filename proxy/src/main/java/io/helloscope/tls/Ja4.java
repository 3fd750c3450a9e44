package io.helloscope.tls;

import io.helloscope.bytes.Bytes;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The JA4 fingerprint of a client, over TCP unless {@link #overQuic} (FoxIO, technical_details/JA4.md): numbers sorted, GREASE left out, so that a client
 * that shuffles its extensions keeps its fingerprint.
 *
 * @param value such as {@code t13d1516h2_8daaf6152771_e5627efa2ab1}
 * @param raw the same with the lists in place of their digests
 */
public record Ja4(String value, String raw) {
    private static final String NOTHING = "000000000000";
    private static final int DIGEST_LENGTH = 12;
    private static final int MOST_COUNTED = 99;

    /** The fingerprint; empty for a hello in SSL 2.0 framing. */
    public static Optional<Ja4> of(ClientHello hello) {
        if (hello.sslv2Framed()) {
            return Optional.empty();
        }
        String head = head(hello);
        String ciphers = sorted(suites(hello));
        // The head already tells the server name and the first application protocol.
        String extensions = sorted(extensions(hello).filter(c -> c != ExtensionType.SERVER_NAME.code()
                && c != ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION.code()));
        String schemes = join(hello.signatureSchemes().stream().mapToInt(SignatureScheme::code).filter(c -> !CodePoints.isGrease(c)));
        String tail = schemes.isEmpty() ? extensions : extensions + "_" + schemes;
        String value = head + "_" + digest(ciphers) + "_" + (extensions.isEmpty() ? NOTHING : digest(tail));
        return Optional.of(new Ja4(value, head + "_" + ciphers + "_" + tail));
    }

    /** The same of a client over QUIC. */
    public Ja4 overQuic() {
        return new Ja4("q" + value.substring(1), "q" + raw.substring(1));
    }

    private static String head(ClientHello hello) {
        return "t" + version(hello)
                + (hello.has(ExtensionType.SERVER_NAME) ? "d" : "i")
                + twoDigits(suites(hello).count())
                + twoDigits(extensions(hello).count())
                + hello.alpn().stream().findFirst().map(Ja4::ends).orElse("00");
    }

    private static String twoDigits(long count) {
        long shown = Math.min(count, MOST_COUNTED);
        return shown < 10 ? "0" + shown : Long.toString(shown);
    }

    /** The highest number counts, be it known or not, as the definition has it. */
    private static String version(ClientHello hello) {
        int highest = hello.supportedVersions().stream().mapToInt(ProtocolVersion::code).filter(c -> !CodePoints.isGrease(c))
                .max().orElse(hello.legacyVersion().code());
        return switch (highest) {
            case 0x0304 -> "13";
            case 0x0303 -> "12";
            case 0x0302 -> "11";
            case 0x0301 -> "10";
            case 0x0300 -> "s3";
            case 0x0002 -> "s2";
            default -> "00";
        };
    }

    /** First and last character of a protocol's name; of its hexadecimal digits where one of the two is no letter or digit. */
    private static String ends(Bytes protocol) {
        if (protocol.isEmpty()) {
            return "00";
        }
        int first = protocol.at(0);
        int last = protocol.at(protocol.length() - 1);
        if (isAlphanumeric(first) && isAlphanumeric(last)) {
            return "" + (char) first + (char) last;
        }
        String hex = protocol.hex();
        return "" + hex.charAt(0) + hex.charAt(hex.length() - 1);
    }

    private static boolean isAlphanumeric(int c) {
        return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
    }

    private static IntStream suites(ClientHello hello) {
        return hello.cipherSuites().stream().mapToInt(CipherSuite::code).filter(c -> !CodePoints.isGrease(c));
    }

    private static IntStream extensions(ClientHello hello) {
        return hello.extensions().stream().mapToInt(e -> e.type().code()).filter(c -> !CodePoints.isGrease(c));
    }

    private static String sorted(IntStream codes) {
        return join(codes.sorted());
    }

    private static String join(IntStream codes) {
        HexFormat hex = HexFormat.of();
        return codes.mapToObj(code -> hex.toHexDigits((short) code)).collect(Collectors.joining(","));
    }

    private static String digest(String text) {
        return text.isEmpty() ? NOTHING : Digests.sha256(text).substring(0, DIGEST_LENGTH);
    }
}
