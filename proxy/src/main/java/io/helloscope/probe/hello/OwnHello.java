package io.helloscope.probe.hello;

import io.helloscope.bytes.Bytes;
import io.helloscope.tls.CipherSuite;
import io.helloscope.tls.ExtensionType;
import io.helloscope.tls.NamedGroup;
import io.helloscope.tls.ProtocolVersion;
import io.helloscope.tls.SignatureScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Hellos that offer one version and nothing that a server could dislike beside it. */
final class OwnHello {
    private static final int RANDOM = 32;
    private static final List<Integer> UNCOMPRESSED = List.of(0);
    /** F5's gear of 2013 mistook a hello of 256 to 511 bytes for one in SSL 2.0 framing (RFC 7685 section 1). */
    private static final int BAD_FROM = 256;
    private static final int BAD_TO = 512;

    private final FreshKeys keys;

    OwnHello(FreshKeys keys) {
        this.keys = keys;
    }

    Draft only(ProtocolVersion version, Optional<String> host) {
        Draft bare = new Draft(version.isTls13() ? ProtocolVersion.TLS_1_2 : version, keys.bytes(RANDOM),
                version.isTls13() ? keys.bytes(RANDOM) : Bytes.EMPTY, suites(version), UNCOMPRESSED, false, List.of());
        if (version.isBefore(ProtocolVersion.TLS_1_0)) {
            return bare;
        }
        Draft hello = host.flatMap(HostName::of).map(name -> bare.plus(ExtensionType.SERVER_NAME, Bodies.ofServerName(name)))
                .orElse(bare);
        hello = hello.plus(ExtensionType.SUPPORTED_GROUPS,
                Bodies.ofNumbers(Known.groups(version).stream().map(NamedGroup::code).toList(), 2));
        if (!version.isTls13()) {
            hello = hello.plus(ExtensionType.EC_POINT_FORMATS, Bodies.ofSmallNumbers(List.of(0)));
        }
        if (!version.isBefore(ProtocolVersion.TLS_1_2)) {
            hello = hello.plus(ExtensionType.SIGNATURE_ALGORITHMS,
                    Bodies.ofNumbers(Known.schemes().stream().map(SignatureScheme::code).toList(), 2));
        }
        return aroundBadLengths(version.isTls13() ? tls13(hello) : hello);
    }

    private static List<CipherSuite> suites(ProtocolVersion version) {
        List<CipherSuite> suites = new ArrayList<>(Known.suites(version, version));
        if (version.isTls13()) {
            return suites;
        }
        suites = new ArrayList<>(suites.subList(0, Math.min(suites.size(), Known.MOST_SUITES - 1)));
        suites.add(CipherSuite.TLS_EMPTY_RENEGOTIATION_INFO_SCSV);
        return suites;
    }

    private Draft tls13(Draft hello) {
        List<Share> shares = List.of(new Share(NamedGroup.X25519, keys.x25519()),
                new Share(NamedGroup.SECP256R1, keys.key(NamedGroup.SECP256R1).orElseThrow()));
        return hello.plus(ExtensionType.SUPPORTED_VERSIONS, Bodies.ofNumbers(List.of(ProtocolVersion.TLS_1_3.code()), 1))
                .plus(ExtensionType.PSK_KEY_EXCHANGE_MODES, Bodies.ofSmallNumbers(List.of(1)))
                .plus(ExtensionType.KEY_SHARE, Bodies.ofShares(shares));
    }

    /** Other gear fails at lengths that leave 10 or 14 when divided by 256 (testssl.sh, pull request 1113). */
    private static Draft aroundBadLengths(Draft hello) {
        int length = hello.message().length();
        if (length >= BAD_FROM && length < BAD_TO) {
            return Changes.padded(hello, BAD_TO);
        }
        return length > BAD_TO && (length % 256 == 10 || length % 256 == 14) ? Changes.padded(hello, length + 5) : hello;
    }
}
