package io.helloscope.probe.hello;

import io.helloscope.bytes.Bytes;
import io.helloscope.observe.Question.Change;
import io.helloscope.tls.CipherSuite;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.ExtensionType;
import io.helloscope.tls.NamedGroup;
import io.helloscope.tls.ProtocolVersion;
import io.helloscope.tls.SignatureScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Changes one thing in a hello that was made fresh. */
final class Changes {
    /** Says something only to a server that chooses TLS 1.3; the last is tls_flags. */
    private static final Set<ExtensionType> ONLY_TLS13 = Set.of(ExtensionType.SUPPORTED_VERSIONS, ExtensionType.KEY_SHARE,
            ExtensionType.PSK_KEY_EXCHANGE_MODES, ExtensionType.COMPRESS_CERTIFICATE, ExtensionType.ENCRYPTED_CLIENT_HELLO,
            ExtensionType.POST_HANDSHAKE_AUTH, ExtensionType.CERTIFICATE_AUTHORITIES, ExtensionType.DELEGATED_CREDENTIAL,
            ExtensionType.APPLICATION_SETTINGS, ExtensionType.APPLICATION_SETTINGS_OLD, ExtensionType.TRUST_ANCHORS,
            new ExtensionType(0x003a), new ExtensionType(0x003e));
    private static final Set<ExtensionType> APPLICATION_PROTOCOLS = Set.of(ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION,
            ExtensionType.APPLICATION_SETTINGS, ExtensionType.APPLICATION_SETTINGS_OLD, ExtensionType.NEXT_PROTOCOL_NEGOTIATION);
    private static final int LONGEST_LIST = 0xfffe;

    private final ClientHello original;
    private final FreshKeys keys;

    /**
     * What is on offer is read from the original.
     *
     * @param keys for a share that a hello would otherwise lack
     */
    Changes(ClientHello original, FreshKeys keys) {
        this.original = original;
        this.keys = keys;
    }

    /** The same hello where the change is one of delivery, or where the changed one would not fit its length fields. */
    Draft apply(Draft hello, Change change) {
        Draft changed = switch (change) {
            case NOTHING, IN_TWO_SEGMENTS, IN_SMALL_SEGMENTS, IN_TWO_RECORDS -> hello;
            case WITHOUT_POST_QUANTUM -> withoutPostQuantum(hello);
            case WITHOUT_GREASE -> Grease.removed(hello);
            case WITHOUT_ECH -> hello.without(ExtensionType.ENCRYPTED_CLIENT_HELLO);
            case WITHOUT_TLS13 -> withoutTls13(hello);
            case WITHOUT_ALPN -> hello.without(APPLICATION_PROTOCOLS::contains);
            case WITHOUT_SERVER_NAME -> hello.without(ExtensionType.SERVER_NAME);
            case PADDED -> padded(withoutPostQuantum(hello), hello.message().length());
            case POST_QUANTUM_ON_RETRY -> editShares(hello, Changes::classical);
            case WITH_ALL_CIPHERS -> withAllSuites(hello);
            case WITH_ALL_GROUPS -> withAllGroups(hello);
            case WITH_ALL_SIGNATURES -> withAllSchemes(hello);
            case WITH_ALL_PARAMETERS -> withAllSchemes(withAllGroups(withAllSuites(hello)));
        };
        return changed.fits() ? changed : hello;
    }

    /** A hello whose shares were all of that kind gets one of its first other group, as a client that never knew them would send. */
    private Draft withoutPostQuantum(Draft hello) {
        Draft left = hello.editNumbers(ExtensionType.SUPPORTED_GROUPS, 2, Changes::classicalGroups);
        return editShares(left, shares -> {
            List<Share> classical = new ArrayList<>(classical(shares));
            if (classical.stream().allMatch(share -> share.group().isGrease()) && classical.size() < shares.size()) {
                classical.add(firstClassical());
            }
            return classical;
        });
    }

    /** Where none but reserved numbers would be left, X25519 stands in. */
    private static List<Integer> classicalGroups(List<Integer> groups) {
        List<Integer> classical = new ArrayList<>(groups);
        if (classical.removeIf(group -> new NamedGroup(group).isPostQuantum())
                && classical.stream().allMatch(group -> new NamedGroup(group).isGrease())) {
            classical.add(NamedGroup.X25519.code());
        }
        return classical;
    }

    private Share firstClassical() {
        for (NamedGroup group : original.groups()) {
            Optional<Bytes> key = group.isPostQuantum() || group.isGrease() ? Optional.empty() : keys.key(group);
            if (key.isPresent()) {
                return new Share(group, key.get());
            }
        }
        return new Share(NamedGroup.X25519, keys.x25519());
    }

    private static List<Share> classical(List<Share> shares) {
        return shares.stream().filter(share -> !share.group().isPostQuantum()).toList();
    }

    /** An empty list stays: it asks for a HelloRetryRequest (RFC 8446 section 4.2.8). */
    private static Draft editShares(Draft hello, UnaryOperator<List<Share>> change) {
        return hello.edit(ExtensionType.KEY_SHARE, body -> Bodies.shares(body).map(shares -> Bodies.ofShares(change.apply(shares))));
    }

    /** The session id goes too: it only disguises TLS 1.3 (RFC 8446 appendix D.4). */
    private Draft withoutTls13(Draft hello) {
        ProtocolVersion newest = original.supportedVersions().stream().filter(version -> version.isKnown() && !version.isTls13())
                .max(ProtocolVersion::compareTo).orElse(ProtocolVersion.TLS_1_2);
        return hello.without(ONLY_TLS13::contains)
                .fresh(hello.random(), Bytes.EMPTY).atVersion(newest)
                .withSuites(hello.suites().stream().filter(suite -> !suite.isTls13()).toList())
                .editNumbers(ExtensionType.SUPPORTED_GROUPS, 2,
                        groups -> groups.stream().filter(group -> !Known.onlyTls13(new NamedGroup(group))).toList());
    }

    /** Bytes of zero in padding (RFC 7685) until the message is so long; four more at most where there is no room for less. */
    static Draft padded(Draft hello, int length) {
        int missing = length - hello.message().length();
        if (missing <= 0) {
            return hello;
        }
        Optional<Bytes> padding = hello.body(ExtensionType.PADDING);
        if (padding.isPresent()) {
            return hello.without(ExtensionType.PADDING)
                    .plus(ExtensionType.PADDING, Bytes.of(new byte[padding.get().length() + missing]));
        }
        int header = 4 + (hello.extensionBlock() ? 0 : 2);
        return hello.plus(ExtensionType.PADDING, Bytes.of(new byte[Math.max(0, missing - header)]));
    }

    private Draft withAllSuites(Draft hello) {
        ProtocolVersion lowest = original.lowestVersion().orElse(ProtocolVersion.SSL_3_0);
        List<CipherSuite> all = Known.joined(hello.suites(), Known.suites(lowest, original.highestVersion()));
        return hello.withSuites(all.subList(0, Math.max(hello.suites().size(), Math.min(all.size(), Known.MOST_SUITES))));
    }

    private Draft withAllGroups(Draft hello) {
        List<Integer> groups = Known.groups(original.highestVersion()).stream().map(NamedGroup::code).toList();
        return withAll(hello, ExtensionType.SUPPORTED_GROUPS, groups);
    }

    private static Draft withAllSchemes(Draft hello) {
        List<Integer> schemes = Known.schemes().stream().map(SignatureScheme::code).toList();
        Draft changed = withAll(hello, ExtensionType.SIGNATURE_ALGORITHMS, schemes);
        return hello.has(ExtensionType.SIGNATURE_ALGORITHMS_CERT)
                ? withAll(changed, ExtensionType.SIGNATURE_ALGORITHMS_CERT, schemes) : changed;
    }

    /** The client's own first. */
    private static Draft withAll(Draft hello, ExtensionType type, List<Integer> numbers) {
        if (!hello.has(type)) {
            return hello.plus(type, Bodies.ofNumbers(numbers, 2));
        }
        return hello.editNumbers(type, 2, own -> {
            List<Integer> all = Known.joined(own, numbers);
            return all.size() * 2 <= LONGEST_LIST ? all : own;
        });
    }
}
