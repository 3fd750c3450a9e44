package io.helloscope.probe.hello;

import io.helloscope.bytes.Bytes;
import io.helloscope.tls.Extension;
import io.helloscope.tls.ExtensionType;
import io.helloscope.tls.NamedGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What Firefox 153 sends first, always in this order. */
final class FirefoxHello {
    /** Bytes of plaintext that it takes in a record (RFC 8449). */
    private static final int RECORD_LIMIT = 0x4001;
    private static final int ENCRYPTED_PAYLOAD = 239;

    private final FreshKeys keys;

    FirefoxHello(FreshKeys keys) {
        this.keys = keys;
    }

    Draft hello(Optional<Bytes> serverName, List<Bytes> alpn) {
        List<Extension> extensions = new ArrayList<>();
        serverName.map(Parts::serverName).ifPresent(extensions::add);
        extensions.addAll(List.of(Parts.empty(ExtensionType.EXTENDED_MAIN_SECRET), Parts.renegotiation(),
                Parts.numbers(ExtensionType.SUPPORTED_GROUPS, 2, List.of(0x11ec, 0x001d, 0x0017, 0x0018, 0x0019, 0x0100, 0x0101)),
                Parts.uncompressedPoints(), Parts.empty(ExtensionType.SESSION_TICKET)));
        Parts.names(ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION, alpn).ifPresent(extensions::add);
        extensions.addAll(List.of(Parts.certificateStatus(),
                Parts.numbers(ExtensionType.DELEGATED_CREDENTIAL, 2, List.of(0x0403, 0x0503, 0x0603, 0x0203)),
                Parts.empty(ExtensionType.SIGNED_CERTIFICATE_TIMESTAMP),
                Parts.shares(List.of(Parts.share(keys, NamedGroup.X25519MLKEM768), Parts.share(keys, NamedGroup.X25519),
                        Parts.share(keys, NamedGroup.SECP256R1))),
                Parts.numbers(ExtensionType.SUPPORTED_VERSIONS, 1, List.of(0x0304, 0x0303)),
                Parts.numbers(ExtensionType.SIGNATURE_ALGORITHMS, 2,
                        List.of(0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201)),
                Parts.pskModes(),
                new Extension(ExtensionType.RECORD_SIZE_LIMIT, new ByteWriter().u16(RECORD_LIMIT).written()),
                Parts.numbers(ExtensionType.COMPRESS_CERTIFICATE, 1, List.of(Parts.ZLIB, Parts.BROTLI, Parts.ZSTD)),
                new Extension(ExtensionType.ENCRYPTED_CLIENT_HELLO,
                        new Freshener(keys).grease(Parts.CHACHA20_POLY1305, ENCRYPTED_PAYLOAD))));
        return Parts.hello(keys, List.of(0x1301, 0x1303, 0x1302, 0xc02b, 0xc02f, 0xcca9, 0xcca8, 0xc02c, 0xc030, 0xc00a, 0xc013, 0xc014,
                0x009c, 0x009d, 0x002f, 0x0035), extensions);
    }
}
