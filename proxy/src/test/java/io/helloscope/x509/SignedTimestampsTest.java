package io.helloscope.x509;

import static io.helloscope.testing.CertificateMaker.NOW;
import static io.helloscope.testing.CertificateMaker.authority;
import static io.helloscope.testing.CertificateMaker.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.bytes.Bytes;
import io.helloscope.testing.CertificateMaker.Issued;
import io.helloscope.testing.TransparencyLog;
import io.helloscope.x509.SignedTimestamp.Source;
import io.helloscope.x509.SignedTimestamp.Validity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.BasicOCSPResponse;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.CertStatus;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.asn1.ocsp.OCSPResponseStatus;
import org.bouncycastle.asn1.ocsp.ResponderID;
import org.bouncycastle.asn1.ocsp.ResponseBytes;
import org.bouncycastle.asn1.ocsp.ResponseData;
import org.bouncycastle.asn1.ocsp.SingleResponse;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignedTimestampsTest {
    private static final Instant LOGGED = NOW.truncatedTo(ChronoUnit.MILLIS);

    private final TransparencyLog log = TransparencyLog.elliptic();
    private final TransparencyLog old = TransparencyLog.rsa();
    private final Map<Bytes, Bytes> keys = Map.of(log.id(), log.spki(), old.id(), old.spki());
    private final SignedTimestamps known = new SignedTimestamps(id -> Optional.ofNullable(keys.get(id)));
    private Issued root;

    @BeforeEach
    void makeARoot() throws Exception {
        root = authority("O=Lab,CN=Lab Root CA").selfSigned();
    }

    @Test
    void findsAnEmbeddedProofValidOverTheCertificateAsTheLogSawIt() throws Exception {
        Issued leaf = log.issue(server("shop.example"), root, LOGGED);
        assertThat(known.embedded(facts(leaf), Optional.of(facts(root))))
                .containsExactly(new SignedTimestamp(log.id(), LOGGED, Source.EMBEDDED, Validity.VALID));
    }

    @Test
    void findsAProofOfALogWithAnRsaKeyValidToo() throws Exception {
        Issued leaf = old.issue(server("shop.example"), root, LOGGED);
        assertThat(known.embedded(facts(leaf), Optional.of(facts(root)))).allMatch(SignedTimestamp::isProof).hasSize(1);
    }

    @Test
    void refusesAListThatWasCopiedFromAnotherCertificate() throws Exception {
        Issued logged = log.issue(server("shop.example"), root, LOGGED);
        Issued gear = authority("CN=Gear").selfSigned();
        byte[] list = new org.bouncycastle.cert.X509CertificateHolder(logged.der().toArray())
                .getExtension(new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")).getExtnValue().getOctets();
        Issued copy = server("shop.example").rawExtension(new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2"), false, list).signedBy(gear);
        assertThat(known.embedded(facts(copy), Optional.of(facts(gear)))).extracting(SignedTimestamp::validity).containsExactly(Validity.INVALID);
    }

    @Test
    void checksNoEmbeddedProofWithoutTheIssuersKey() throws Exception {
        Issued leaf = log.issue(server("shop.example"), root, LOGGED);
        assertThat(known.embedded(facts(leaf), Optional.empty())).extracting(SignedTimestamp::validity).containsExactly(Validity.NOT_CHECKED);
    }

    @Test
    void takesAProofOfAnUnknownLogForNothing() throws Exception {
        Issued leaf = TransparencyLog.elliptic().issue(server("shop.example"), root, LOGGED);
        assertThat(known.embedded(facts(leaf), Optional.of(facts(root)))).extracting(SignedTimestamp::validity).containsExactly(Validity.UNKNOWN_LOG);
    }

    @Test
    void findsAProofInTheTlsExtensionValidForItsCertificateOnly() throws Exception {
        Issued leaf = server("shop.example").signedBy(root);
        Bytes list = log.extensionFor(leaf, LOGGED);
        assertThat(known.ofExtension(list, facts(leaf))).containsExactly(new SignedTimestamp(log.id(), LOGGED, Source.EXTENSION, Validity.VALID));
        assertThat(known.ofExtension(list, facts(server("shop.example").signedBy(root)))).extracting(SignedTimestamp::validity)
                .containsExactly(Validity.INVALID);
    }

    @Test
    void findsAProofInAStapledResponse() throws Exception {
        Issued leaf = server("shop.example").signedBy(root);
        assertThat(known.stapled(staple(log.extensionFor(leaf, LOGGED)), facts(leaf)))
                .containsExactly(new SignedTimestamp(log.id(), LOGGED, Source.STAPLED, Validity.VALID));
    }

    @Test
    void findsNothingInWhatIsCutAnywhere() throws Exception {
        Issued leaf = server("shop.example").signedBy(root);
        Bytes list = log.extensionFor(leaf, LOGGED);
        Bytes staple = staple(list);
        for (int end = 0; end < list.length(); end++) {
            assertThat(known.ofExtension(list.first(end), facts(leaf))).isEmpty();
        }
        for (int end = 0; end < staple.length(); end++) {
            assertThat(known.stapled(staple.first(end), facts(leaf))).isEmpty();
        }
    }

    @Test
    void saysWhoSignedACertificate() throws Exception {
        Issued leaf = server("shop.example").signedBy(root);
        assertThat(facts(leaf).isSignedBy(facts(root))).contains(true);
        assertThat(facts(leaf).isSignedBy(facts(leaf))).contains(false);
    }

    private static Bytes staple(Bytes list) throws Exception {
        ASN1GeneralizedTime now = new DERGeneralizedTime("20260615120000Z");
        AlgorithmIdentifier any = new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.3.14.3.2.26"), DERNull.INSTANCE);
        CertID id = new CertID(any, new DEROctetString(new byte[20]), new DEROctetString(new byte[20]), new ASN1Integer(7));
        Extensions extensions = new Extensions(new Extension(new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.5"), false,
                new DEROctetString(new DEROctetString(list.toArray()).getEncoded())));
        SingleResponse single = new SingleResponse(id, new CertStatus(), now, now, extensions);
        ResponseData data = new ResponseData(new ResponderID(new X500Name("CN=Responder")), now, new DERSequence(single), (Extensions) null);
        BasicOCSPResponse basic = new BasicOCSPResponse(data, any, new DERBitString(new byte[8]), null);
        OCSPResponse response = new OCSPResponse(new OCSPResponseStatus(OCSPResponseStatus.SUCCESSFUL),
                new ResponseBytes(OCSPObjectIdentifiers.id_pkix_ocsp_basic, new DEROctetString(basic.getEncoded())));
        return Bytes.of(response.getEncoded());
    }

    private static CertificateFacts facts(Issued issued) {
        return ParsedCertificate.parse(issued.der()).facts().orElseThrow();
    }
}
