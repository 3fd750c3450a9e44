package io.helloscope.x509;

import static io.helloscope.testing.CertificateMaker.NOW;
import static io.helloscope.testing.CertificateMaker.authority;
import static io.helloscope.testing.CertificateMaker.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.bytes.Bytes;
import io.helloscope.testing.CertificateMaker;
import io.helloscope.testing.CertificateMaker.Issued;
import io.helloscope.x509.ChainFindings.Anchor;
import io.helloscope.x509.Finding.Problem;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ChainCheckTest {
    private static final String HOST = "shop.example";

    private static Issued root;
    private static Issued intermediate;
    private static TrustAnchors anchors;

    @BeforeAll
    static void makeAuthorities() throws Exception {
        root = authority("O=Lab,CN=Lab Root CA").selfSigned();
        intermediate = authority("O=Lab,CN=Lab Issuing CA").signedBy(root);
        anchors = TrustAnchors.of(List.of(root.der()), sha256 -> false, keyId -> false);
    }

    private static ChainFindings check(TrustAnchors trust, Issued... sent) {
        return ChainCheck.check(Arrays.stream(sent).map(Issued::der).toList(), HOST, NOW, trust);
    }

    private static List<Problem> problems(TrustAnchors trust, Issued... sent) {
        return check(trust, sent).findings().stream().map(Finding::problem).toList();
    }

    private static TrustAnchors publicRoot(Issued issued) {
        CertificateFacts facts = facts(issued);
        return new TrustAnchors(List.of(), List.of(), facts.sha256()::equals, facts.subjectKeyId().orElseThrow()::equals);
    }

    private static CertificateFacts facts(Issued issued) {
        return ParsedCertificate.parse(issued.der()).facts().orElseThrow();
    }

    @Test
    void nothingIsWrongWithAHealthyChain() throws Exception {
        ChainFindings found = check(anchors, server(HOST).signedBy(intermediate), intermediate);

        assertThat(found.findings()).isEmpty();
        assertThat(found.reachesExtraRoot()).isTrue();
        assertThat(found.root()).map(CertificateFacts::sha256).contains(facts(root).sha256());
        assertThat(found.path()).containsExactly(0, 1);
        assertThat(found.inOrder()).isTrue();
    }

    @Test
    void nothingIsWrongWithHealthyChainsOfOtherAlgorithms() throws Exception {
        KeyPair rsaKey = CertificateMaker.rsa(2048, "root");
        Issued rsaRoot = authority("CN=RSA Root").key(rsaKey).selfSigned();
        Issued pssRoot = authority("CN=PSS Root").key(rsaKey).signedWith("SHA256withRSAandMGF1").selfSigned();
        Issued edRoot = authority("CN=Ed Root").key(CertificateMaker.ed25519()).selfSigned();
        Issued p384Root = authority("CN=P-384 Root").key(CertificateMaker.ec("secp384r1")).signedWith("SHA384withECDSA").selfSigned();
        TrustAnchors all = TrustAnchors.of(List.of(rsaRoot.der(), pssRoot.der(), edRoot.der(), p384Root.der()), s -> false, k -> false);

        assertThat(problems(all, server(HOST).key(CertificateMaker.rsa(2048, "leaf")).signedBy(rsaRoot))).isEmpty();
        assertThat(problems(all, server(HOST).signedWith("SHA512withRSAandMGF1").signedBy(pssRoot))).isEmpty();
        assertThat(problems(all, server(HOST).key(CertificateMaker.ed25519()).signedBy(edRoot))).isEmpty();
        assertThat(problems(all, server(HOST).signedWith("SHA384withECDSA").signedBy(p384Root))).isEmpty();
    }

    @Test
    void orderExtraCertificatesAndASentRootDoNoHarm() throws Exception {
        Issued leaf = server(HOST).signedBy(intermediate);
        Issued stray = authority("CN=Stray").selfSigned();

        ChainFindings found = check(anchors, leaf, stray, root, intermediate);

        assertThat(found.findings()).isEmpty();
        assertThat(found.reachesExtraRoot()).isTrue();
        assertThat(found.path()).startsWith(0, 3);
        assertThat(found.inOrder()).isFalse();
    }

    @Test
    void aPublicRootIsToldByItsFingerprintOrByTheKeyIdAnIntermediateNames() throws Exception {
        Issued leaf = server(HOST).signedBy(intermediate);

        assertThat(check(publicRoot(root), leaf, intermediate, root).reachesPublicRoot()).isTrue();
        assertThat(check(publicRoot(root), leaf, intermediate).reachesPublicRoot()).isTrue();
        assertThat(check(publicRoot(root), leaf, intermediate).findings()).isEmpty();
    }

    @Test
    void aLeafThatNamesAPublicRootsKeyIdItselfProvesNothing() throws Exception {
        ChainFindings found = check(publicRoot(root), server(HOST).signedBy(root));

        assertThat(found.reachesPublicRoot()).isFalse();
        assertThat(found.has(Problem.UNKNOWN_ISSUER)).isTrue();
    }

    @Test
    void aCrossSignedChainFindsTheRootThatCounts() throws Exception {
        KeyPair key = CertificateMaker.ec("secp256r1");
        Issued oldRoot = authority("CN=Old Root").selfSigned();
        Issued newRoot = authority("CN=New Root").key(key).selfSigned();
        Issued cross = authority("CN=New Root").key(key).signedBy(oldRoot);
        Issued leaf = server(HOST).signedBy(newRoot);
        TrustAnchors trustsNew = TrustAnchors.of(List.of(newRoot.der()), s -> false, k -> false);
        TrustAnchors trustsOld = TrustAnchors.of(List.of(oldRoot.der()), s -> false, k -> false);

        assertThat(problems(trustsNew, leaf, cross)).isEmpty();
        assertThat(problems(trustsOld, leaf, newRoot, cross)).isEmpty();
        assertThat(check(trustsOld, leaf, newRoot, cross).path()).containsExactly(0, 2);
    }

    @Test
    void anExpiredLeafOrIntermediateIsNamedByPosition() throws Exception {
        Issued leaf = server(HOST).valid(NOW.minus(Duration.ofDays(90)), NOW.minusSeconds(1)).signedBy(intermediate);
        Issued expired = authority("CN=Expired CA").valid(NOW.minus(Duration.ofDays(90)), NOW.minusSeconds(1)).signedBy(root);

        assertThat(problems(anchors, leaf, intermediate)).containsExactly(Problem.EXPIRED);
        assertThat(check(anchors, server(HOST).signedBy(expired), expired).finding(Problem.EXPIRED)).map(Finding::position).contains(1);
    }

    @Test
    void theSecondsOfValidityAreInclusive() throws Exception {
        assertThat(problems(anchors, server(HOST).valid(NOW, NOW).signedBy(root))).isEmpty();
    }

    @Test
    void aLeafThatIsNotYetValidIsFound() throws Exception {
        Issued leaf = server(HOST).valid(NOW.plusSeconds(1), NOW.plus(Duration.ofDays(9))).signedBy(intermediate);

        assertThat(problems(anchors, leaf, intermediate)).containsExactly(Problem.NOT_YET_VALID);
    }

    @Test
    void aNameThatDoesNotMatchIsFoundAndNamed() throws Exception {
        ChainFindings found = check(anchors, server("other.example").signedBy(root));

        assertThat(found.findings()).extracting(Finding::problem).containsExactly(Problem.NAME_MISMATCH);
        assertThat(found.findings().get(0).text()).isEqualTo("The certificate is for other.example, not for shop.example.");
    }

    @Test
    void aCommonNameAloneIsNoName() throws Exception {
        ChainFindings found = check(anchors, CertificateMaker.named("CN=" + HOST).signedBy(root));

        assertThat(found.findings()).extracting(Finding::problem).containsExactly(Problem.NAME_MISMATCH);
        assertThat(found.findings().get(0).text()).contains("no alternative name");
    }

    @Test
    void withoutAHostNoNameIsLookedAt() throws Exception {
        List<Bytes> chain = List.of(server("other.example").signedBy(root).der());

        assertThat(ChainCheck.check(chain, "", NOW, anchors).findings()).isEmpty();
    }

    @Test
    void aSelfSignedLeafIsFoundUnlessItIsTrusted() throws Exception {
        Issued leaf = server(HOST).selfSigned();

        assertThat(problems(anchors, leaf)).containsExactly(Problem.SELF_SIGNED);
        assertThat(problems(TrustAnchors.of(List.of(leaf.der()), s -> false, k -> false), leaf)).isEmpty();
    }

    @Test
    void anUnknownRootIsFoundWhetherItIsSentOrNot() throws Exception {
        Issued nobody = authority("O=Nobody,CN=Untrusted Root CA").selfSigned();
        Issued leaf = server(HOST).signedBy(nobody);

        assertThat(problems(anchors, leaf)).containsExactly(Problem.UNKNOWN_ISSUER);
        assertThat(problems(anchors, leaf, nobody)).containsExactly(Problem.UNKNOWN_ISSUER);
        assertThat(check(anchors, leaf).anchor()).isEqualTo(Anchor.NOWHERE);
        assertThat(check(anchors, leaf, nobody).anchor()).isEqualTo(Anchor.UNKNOWN_ROOT);
        assertThat(check(anchors, leaf, nobody).first()).map(Finding::certain).contains(true);
    }

    @Test
    void inspectionGearWithoutItsRootIsAnUnknownIssuer() throws Exception {
        Issued gear = authority("O=Contoso IT Security,CN=Contoso TLS Inspection CA").selfSigned();

        assertThat(problems(anchors, server(HOST).signedBy(gear))).containsExactly(Problem.UNKNOWN_ISSUER);
    }

    @Test
    void aMissingIntermediateIsToldByItsOrganisationItsNameOrItsAddress() throws Exception {
        Issued issuing = authority("O=Elsewhere,CN=Elsewhere Issuing CA 3").signedBy(root);
        Issued plain = authority("O=Elsewhere,CN=E7").signedBy(root);

        assertThat(problems(anchors, server(HOST).signedBy(intermediate))).containsExactly(Problem.CHAIN_INCOMPLETE);
        assertThat(problems(anchors, server(HOST).signedBy(issuing))).containsExactly(Problem.CHAIN_INCOMPLETE);
        assertThat(problems(anchors, server(HOST).issuerAt("http://ca.example/e7.crt").signedBy(plain))).containsExactly(Problem.CHAIN_INCOMPLETE);
        assertThat(problems(anchors, server(HOST).signedBy(plain))).containsExactly(Problem.UNKNOWN_ISSUER);
        assertThat(check(anchors, server(HOST).signedBy(intermediate)).first()).map(Finding::certain).contains(false);
    }

    @Test
    void aMissingIntermediateThatIsKnownFromElsewhereIsCertain() throws Exception {
        Issued plain = authority("O=Elsewhere,CN=E7").signedBy(root);
        ChainFindings found = check(anchors.withKnown(List.of(plain.der(), intermediate.der())), server(HOST).signedBy(plain));

        assertThat(found.findings()).extracting(Finding::problem).containsExactly(Problem.CHAIN_INCOMPLETE);
        assertThat(found.findings().get(0).certain()).isTrue();
        assertThat(found.findings().get(0).position()).isZero();
        assertThat(found.reachesExtraRoot()).isTrue();
        assertThat(found.path()).containsExactly(0);
    }

    @Test
    void whatIsKnownFromElsewhereAddsNothingToACompleteChain() throws Exception {
        TrustAnchors knowing = anchors.withKnown(List.of(intermediate.der(), root.der()));

        assertThat(problems(knowing, server(HOST).signedBy(intermediate), intermediate)).isEmpty();
    }

    @Test
    void aSignatureByAnotherKeyOfTheSameNameIsInvalid() throws Exception {
        Issued twin = authority("O=Lab,CN=Lab Issuing CA").withoutKeyIds().signedBy(root);
        Issued leaf = server(HOST).withoutKeyIds().signedBy(intermediate);

        assertThat(problems(anchors, leaf, twin)).containsExactly(Problem.SIGNATURE_INVALID);
    }

    @Test
    void weakSignaturesAreFoundBelowRootsOnly() throws Exception {
        Issued sha1Root = authority("CN=Sha1 Root").key(CertificateMaker.rsa(2048, "root")).signedWith("SHA1withRSA").selfSigned();
        TrustAnchors trust = TrustAnchors.of(List.of(sha1Root.der()), s -> false, k -> false);

        assertThat(problems(trust, server(HOST).signedWith("SHA1withRSA").signedBy(sha1Root), sha1Root)).containsExactly(Problem.WEAK_SIGNATURE);
        assertThat(problems(trust, server(HOST).signedWith("MD5withRSA").signedBy(sha1Root), sha1Root)).containsExactly(Problem.WEAK_SIGNATURE);
        assertThat(problems(anchors, server(HOST).signedWith("SHA1withECDSA").signedBy(intermediate), intermediate)).containsExactly(Problem.WEAK_SIGNATURE);
        assertThat(problems(trust, server(HOST).signedBy(sha1Root), sha1Root)).isEmpty();
    }

    @Test
    void aShortKeyIsFound() throws Exception {
        assertThat(problems(anchors, server(HOST).key(CertificateMaker.rsa(1024, "short")).signedBy(intermediate), intermediate))
                .containsExactly(Problem.WEAK_KEY);
        assertThat(new PublicKeyFacts("EC", 192, "secp192r1").isWeak()).isTrue();
        assertThat(new PublicKeyFacts("EC", 256, "secp256r1").isWeak()).isFalse();
    }

    @Test
    void namesOutsideOfTheConstraintsAreFound() throws Exception {
        Issued permits = authority("CN=Constrained").permits("allowed.example").signedBy(root);
        Issued permitsShop = authority("CN=Shop only").permits(HOST).signedBy(root);
        Issued excludes = authority("CN=Excluding").excludes(HOST).signedBy(root);

        assertThat(problems(anchors, server(HOST).signedBy(permits), permits)).containsExactly(Problem.NAME_CONSTRAINT);
        assertThat(problems(anchors, server(HOST).signedBy(excludes), excludes)).containsExactly(Problem.NAME_CONSTRAINT);
        assertThat(problems(anchors, server(HOST).signedBy(permitsShop), permitsShop)).isEmpty();
    }

    @Test
    void aRootThatWasNotSentConstrainsNamesToo() throws Exception {
        Issued narrow = authority("CN=Narrow Root").permits("allowed.example").selfSigned();

        assertThat(problems(TrustAnchors.of(List.of(narrow.der()), s -> false, k -> false), server(HOST).signedBy(narrow)))
                .containsExactly(Problem.NAME_CONSTRAINT);
    }

    @Test
    void purposesThatExcludeServersAreFoundAnywhereInTheChain() throws Exception {
        Issued clientOnly = authority("CN=Client CA").purposes(KeyPurposeId.id_kp_clientAuth).signedBy(root);

        assertThat(problems(anchors, server(HOST).purposes(KeyPurposeId.id_kp_clientAuth).signedBy(root))).containsExactly(Problem.WRONG_PURPOSE);
        assertThat(check(anchors, server(HOST).signedBy(clientOnly), clientOnly).finding(Problem.WRONG_PURPOSE)).map(Finding::position).contains(1);
        assertThat(problems(anchors, server(HOST).usage(KeyUsage.keyCertSign).signedBy(root))).containsExactly(Problem.WRONG_PURPOSE);
    }

    @Test
    void issuersThatAreNoCasAreFound() throws Exception {
        Issued notCa = CertificateMaker.named("CN=Not a CA").signedBy(root);
        Issued cannotSign = authority("CN=Cannot sign").usage(KeyUsage.cRLSign).signedBy(root);
        Issued shallow = authority("CN=Shallow").pathLength(0).signedBy(root);
        Issued below = authority("CN=Below").signedBy(shallow);

        assertThat(problems(anchors, server(HOST).signedBy(notCa), notCa)).containsExactly(Problem.NOT_A_CA);
        assertThat(problems(anchors, server(HOST).signedBy(cannotSign), cannotSign)).containsExactly(Problem.NOT_A_CA);
        assertThat(check(anchors, server(HOST).signedBy(below), below, shallow).findings()).extracting(Finding::position).containsExactly(2);
        assertThat(problems(anchors, server(HOST).signedBy(shallow), shallow)).isEmpty();
    }

    @Test
    void longValidityCountsUnderPublicRootsOnly() throws Exception {
        Issued leaf = server(HOST).valid(NOW.minus(Duration.ofDays(10)), NOW.plus(Duration.ofDays(900))).signedBy(intermediate);

        assertThat(problems(publicRoot(root), leaf, intermediate)).containsExactly(Problem.VALIDITY_TOO_LONG);
        assertThat(problems(anchors, leaf, intermediate)).isEmpty();
    }

    @Test
    void aBrokenFormatIsFound() throws Exception {
        Issued odd = server(HOST).extension(new ASN1ObjectIdentifier("1.2.3.4"), true, DERNull.INSTANCE).signedBy(root);
        List<Bytes> garbage = List.of(Bytes.ofHex("3003020101"));

        assertThat(problems(anchors, odd)).containsExactly(Problem.MALFORMED);
        assertThat(ChainCheck.check(garbage, HOST, NOW, anchors).findings()).extracting(Finding::problem).containsExactly(Problem.MALFORMED);
        assertThat(ChainCheck.check(garbage, HOST, NOW, anchors).leaf()).isEmpty();
    }

    @Test
    void anEmptyChainHasNothingWrongInIt() {
        ChainFindings found = ChainCheck.check(List.of(), HOST, NOW, anchors);

        assertThat(found.findings()).isEmpty();
        assertThat(found.leaf()).isEmpty();
        assertThat(found.anchor()).isEqualTo(Anchor.NOWHERE);
    }

    @Test
    void severalFindingsStandInTheOrderInWhichClientsReportThem() throws Exception {
        Issued nobody = authority("CN=Untrusted Root CA").selfSigned();
        Issued leaf = server("other.example").purposes(KeyPurposeId.id_kp_clientAuth)
                .valid(NOW.minus(Duration.ofDays(90)), NOW.minusSeconds(1)).signedBy(nobody);

        assertThat(problems(anchors, leaf)).containsExactly(Problem.UNKNOWN_ISSUER, Problem.WRONG_PURPOSE, Problem.NAME_MISMATCH, Problem.EXPIRED);
        assertThat(check(anchors, leaf).first()).map(Finding::problem).contains(Problem.UNKNOWN_ISSUER);
    }

    @Test
    void aChainMadeToHaveVeryManyWaysEnds() throws Exception {
        KeyPair key = CertificateMaker.ec("secp256r1");
        List<Issued> sent = new ArrayList<>();
        Issued maze = authority("CN=Maze").key(key).extension(Extension.basicConstraints, true, new BasicConstraints(true)).selfSigned();
        sent.add(server(HOST).signedBy(maze));
        for (int i = 0; i < 30; i++) {
            sent.add(authority("CN=Maze").key(key).signedBy(maze));
        }
        Collections.reverse(sent.subList(1, sent.size()));

        assertThat(check(anchors, sent.toArray(Issued[]::new)).has(Problem.UNKNOWN_ISSUER)).isTrue();
    }

    @Test
    void noChangeOfOneByteOfACertificateThrows() throws Exception {
        Issued leaf = server(HOST, "*." + HOST).ip("192.0.2.7").ocspAt("http://ocsp.example/").issuerAt("http://ca.example/")
                .crlAt("http://ca.example/crl").signedBy(intermediate);
        Issued constrained = authority("CN=Constrained").permits(HOST).signedBy(root);
        Issued below = server(HOST).signedBy(constrained);
        everyChange(leaf.der(), changed -> List.of(changed, intermediate.der()));
        everyChange(constrained.der(), changed -> List.of(below.der(), changed));
    }

    private static void everyChange(Bytes der, Function<Bytes, List<Bytes>> chain) {
        byte[] bytes = der.toArray();
        int findings = 0;
        for (int i = 0; i < bytes.length; i++) {
            byte kept = bytes[i];
            for (int value = 0; value < 256; value++) {
                bytes[i] = (byte) value;
                Bytes changed = Bytes.of(bytes);
                ParsedCertificate.parse(changed);
                // Checking signatures takes its time: a few values of each byte must do.
                if (value == 0x00 || value == 0x30 || value == 0xff) {
                    findings += ChainCheck.check(chain.apply(changed), HOST, NOW, anchors).findings().size();
                }
            }
            bytes[i] = kept;
        }
        assertThat(findings).isGreaterThan(bytes.length);
    }
}
