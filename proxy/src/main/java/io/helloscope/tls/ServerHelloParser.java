package io.helloscope.tls;

import io.helloscope.bytes.ByteReader;
import io.helloscope.bytes.Bytes;
import io.helloscope.bytes.Flaw;
import io.helloscope.bytes.WireFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads one ServerHello; used once. */
final class ServerHelloParser {
    private static final int RANDOM_LENGTH = 32;
    private static final int HEADER_LENGTH = 4;
    /** Up to this draft of TLS 1.3 the ServerHello had neither session id nor compression method. */
    private static final int LAST_SHORT_DRAFT = 21;

    private final ByteReader reader;
    private final List<Flaw> flaws = new ArrayList<>();
    private boolean retry;
    private Optional<ProtocolVersion> selectedVersion = Optional.empty();
    private Optional<NamedGroup> group = Optional.empty();
    private Optional<Bytes> alpn = Optional.empty();

    ServerHelloParser(ByteReader reader) {
        this.reader = reader;
    }

    ServerHello parse() throws WireFormatException {
        ProtocolVersion version = new ProtocolVersion(reader.u16("legacy_version"));
        Bytes random = reader.bytes(RANDOM_LENGTH, "random");
        retry = ServerHello.isRetryRandom(random);
        boolean shortDraft = version.isDraft13() && (version.code() & 0xff) <= LAST_SHORT_DRAFT;
        Bytes sessionId = shortDraft ? Bytes.EMPTY : ExtensionBlock.sessionId(reader, flaws);
        CipherSuite suite = CipherSuite.of(reader.u16("cipher_suite"));
        int compression = shortDraft ? 0 : reader.u8("compression_method");
        boolean block = reader.remaining() > 0;
        List<Extension> extensions = block ? ExtensionBlock.parse(reader, flaws, this::extension) : List.of();
        ExtensionBlock.noteRest(reader, flaws);
        return new ServerHello(version, random, sessionId, suite, compression, block, extensions, reader.all().length() + HEADER_LENGTH,
                selectedVersion, group, alpn, flaws);
    }

    private void extension(ExtensionType type, ByteReader body, List<Flaw> into) throws WireFormatException {
        if (type.equals(ExtensionType.SUPPORTED_VERSIONS)) {
            selectedVersion = Optional.of(new ProtocolVersion(body.u16("version")));
        } else if (type.equals(ExtensionType.KEY_SHARE)) {
            group = Optional.of(NamedGroup.of(body.u16("group")));
            if (!retry) {
                body.bytes(body.u16("key"), "key");
            }
        } else if (type.equals(ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION)) {
            ByteReader names = body.sub(body.u16("protocols"), "protocols");
            alpn = Optional.of(names.bytes(names.u8("name"), "name"));
            ExtensionBlock.noteRest(names, into);
        } else {
            return;
        }
        ExtensionBlock.noteRest(body, into);
    }
}
