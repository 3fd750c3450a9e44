package io.helloscope.probe.hello;

import io.helloscope.bytes.Bytes;
import io.helloscope.tls.CipherSuite;
import io.helloscope.tls.ExtensionType;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Reserved numbers that a server shall ignore (RFC 8701), taken out of a hello or chosen for one. */
final class Grease {
    /** Reserved modes of one byte: 0x0b and every 0x1f after it. */
    private static final Set<Integer> MODES = Set.of(0x0b, 0x2a, 0x49, 0x68, 0x87, 0xa6, 0xc5, 0xe4);
    private static final int KINDS = 16;

    private Grease() {
    }

    /** Without any: suites, extensions, groups, key shares, versions, signature algorithms, application protocols, modes. */
    static Draft removed(Draft hello) {
        return hello.withSuites(hello.suites().stream().filter(suite -> !suite.isGrease()).toList())
                .without(ExtensionType::isGrease)
                .editNumbers(ExtensionType.SUPPORTED_GROUPS, 2, Grease::withoutNumbers)
                .editNumbers(ExtensionType.SUPPORTED_VERSIONS, 1, Grease::withoutNumbers)
                .editNumbers(ExtensionType.SIGNATURE_ALGORITHMS, 2, Grease::withoutNumbers)
                .editNumbers(ExtensionType.SIGNATURE_ALGORITHMS_CERT, 2, Grease::withoutNumbers)
                .editNumbers(ExtensionType.DELEGATED_CREDENTIAL, 2, Grease::withoutNumbers)
                .editNumbers(ExtensionType.COMPRESS_CERTIFICATE, 1, Grease::withoutNumbers)
                .edit(ExtensionType.KEY_SHARE, body -> Bodies.shares(body)
                        .map(shares -> Bodies.ofShares(shares.stream().filter(share -> !share.group().isGrease()).toList())))
                .editList(ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION, Bodies::names, Bodies::ofNames, Grease::withoutNames)
                .editList(ExtensionType.APPLICATION_SETTINGS, Bodies::names, Bodies::ofNames, Grease::withoutNames)
                .editList(ExtensionType.APPLICATION_SETTINGS_OLD, Bodies::names, Bodies::ofNames, Grease::withoutNames)
                .editList(ExtensionType.PSK_KEY_EXCHANGE_MODES, Bodies::smallNumbers, Bodies::ofSmallNumbers,
                        modes -> modes.stream().filter(mode -> !MODES.contains(mode)).toList());
    }

    /** So many reserved numbers, each another. */
    static List<Integer> chosen(FreshKeys keys, int count) {
        int first = keys.number(KINDS);
        return IntStream.range(0, count).map(i -> (first + 5 * i) % KINDS).map(kind -> kind << 4 | 0x0a)
                .mapToObj(low -> low << 8 | low).toList();
    }

    private static List<Integer> withoutNumbers(List<Integer> numbers) {
        return numbers.stream().filter(number -> !is(number)).toList();
    }

    private static List<Bytes> withoutNames(List<Bytes> names) {
        return names.stream().filter(name -> name.length() != 2 || !is(name.at(0) << 8 | name.at(1))).toList();
    }

    /** The same rule for whatever kind of two-byte number. */
    private static boolean is(int number) {
        return new CipherSuite(number).isGrease();
    }
}
