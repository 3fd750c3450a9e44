package io.helloscope.diagnose;

import io.helloscope.bytes.Bytes;
import io.helloscope.observe.ClientCertificate;
import io.helloscope.observe.ProbeAnswer.Session;
import io.helloscope.tls.AlertDescription;
import io.helloscope.tls.ExtensionType;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.EvidenceSource;
import io.helloscope.verdict.Phase;
import io.helloscope.x509.CertificateFacts;
import io.helloscope.x509.ChainFindings;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A whole handshake of our own: the certificate that TLS 1.3 hides, and whether the server asks for one of the client's. */
final class ProbedCertificate implements Refinement {
    /** The client left, or was left, at a point where either certificate may be the reason. */
    private static final Set<Cause> LEFT_BY_SERVER = EnumSet.of(Cause.CLOSED_AFTER_HANDSHAKE, Cause.RESET_AFTER_HANDSHAKE,
            Cause.CLOSED_DURING_HANDSHAKE, Cause.RESET_DURING_HANDSHAKE, Cause.CLIENT_CERTIFICATE_REQUIRED, Cause.CLIENT_CERTIFICATE_REJECTED,
            Cause.NO_COMMON_PARAMETERS, Cause.SERVER_REJECTED_HELLO);
    private static final String BETWEEN = "This program asked from where it stands; what is between it and the client may show the client"
            + " another certificate.";

    private final CertificateRules certificates;

    ProbedCertificate(CertificateRules certificates) {
        this.certificates = certificates;
    }

    @Override
    public Optional<Finding> refine(Case seen, Finding passive, Answers answers) {
        Optional<Session> session = answers.session();
        if (session.isEmpty()) {
            return answers.all().stream().filter(answer -> answer.question().code().equals("certificate")).findFirst()
                    .map(answer -> passive.with(EvidenceSource.PROBE, "Asked by this program for a whole handshake, the server %s."
                            .formatted(Told.did(answer))));
        }
        Session inside = session.get();
        if (LEFT_BY_SERVER.contains(passive.cause())) {
            return Optional.of(ofClient(seen, passive, inside));
        }
        if (passive.cause() == Cause.CERTIFICATE_REJECTED && seen.observation().certificates().der().isEmpty()) {
            return hidden(seen, passive, inside);
        }
        if (passive.cause() == Cause.CLIENT_CLOSED_DURING_HANDSHAKE) {
            return inside.certificateRequested() ? Optional.of(ofClient(seen, passive, inside)) : walkedOff(seen, inside);
        }
        return same(seen, passive, inside);
    }

    /** This program was the client and took what it was shown: what other clients would have minded. */
    Optional<Finding> ofCheck(Case seen, Answers answers) {
        Optional<ChainFindings> found = answers.session().filter(session -> !session.certificates().isEmpty())
                .map(session -> CertificateRules.check(seen, session));
        return found.flatMap(chain -> certificates.whatIsWrong(seen, chain, Optional.empty(), Confidence.CERTAIN)
                .map(finding -> helpFetching(finding, chain).with(EvidenceSource.PROBE, who(chain))));
    }

    /** A certificate of the client's that the server wants. */
    private static Finding ofClient(Case seen, Finding passive, Session inside) {
        boolean none = seen.observation().clientCertificate() != ClientCertificate.SENT;
        boolean refused = inside.alert().filter(alert -> AlertDescription.CERTIFICATE_REQUIRED.equals(alert.description())).isPresent();
        if (!inside.certificateRequested()) {
            return passive.with(EvidenceSource.PROBE, inside.finished()
                    ? "Asked by this program, the server finished the handshake and did not ask for a client certificate."
                    : "Asked by this program, the server did not ask for a client certificate.");
        }
        String asks = "Asked by this program, the server asked for a client certificate" + (refused ? " and, given none, said that it needs one" : "") + ".";
        boolean known = passive.cause() == Cause.CLIENT_CERTIFICATE_REQUIRED || passive.cause() == Cause.CLIENT_CERTIFICATE_REJECTED;
        if (!none || known && passive.cause() == Cause.CLIENT_CERTIFICATE_REJECTED) {
            return Finding.of(Cause.CLIENT_CERTIFICATE_REJECTED, known ? passive.confidence() : Confidence.LIKELY).in(Phase.HANDSHAKE)
                    .with(EvidenceSource.PROBE, asks);
        }
        boolean sure = refused || known || seen.observation().clientCertificate() == ClientCertificate.EMPTY;
        return Finding.of(Cause.CLIENT_CERTIFICATE_REQUIRED, sure ? Confidence.CERTAIN : Confidence.LIKELY).in(Phase.HANDSHAKE)
                .with(EvidenceSource.PROBE, asks);
    }

    private Optional<Finding> hidden(Case seen, Finding passive, Session inside) {
        if (inside.certificates().isEmpty()) {
            return Optional.empty();
        }
        ChainFindings found = CertificateRules.check(seen, inside);
        boolean sure = found.first().filter(CertificateRules::isMindedByAll).isPresent();
        Optional<AlertDescription> said = seen.objection().map(alert -> alert.description());
        Optional<Finding> wrong = certificates.whatIsWrong(seen, found, said, sure ? Confidence.CERTAIN : Confidence.LIKELY);
        if (wrong.isPresent()) {
            return wrong.map(finding -> helpFetching(finding, found).with(EvidenceSource.PROBE, who(found)).with(EvidenceSource.PROBE, BETWEEN));
        }
        return Optional.of(sound(seen, passive, inside, found).with(EvidenceSource.PROBE, BETWEEN));
    }

    /** Nothing is wrong with it as far as can be checked from here: what that leaves. */
    private static Finding sound(Case seen, Finding passive, Session inside, ChainFindings found) {
        Finding finding = passive.first(EvidenceSource.PROBE, who(found));
        if (found.reachesExtraRoot()) {
            return finding.with(EvidenceSource.PROBE, "The chain leads to a private root that this proxy was told to trust, and nothing else is wrong:"
                    + " the client may lack that root.");
        }
        Finding valid = finding.with(EvidenceSource.PROBE, "The chain leads to a public root, is made for this name and is valid now. That leaves the"
                + " client: its root store, its clock, or a certificate that it insists on (pinning).");
        boolean asked = seen.clientHello().filter(hello -> hello.has(ExtensionType.SIGNED_CERTIFICATE_TIMESTAMP)).isPresent();
        boolean bare = found.leaf().filter(leaf -> !leaf.embeddedScts()).isPresent() && inside.ocspResponse().isEmpty();
        return asked && bare ? valid.with(EvidenceSource.PROBE, "The certificate itself carries no proof of Certificate Transparency logging, which the"
                + " client asked for.") : valid;
    }

    /** Who leaves without a word after the server's flight may have disliked what was in it. */
    private Optional<Finding> walkedOff(Case seen, Session inside) {
        if (inside.certificates().isEmpty() || !seen.observation().certificates().der().isEmpty()) {
            return Optional.empty();
        }
        ChainFindings found = CertificateRules.check(seen, inside);
        boolean all = found.first().filter(CertificateRules::isMindedByAll).isPresent();
        return certificates.whatIsWrong(seen, found, Optional.empty(), all ? Confidence.LIKELY : Confidence.POSSIBLE)
                .map(finding -> helpFetching(finding, found).with(EvidenceSource.PROBE, who(found)).with(EvidenceSource.PROBE, BETWEEN));
    }

    /** The chain was in sight already: is it the one that the server always sends? */
    private static Optional<Finding> same(Case seen, Finding passive, Session inside) {
        List<Bytes> before = seen.observation().certificates().der();
        if (inside.certificates().isEmpty()) {
            return Optional.empty();
        }
        if (before.isEmpty()) {
            return Optional.of(passive.with(EvidenceSource.PROBE, who(CertificateRules.check(seen, inside))));
        }
        return Optional.of(passive.with(EvidenceSource.PROBE, before.get(0).equals(inside.certificates().get(0))
                ? "Asked by this program, the server sent the same certificate."
                : "Asked by this program, the server sent another certificate: " + described(CertificateRules.check(seen, inside))
                        + ". Several machines may serve this address."));
    }

    private static Finding helpFetching(Finding finding, ChainFindings found) {
        if (finding.cause() != Cause.CERTIFICATE_CHAIN_INCOMPLETE) {
            return finding;
        }
        Optional<CertificateFacts> last = found.path().isEmpty() ? Optional.empty() : found.chain().get(found.path().get(found.path().size() - 1)).facts();
        boolean fetchable = last.filter(certificate -> !certificate.issuerUrls().isEmpty()).isPresent();
        return finding.with(EvidenceSource.PROBE, fetchable ? "The certificate names an address from which its issuer's can be fetched: clients that do so"
                + " (Chromium on some systems) get on, others do not." : "The certificate names no address from which its issuer's could be fetched.");
    }

    private static String who(ChainFindings found) {
        return "Asked by this program, the server sent the certificate of " + described(found) + ".";
    }

    /** Subject, issuer and dates of the leaf. */
    static String described(ChainFindings found) {
        return found.leaf().map(leaf -> "%s, issued by %s, valid from %s to %s".formatted(Words.text(leaf.subject().display()),
                Words.text(leaf.issuer().display()), Words.day(leaf.notBefore()), Words.day(leaf.notAfter()))).orElse("a kind that cannot be read");
    }
}
