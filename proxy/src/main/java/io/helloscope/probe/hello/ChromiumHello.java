package io.helloscope.probe.hello;

import io.helloscope.bytes.Bytes;
import io.helloscope.tls.Extension;
import io.helloscope.tls.ExtensionType;
import io.helloscope.tls.NamedGroup;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What Chromium 156 sends first: reserved numbers (RFC 8701), one extension of them at either end and the others between in an order
 * of chance, a hybrid key share, an encrypted_client_hello that means nothing.
 */
final class ChromiumHello {
    /** Names of certification authorities that its build knows (draft-ietf-tls-trust-anchor-ids): identifiers, each after its length. */
    private static final Bytes TRUST_ANCHORS = Bytes.ofHex("""
            00b8 0582df130201 0582df130206 0582df13020d 0582df13020e 0582df13020f 0582df130212 0582df130213 0582df130214
            08839a648c9b2d0107 08839a648c9b2d0108 08839a648c9b2d0109 08839a648c9b2d010a 08839a648c9b2d010b 08839a648c9b2d010c
            08839a648c9b2d010d 08839a648c9b2d0112 08839a648c9b2d0113 04d6790901 04d6790904 04d6790905 04d6790906 04d6790907
            04d6790908 04d679090a 04d679090b 04d679090c 04d679090d 04d679090f""");
    private static final Bytes H2 = Bytes.of("h2".getBytes(StandardCharsets.US_ASCII));
    /** Payloads of its encrypted_client_hello are as long as padded names make them: 144, 176, 208 or 240 bytes. */
    private static final int SHORTEST_PAYLOAD = 144;
    private static final int PADDING = 32;
    private static final int PAYLOADS = 4;

    private final FreshKeys keys;

    ChromiumHello(FreshKeys keys) {
        this.keys = keys;
    }

    Draft hello(Optional<Bytes> serverName, List<Bytes> alpn) {
        List<Integer> reserved = Grease.chosen(keys, 6);
        List<Extension> extensions = new ArrayList<>(fixed(reserved.get(5)));
        serverName.map(Parts::serverName).ifPresent(extensions::add);
        Parts.names(ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION, alpn).ifPresent(extensions::add);
        Parts.names(ExtensionType.APPLICATION_SETTINGS, alpn.contains(H2) ? List.of(H2) : List.of()).ifPresent(extensions::add);
        int group = reserved.get(0);
        extensions.add(Parts.numbers(ExtensionType.SUPPORTED_GROUPS, 2, Parts.with(group, 0x11ec, 0x001d, 0x0017, 0x0018)));
        extensions.add(Parts.shares(List.of(new Share(new NamedGroup(group), Parts.ZERO),
                Parts.share(keys, NamedGroup.X25519MLKEM768), Parts.share(keys, NamedGroup.X25519))));
        extensions.add(Parts.numbers(ExtensionType.SUPPORTED_VERSIONS, 1, Parts.with(reserved.get(1), 0x0304, 0x0303)));
        extensions.add(new Extension(ExtensionType.ENCRYPTED_CLIENT_HELLO, new Freshener(keys)
                .grease(Parts.AES_128_GCM, SHORTEST_PAYLOAD + PADDING * keys.number(PAYLOADS))));
        shuffle(extensions);
        extensions.add(0, Parts.empty(new ExtensionType(reserved.get(2))));
        extensions.add(new Extension(new ExtensionType(reserved.get(3)), Parts.ZERO));
        return Parts.hello(keys, Parts.with(reserved.get(4), 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8,
                0xc013, 0xc014, 0x009c, 0x009d, 0x002f, 0x0035), extensions);
    }

    private static List<Extension> fixed(int reservedScheme) {
        return List.of(Parts.numbers(ExtensionType.SIGNATURE_ALGORITHMS, 2,
                        Parts.with(reservedScheme, 0x0904, 0x0905, 0x0906, 0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601)),
                Parts.empty(ExtensionType.EXTENDED_MAIN_SECRET), Parts.renegotiation(), Parts.uncompressedPoints(),
                Parts.empty(ExtensionType.SESSION_TICKET), Parts.certificateStatus(),
                Parts.empty(ExtensionType.SIGNED_CERTIFICATE_TIMESTAMP), Parts.pskModes(),
                Parts.numbers(ExtensionType.COMPRESS_CERTIFICATE, 1, List.of(Parts.BROTLI)),
                new Extension(ExtensionType.TRUST_ANCHORS, TRUST_ANCHORS));
    }

    private void shuffle(List<Extension> extensions) {
        for (int left = extensions.size(); left > 1; left--) {
            extensions.add(extensions.remove(keys.number(left)));
        }
    }
}
