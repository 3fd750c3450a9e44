package io.helloscope.diagnose;

import io.helloscope.bytes.Bytes;
import io.helloscope.observe.Observation;
import io.helloscope.observe.ProbeAnswer;
import io.helloscope.observe.Question.Change;
import io.helloscope.observe.Question.Hello;
import io.helloscope.tls.CipherSuite;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.NamedGroup;
import io.helloscope.tls.ServerHello;
import io.helloscope.tls.SignatureScheme;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.EvidenceSource;
import io.helloscope.x509.CertificateFacts;
import io.helloscope.x509.ParsedCertificate;
import io.helloscope.x509.PublicKeyFacts;
import java.util.List;
import java.util.Optional;

/** The server finds nothing in common with the client: it takes up the hello once the missing kind of parameter is added. */
final class Parameters implements Refinement {
    private static final List<Change> SINGLE = List.of(Change.WITH_ALL_SIGNATURES, Change.WITH_ALL_GROUPS, Change.WITH_ALL_CIPHERS);

    /** What the server wants and the client does not have: which kind, and what it is called where it can be seen. */
    private record Lack(Cause cause, String what) {
    }

    /** The addition to believe among those with which the hello was taken up: one kind alone tells more than all together. */
    static Optional<Change> best(ClientHello hello, Answers answers) {
        return SINGLE.stream().filter(change -> answers.hello(hello, change).worked() > 0 && lack(hello, answers, change).isPresent()).findFirst()
                .or(() -> Optional.of(Change.WITH_ALL_PARAMETERS).filter(all -> answers.hello(hello, all).worked() > 0));
    }

    @Override
    public Optional<Finding> refine(Case seen, Finding passive, Answers answers) {
        ClientHello hello = seen.clientHello().orElseThrow();
        return best(hello, answers).flatMap(change -> {
            Proof proof = Proof.of(hello, change, answers);
            return proof.holds() ? lack(hello, answers, change).map(lack -> named(lack, change, proof)) : Optional.empty();
        });
    }

    private static Finding named(Lack lack, Change change, Proof proof) {
        Confidence sure = lack.what().isEmpty() && proof.confidence() == Confidence.CERTAIN ? Confidence.LIKELY : proof.confidence();
        Finding finding = Finding.of(lack.cause(), sure);
        return (lack.what().isEmpty() ? finding : finding.with(EvidenceSource.PROBE, "The server wants " + lack.what()
                + ", which the client does not offer.")).with(EvidenceSource.PROBE, proof.sentence(QuestionText.how(change)));
    }

    private static Optional<Lack> lack(ClientHello hello, Answers answers, Change change) {
        Optional<ProbeAnswer> answer = answers.to(new Hello(change)).stream().filter(ProbeAnswer::shookHands).findFirst();
        if (answer.isEmpty()) {
            return Optional.empty();
        }
        Observation seen = answer.get().observation();
        return switch (change) {
            case WITH_ALL_CIPHERS -> cipher(hello, seen);
            case WITH_ALL_GROUPS -> Optional.of(group(hello, seen).or(() -> key(hello, seen, answers)).orElse(new Lack(Cause.NO_COMMON_GROUP, "")));
            case WITH_ALL_SIGNATURES -> Optional.of(scheme(hello, seen).or(() -> key(hello, seen, answers))
                    .orElse(new Lack(Cause.NO_COMMON_SIGNATURE_ALGORITHM, "")));
            // What remains where cipher and group are such as the client offers is the signature, which TLS 1.3 hides.
            default -> Optional.of(cipher(hello, seen).or(() -> group(hello, seen)).or(() -> scheme(hello, seen)).or(() -> key(hello, seen, answers))
                    .orElse(new Lack(Cause.NO_COMMON_SIGNATURE_ALGORITHM, "")));
        };
    }

    private static Optional<Lack> cipher(ClientHello hello, Observation seen) {
        return chosen(seen).map(ServerHello::cipherSuite).filter(suite -> !hello.offers(suite)).map(CipherSuite::name)
                .map(name -> new Lack(Cause.NO_COMMON_CIPHER, "the cipher suite " + name));
    }

    private static Optional<Lack> group(ClientHello hello, Observation seen) {
        return chosen(seen).flatMap(ServerHello::group).or(() -> seen.serverKeyExchange().flatMap(exchange -> exchange.group()))
                .filter(group -> !hello.offers(group)).map(NamedGroup::name)
                .map(name -> new Lack(Cause.NO_COMMON_GROUP, "the group " + name));
    }

    private static Optional<Lack> scheme(ClientHello hello, Observation seen) {
        return seen.serverKeyExchange().flatMap(exchange -> exchange.signatureScheme()).filter(scheme -> !hello.offers(scheme))
                .map(SignatureScheme::name).map(name -> new Lack(Cause.NO_COMMON_SIGNATURE_ALGORITHM, "the signature algorithm " + name));
    }

    /** A key on a curve that the client does not know, or of a kind of its own. */
    private static Optional<Lack> key(ClientHello hello, Observation seen, Answers answers) {
        List<Bytes> chain = seen.certificates().der().isEmpty() ? answers.session().map(ProbeAnswer.Session::certificates).orElse(List.of())
                : seen.certificates().der();
        return chain.stream().findFirst().flatMap(der -> ParsedCertificate.parse(der).facts()).map(CertificateFacts::publicKey)
                .filter(key -> !knows(hello, key))
                .map(key -> new Lack(Cause.NO_COMMON_SIGNATURE_ALGORITHM, "to sign with its certificate's key, " + Words.text(key.toString())));
    }

    private static boolean knows(ClientHello hello, PublicKeyFacts key) {
        return switch (key.algorithm()) {
            case "EC" -> hello.groups().stream().anyMatch(group -> group.name().equals(key.curve()))
                    || hello.signatureSchemes().stream().anyMatch(scheme -> scheme.name().startsWith("ecdsa_" + key.curve()));
            case "RSA" -> hello.signatureSchemes().stream().anyMatch(scheme -> scheme.name().startsWith("rsa_"));
            default -> hello.signatureSchemes().stream().anyMatch(scheme -> scheme.name().equalsIgnoreCase(key.algorithm()));
        };
    }

    private static Optional<ServerHello> chosen(Observation seen) {
        return seen.serverHello().or(seen::retryRequest);
    }
}
