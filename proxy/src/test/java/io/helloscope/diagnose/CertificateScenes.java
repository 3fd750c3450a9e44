package io.helloscope.diagnose;

import static io.helloscope.diagnose.Talk.HOST;
import static io.helloscope.diagnose.Talk.talk;
import static io.helloscope.observe.Wire.CCS;
import static io.helloscope.observe.Wire.alert;
import static io.helloscope.observe.Wire.data;
import static io.helloscope.observe.Wire.extension;
import static io.helloscope.observe.Wire.flight12;
import static io.helloscope.observe.Wire.flight13;
import static io.helloscope.observe.Wire.handshake;
import static io.helloscope.observe.Wire.hello;
import static io.helloscope.testing.CertificateMaker.NOW;
import static io.helloscope.testing.CertificateMaker.authority;
import static io.helloscope.testing.CertificateMaker.server;

import io.helloscope.testing.CertificateMaker.Issued;
import io.helloscope.testing.CertificateMaker;
import io.helloscope.verdict.Cause;
import java.time.Duration;
import java.time.Instant;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/** Certificates that a client refuses. */
final class CertificateScenes {
    private CertificateScenes() {
    }

    static void addTo(Rows rows) throws Exception {
        certificates(rows);
    }

    private static void certificates(Rows rows) throws Exception {
        Issued narrow = authority("O=Lab,CN=Lab Narrow CA").permits("allowed.example").signedBy(Chains.ROOT);
        CertificateMaker leaf = server(HOST);
        rows.add(Cause.CERTIFICATE_REJECTED, "TLS 1.3", talk().client(hello()).server(flight13(0x1301)).client(CCS, data(19)).clientCloses())
                .add(Cause.CERTIFICATE_REJECTED, "TLS 1.3, alert in the clear", talk().client(hello()).server(flight13(0x1301)).client(alert(2, 48))
                        .clientResets())
                .add(Cause.CERTIFICATE_REJECTED, "nothing wrong in sight", refused(46, server(HOST)
                        .signedBy(Chains.INTERMEDIATE), Chains.INTERMEDIATE))
                .add(Cause.CERTIFICATE_REJECTED, "curl dislikes the name behind its Finished", talk().from("curl/7.88.1").client(hello())
                        .server(flight13(0x1302)).client(CCS, data(69), data(19)).clientCloses())
                .add(Cause.CERTIFICATE_EXPIRED, "five days ago", refused(46,
                        server(HOST).valid(day(-90), day(-5))
                                .signedBy(Chains.INTERMEDIATE), Chains.INTERMEDIATE))
                .add(Cause.CERTIFICATE_EXPIRED, "TLS 1.3, the alert says it", talk().client(hello()).server(flight13(0x1301)).client(alert(2, 45))
                        .clientResets())
                .add(Cause.CERTIFICATE_NOT_YET_VALID, "in twenty days", refused(42,
                        server(HOST).valid(day(20), day(90))
                                .signedBy(Chains.INTERMEDIATE), Chains.INTERMEDIATE))
                .add(Cause.CERTIFICATE_NAME_MISMATCH, "another name", refused(46, server("other.test")
                        .signedBy(Chains.INTERMEDIATE), Chains.INTERMEDIATE))
                .add(Cause.CERTIFICATE_SELF_SIGNED, "its own key", refused(48, leaf.selfSigned()))
                .add(Cause.CERTIFICATE_UNKNOWN_ISSUER, "unknown root", refused(48, server(HOST)
                        .signedBy(authority("O=Elsewhere,CN=Elsewhere Root").selfSigned())))
                .add(Cause.CERTIFICATE_UNKNOWN_ISSUER, "the client lacks our extra root", refused(48, server(HOST)
                        .signedBy(Chains.INTERMEDIATE), Chains.INTERMEDIATE))
                .add(Cause.CERTIFICATE_CHAIN_INCOMPLETE, "no Chains.INTERMEDIATE", refused(48, server(HOST).issuerAt("http://pki.test/i.crt")
                        .signedBy(Chains.INTERMEDIATE)))
                .add(Cause.CERTIFICATE_WEAK_SIGNATURE, "SHA-1", refused(46, server(HOST).signedWith("SHA1withECDSA")
                        .signedBy(Chains.INTERMEDIATE), Chains.INTERMEDIATE))
                .add(Cause.CERTIFICATE_WEAK_KEY, "RSA 1024", refused(46, server(HOST).key(CertificateMaker.rsa(1024, "weak"))
                        .signedBy(Chains.INTERMEDIATE), Chains.INTERMEDIATE))
                .add(Cause.CERTIFICATE_NAME_CONSTRAINT, "outside", refused(46, server(HOST).signedBy(narrow), narrow))
                .add(Cause.CERTIFICATE_WRONG_PURPOSE, "for clients", refused(43, server(HOST).purposes(KeyPurposeId.id_kp_clientAuth)
                        .signedBy(Chains.INTERMEDIATE), Chains.INTERMEDIATE))
                .add(Cause.CERTIFICATE_REVOKED, "alert 44", refused(44, server(HOST).signedBy(Chains.INTERMEDIATE), Chains.INTERMEDIATE))
                .add(Cause.CERTIFICATE_REPLACED, "our own Chains.INSPECTION CA", refused(46, server(HOST).signedBy(Chains.INSPECTION)))
                .add(Cause.CERTIFICATE_NOT_LOGGED, "public, no proof", refused(46, server(HOST).signedBy(Chains.PUBLIC_ROOT), Chains.PUBLIC_ROOT))
                .add(Cause.CERTIFICATE_VALIDITY_TOO_LONG, "three years", refused(46,
                        server(HOST).valid(day(-10), day(1000))
                                .signedBy(Chains.PUBLIC_ROOT), Chains.PUBLIC_ROOT))
                .add(Cause.CERTIFICATE_MALFORMED, "no certificate at all", talk().client(hello()).server(flight12()).client(alert(2, 42))
                        .clientCloses())
                .add(Cause.CERTIFICATE_PINNED, "public and sound", pinned())
                .add(Cause.CERTIFICATE_EXPIRED, "refused after the handshake, as Firefox does",
                        Chains.refusedAfterwards(server(HOST).valid(day(-90), day(-5)).signedBy(Chains.INTERMEDIATE), Chains.INTERMEDIATE));
    }

    private static Instant day(int fromNow) {
        return NOW.plus(Duration.ofDays(fromNow));
    }

    private static Talk refused(int alert, Issued... chain) {
        return talk().client(hello(extension(18))).server(Chains.flight12(chain)).client(alert(2, alert)).clientCloses();
    }

    /** A client that does not ask for proofs of logging. */
    private static Talk pinned() throws Exception {
        byte[] flight = Chains.flight12(server(HOST).signedBy(Chains.PUBLIC_ROOT), Chains.PUBLIC_ROOT);
        return talk().client(hello()).server(flight).client(alert(2, 46)).clientCloses();
    }
}
