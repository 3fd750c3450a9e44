package io.helloscope.x509;

import static io.helloscope.testing.CertificateMaker.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.bytes.Bytes;
import io.helloscope.testing.CertificateMaker;
import io.helloscope.testing.CertificateMaker.Issued;
import io.helloscope.x509.CertificateFacts.KeyUsage;
import java.time.Duration;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;

class CertificateFactsTest {
    private static final ASN1ObjectIdentifier SCT_LIST = new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2");

    private static CertificateFacts facts(Issued issued) {
        return ParsedCertificate.parse(issued.der()).facts().orElseThrow();
    }

    @Test
    void readsWhatAServersCertificateSays() throws Exception {
        Issued ca = CertificateMaker.authority("C=DE,O=Lab,OU=PKI,CN=Lab CA").selfSigned();
        Issued leaf = CertificateMaker.server("shop.example", "*.shop.example").ip("192.0.2.7").ip("2001:db8::7")
                .ocspAt("http://ocsp.example/").issuerAt("http://ca.example/ca.crt").crlAt("http://ca.example/ca.crl")
                .extension(SCT_LIST, false, new DEROctetString(Bytes.ofHex("0004000201ff").toArray()))
                .signedBy(ca);

        CertificateFacts facts = facts(leaf);

        assertThat(facts.subject().commonName()).isEqualTo("shop.example");
        assertThat(facts.issuer()).isEqualTo(new DistinguishedName("Lab CA", "Lab", "PKI", "CN=Lab CA,OU=PKI,O=Lab,C=DE"));
        assertThat(facts.notBefore()).isEqualTo(NOW.minus(Duration.ofDays(10)));
        assertThat(facts.validity()).isEqualTo(Duration.ofDays(90));
        assertThat(facts.dnsNames()).containsExactly("shop.example", "*.shop.example");
        assertThat(facts.ipAddresses()).containsExactly(Bytes.ofHex("c0000207"), Bytes.ofHex("20010db8000000000000000000000007"));
        assertThat(facts.ca()).isFalse();
        assertThat(facts.keyUsage()).containsExactly(KeyUsage.DIGITAL_SIGNATURE);
        assertThat(facts.extendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(facts.publicKey()).hasToString("EC secp256r1");
        assertThat(facts.publicKey().bits()).isEqualTo(256);
        assertThat(facts.signatureAlgorithm()).isEqualTo("SHA256WITHECDSA");
        assertThat(facts.signatureDigest()).isEqualTo("SHA256");
        assertThat(facts.authorityKeyId()).isPresent().isEqualTo(facts(ca).subjectKeyId());
        assertThat(facts.ocspUrls()).containsExactly("http://ocsp.example/");
        assertThat(facts.issuerUrls()).containsExactly("http://ca.example/ca.crt");
        assertThat(facts.crlUrls()).containsExactly("http://ca.example/ca.crl");
        assertThat(facts.selfIssued()).isFalse();
        assertThat(facts.embeddedScts()).isTrue();
        assertThat(facts.sha256()).hasSize(64);
        assertThat(facts.flaws()).isEmpty();
    }

    @Test
    void readsWhatACaSays() throws Exception {
        CertificateFacts facts = facts(CertificateMaker.authority("O=Lab,CN=Lab CA").pathLength(1).selfSigned());

        assertThat(facts.ca()).isTrue();
        assertThat(facts.pathLength()).hasValue(1);
        assertThat(facts.keyUsage()).containsExactlyInAnyOrder(KeyUsage.KEY_CERT_SIGN, KeyUsage.CRL_SIGN);
        assertThat(facts.selfIssued()).isTrue();
        assertThat(facts.embeddedScts()).isFalse();
        assertThat(facts.hasAlternativeNames()).isFalse();
        assertThat(facts.subject().display()).isEqualTo("Lab CA");
    }

    @Test
    void namesKeysAndSignaturesOfAllKinds() throws Exception {
        CertificateFacts rsa = facts(CertificateMaker.named("CN=a").key(CertificateMaker.rsa(2048, "a")).selfSigned());
        CertificateFacts pss = facts(CertificateMaker.named("CN=a").key(CertificateMaker.rsa(2048, "a")).signedWith("SHA384withRSAandMGF1").selfSigned());
        CertificateFacts ed = facts(CertificateMaker.named("CN=a").key(CertificateMaker.ed25519()).selfSigned());
        CertificateFacts p521 = facts(CertificateMaker.named("CN=a").key(CertificateMaker.ec("secp521r1")).signedWith("SHA512withECDSA").selfSigned());

        assertThat(rsa.publicKey()).hasToString("RSA 2048");
        assertThat(rsa.signatureAlgorithm()).isEqualTo("SHA256WITHRSA");
        assertThat(pss.signatureAlgorithm()).isEqualTo("SHA384WITHRSAANDMGF1");
        assertThat(pss.signatureDigest()).isEqualTo("SHA384");
        assertThat(ed.publicKey()).hasToString("Ed25519");
        assertThat(ed.signatureAlgorithm()).isEqualTo("ED25519");
        assertThat(ed.signatureDigest()).isEmpty();
        assertThat(p521.publicKey()).isEqualTo(new PublicKeyFacts("EC", 521, "secp521r1"));
    }

    @Test
    void theMostSpecificOfSeveralNamesCounts() throws Exception {
        DistinguishedName name = facts(CertificateMaker.named("O=Lab,OU=Outer,OU=Inner,CN=A\\, B").selfSigned()).subject();

        assertThat(name.organizationalUnit()).isEqualTo("Inner");
        assertThat(name.commonName()).isEqualTo("A, B");
        assertThat(name.text()).isEqualTo("CN=A\\, B,OU=Inner,OU=Outer,O=Lab");
        assertThat(facts(CertificateMaker.named("O=Only").selfSigned()).subject().display()).isEqualTo("Only");
    }

    @Test
    void aDamagedExtensionIsAFlawAndLeavesTheOthers() throws Exception {
        CertificateFacts facts = facts(CertificateMaker.named("CN=a").dns("a.example")
                .rawExtension(Extension.basicConstraints, true, new byte[] {1, 2, 3}).selfSigned());

        assertThat(facts.dnsNames()).containsExactly("a.example");
        assertThat(facts.flaws()).containsExactly("a damaged extension 2.5.29.19");
    }

    @Test
    void anUnknownCriticalExtensionIsAFlaw() throws Exception {
        CertificateFacts facts = facts(CertificateMaker.named("CN=a")
                .extension(new ASN1ObjectIdentifier("1.2.3.4"), true, DERNull.INSTANCE).selfSigned());

        assertThat(facts.flaws()).containsExactly("an unknown critical extension 1.2.3.4");
    }

    @Test
    void purposesAllowAServerWhereTheyAreAbsentOrSaySo() throws Exception {
        assertThat(facts(CertificateMaker.named("CN=a").selfSigned()).allowsServerAuthentication()).isTrue();
        assertThat(facts(CertificateMaker.named("CN=a").purposes(KeyPurposeId.anyExtendedKeyUsage).selfSigned()).allowsServerAuthentication()).isTrue();
        assertThat(facts(CertificateMaker.named("CN=a").purposes(KeyPurposeId.id_kp_clientAuth).selfSigned()).allowsServerAuthentication()).isFalse();
    }

    @Test
    void bytesThatAreNoCertificateAreAValueToo() {
        for (String hex : new String[] {"", "30", "3000", "3003020101", "ff", "3080", "0500"}) {
            ParsedCertificate parsed = ParsedCertificate.parse(Bytes.ofHex(hex));

            assertThat(parsed).isInstanceOf(UnparsableCertificate.class);
            assertThat(parsed.facts()).isEmpty();
            assertThat(parsed.sha256()).hasSize(64);
            assertThat(((UnparsableCertificate) parsed).reason()).isNotBlank();
        }
    }
}
