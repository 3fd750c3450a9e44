package io.helloscope.diagnose;

import io.helloscope.observe.Question.Change;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.ExtensionType;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.EvidenceSource;
import io.helloscope.verdict.Party;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One part of the hello puts the server off, or something on the way: without it the handshake is taken up. Changes overlap, so of
 * several that help the one is believed that explains the others:
 *
 * <pre>
 *   without TLS 1.3        takes away  the version, a GREASE version, every key share and so most of the size
 *   without post-quantum   takes away  that share and most of the size
 *   without ECH, ALPN      takes away  that extension and a little of the size
 *   without GREASE         takes away  nothing else
 * </pre>
 *
 * Where taking away the share helps and taking away another part helps as well, size is what they have in common.
 */
final class Intolerance implements Refinement {
    private static final List<Change> BY_CONTENT = List.of(Change.WITHOUT_POST_QUANTUM, Change.WITHOUT_GREASE, Change.WITHOUT_ECH,
            Change.WITHOUT_ALPN, Change.WITHOUT_TLS13, Change.POST_QUANTUM_ON_RETRY, Change.PADDED);
    /** The same bytes, cut otherwise. */
    private static final List<Change> BY_CUT = List.of(Change.IN_TWO_RECORDS, Change.IN_TWO_SEGMENTS, Change.IN_SMALL_SEGMENTS);

    /** The change to believe among those with which the hello was taken up. */
    static Optional<Change> best(ClientHello hello, Answers answers) {
        Set<Change> working = answers.working(hello);
        if (working.contains(Change.IN_SMALL_SEGMENTS) && silent(hello, answers)) {
            return Optional.of(Change.IN_SMALL_SEGMENTS);
        }
        Optional<Change> cut = BY_CUT.stream().filter(working::contains).findFirst();
        return BY_CONTENT.stream().filter(working::contains).findFirst().or(() -> cut)
                .or(() -> Optional.of(Change.WITHOUT_SERVER_NAME).filter(working::contains));
    }

    private static boolean silent(ClientHello hello, Answers answers) {
        Tally plain = answers.hello(hello, Change.NOTHING);
        return plain.asked() > 0 && plain.answers().stream().allMatch(Told::silent);
    }

    @Override
    public Optional<Finding> refine(Case seen, Finding passive, Answers answers) {
        ClientHello hello = seen.clientHello().orElseThrow();
        return best(hello, answers).flatMap(change -> {
            Proof proof = Proof.of(hello, change, answers);
            return proof.holds() ? Optional.of(named(seen, passive, answers, change, proof)) : Optional.empty();
        });
    }

    private static Finding named(Case seen, Finding passive, Answers answers, Change change, Proof proof) {
        ClientHello hello = seen.clientHello().orElseThrow();
        String sentence = proof.sentence(QuestionText.how(change));
        Confidence sure = proof.confidence();
        return switch (change) {
            case WITHOUT_POST_QUANTUM, POST_QUANTUM_ON_RETRY, PADDED -> size(hello, answers,
                    Finding.of(Cause.LARGE_HELLO_INTOLERANCE, sure).with(EvidenceSource.PROBE, sentence));
            case WITHOUT_GREASE -> Finding.of(Cause.GREASE_INTOLERANCE, sure).with(EvidenceSource.PROBE, sentence);
            case WITHOUT_TLS13 -> Finding.of(Cause.VERSION_INTOLERANCE, sure).with(EvidenceSource.PROBE, sentence);
            case WITHOUT_ECH, WITHOUT_ALPN -> Finding.of(Cause.EXTENSION_INTOLERANCE, sure).with(EvidenceSource.PROBE, sentence)
                    .with(EvidenceSource.CLIENT_HELLO, "The client's hello carries " + extensions(hello, change) + ".");
            case IN_SMALL_SEGMENTS, IN_TWO_SEGMENTS, IN_TWO_RECORDS -> cut(hello, passive, answers, change, proof);
            default -> Finding.of(Cause.UNRECOGNIZED_NAME, CertificateRules.weaker(sure)).with(EvidenceSource.PROBE, sentence)
                    .with(EvidenceSource.CLIENT_HELLO, "The client asked for the name " + Words.textOr(hello.serverName(), "of the server")
                            + ", which this server, or a filter on the way, does not let pass.");
        };
    }

    private static Finding size(ClientHello hello, Answers answers, Finding finding) {
        Tally padded = answers.hello(hello, Change.PADDED);
        Tally retry = answers.hello(hello, Change.POST_QUANTUM_ON_RETRY);
        String bytes = "The client's hello has " + Words.count(hello.length(), "byte");
        Finding more = finding;
        if (padded.never()) {
            more = more.with(EvidenceSource.PROBE, bytes + "; without the share and padded to the same size it fails as well: the size is the reason.");
        } else if (padded.always()) {
            more = more.with(EvidenceSource.PROBE, bytes + "; without the share and padded to the same size it is taken up: the share itself is the"
                    + " reason, not the size.");
        }
        return retry.always() ? more.with(EvidenceSource.PROBE, "The group may be offered, its key share may not be sent at once.") : more;
    }

    /** The same bytes in other pieces: nothing that a server may mind, so something between looks into single packets, or loses large ones. */
    private static Finding cut(ClientHello hello, Finding passive, Answers answers, Change change, Proof proof) {
        String sentence = proof.sentence(QuestionText.how(change));
        if (change == Change.IN_SMALL_SEGMENTS && silent(hello, answers)) {
            return Finding.of(Cause.PATH_MTU, CertificateRules.weaker(proof.confidence())).with(EvidenceSource.PROBE, sentence)
                    .with(EvidenceSource.CLIENT_HELLO, "The hello has %s: more than the packets that pass."
                            .formatted(Words.count(hello.length(), "byte")));
        }
        return Finding.of(passive.cause(), passive.confidence()).by(Party.NETWORK).with(EvidenceSource.PROBE, sentence)
                .with(EvidenceSource.PROBE, "The bytes are the same, only cut otherwise: a device on the way looks into the first packet, as filters"
                        + " by host name do.");
    }

    private static String extensions(ClientHello hello, Change change) {
        if (change == Change.WITHOUT_ECH) {
            return ExtensionType.ENCRYPTED_CLIENT_HELLO.name();
        }
        boolean settings = hello.has(ExtensionType.APPLICATION_SETTINGS) || hello.has(ExtensionType.APPLICATION_SETTINGS_OLD);
        return ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION.name() + (settings ? " and " + ExtensionType.APPLICATION_SETTINGS.name() : "");
    }
}
