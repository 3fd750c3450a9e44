package io.helloscope.x509;

import static io.helloscope.testing.CertificateMaker.NOW;
import static io.helloscope.testing.CertificateMaker.authority;
import static io.helloscope.testing.CertificateMaker.named;
import static io.helloscope.testing.CertificateMaker.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.bytes.Bytes;
import io.helloscope.testing.CertificateMaker.Issued;
import io.helloscope.x509.Finding.Problem;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StapledStatusTest {
    private static final String HOST = "shop.example";
    private static final CertificateStatus REVOKED = new RevokedStatus(Date.from(NOW.minus(Duration.ofDays(3))), CRLReason.keyCompromise);

    private static Issued root;
    private static Issued leaf;
    private static TrustAnchors anchors;

    @BeforeAll
    static void makeChain() throws Exception {
        root = authority("O=Lab,CN=Lab Root CA").selfSigned();
        leaf = server(HOST).signedBy(root);
        anchors = TrustAnchors.of(List.of(root.der()), sha256 -> false, keyId -> false);
    }

    private static X509CertificateHolder holder(Issued issued) throws IOException {
        return new X509CertificateHolder(issued.der().toArray());
    }

    private static Bytes status(CertificateStatus status, BigInteger serial, Issued signer, Issued... brought) throws Exception {
        DigestCalculator sha1 = new BcDigestCalculatorProvider().get(CertificateID.HASH_SHA1);
        BasicOCSPRespBuilder builder = new BasicOCSPRespBuilder(new RespID(signer.name()));
        builder.addResponse(new CertificateID(sha1, holder(root), serial), status);
        X509CertificateHolder[] certificates = new X509CertificateHolder[brought.length];
        for (int i = 0; i < brought.length; i++) {
            certificates[i] = holder(brought[i]);
        }
        return Bytes.of(new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL, builder.build(new JcaContentSignerBuilder("SHA256withECDSA")
                .build(signer.key().getPrivate()), certificates, Date.from(NOW))).getEncoded());
    }

    private static BigInteger serial() throws IOException {
        return holder(leaf).getSerialNumber();
    }

    private static List<Problem> problems(TrustAnchors trusted, Bytes status) {
        return ChainCheck.check(List.of(leaf.der()), Optional.of(status), HOST, NOW, trusted).findings().stream().map(Finding::problem).toList();
    }

    @Test
    void aRevokedCertificateIsTold() throws Exception {
        Bytes status = status(REVOKED, serial(), root);

        assertThat(problems(anchors, status)).containsExactly(Problem.REVOKED);
        assertThat(ChainCheck.check(List.of(leaf.der()), Optional.of(status), HOST, NOW, anchors).findings().get(0).text())
                .contains("revoked at 20260612120000");
    }

    @Test
    void aResponderThatTheIssuerLetsSignIsBelieved() throws Exception {
        Issued responder = named("CN=Responder").purposes(KeyPurposeId.id_kp_OCSPSigning).signedBy(root);

        assertThat(problems(anchors, status(REVOKED, serial(), responder, responder))).containsExactly(Problem.REVOKED);
    }

    @Test
    void nobodyElseIsBelieved() throws Exception {
        Issued other = authority("O=Lab,CN=Lab Root CA").selfSigned();
        Issued stranger = named("CN=Responder").purposes(KeyPurposeId.id_kp_OCSPSigning).signedBy(other);
        Issued server = server("other.example").signedBy(root);

        assertThat(problems(anchors, status(REVOKED, serial(), other))).isEmpty();
        assertThat(problems(anchors, status(REVOKED, serial(), stranger, stranger))).isEmpty();
        assertThat(problems(anchors, status(REVOKED, serial(), server, server))).isEmpty();
    }

    @Test
    void aGoodStatusOrOneOfAnotherCertificateSaysNothing() throws Exception {
        assertThat(problems(anchors, status(CertificateStatus.GOOD, serial(), root))).isEmpty();
        assertThat(problems(anchors, status(REVOKED, serial().add(BigInteger.ONE), root))).isEmpty();
    }

    @Test
    void whoseIssuerNobodyTrustsIsNotAskedAbout() throws Exception {
        TrustAnchors nobody = TrustAnchors.of(List.of(), sha256 -> false, keyId -> false);

        assertThat(problems(nobody, status(REVOKED, serial(), root))).doesNotContain(Problem.REVOKED).isNotEmpty();
    }

    @Test
    void damageSaysNothing() throws Exception {
        byte[] sound = status(REVOKED, serial(), root).toArray();
        for (int i = 0; i < sound.length; i++) {
            byte[] damaged = sound.clone();
            damaged[i] ^= 0x55;
            problems(anchors, Bytes.of(damaged));
            assertThat(problems(anchors, Bytes.copyOf(sound, 0, i))).isEmpty();
        }
    }
}
