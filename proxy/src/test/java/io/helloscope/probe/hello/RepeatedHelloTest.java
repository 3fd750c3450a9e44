package io.helloscope.probe.hello;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.helloscope.bytes.Bytes;
import io.helloscope.bytes.WireFormatException;
import io.helloscope.observe.Question.Change;
import io.helloscope.tls.CipherSuite;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.Extension;
import io.helloscope.tls.ExtensionType;
import io.helloscope.tls.KeyShare;
import io.helloscope.tls.NamedGroup;
import io.helloscope.tls.ProtocolVersion;
import io.helloscope.tls.SignatureScheme;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RepeatedHelloTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    /** Bodies that are made anew. */
    private static final Set<ExtensionType> FRESH = Set.of(ExtensionType.KEY_SHARE, ExtensionType.ENCRYPTED_CLIENT_HELLO);

    static Stream<String> clients() {
        return Recordings.RECORDS.keySet().stream();
    }

    static Stream<Arguments> changes() {
        return clients().flatMap(client -> Stream.of(Change.values())
                .filter(change -> change.appliesTo(Recordings.hello(client))).map(change -> Arguments.of(client, change)));
    }

    /** The message of a flight, whatever its records and pieces; lengths are checked on the way. */
    static ClientHello read(Flight flight) {
        Bytes sent = flight.bytes();
        ByteWriter message = new ByteWriter();
        int at = 0;
        while (at < sent.length()) {
            assertThat(sent.at(at)).isEqualTo(0x16);
            int length = sent.at(at + 3) << 8 | sent.at(at + 4);
            message.bytes(sent.slice(at + 5, at + 5 + length));
            at += 5 + length;
        }
        Bytes whole = message.written();
        assertThat(whole.at(0)).isEqualTo(1);
        assertThat(whole.at(1) << 16 | whole.at(2) << 8 | whole.at(3)).isEqualTo(whole.length() - 4);
        try {
            return ClientHello.parse(whole.slice(4, whole.length()));
        } catch (WireFormatException damaged) {
            throw new AssertionError(damaged);
        }
    }

    private static ClientHello repeated(ClientHello hello, Change change) {
        return read(Hellos.repeated(hello, change, RANDOM));
    }

    private static ClientHello repeated(String client, Change change) {
        return repeated(Recordings.hello(client), change);
    }

    /** Extensions without these, those made anew by their lengths only. */
    private static List<Object> extensions(ClientHello hello, Set<ExtensionType> without) {
        List<Object> list = new ArrayList<>();
        for (Extension extension : hello.extensions()) {
            if (!without.contains(extension.type())) {
                list.add(FRESH.contains(extension.type()) ? List.of(extension.type(), extension.data().length()) : extension);
            }
        }
        return list;
    }

    private static void assertSameBut(ClientHello changed, ClientHello original, ExtensionType... types) {
        assertThat(extensions(changed, Set.of(types))).isEqualTo(extensions(original, Set.of(types)));
        assertThat(changed.legacyVersion()).isEqualTo(original.legacyVersion());
        assertThat(changed.compressionMethods()).isEqualTo(original.compressionMethods());
    }

    @ParameterizedTest
    @MethodSource("changes")
    void everyRepeatedHelloIsSoundAndFresh(String client, Change change) {
        ClientHello original = Recordings.hello(client);
        ClientHello one = repeated(original, change);
        ClientHello two = repeated(original, change);

        assertThat(one.flaws()).isEmpty();
        assertThat(List.of(original.random(), one.random(), two.random())).doesNotHaveDuplicates();
        assertThat(one.has(ExtensionType.PRE_SHARED_KEY) || one.has(ExtensionType.EARLY_DATA)).isFalse();
        if (change != Change.WITHOUT_TLS13) {
            assertThat(one.sessionId().length()).isEqualTo(original.sessionId().length());
            assertThat(List.of(original.sessionId(), one.sessionId(), two.sessionId())).doesNotHaveDuplicates();
            assertThat(List.of(body(original, ExtensionType.KEY_SHARE), body(one, ExtensionType.KEY_SHARE),
                    body(two, ExtensionType.KEY_SHARE))).doesNotHaveDuplicates();
        }
        if (one.hasEch()) {
            assertThat(List.of(body(original, ExtensionType.ENCRYPTED_CLIENT_HELLO), body(one, ExtensionType.ENCRYPTED_CLIENT_HELLO),
                    body(two, ExtensionType.ENCRYPTED_CLIENT_HELLO))).doesNotHaveDuplicates();
        }
    }

    private static Bytes body(ClientHello hello, ExtensionType type) {
        return hello.extension(type).orElseThrow().data();
    }

    @ParameterizedTest
    @MethodSource("clients")
    void unchangedItHasTheSameListsInTheSameOrder(String client) {
        ClientHello original = Recordings.hello(client);
        for (Change delivery : List.of(Change.NOTHING, Change.IN_TWO_SEGMENTS, Change.IN_SMALL_SEGMENTS, Change.IN_TWO_RECORDS)) {
            ClientHello repeated = repeated(original, delivery);
            assertSameBut(repeated, original);
            assertThat(repeated.cipherSuites()).isEqualTo(original.cipherSuites());
            assertThat(repeated.keyShares()).isEqualTo(original.keyShares());
            assertThat(repeated.length()).isEqualTo(original.length());
        }
    }

    @Test
    void encryptedClientHelloKeepsItsSuiteOnly() {
        Bytes before = body(Recordings.hello("firefox"), ExtensionType.ENCRYPTED_CLIENT_HELLO);
        Bytes after = body(repeated("firefox", Change.NOTHING), ExtensionType.ENCRYPTED_CLIENT_HELLO);

        assertThat(after.first(5)).isEqualTo(before.first(5));
        assertThat(after.slice(6, 8)).isEqualTo(before.slice(6, 8));
        assertThat(after.slice(8, 40)).isNotEqualTo(before.slice(8, 40));
        assertThat(after.slice(40, 42)).isEqualTo(before.slice(40, 42));
    }

    @ParameterizedTest
    @MethodSource("clients")
    void withoutPostQuantumLeavesTheOtherGroupsAndShares(String client) {
        ClientHello original = Recordings.hello(client);
        ClientHello changed = repeated(original, Change.WITHOUT_POST_QUANTUM);

        assertSameBut(changed, original, ExtensionType.SUPPORTED_GROUPS, ExtensionType.KEY_SHARE);
        assertThat(changed.cipherSuites()).isEqualTo(original.cipherSuites());
        assertThat(changed.groups()).isEqualTo(original.groups().stream().filter(group -> !group.isPostQuantum()).toList());
        assertThat(changed.keyShares()).isEqualTo(original.keyShares().stream().filter(s -> !s.group().isPostQuantum()).toList());
    }

    @Test
    void aHelloWithNothingButAPostQuantumShareGetsAClassicalOne() {
        Draft only = Draft.of(Recordings.hello("firefox"))
                .edit(ExtensionType.KEY_SHARE, body -> Bodies.shares(body).map(shares -> Bodies.ofShares(shares.subList(0, 1))));

        assertThat(repeated(only.parsed(), Change.WITHOUT_POST_QUANTUM).keyShares()).containsExactly(new KeyShare(NamedGroup.X25519, 32));
        assertThat(repeated(only.parsed(), Change.POST_QUANTUM_ON_RETRY).keyShares()).isEmpty();
        assertThat(repeated(only.parsed(), Change.POST_QUANTUM_ON_RETRY).flaws()).isEmpty();
    }

    @Test
    void postQuantumOnRetryOffersTheGroupWithoutItsShare() {
        ClientHello original = Recordings.hello("chromium");
        ClientHello changed = repeated(original, Change.POST_QUANTUM_ON_RETRY);

        assertSameBut(changed, original, ExtensionType.KEY_SHARE);
        assertThat(changed.keyShares()).isEqualTo(original.keyShares().stream().filter(s -> !s.group().isPostQuantum()).toList());
    }

    @Test
    void paddedIsAsLongAsTheOriginal() {
        for (String client : List.of("chromium", "firefox")) {
            ClientHello changed = repeated(client, Change.PADDED);
            assertThat(changed.length()).isEqualTo(Recordings.hello(client).length());
            assertThat(changed.hasPostQuantumKeyShare()).isFalse();
            assertThat(body(changed, ExtensionType.PADDING).toArray()).containsOnly(0);
        }
    }

    @Test
    void paddingThatIsThereGrows() {
        Draft hello = Draft.of(Recordings.hello("chromium")).plus(ExtensionType.PADDING, Bytes.of(new byte[7]));
        ClientHello changed = repeated(hello.parsed(), Change.PADDED);

        assertThat(changed.length()).isEqualTo(hello.parsed().length());
        assertThat(changed.flaws()).isEmpty();
    }

    @Test
    void withoutGreaseLeavesNoneOfAnyKind() {
        Draft more = Draft.of(Recordings.hello("chromium"))
                .edit(ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION,
                        body -> Bodies.names(body).map(names -> Bodies.ofNames(join(Bytes.ofHex("aaaa"), names))))
                .edit(ExtensionType.PSK_KEY_EXCHANGE_MODES, body -> java.util.Optional.of(Bodies.ofSmallNumbers(List.of(0x2a, 1))));
        ClientHello changed = repeated(more.parsed(), Change.WITHOUT_GREASE);

        assertThat(changed.hasGrease()).isFalse();
        assertThat(changed.keyShares()).extracting(KeyShare::group).containsExactly(NamedGroup.X25519MLKEM768, NamedGroup.X25519);
        assertThat(changed.alpn()).extracting(Bytes::latin1).containsExactly("h2", "http/1.1");
        assertThat(body(changed, ExtensionType.PSK_KEY_EXCHANGE_MODES).hex()).isEqualTo("0101");
        assertThat(changed.cipherSuites()).isEqualTo(Recordings.hello("chromium").cipherSuites().stream().skip(1).toList());
        assertThat(changed.extensions()).hasSize(Recordings.hello("chromium").extensions().size() - 2);
        assertThat(changed.supportedVersions()).containsExactly(ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_2);
    }

    private static List<Bytes> join(Bytes first, List<Bytes> others) {
        return Stream.concat(Stream.of(first), others.stream()).toList();
    }

    @ParameterizedTest
    @MethodSource("clients")
    void withoutOneExtensionTheOthersStay(String client) {
        ClientHello original = Recordings.hello(client);

        ClientHello ech = repeated(original, Change.WITHOUT_ECH);
        assertThat(ech.hasEch()).isFalse();
        assertSameBut(ech, original, ExtensionType.ENCRYPTED_CLIENT_HELLO);
        ClientHello name = repeated(original, Change.WITHOUT_SERVER_NAME);
        assertThat(name.serverName()).isEmpty();
        assertSameBut(name, original, ExtensionType.SERVER_NAME);
        ClientHello alpn = repeated(original, Change.WITHOUT_ALPN);
        assertThat(alpn.alpn()).isEmpty();
        assertThat(alpn.has(ExtensionType.APPLICATION_SETTINGS)).isFalse();
        assertSameBut(alpn, original, ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION, ExtensionType.APPLICATION_SETTINGS);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void withoutTls13ItIsAHelloOfTls12(String client) {
        ClientHello original = Recordings.hello(client);
        ClientHello changed = repeated(original, Change.WITHOUT_TLS13);

        assertThat(changed.highestVersion()).isEqualTo(ProtocolVersion.TLS_1_2);
        assertThat(changed.supportedVersions()).isEmpty();
        assertThat(changed.keyShares()).isEmpty();
        assertThat(changed.sessionId()).isEqualTo(Bytes.EMPTY);
        assertThat(changed.cipherSuites()).isNotEmpty().noneMatch(CipherSuite::isTls13);
        assertThat(changed.groups()).isEqualTo(original.groups().stream().filter(group -> !group.isPostQuantum()).toList());
        assertThat(changed.signatureSchemes()).isEqualTo(original.signatureSchemes());
        assertThat(changed.serverName()).isEqualTo(original.serverName());
        assertThat(changed.alpn()).isEqualTo(original.alpn());
        assertThat(changed.hasEch() || changed.has(ExtensionType.PSK_KEY_EXCHANGE_MODES)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("clients")
    void withAllParametersTheClientsOwnComeFirst(String client) {
        ClientHello original = Recordings.hello(client);
        ClientHello changed = repeated(original, Change.WITH_ALL_PARAMETERS);

        assertSameBut(changed, original, ExtensionType.SUPPORTED_GROUPS, ExtensionType.SIGNATURE_ALGORITHMS,
                ExtensionType.SIGNATURE_ALGORITHMS_CERT);
        assertThat(changed.cipherSuites()).startsWith(original.cipherSuites().toArray(CipherSuite[]::new)).hasSizeLessThan(128)
                .doesNotHaveDuplicates().doesNotContain(CipherSuite.TLS_FALLBACK_SCSV)
                .extracting(CipherSuite::name).contains("TLS_RSA_WITH_RC4_128_MD5", "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
                        "TLS_DHE_RSA_WITH_AES_128_CBC_SHA", "TLS_DH_anon_WITH_AES_256_GCM_SHA384", "TLS_RSA_EXPORT_WITH_RC4_40_MD5",
                        "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8", "TLS_RSA_WITH_NULL_SHA256", "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA")
                .noneMatch(name -> name.matches(".*(PSK|SRP|KRB5|SSL_CK).*"));
        assertThat(changed.groups()).startsWith(original.groups().toArray(NamedGroup[]::new)).doesNotHaveDuplicates()
                .extracting(NamedGroup::name)
                .contains("x448", "brainpoolP384r1", "brainpoolP256r1tls13", "secp521r1", "secp192r1", "ffdhe8192", "SecP384r1MLKEM1024");
        assertThat(changed.signatureSchemes()).startsWith(original.signatureSchemes().toArray(SignatureScheme[]::new))
                .extracting(SignatureScheme::name)
                .contains("ecdsa_secp521r1_sha512", "ed448", "rsa_md5", "dsa_sha1", "ecdsa_brainpoolP256r1tls13_sha256", "mldsa65");
    }

    @Test
    void oneKindOfParameterLeavesTheOthers() {
        ClientHello original = Recordings.hello("go");

        ClientHello suites = repeated(original, Change.WITH_ALL_CIPHERS);
        assertSameBut(suites, original);
        assertThat(suites.cipherSuites()).hasSizeGreaterThan(100);
        ClientHello groups = repeated(original, Change.WITH_ALL_GROUPS);
        assertSameBut(groups, original, ExtensionType.SUPPORTED_GROUPS);
        assertThat(groups.cipherSuites()).isEqualTo(original.cipherSuites());
        ClientHello schemes = repeated(original, Change.WITH_ALL_SIGNATURES);
        assertSameBut(schemes, original, ExtensionType.SIGNATURE_ALGORITHMS);
        assertThat(schemes.cipherSuites()).isEqualTo(original.cipherSuites());
    }

    @Test
    void anOldHelloGetsNothingThatNeedsANewerVersion() {
        Draft old = Draft.of(Recordings.hello("go")).atVersion(ProtocolVersion.TLS_1_0).without(ExtensionType.SUPPORTED_VERSIONS);
        ClientHello changed = repeated(old.parsed(), Change.WITH_ALL_PARAMETERS);

        assertThat(changed.groups()).noneMatch(NamedGroup::isPostQuantum);
        assertThat(changed.cipherSuites().stream().skip(old.suites().size()).map(CipherSuite::name))
                .isNotEmpty().allMatch(name -> name.matches(".*_(SHA|MD5|SHA_2)"));
    }

    @Test
    void deliveryIsAsTheChangeSays() {
        ClientHello hello = Recordings.hello("chromium");

        Flight whole = Hellos.repeated(hello, Change.NOTHING, RANDOM);
        assertThat(whole.chunks()).hasSize(1);
        assertThat(whole.chunks().get(0).first(3).hex()).isEqualTo("160301");
        assertThat(whole.pause()).isZero();
        Flight two = Hellos.repeated(hello, Change.IN_TWO_SEGMENTS, RANDOM);
        assertThat(two.chunks()).hasSize(2);
        assertThat(two.pause()).isPositive();
        Flight small = Hellos.repeated(hello, Change.IN_SMALL_SEGMENTS, RANDOM);
        assertThat(small.chunks()).hasSize(4).allMatch(chunk -> chunk.length() <= 500);
        Flight records = Hellos.repeated(hello, Change.IN_TWO_RECORDS, RANDOM);
        assertThat(records.chunks()).hasSize(1);
        assertThat(records.bytes().length()).isEqualTo(whole.bytes().length() + 5);
    }

    @Test
    void noCredentialSurvives() {
        Bytes secret = Bytes.ofHex("5ec2e75ec2e75ec2e75ec2e7");
        Draft hello = Draft.of(Recordings.hello("go"));
        for (int type : new int[] {0x0023, 0x002c, 0x002a, 0x000c, 0x0006, 0x001e, 0x0020, 0x0021, 0xff01, 0xfe0d, 0x0029}) {
            hello = hello.plus(new ExtensionType(type), secret);
        }
        for (Change change : Change.values()) {
            Bytes sent = Hellos.repeated(hello.parsed(), change, RANDOM).bytes();
            assertThat(sent.hex()).doesNotContain(secret.hex());
        }
        ClientHello repeated = repeated(hello.parsed(), Change.NOTHING);
        assertThat(body(repeated, ExtensionType.SESSION_TICKET)).isEqualTo(Bytes.EMPTY);
        assertThat(repeated.hasPreSharedKey() || repeated.hasEarlyData() || repeated.has(ExtensionType.COOKIE)).isFalse();
    }

    @Test
    void sslv2FramingIsRefused() throws WireFormatException {
        ClientHello old = ClientHello.parseSslv2(Bytes.ofHex("010301000300000010000005" + "00".repeat(16)));

        assertThat(Change.values()).noneMatch(change -> change.appliesTo(old));
        assertThatIllegalArgumentException().isThrownBy(() -> Hellos.repeated(old, Change.NOTHING, RANDOM));
    }
}
