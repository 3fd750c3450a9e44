package io.helloscope.tls;

import io.helloscope.bytes.ByteReader;
import io.helloscope.bytes.Bytes;
import io.helloscope.bytes.Flaw;
import io.helloscope.bytes.WireFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads one ClientHello; used once. */
final class ClientHelloParser {
    private static final int RANDOM_LENGTH = 32;
    private static final int HEADER_LENGTH = 4;
    private static final int SSLV2_HEADER_LENGTH = 2;
    private static final int SSLV2_CLIENT_HELLO = 1;
    private static final int HOST_NAME = 0;

    private final ByteReader reader;
    private final List<Flaw> flaws = new ArrayList<>();
    private Optional<String> serverName = Optional.empty();
    private List<ProtocolVersion> supportedVersions = List.of();
    private List<NamedGroup> groups = List.of();
    private List<Integer> pointFormats = List.of();
    private List<SignatureScheme> signatureSchemes = List.of();
    private List<Bytes> alpn = List.of();
    private List<KeyShare> keyShares = List.of();

    ClientHelloParser(Bytes message) {
        this.reader = ByteReader.of(message, "ClientHello");
    }

    ClientHello tls() throws WireFormatException {
        ProtocolVersion version = new ProtocolVersion(reader.u16("legacy_version"));
        Bytes random = reader.bytes(RANDOM_LENGTH, "random");
        Bytes sessionId = ExtensionBlock.sessionId(reader, flaws);
        List<CipherSuite> suites = Vectors.u16s(reader.sub(reader.u16("cipher_suites"), "cipher_suites"), flaws, CipherSuite::of);
        List<Integer> compression = Vectors.u8s(reader.sub(reader.u8("compression_methods"), "compression_methods"));
        boolean block = reader.remaining() > 0;
        List<Extension> extensions = block ? ExtensionBlock.parse(reader, flaws, this::extension) : List.of();
        ExtensionBlock.noteRest(reader, flaws);
        return hello(version, random, sessionId, suites, compression, block, extensions, false, reader.all().length() + HEADER_LENGTH);
    }

    ClientHello sslv2() throws WireFormatException {
        int type = reader.u8("msg_type");
        if (type != SSLV2_CLIENT_HELLO) {
            throw reader.error("msg_type", type + " (expected: 1)");
        }
        ProtocolVersion version = new ProtocolVersion(reader.u16("version"));
        int specs = reader.u16("cipher_specs");
        int session = reader.u16("session_id");
        int challenge = reader.u16("challenge");
        ByteReader kinds = reader.sub(specs, "cipher_specs");
        List<CipherSuite> suites = new ArrayList<>();
        while (kinds.remaining() >= 3) {
            suites.add(new CipherSuite(kinds.u24("[" + suites.size() + "]")));
        }
        ExtensionBlock.noteRest(kinds, flaws);
        Bytes sessionId = reader.bytes(session, "session_id");
        Bytes random = reader.bytes(challenge, "challenge");
        ExtensionBlock.noteRest(reader, flaws);
        return hello(version, random, sessionId, suites, List.of(), false, List.of(), true,
                reader.all().length() + SSLV2_HEADER_LENGTH);
    }

    private ClientHello hello(ProtocolVersion version, Bytes random, Bytes sessionId, List<CipherSuite> suites, List<Integer> compression,
            boolean block, List<Extension> extensions, boolean sslv2, int length) {
        return new ClientHello(version, random, sessionId, suites, compression, block, extensions, sslv2, length, serverName,
                supportedVersions, groups, pointFormats, signatureSchemes, alpn, keyShares, flaws);
    }

    private void extension(ExtensionType type, ByteReader body, List<Flaw> into) throws WireFormatException {
        if (type.equals(ExtensionType.SERVER_NAME)) {
            readServerName(body);
        } else if (type.equals(ExtensionType.SUPPORTED_VERSIONS)) {
            supportedVersions = Vectors.u16s(body.sub(body.u8("versions"), "versions"), into, ProtocolVersion::new);
        } else if (type.equals(ExtensionType.SUPPORTED_GROUPS)) {
            groups = Vectors.u16s(body.sub(body.u16("groups"), "groups"), into, NamedGroup::of);
        } else if (type.equals(ExtensionType.EC_POINT_FORMATS)) {
            pointFormats = Vectors.u8s(body.sub(body.u8("formats"), "formats"));
        } else if (type.equals(ExtensionType.SIGNATURE_ALGORITHMS)) {
            signatureSchemes = Vectors.u16s(body.sub(body.u16("schemes"), "schemes"), into, SignatureScheme::of);
        } else if (type.equals(ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION)) {
            alpn = Vectors.names(body.sub(body.u16("protocols"), "protocols"));
        } else if (type.equals(ExtensionType.KEY_SHARE)) {
            readKeyShares(body);
        } else {
            return;
        }
        ExtensionBlock.noteRest(body, into);
    }

    /** One host name in practice; other kinds of name have never been defined (RFC 6066 section 3). */
    private void readServerName(ByteReader body) throws WireFormatException {
        ByteReader names = body.sub(body.u16("names"), "names");
        while (names.remaining() > 0) {
            int type = names.u8("type");
            Bytes name = names.bytes(names.u16("name"), "name");
            if (type == HOST_NAME && serverName.isEmpty()) {
                serverName = Optional.of(name.latin1());
            }
        }
    }

    private void readKeyShares(ByteReader body) throws WireFormatException {
        ByteReader shares = body.sub(body.u16("shares"), "shares");
        List<KeyShare> read = new ArrayList<>();
        while (shares.remaining() > 0) {
            NamedGroup group = NamedGroup.of(shares.u16("group"));
            read.add(new KeyShare(group, shares.bytes(shares.u16("key"), "key").length()));
        }
        keyShares = read;
    }
}
