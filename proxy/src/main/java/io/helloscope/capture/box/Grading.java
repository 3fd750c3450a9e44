package io.helloscope.capture.box;

import io.helloscope.observe.Observation;
import io.helloscope.tls.CipherSuite;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.ExtensionType;
import io.helloscope.tls.KeyExchange;
import io.helloscope.tls.NamedGroup;
import io.helloscope.tls.ProtocolVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Grades the handshake that a box made itself: by what it offers and accepts (NDSS 2017, section IV), and by whether it takes from
 * servers what clients would refuse (CERT/CC TA17-075A: what is refused directly must be refused through the box).
 */
final class Grading {
    private static final int SAFE_DH_BITS = 2048;
    private static final int BREAKABLE_DH_BITS = 1024;

    private final Map<Grade, List<String>> reasons = new LinkedHashMap<>();

    private Grading() {
    }

    /**
     * @param client what the client's own connection was like, and what it got
     * @param server the box's connection to the server
     * @param masked faults of the server's certificate that the box accepted
     */
    static Grading of(Observation client, Observation server, List<String> masked) {
        Grading grading = new Grading();
        server.clientHello().ifPresent(hello -> grading.hello(client, hello));
        grading.chosen(server);
        masked.forEach(fault -> grading.add(Grade.F, "it accepted a certificate that clients refuse: " + fault));
        return grading;
    }

    private void hello(Observation client, ClientHello hello) {
        offers(hello, Grade.F, "ciphers without encryption", name -> name.contains("_NULL_") || name.endsWith("_NULL"));
        offers(hello, Grade.F, "ciphers without authentication", name -> name.contains("_anon_"));
        offers(hello, Grade.F, "export ciphers", name -> name.contains("EXPORT"));
        offers(hello, Grade.F, "DES", name -> name.contains("_DES_CBC") || name.contains("_DES40_"));
        offers(hello, Grade.C, "RC4", name -> name.contains("_RC4_"));
        offers(hello, Grade.B, "3DES", name -> name.contains("_3DES_"));
        if (hello.sslv2Framed()) {
            add(Grade.F, "it says hello in SSL 2.0");
        }
        int highest = hello.highestVersion().code();
        if (highest <= ProtocolVersion.SSL_3_0.code()) {
            add(Grade.F, "it offers no more than SSL 3.0");
        } else if (highest <= ProtocolVersion.TLS_1_1.code()) {
            add(Grade.C, "it offers no more than " + hello.highestVersion().name());
        } else if (client.clientHello().map(own -> own.highestVersion().code() > highest).orElse(false)) {
            add(Grade.B, "it offers no more than " + hello.highestVersion().name() + ", the client would take "
                    + client.clientHello().orElseThrow().highestVersion().name());
        }
        weakerThan(client, hello);
    }

    private void weakerThan(Observation client, ClientHello hello) {
        boolean forward = hello.cipherSuites().stream().filter(suite -> !suite.isGrease() && !suite.isSignal())
                .anyMatch(suite -> suite.keyExchange() == KeyExchange.ECDHE || suite.keyExchange() == KeyExchange.DHE || suite.isTls13());
        if (!forward) {
            add(Grade.B, "it offers no forward secrecy");
        }
        client.clientHello().ifPresent(own -> {
            if (own.has(ExtensionType.SERVER_NAME) && !hello.has(ExtensionType.SERVER_NAME)) {
                add(Grade.B, "it does not name the host");
            }
            if (own.hasPostQuantumKeyShare() && !hello.hasPostQuantumKeyShare() && hello.groups().stream().map(NamedGroup::name).noneMatch(
                    name -> name.toLowerCase(java.util.Locale.ROOT).contains("mlkem"))) {
                add(Grade.B, "it drops the client's post-quantum key exchange");
            }
            if (!own.alpn().isEmpty() && hello.alpn().isEmpty()) {
                add(Grade.B, "it does not offer HTTP/2");
            }
        });
    }

    private void offers(ClientHello hello, Grade grade, String what, Predicate<String> isIt) {
        hello.cipherSuites().stream().filter(suite -> !suite.isGrease()).map(CipherSuite::name).filter(isIt).findFirst()
                .ifPresent(name -> add(grade, "it offers " + what + " (" + name + ")"));
    }

    private void chosen(Observation server) {
        server.serverHello().filter(hello -> hello.version().code() <= ProtocolVersion.TLS_1_1.code() && hello.version().code() >= ProtocolVersion.SSL_3_0.code())
                .filter(hello -> server.times().established().isPresent())
                .ifPresent(hello -> add(hello.version().code() <= ProtocolVersion.SSL_3_0.code() ? Grade.F : Grade.C,
                        "it went on with " + hello.version().name()));
        if (server.times().established().isPresent()) {
            server.serverKeyExchange().filter(exchange -> exchange.dhPrimeBits().isPresent()).ifPresent(exchange -> {
                int bits = exchange.dhPrimeBits().getAsInt();
                if (bits < SAFE_DH_BITS) {
                    add(bits < BREAKABLE_DH_BITS ? Grade.C : Grade.B, "it accepted Diffie-Hellman with " + bits + " bits");
                }
            });
        }
    }

    private void add(Grade grade, String reason) {
        reasons.computeIfAbsent(grade, g -> new ArrayList<>()).add(reason);
    }

    Grade grade() {
        return reasons.keySet().stream().max(Enum::compareTo).orElse(Grade.A);
    }

    /** The worst first. */
    List<String> reasons() {
        return reasons.entrySet().stream().sorted(Map.Entry.<Grade, List<String>>comparingByKey().reversed()).flatMap(e -> e.getValue().stream()).toList();
    }
}
