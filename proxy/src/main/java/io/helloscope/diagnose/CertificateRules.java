package io.helloscope.diagnose;

import io.helloscope.knowledge.InspectionProduct;
import io.helloscope.observe.Direction;
import io.helloscope.observe.SeenAlert;
import io.helloscope.observe.ServerCertificates;
import io.helloscope.observe.Stage;
import io.helloscope.tls.AlertDescription;
import io.helloscope.tls.ClientHello;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.EvidenceSource;
import io.helloscope.verdict.Party;
import io.helloscope.x509.CertificateFacts;
import io.helloscope.x509.ChainCheck;
import io.helloscope.x509.ChainFindings;
import io.helloscope.x509.DistinguishedName;
import io.helloscope.x509.Finding.Problem;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The client refused the certificate: which of its faults it means, as far as the certificate was visible. */
final class CertificateRules implements Rule {
    private static final Set<Problem> UNTRUSTED = EnumSet.of(Problem.SELF_SIGNED, Problem.UNKNOWN_ISSUER, Problem.CHAIN_INCOMPLETE);

    @Override
    public Optional<Finding> look(Case seen) {
        Optional<SeenAlert> alert = seen.fatalAlert(Direction.CLIENT);
        if (alert.isEmpty() || alert.get().stage().compareTo(Stage.SERVER_HELLO) < 0) {
            return Optional.empty();
        }
        if (alert.get().alert().isEmpty()) {
            return seen.tls13() && seen.before(Stage.ESTABLISHED) ? Optional.of(hidden(seen)) : Optional.empty();
        }
        AlertDescription said = alert.get().alert().get().description();
        if (!isAboutCertificates(said)) {
            return Optional.empty();
        }
        Finding finding = whatIsWrong(seen, Optional.of(said), Confidence.CERTAIN).orElseGet(() -> byAlert(seen, said));
        return Optional.of(finding.with(EvidenceSource.ALERT, "The client refused the certificate with a " + Words.alert(alert.get()) + "."));
    }

    static boolean isAboutCertificates(AlertDescription said) {
        int code = said.code();
        return code >= 42 && code <= 46 || code == 48 || code == 49 || code == 113 || code == 114;
    }

    /** TLS 1.3 encrypts the certificate and the alert; that it is one is told by its length, at the place of the Finished. */
    private static Finding hidden(Case seen) {
        boolean unread = seen.observation().alerts().stream().anyMatch(alert -> alert.sender() == Direction.SERVER && alert.alert().isEmpty());
        if (unread) {
            return Finding.likely(Cause.SERVER_RECORDS_CORRUPTED)
                    .with(EvidenceSource.ALERT, "The client sent an encrypted alert in place of its Finished, and the server answered that with an alert of its own:"
                            + " it could not read it, so the two sides have different keys, as when the hello was altered on the way.");
        }
        return Finding.likely(Cause.CERTIFICATE_REJECTED).with(EvidenceSource.ALERT,
                "After the server's part of the handshake, certificate included, the client sent a record as long as an alert in place of its Finished, and left.")
                .with(EvidenceSource.SERVER_BYTES, "TLS 1.3 encrypts the certificate, so what the client disliked is not visible from here.");
    }

    /** What is wrong with the visible chain, the fault that the alert names first; empty where nothing is wrong or visible. */
    Optional<Finding> whatIsWrong(Case seen, Optional<AlertDescription> said, Confidence confidence) {
        if (!(seen.observation().certificates() instanceof ServerCertificates.Seen chain) || chain.der().isEmpty()) {
            return Optional.empty();
        }
        // With encrypted hellos the visible name is the outer one; the certificate is then made for it as well.
        String name = seen.clientHello().flatMap(ClientHello::serverName).orElse(seen.connection().destination().host());
        ChainFindings found = ChainCheck.check(chain.der(), name, seen.now(), seen.anchors());
        return choose(found.findings(), said).map(worst -> {
            Confidence sure = worst.certain() ? confidence : weaker(confidence);
            Optional<InspectionProduct> product = UNTRUSTED.contains(worst.problem()) ? inspection(seen, found) : Optional.empty();
            Finding finding = product.map(p -> replaced(p, sure)).orElseGet(() -> Finding.of(cause(worst.problem()), sure));
            return others(finding.with(EvidenceSource.CERTIFICATE, Words.text(worst.text())), found, worst);
        });
    }

    private static Finding others(Finding finding, ChainFindings found, io.helloscope.x509.Finding worst) {
        Finding all = finding;
        for (io.helloscope.x509.Finding other : found.findings()) {
            if (other != worst) {
                all = all.with(EvidenceSource.CERTIFICATE, "Also: " + Words.text(other.text()));
            }
        }
        return all;
    }

    private static Optional<io.helloscope.x509.Finding> choose(List<io.helloscope.x509.Finding> findings, Optional<AlertDescription> said) {
        Set<Problem> named = said.map(CertificateRules::named).orElse(Set.of());
        return findings.stream().filter(f -> named.contains(f.problem())).findFirst().or(() -> findings.stream().findFirst());
    }

    private static Set<Problem> named(AlertDescription said) {
        if (said.equals(AlertDescription.CERTIFICATE_EXPIRED)) {
            return EnumSet.of(Problem.EXPIRED, Problem.NOT_YET_VALID);
        }
        return said.equals(AlertDescription.UNKNOWN_CA) ? UNTRUSTED : Set.of();
    }

    private static Finding replaced(InspectionProduct product, Confidence confidence) {
        boolean beside = product.kind().equals("endpoint-antivirus") || product.kind().equals("parental-control") || product.kind().equals("developer-tool");
        return Finding.of(Cause.CERTIFICATE_REPLACED, product.strength().equals("strong") ? confidence : weaker(confidence))
                .by(beside ? Party.CLIENT_SIDE_INTERCEPTOR : Party.NETWORK).from(Optional.of(product.product()), Optional.empty())
                .with(EvidenceSource.CERTIFICATE, "The certificate is signed by " + product.product() + ", which inspects TLS.");
    }

    private static Optional<InspectionProduct> inspection(Case seen, ChainFindings found) {
        return found.chain().stream().flatMap(certificate -> certificate.facts().stream()).map(CertificateFacts::issuer)
                .flatMap(issuer -> products(seen, issuer).stream()).findFirst();
    }

    private static List<InspectionProduct> products(Case seen, DistinguishedName issuer) {
        return seen.knowledge().inspectionProducts(issuer.commonName(), issuer.organization(), issuer.organizationalUnit());
    }

    private static Confidence weaker(Confidence confidence) {
        return confidence == Confidence.CERTAIN ? Confidence.LIKELY : Confidence.POSSIBLE;
    }

    private static Finding byAlert(Case seen, AlertDescription said) {
        String visible = seen.observation().certificates() instanceof ServerCertificates.Seen
                ? "Nothing that this proxy can check is wrong with the chain." : "The certificate was not visible.";
        Finding finding = switch (said.code()) {
            case 44 -> Finding.certain(Cause.CERTIFICATE_REVOKED);
            case 45 -> Finding.likely(Cause.CERTIFICATE_EXPIRED);
            case 48 -> Finding.likely(Cause.CERTIFICATE_UNKNOWN_ISSUER);
            case 113 -> Finding.possible(Cause.CERTIFICATE_REVOKED);
            default -> Finding.certain(Cause.CERTIFICATE_REJECTED);
        };
        return finding.with(EvidenceSource.CERTIFICATE, visible);
    }

    private static Cause cause(Problem problem) {
        return switch (problem) {
            case MALFORMED -> Cause.CERTIFICATE_MALFORMED;
            case SELF_SIGNED -> Cause.CERTIFICATE_SELF_SIGNED;
            case UNKNOWN_ISSUER, SIGNATURE_INVALID, NOT_A_CA -> Cause.CERTIFICATE_UNKNOWN_ISSUER;
            case CHAIN_INCOMPLETE -> Cause.CERTIFICATE_CHAIN_INCOMPLETE;
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
