package io.helloscope.probe.hello;

import io.helloscope.bytes.Bytes;
import io.helloscope.tls.CipherSuite;
import io.helloscope.tls.Extension;
import io.helloscope.tls.ExtensionType;
import io.helloscope.tls.NamedGroup;
import io.helloscope.tls.ProtocolVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Extensions of hellos that imitate a browser. */
final class Parts {
    static final Bytes ZERO = Bytes.of((byte) 0);
    /** Certificate compression (RFC 8879 section 7.3). */
    static final int ZLIB = 1;
    static final int BROTLI = 2;
    static final int ZSTD = 3;
    /** Ciphers of HPKE (RFC 9180 section 7.3). */
    static final int AES_128_GCM = 1;
    static final int CHACHA20_POLY1305 = 3;

    private static final int RANDOM = 32;
    /** Status type ocsp, no responders, no extensions (RFC 6066 section 8). */
    private static final Bytes OCSP = Bytes.of((byte) 1, (byte) 0, (byte) 0, (byte) 0, (byte) 0);
    private static final int PSK_WITH_DHE = 1;

    private Parts() {
    }

    static Draft hello(FreshKeys keys, List<Integer> suites, List<Extension> extensions) {
        return new Draft(ProtocolVersion.TLS_1_2, keys.bytes(RANDOM), keys.bytes(RANDOM),
                suites.stream().map(CipherSuite::new).toList(), List.of(0), true, extensions);
    }

    static Extension empty(ExtensionType type) {
        return new Extension(type, Bytes.EMPTY);
    }

    /** A list of two-byte numbers after a length of so many bytes. */
    static Extension numbers(ExtensionType type, int lengthBytes, List<Integer> numbers) {
        return new Extension(type, Bodies.ofNumbers(numbers, lengthBytes));
    }

    static Extension serverName(Bytes name) {
        return new Extension(ExtensionType.SERVER_NAME, Bodies.ofServerName(name));
    }

    static Optional<Extension> names(ExtensionType type, List<Bytes> names) {
        return names.isEmpty() ? Optional.empty() : Optional.of(new Extension(type, Bodies.ofNames(names)));
    }

    static Extension shares(List<Share> shares) {
        return new Extension(ExtensionType.KEY_SHARE, Bodies.ofShares(shares));
    }

    static Share share(FreshKeys keys, NamedGroup group) {
        return new Share(group, keys.key(group).orElseThrow());
    }

    static Extension uncompressedPoints() {
        return new Extension(ExtensionType.EC_POINT_FORMATS, Bodies.ofSmallNumbers(List.of(0)));
    }

    static Extension certificateStatus() {
        return new Extension(ExtensionType.STATUS_REQUEST, OCSP);
    }

    static Extension pskModes() {
        return new Extension(ExtensionType.PSK_KEY_EXCHANGE_MODES, Bodies.ofSmallNumbers(List.of(PSK_WITH_DHE)));
    }

    static Extension renegotiation() {
        return new Extension(ExtensionType.RENEGOTIATION_INFO, ZERO);
    }

    /** The first and the others. */
    static List<Integer> with(int first, Integer... others) {
        List<Integer> all = new ArrayList<>();
        all.add(first);
        all.addAll(Arrays.asList(others));
        return all;
    }
}
