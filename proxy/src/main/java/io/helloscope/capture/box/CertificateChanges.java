package io.helloscope.capture.box;

import io.helloscope.bytes.Bytes;
import io.helloscope.observe.Observation;
import io.helloscope.observe.ServerCertificates;
import io.helloscope.x509.CertificateFacts;
import io.helloscope.x509.ChainCheck;
import io.helloscope.x509.ChainFindings;
import io.helloscope.x509.Finding;
import io.helloscope.x509.ParsedCertificate;
import io.helloscope.x509.TrustAnchors;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a box did to a server's certificate, as far as it is visible: TLS 1.3 encrypts it. */
final class CertificateChanges {
    private static final Set<Finding.Problem> MASKABLE = EnumSet.of(Finding.Problem.SELF_SIGNED, Finding.Problem.UNKNOWN_ISSUER,
            Finding.Problem.CHAIN_INCOMPLETE, Finding.Problem.SIGNATURE_INVALID, Finding.Problem.NAME_MISMATCH, Finding.Problem.EXPIRED,
            Finding.Problem.NOT_YET_VALID, Finding.Problem.WEAK_SIGNATURE, Finding.Problem.WEAK_KEY, Finding.Problem.MALFORMED);

    private final List<Bytes> client;
    private final List<Bytes> server;
    private final TrustAnchors anchors;

    CertificateChanges(Observation client, Observation server, TrustAnchors anchors) {
        this.client = client.certificates() instanceof ServerCertificates.Seen seen ? seen.der() : List.of();
        this.server = server.certificates() instanceof ServerCertificates.Seen seen ? seen.der() : List.of();
        this.anchors = anchors;
    }

    boolean sameLeaf() {
        return !client.isEmpty() && !server.isEmpty() && client.get(0).equals(server.get(0));
    }

    boolean differentLeaf() {
        return !client.isEmpty() && !server.isEmpty() && !client.get(0).equals(server.get(0));
    }

    List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        if (client.isEmpty() || server.isEmpty()) {
            if (client.isEmpty() != server.isEmpty()) {
                changes.add(new Change("certificate", client.isEmpty() ? "not visible on the client's side" : "not visible on the server's side"));
            }
            return changes;
        }
        Optional<CertificateFacts> shown = leaf(client);
        Optional<CertificateFacts> real = leaf(server);
        if (sameLeaf() || shown.isEmpty() || real.isEmpty()) {
            return changes;
        }
        compare(changes, "certificate-issuer", real.get().issuer().text(), shown.get().issuer().text());
        compare(changes, "certificate-subject", real.get().subject().text(), shown.get().subject().text());
        compare(changes, "certificate-names", String.join(", ", real.get().dnsNames()), String.join(", ", shown.get().dnsNames()));
        compare(changes, "certificate-key", real.get().publicKey().toString(), shown.get().publicKey().toString());
        compare(changes, "certificate-signature", real.get().signatureAlgorithm(), shown.get().signatureAlgorithm());
        compare(changes, "certificate-dates", dates(real.get()), dates(shown.get()));
        compare(changes, "certificate-scts", real.get().embeddedScts() ? "logged" : "not logged", shown.get().embeddedScts() ? "logged" : "not logged");
        return changes;
    }

    private static void compare(List<Change> changes, String part, String real, String shown) {
        if (!real.equals(shown)) {
            changes.add(new Change(part, real + " became " + shown));
        }
    }

    private static String dates(CertificateFacts facts) {
        return facts.notBefore() + ".." + facts.notAfter();
    }

    private static Optional<CertificateFacts> leaf(List<Bytes> chain) {
        return ParsedCertificate.parse(chain.get(0)).facts();
    }

    /** Faults of the server's chain that the chain shown to the client does not have. */
    List<Finding> masked(String host, Instant now) {
        if (!differentLeaf()) {
            return List.of();
        }
        ChainFindings real = ChainCheck.check(server, host, now, anchors);
        ChainFindings shown = ChainCheck.check(client, host, now, anchors);
        return real.findings().stream().filter(finding -> MASKABLE.contains(finding.problem()) && finding.certain())
                // Of the box's own issuer everybody knows that it is no public one.
                .filter(finding -> isTrust(finding.problem()) || !shown.has(finding.problem())).toList();
    }

    private static boolean isTrust(Finding.Problem problem) {
        return problem == Finding.Problem.SELF_SIGNED || problem == Finding.Problem.UNKNOWN_ISSUER || problem == Finding.Problem.SIGNATURE_INVALID;
    }
}
