package io.helloscope.intercept;

import io.helloscope.observe.Direction;
import io.helloscope.observe.Observation;
import io.helloscope.observe.SeenRecord;
import io.helloscope.tls.ExtensionType;
import io.helloscope.tls.NamedGroup;
import io.helloscope.tls.ServerHello;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is visible of a server in a TLS 1.3 handshake: its choices and the lengths of its encrypted records. Most servers write each
 * message into a record of its own; where there are fewer, the whole counts as the certificate.
 *
 * @param choices cipher, group, extensions of the ServerHello, whether it asked for another hello
 * @param extensions length of the record with EncryptedExtensions; 0 where it cannot be told
 * @param certificate length of the record with the certificate
 * @param verify length of the record with CertificateVerify, that of one kind of key; 0 where it cannot be told
 * @param records how many there are in the flight
 */
record ServerFlight(String choices, int extensions, int certificate, int verify, int records) {
    private static final int PROTECTED = 23;
    private static final int SEPARATE = 4;
    /** Compressed chains and Merkle tree certificates can be shorter than any chain of X.509. */
    private static final int SHORTEST_CHAIN = 500;
    /** ECDSA signatures over P-256 are 70 to 72 bytes long, in a record with 25 bytes around them. */
    private static final int ECDSA_SHORTEST = 92;
    private static final int ECDSA_LONGEST = 98;
    /** EncryptedExtensions without a single extension: four bytes of header, two of length, one of type, sixteen of tag. */
    private static final int NO_EXTENSIONS = 23;

    /** The flight of this handshake; empty where it is no full one of TLS 1.3, or its certificate may have come in another form than X.509's. */
    static Optional<ServerFlight> of(Observation seen) {
        Optional<ServerHello> hello = seen.serverHello().filter(h -> h.version().isTls13());
        if (hello.isEmpty() || seen.resumed().orElse(true)) {
            return Optional.empty();
        }
        List<Integer> lengths = lengths(seen.records());
        boolean separate = lengths.size() >= SEPARATE;
        boolean otherForms = seen.clientHello().filter(client -> client.has(ExtensionType.TRUST_ANCHORS) || client.has(ExtensionType.COMPRESS_CERTIFICATE))
                .isPresent();
        if (lengths.isEmpty() || separate && otherForms && lengths.get(1) < SHORTEST_CHAIN) {
            return Optional.empty();
        }
        int all = lengths.stream().mapToInt(Integer::intValue).sum();
        return Optional.of(new ServerFlight(choices(hello.get(), seen.retryRequest().isPresent()), separate ? lengths.get(0) : 0,
                separate ? lengths.get(1) : all, separate ? kind(lengths.get(2)) : 0, lengths.size()));
    }

    private static List<Integer> lengths(List<SeenRecord> records) {
        List<Integer> lengths = new ArrayList<>();
        for (SeenRecord record : records) {
            if (record.sender() == Direction.CLIENT && record.type() == PROTECTED) {
                break;
            }
            if (record.sender() == Direction.SERVER && record.type() == PROTECTED && lengths.size() < SEPARATE) {
                lengths.add(record.length());
            }
        }
        return lengths;
    }

    private static String choices(ServerHello hello, boolean retried) {
        StringBuilder text = new StringBuilder(hello.cipherSuite().hex()).append(' ').append(hello.group().map(NamedGroup::hex).orElse("-"));
        hello.extensions().forEach(extension -> text.append(' ').append(extension.type().hex()));
        return retried ? text + " retried" : text.toString();
    }

    private static int kind(int length) {
        return length >= ECDSA_SHORTEST && length <= ECDSA_LONGEST ? ECDSA_SHORTEST : length;
    }

    /** Whether the server took no extension at all, neither ALPN nor the server name. */
    boolean tookNothing() {
        return extensions == NO_EXTENSIONS;
    }

    /** What is the same for all hosts behind one box. */
    String profile() {
        return choices + " / " + verify + " / " + records;
    }
}
