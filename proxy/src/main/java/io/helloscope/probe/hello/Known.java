package io.helloscope.probe.hello;

import io.helloscope.tls.CipherSuite;
import io.helloscope.tls.NamedGroup;
import io.helloscope.tls.ProtocolVersion;
import io.helloscope.tls.SignatureScheme;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** All that can be offered to a server, by the tables of code points, the common before the rare. */
final class Known {
    /** Servers exist that fail at 128 suites, the signal of renegotiation among them (testssl.sh, issue 806). */
    static final int MOST_SUITES = 127;

    /** They need a secret that the client has none of, or are no ciphers at all; in hex three bytes long: SSL 2.0 kinds. */
    private static final Pattern IMPOSSIBLE = Pattern.compile("PSK|_SRP_|KRB5|ECCPWD|_SCSV|NULL_WITH_NULL|SSL_RSA_WITH|SSL_CK");
    private static final Pattern RAREST = Pattern.compile("ARIA|GOST|SM4|ASCON|AEGIS|SHA256_SHA256|SHA384_SHA384|_OLD|FIPS");
    private static final Pattern FIXED_KEY = Pattern.compile("_(EC)?DH_(RSA|DSS|ECDSA)_");
    private static final Pattern RARE = Pattern.compile("anon|NULL|EXPORT|CAMELLIA|SEED|IDEA|RC2|_DES_CBC|CCM");
    /** HMAC with MD5 or SHA-1: the others need TLS 1.2 (RFC 5246 section 5). */
    private static final Pattern OLD_HASH = Pattern.compile("_(SHA|MD5|SHA_2)$");

    private static final List<NamedGroup> COMMON_GROUPS = IntStream.of(0x001d, 0x0017, 0x0018, 0x0019, 0x001e, 0x11ec)
            .mapToObj(NamedGroup::new).toList();
    private static final List<SignatureScheme> COMMON_SCHEMES = IntStream.of(0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0603,
            0x0806, 0x0601, 0x0807, 0x0808, 0x0809, 0x080a, 0x080b, 0x0203, 0x0201).mapToObj(SignatureScheme::new).toList();
    /** Curves of any shape that the server would describe: no server does. */
    private static final int EXPLICIT_CURVES = 0xff00;

    private Known() {
    }

    /** Suites that a server can choose between these two versions. */
    static List<CipherSuite> suites(ProtocolVersion lowest, ProtocolVersion highest) {
        return CipherSuite.known().stream().filter(suite -> !IMPOSSIBLE.matcher(suite.name()).find())
                .filter(suite -> fits(suite, lowest, highest))
                .sorted(Comparator.comparingInt(Known::rarity)).toList();
    }

    private static boolean fits(CipherSuite suite, ProtocolVersion lowest, ProtocolVersion highest) {
        if (suite.isTls13()) {
            return highest.isTls13();
        }
        return !lowest.isTls13() && (!highest.isBefore(ProtocolVersion.TLS_1_2) || endsOld(suite.name()));
    }

    private static boolean endsOld(String name) {
        return OLD_HASH.matcher(name).find();
    }

    private static int rarity(CipherSuite suite) {
        String name = suite.name();
        if (RAREST.matcher(name).find()) {
            return 5;
        }
        if (FIXED_KEY.matcher(name).find()) {
            return 4;
        }
        if (RARE.matcher(name).find()) {
            return 3;
        }
        if (name.contains("RC4") || name.contains("3DES")) {
            return 2;
        }
        return name.contains("_CBC_") ? 1 : 0;
    }

    /** Groups for this newest version; hybrids and the brainpool curves of RFC 8734 belong to TLS 1.3. */
    static List<NamedGroup> groups(ProtocolVersion highest) {
        return joined(COMMON_GROUPS, NamedGroup.known()).stream()
                .filter(group -> group.code() < EXPLICIT_CURVES && (highest.isTls13() || !onlyTls13(group))).toList();
    }

    /** Whether the group is for TLS 1.3 alone. */
    static boolean onlyTls13(NamedGroup group) {
        return group.isPostQuantum() || group.name().endsWith("tls13");
    }

    static List<SignatureScheme> schemes() {
        return joined(COMMON_SCHEMES, SignatureScheme.known());
    }

    /** The first list and what the second has beyond it. */
    static <T> List<T> joined(List<T> first, List<T> second) {
        Set<T> beyond = new LinkedHashSet<>(second);
        first.forEach(beyond::remove);
        List<T> all = new ArrayList<>(first);
        all.addAll(beyond);
        return all;
    }
}
