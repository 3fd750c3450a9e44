package io.helloscope.diagnose;

import io.helloscope.bytes.Bytes;
import io.helloscope.knowledge.InspectionProduct;
import io.helloscope.observe.Arrival;
import io.helloscope.observe.Direction;
import io.helloscope.observe.ProbeAnswer.Session;
import io.helloscope.observe.SeenAlert;
import io.helloscope.observe.ServerCertificates;
import io.helloscope.observe.Stage;
import io.helloscope.tls.AlertDescription;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.ExtensionType;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.EvidenceSource;
import io.helloscope.verdict.Party;
import io.helloscope.x509.CertificateFacts;
import io.helloscope.x509.ChainCheck;
import io.helloscope.x509.ChainFindings;
import io.helloscope.x509.DistinguishedName;
import io.helloscope.x509.Finding.Problem;
import io.helloscope.x509.ParsedCertificate;
import io.helloscope.x509.TrustAnchors;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The client refused the certificate: which of its faults it means, as far as the certificate was visible. */
final class CertificateRules implements Rule {
    private static final Set<Problem> UNTRUSTED =
            EnumSet.of(Problem.SELF_SIGNED, Problem.UNKNOWN_ISSUER, Problem.CHAIN_INCOMPLETE, Problem.SIGNATURE_INVALID, Problem.NOT_A_CA);
    private static final Set<Problem> DATES = EnumSet.of(Problem.EXPIRED, Problem.NOT_YET_VALID);
    private static final Set<Problem> MINDED_BY_ALL = EnumSet.of(Problem.NAME_CONSTRAINT, Problem.WRONG_PURPOSE, Problem.NAME_MISMATCH,
            Problem.EXPIRED, Problem.NOT_YET_VALID);
    private static final Set<Problem> PURPOSE = EnumSet.of(Problem.WRONG_PURPOSE);
    /** Kinds of inspection products that run on the client's own machine. */
    private static final Set<String> BESIDE_THE_CLIENT = Set.of("endpoint-antivirus", "parental-control", "developer-tool");

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F.]*:[0-9a-fA-F:.]*");

    private final TrustAnchors inspection;

    /** With the organisation's own inspection CAs as anchors. */
    CertificateRules(TrustAnchors inspection) {
        this.inspection = inspection;
    }

    @Override
    public Optional<Finding> look(Case seen) {
        if (refused(seen)) {
            SeenAlert alert = seen.fatalAlert(Direction.CLIENT).orElseThrow();
            AlertDescription said = alert.alert().orElseThrow().description();
            Finding finding = whatIsWrong(seen, Optional.of(said), Confidence.CERTAIN).orElseGet(() -> byAlert(seen, said));
            return Optional.of(finding.with(EvidenceSource.ALERT, "The client refused the certificate with a " + Words.alert(alert) + "."));
        }
        Optional<SeenAlert> hidden = seen.fatalAlert(Direction.CLIENT).filter(alert -> alert.alert().isEmpty());
        boolean inPlaceOfFinished = seen.tls13() && seen.before(Stage.ESTABLISHED) && seen.serverDamage().isEmpty();
        return hidden.filter(alert -> inPlaceOfFinished && alert.stage().compareTo(Stage.SERVER_HELLO) >= 0).map(alert -> hidden(seen, alert));
    }

    /** Whether the client said, in the clear and after the server's hello, that it does not want the certificate. */
    static boolean refused(Case seen) {
        return seen.fatalAlert(Direction.CLIENT).filter(alert -> alert.stage().compareTo(Stage.SERVER_HELLO) >= 0).flatMap(SeenAlert::alert)
                .filter(alert -> isAboutCertificates(alert.description())).isPresent();
    }

    private static boolean isAboutCertificates(AlertDescription said) {
        int code = said.code();
        return code >= 42 && code <= 46 || code == 48 || code == 49 || code == 113 || code == 114;
    }

    /** TLS 1.3 encrypts the certificate and the alert; that it is one is told by its length, at the place of the Finished. */
    private static Finding hidden(Case seen, SeenAlert said) {
        boolean unread = seen.observation().alerts().stream().anyMatch(alert -> alert.sender() == Direction.SERVER && alert.alert().isEmpty()
                && alert.nanos() >= said.nanos());
        if (unread) {
            return Finding.likely(Cause.SERVER_RECORDS_CORRUPTED).with(EvidenceSource.ALERT,
                    "The client sent an encrypted alert in place of its Finished, and the server answered that with an alert of its own:"
                            + " it could not read it, so the two sides have different keys, as when the hello was altered on the way.");
        }
        String alike = seen.clientHello().filter(ClientHello::hasEch).isPresent() ? "a bad signature and a refused Encrypted Client Hello look"
                : "a bad signature looks";
        return Finding.likely(Cause.CERTIFICATE_REJECTED).with(EvidenceSource.ALERT,
                "After the server's part of the handshake, certificate included, the client sent a record as long as an alert in place of its"
                        + " Finished.")
                .with(EvidenceSource.SERVER_BYTES, "TLS 1.3 encrypts the certificate, so what the client disliked is not visible from here; "
                        + alike + " the same.");
    }

    /** What is wrong with the visible chain, the fault that the alert names first; empty where nothing is wrong or visible. */
    Optional<Finding> whatIsWrong(Case seen, Optional<AlertDescription> said, Confidence confidence) {
        return chain(seen).flatMap(der -> whatIsWrong(seen, check(seen, der), said, confidence));
    }

    /** The same of a chain that came to light otherwise. */
    Optional<Finding> whatIsWrong(Case seen, ChainFindings found, Optional<AlertDescription> said, Confidence confidence) {
        return choose(found.findings(), said).map(worst -> others(verdict(seen, found, worst, confidence), found, worst));
    }

    /** A chain as clients judge it who ask for what this one asked for. */
    static ChainFindings check(Case seen, List<Bytes> der) {
        return ChainCheck.check(der, name(seen), seen.now(), seen.anchors());
    }

    /** The same of what a whole handshake of our own brought to light. */
    static ChainFindings check(Case seen, Session session) {
        return ChainCheck.check(session.certificates(), session.ocspResponse(), name(seen), seen.now(), seen.anchors());
    }

    /** Whether every client minds this, whatever roots it has and however old it is. */
    static boolean isMindedByAll(io.helloscope.x509.Finding fault) {
        return fault.certain() && MINDED_BY_ALL.contains(fault.problem());
    }

    /** What is wrong with the visible chain that every client minds, whatever roots it has and however old it is. */
    Optional<Finding> whatIsWrongForAll(Case seen, Confidence confidence) {
        return chain(seen).flatMap(der -> {
            ChainFindings found = check(seen, der);
            return found.findings().stream().filter(CertificateRules::isMindedByAll).findFirst()
                    .map(worst -> verdict(seen, found, worst, confidence));
        });
    }

    private static Optional<List<Bytes>> chain(Case seen) {
        return seen.observation().certificates() instanceof ServerCertificates.Seen chain && !chain.der().isEmpty() ? Optional.of(chain.der())
                : Optional.empty();
    }

    /**
     * The name that the certificate has to be for. With an encrypted hello the visible name is the outer one; the certificate in sight
     * is then made for it as well. An address that the client looked up itself is not what it asked for; then it is empty.
     */
    private static String name(Case seen) {
        String asked = seen.connection().destination().host();
        boolean lookedUp = (seen.connection().arrival() == Arrival.CAPTURE || seen.connection().arrival() == Arrival.SOCKS5)
                && ADDRESS.matcher(asked).matches();
        return seen.clientHello().flatMap(ClientHello::serverName).orElse(lookedUp ? "" : asked);
    }

    private Finding verdict(Case seen, ChainFindings found, io.helloscope.x509.Finding worst, Confidence confidence) {
        Confidence sure = worst.certain() ? confidence : weaker(confidence);
        Finding finding = (UNTRUSTED.contains(worst.problem()) ? replaced(seen, found, sure) : Optional.<Finding>empty())
                .orElseGet(() -> Finding.of(cause(worst.problem()), sure));
        return finding.about(worst).with(EvidenceSource.CERTIFICATE, Words.sentence(worst.text()));
    }

    private static Finding others(Finding finding, ChainFindings found, io.helloscope.x509.Finding worst) {
        Finding all = finding;
        for (io.helloscope.x509.Finding other : found.findings()) {
            if (other != worst) {
                all = all.with(EvidenceSource.CERTIFICATE, "Also: " + Words.sentence(other.text()));
            }
        }
        return all;
    }

    private static Optional<io.helloscope.x509.Finding> choose(List<io.helloscope.x509.Finding> findings, Optional<AlertDescription> said) {
        Set<Problem> named = said.map(CertificateRules::named).orElse(Set.of());
        return findings.stream().filter(f -> named.contains(f.problem())).findFirst().or(() -> findings.stream().findFirst());
    }

    /** The faults that an alert names; most alerts only say that there is one. */
    private static Set<Problem> named(AlertDescription said) {
        return switch (said.code()) {
            case 43 -> PURPOSE;
            case 45 -> DATES;
            case 48 -> UNTRUSTED;
            default -> Set.of();
        };
    }

    /** The chain leads to inspection gear: to the organisation's own, or to one that the issuer's name gives away. */
    private Optional<Finding> replaced(Case seen, ChainFindings found, Confidence confidence) {
        List<Bytes> der = found.chain().stream().map(ParsedCertificate::der).toList();
        if (!inspection.extraRoots().isEmpty() && ChainCheck.check(der, name(seen), seen.now(), inspection).reachesExtraRoot()) {
            return Optional.of(Finding.of(Cause.CERTIFICATE_REPLACED, confidence).by(Party.NETWORK).with(EvidenceSource.CERTIFICATE,
                    "The certificate is signed by this organisation's own inspection CA, which the client does not trust."));
        }
        return product(seen, found).map(product -> Finding.of(Cause.CERTIFICATE_REPLACED, product.strength().equals("strong") ? confidence
                : weaker(confidence))
                .by(BESIDE_THE_CLIENT.contains(product.kind()) ? Party.CLIENT_SIDE_INTERCEPTOR : Party.NETWORK)
                .from(Optional.of(product.product()), Optional.empty())
                .with(EvidenceSource.CERTIFICATE, "The certificate's issuer is named as those of " + product.product()
                        + " are, which re-signs certificates."));
    }

    private static Optional<InspectionProduct> product(Case seen, ChainFindings found) {
        return found.chain().stream().flatMap(certificate -> certificate.facts().stream()).map(CertificateFacts::issuer)
                .flatMap(issuer -> products(seen, issuer).stream()).findFirst();
    }

    private static List<InspectionProduct> products(Case seen, DistinguishedName issuer) {
        return seen.knowledge().inspectionProducts(issuer.commonName(), issuer.organization(), issuer.organizationalUnit());
    }

    static Confidence weaker(Confidence confidence) {
        return confidence == Confidence.CERTAIN ? Confidence.LIKELY : Confidence.POSSIBLE;
    }

    private static Finding byAlert(Case seen, AlertDescription said) {
        Optional<List<Bytes>> chain = chain(seen);
        if (said.equals(AlertDescription.CERTIFICATE_REVOKED)) {
            return Finding.certain(Cause.CERTIFICATE_REVOKED);
        }
        if (chain.isEmpty()) {
            Finding finding = said.equals(AlertDescription.CERTIFICATE_EXPIRED) ? Finding.likely(Cause.CERTIFICATE_EXPIRED)
                    : Finding.certain(Cause.CERTIFICATE_REJECTED);
            return finding.with(EvidenceSource.CERTIFICATE, said.equals(AlertDescription.UNKNOWN_CA)
                    ? "The alert says that the client does not know the issuer: its root is missing there, or the server does not send an"
                            + " intermediate certificate."
                    : "The certificate itself was not visible from here.");
        }
        ChainFindings found = check(seen, chain.get());
        if (found.reachesPublicRoot() && isUnlogged(seen, found)) {
            return Finding.likely(Cause.CERTIFICATE_NOT_LOGGED).with(EvidenceSource.CERTIFICATE,
                    "Neither the certificate of this public CA nor the ServerHello carries a proof of Certificate Transparency logging, and"
                            + " nothing else is wrong.");
        }
        if (found.reachesPublicRoot()) {
            return Finding.likely(Cause.CERTIFICATE_PINNED).with(EvidenceSource.CERTIFICATE,
                    "The chain leads to a public root, is made for this name and is valid now: the client insists on another certificate, or its"
                            + " roots or clock are off.");
        }
        Finding finding = said.equals(AlertDescription.UNKNOWN_CA) ? Finding.likely(Cause.CERTIFICATE_UNKNOWN_ISSUER)
                : Finding.certain(Cause.CERTIFICATE_REJECTED);
        return finding.with(EvidenceSource.CERTIFICATE, "The chain leads to a root that this proxy was told to trust, and nothing else that it can"
                + " check is wrong.");
    }

    /** The client asked for proofs; the third way to bring one, within a stapled status, is taken only where a status was asked for and promised. */
    private static boolean isUnlogged(Case seen, ChainFindings found) {
        boolean asked = seen.clientHello().filter(hello -> hello.has(ExtensionType.SIGNED_CERTIFICATE_TIMESTAMP)).isPresent();
        boolean brought = seen.serverHello().filter(hello -> hello.has(ExtensionType.SIGNED_CERTIFICATE_TIMESTAMP)
                || hello.has(ExtensionType.STATUS_REQUEST)).isPresent();
        return asked && !brought && found.leaf().filter(leaf -> !leaf.embeddedScts()).isPresent();
    }

    private static Cause cause(Problem problem) {
        return switch (problem) {
            case MALFORMED -> Cause.CERTIFICATE_MALFORMED;
            case SELF_SIGNED -> Cause.CERTIFICATE_SELF_SIGNED;
            case UNKNOWN_ISSUER, SIGNATURE_INVALID, NOT_A_CA -> Cause.CERTIFICATE_UNKNOWN_ISSUER;
            case CHAIN_INCOMPLETE -> Cause.CERTIFICATE_CHAIN_INCOMPLETE;
            case REVOKED -> Cause.CERTIFICATE_REVOKED;
            case NAME_CONSTRAINT -> Cause.CERTIFICATE_NAME_CONSTRAINT;
            case WRONG_PURPOSE -> Cause.CERTIFICATE_WRONG_PURPOSE;
            case NAME_MISMATCH -> Cause.CERTIFICATE_NAME_MISMATCH;
            case WEAK_SIGNATURE -> Cause.CERTIFICATE_WEAK_SIGNATURE;
            case WEAK_KEY -> Cause.CERTIFICATE_WEAK_KEY;
            case EXPIRED -> Cause.CERTIFICATE_EXPIRED;
            case NOT_YET_VALID -> Cause.CERTIFICATE_NOT_YET_VALID;
            case VALIDITY_TOO_LONG -> Cause.CERTIFICATE_VALIDITY_TOO_LONG;
        };
    }
}
