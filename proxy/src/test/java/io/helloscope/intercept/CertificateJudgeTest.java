package io.helloscope.intercept;

import static io.helloscope.testing.CertificateMaker.NOW;
import static io.helloscope.testing.CertificateMaker.authority;
import static io.helloscope.testing.CertificateMaker.named;
import static io.helloscope.testing.CertificateMaker.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.bytes.Bytes;
import io.helloscope.testing.CertificateMaker;
import io.helloscope.testing.CertificateMaker.Issued;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateJudgeTest {
    private static final ASN1ObjectIdentifier PROOFS = new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2");

    @TempDir
    private Path folder;
    private InterceptionBench bench;
    private Issued company;

    @BeforeEach
    void makeAWorld() throws Exception {
        bench = new InterceptionBench(folder);
        company = authority("C=ZZ,O=Northwind,CN=Northwind CA 7").selfSigned();
    }

    @Test
    void aLoggedCertificateOfAPublicCaIsNoInterception() throws Exception {
        Interception seen = bench.showsItsOwn("alpha-shop.example");
        assertThat(seen.verdict()).isEqualTo(Verdict.NONE_SEEN);
        assertThat(seen.position()).isEmpty();
        assertThat(seen.remark().orElseThrow()).contains("vouches");
    }

    @Test
    void aCertificateBelowAPublicRootNeedsNoProof() throws Exception {
        Issued leaf = server("alpha-shop.example").signedBy(bench.intermediate);
        assertThat(bench.shows("alpha-shop.example", leaf.der(), bench.intermediate.der()).verdict()).isEqualTo(Verdict.NONE_SEEN);
    }

    @Test
    void aForgottenIntermediateIsNoGear() throws Exception {
        for (String host : List.of("alpha-shop.example", "bravo-bank.test", "charlie-news.example", "delta-mail.test")) {
            Issued leaf = bench.log.issue(server(host), bench.intermediate, bench.now);
            assertThat(bench.shows(host, leaf.der()).verdict()).isEqualTo(Verdict.UNKNOWN);
        }
        bench.showsItsOwn("echo-travel.example");
        Issued leaf = bench.log.issue(server("foxtrot-video.test"), bench.intermediate, bench.now);
        assertThat(bench.shows("foxtrot-video.test", leaf.der()).verdict()).as("its issuer is known now").isEqualTo(Verdict.NONE_SEEN);
    }

    @Test
    void aProductThatTheIssuerNamesIsCertainAtOnce() throws Exception {
        Issued gear = authority("O=mitmproxy,CN=mitmproxy").selfSigned();
        Interception seen = bench.through("127.0.0.1:25002").shows("alpha-shop.example", server("alpha-shop.example").withoutKeyIds().signedBy(gear).der());
        assertThat(seen.verdict()).isEqualTo(Verdict.CERTAIN);
        assertThat(seen.position()).contains(Position.SERVER_SIDE);
        assertThat(seen.product()).contains(new Interception.NamedProduct("mitmproxy", "mitmproxy"));
        assertThat(seen.expected()).contains(false);
        assertThat(seen.evidence()).extracting(Mark::sign).startsWith(Sign.PRODUCT);
        assertThat(seen.weight()).isEqualTo(seen.evidence().stream().mapToInt(mark -> mark.sign().weight()).sum());
    }

    @Test
    void anUnnamedCaIsPossibleOnOneHostLikelyOnTwoAndCertainOnThree() throws Exception {
        assertThat(private_("alpha-shop.example").verdict()).isEqualTo(Verdict.POSSIBLE);
        assertThat(private_("bravo-bank.test").verdict()).isEqualTo(Verdict.LIKELY);
        Interception third = private_("charlie-news.example");
        assertThat(third.verdict()).isEqualTo(Verdict.CERTAIN);
        assertThat(third.product()).isEmpty();
        assertThat(private_("alpha-shop.example").verdict()).as("seen again").isEqualTo(Verdict.CERTAIN);
    }

    @Test
    void theSameHostAgainAndAgainStaysPossible() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(private_("alpha-shop.example").verdict()).isEqualTo(Verdict.POSSIBLE);
            assertThat(private_("www.alpha-shop.example").verdict()).isEqualTo(Verdict.POSSIBLE);
        }
    }

    @Test
    void namesOfOneCompanyBelowItsOwnCaStayPossible() throws Exception {
        for (String host : List.of("www.northwind.example", "shop.northwind.test", "northwind-mail.example", "api.northwind-cloud.test")) {
            assertThat(private_(host).verdict()).isEqualTo(Verdict.POSSIBLE);
        }
    }

    @Test
    void aFewUnrelatedNamesBelowOneCaAmongManyPublicOnesStayPossible() throws Exception {
        for (int i = 0; i < 20; i++) {
            bench.showsItsOwn((char) ('a' + i) + "xyz-site.example");
        }
        for (String host : List.of("alpha-shop.example", "bravo-bank.test", "charlie-news.example")) {
            assertThat(private_(host).verdict()).isEqualTo(Verdict.POSSIBLE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"O=mkcert development CA,OU=dev@host,CN=mkcert dev@host", "CN=Caddy Local Authority - ECC Intermediate",
        "O=CloudFlare\\, Inc.,OU=CloudFlare Origin SSL Certificate Authority,L=San Francisco", "O=Lab,CN=Lab Origin CA",
        "CN=Cisco Systems Internal CA,O=Cisco Systems"})
    void developmentAndOriginCasOnOneHostNeverNameGear(String issuer) throws Exception {
        Issued own = authority(issuer).selfSigned();
        Interception seen = bench.shows("alpha-shop.example", server("alpha-shop.example").signedBy(own).der(), own.der());
        assertThat(seen.verdict()).isEqualTo(Verdict.POSSIBLE);
        assertThat(seen.product()).isEmpty();
    }

    @Test
    void unrelatedOwnersShareAnOriginCa() throws Exception {
        Issued origin = authority("O=CloudFlare\\, Inc.,OU=CloudFlare Origin SSL Certificate Authority").selfSigned();
        for (String host : List.of("alpha-shop.example", "bravo-bank.test", "charlie-news.example", "delta-mail.test")) {
            assertThat(bench.shows(host, server(host).signedBy(origin).der(), origin.der()).verdict()).isEqualTo(Verdict.POSSIBLE);
        }
    }

    @Test
    void selfSignedAndDefaultCertificatesAreTheServersOwn() throws Exception {
        for (String host : List.of("alpha-shop.example", "bravo-bank.test", "charlie-news.example")) {
            assertThat(bench.shows(host, named("CN=" + host + ",O=Toaster").dns(host).selfSigned().der()).verdict()).isEqualTo(Verdict.POSSIBLE);
        }
        Issued fake = named("O=Acme Co,CN=Kubernetes Ingress Controller Fake Certificate").dns("ingress.local").selfSigned();
        for (String host : List.of("delta-mail.test", "echo-travel.example", "foxtrot-video.test")) {
            assertThat(bench.shows(host, fake.der()).verdict()).isEqualTo(Verdict.POSSIBLE);
        }
    }

    @Test
    void aPublicHostThatTurnsSelfSignedIsItsOwnersFault() throws Exception {
        bench.showsItsOwn("alpha-shop.example");
        assertThat(bench.shows("alpha-shop.example", named("CN=alpha-shop.example").dns("alpha-shop.example").selfSigned().der()).verdict())
                .isEqualTo(Verdict.POSSIBLE);
    }

    @Test
    void aHostThatIsPublicOnAnotherPathIsLikelyInterceptedOnThisOne() throws Exception {
        bench.showsItsOwn("alpha-shop.example");
        bench.through("192.0.2.9:3128");
        Interception seen = private_("alpha-shop.example");
        assertThat(seen.verdict()).isEqualTo(Verdict.LIKELY);
        assertThat(seen.evidence()).extracting(Mark::sign).contains(Sign.PUBLIC_BEFORE);
    }

    @Test
    void pathsKnowNothingOfEachOthersIssuers() throws Exception {
        private_("alpha-shop.example");
        bench.through("192.0.2.9:3128");
        assertThat(private_("bravo-bank.test").verdict()).isEqualTo(Verdict.POSSIBLE);
    }

    @Test
    void aKeyThatSignsItselfTellsGearWithAProxysName() throws Exception {
        KeyPair key = CertificateMaker.rsa(2048, "gear");
        Issued gear = authority("O=Example Corp,CN=Example Corp Web Proxy CA").key(key).selfSigned();
        Interception one = bench.shows("good-lab.example", server("good-lab.example").key(key).signedBy(gear).der(), gear.der());
        assertThat(one.verdict()).isEqualTo(Verdict.LIKELY);
        assertThat(one.evidence()).extracting(Mark::sign).contains(Sign.LEAF_KEY_IS_CA_KEY, Sign.PRODUCT_WORD, Sign.NO_PROOF);
        Interception two = bench.shows("bravo-bank.test", server("bravo-bank.test").key(key).signedBy(gear).der(), gear.der());
        assertThat(two.verdict()).isEqualTo(Verdict.CERTAIN);
        assertThat(two.evidence()).extracting(Mark::sign).contains(Sign.ONE_LEAF_KEY, Sign.SECOND_HOST);
    }

    @Test
    void aProofCopiedFromTheRealCertificateGivesGearAway() throws Exception {
        KeyPair key = CertificateMaker.ec("secp256r1");
        for (String host : List.of("alpha-shop.example", "bravo-bank.test")) {
            Issued real = bench.log.issue(server(host), bench.intermediate, bench.now);
            byte[] list = new X509CertificateHolder(real.der().toArray()).getExtension(PROOFS).getExtnValue().getOctets();
            Issued copy = server(host).key(key).rawExtension(PROOFS, false, list).signedBy(company);
            Interception seen = bench.shows(host, copy.der(), company.der());
            assertThat(seen.evidence()).extracting(Mark::sign).contains(Sign.COPIED_PROOF).doesNotContain(Sign.NO_PROOF);
            assertThat(seen.verdict()).isEqualTo(host.startsWith("alpha") ? Verdict.POSSIBLE : Verdict.CERTAIN);
        }
    }

    @Test
    void theOrganisationsOwnGearIsCertainAndExpected() throws Exception {
        bench = new InterceptionBench(folder, List.of(), List.of(company.der()), NOW.atZone(ZoneOffset.UTC).toLocalDate());
        Interception seen = private_("alpha-shop.example");
        assertThat(seen.verdict()).isEqualTo(Verdict.CERTAIN);
        assertThat(seen.expected()).contains(true);
    }

    @Test
    void aPrivateRootThatTheSettingsExpectIsNone() throws Exception {
        bench = new InterceptionBench(folder, List.of(company.der()), List.of(), NOW.atZone(ZoneOffset.UTC).toLocalDate());
        for (String host : List.of("alpha-shop.example", "bravo-bank.test", "charlie-news.example")) {
            assertThat(private_(host).verdict()).isEqualTo(Verdict.NONE_SEEN);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"printer.local", "intranet", "db.internal", "10.0.0.1", "nas.lan", "site.home.arpa"})
    void namesThatAreNotPublicGetNoVerdict(String host) throws Exception {
        private_("alpha-shop.example");
        private_("bravo-bank.test");
        assertThat(bench.shows(host, server(host).signedBy(company).der(), company.der()).verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void aPublicNameAtAPrivateAddressGetsNoVerdict() throws Exception {
        bench.at("10.1.2.3");
        for (String host : List.of("alpha-shop.de", "bravo-bank.com", "charlie-news.org")) {
            assertThat(private_(host).verdict()).isEqualTo(Verdict.UNKNOWN);
        }
    }

    @Test
    void thePublicSuffixListTellsOwnersApart() throws Exception {
        private_("alpha.github.io");
        assertThat(private_("bravo.github.io").verdict()).isEqualTo(Verdict.LIKELY);
        private_("www.zulu.co.uk");
        assertThat(private_("ftp.zulu.co.uk").evidence()).extracting(Mark::text).noneMatch(text -> text.contains("www.zulu.co.uk"));
    }

    @Test
    void oldListsHoldNothingAgainstCertificatesThatTheyCannotKnow() throws Exception {
        bench = new InterceptionBench(folder, List.of(), List.of(), LocalDate.of(2025, 6, 1));
        Issued newRoot = authority("O=New Trust,CN=New Public Root").selfSigned();
        for (String host : List.of("alpha-shop.example", "bravo-bank.test", "charlie-news.example", "delta-mail.test")) {
            Issued leaf = io.helloscope.testing.TransparencyLog.elliptic().issue(server(host), newRoot, bench.now);
            Interception seen = bench.shows(host, leaf.der(), newRoot.der());
            assertThat(seen.verdict()).isEqualTo(Verdict.POSSIBLE);
        }
        assertThat(bench.showsItsOwn("echo-travel.example").verdict()).as("an old log's proof still proves").isEqualTo(Verdict.NONE_SEEN);
        assertThat(private_("foxtrot-video.test").evidence()).extracting(Mark::sign).doesNotContain(Sign.NO_PROOF);
        private_("golf-weather.example");
        assertThat(private_("hotel-maps.test").verdict()).as("gear without proofs is found all the same").isEqualTo(Verdict.CERTAIN);
    }

    @Test
    void onlyAboutSeventyDaysAListSaysThatProofsAreMissing() throws Exception {
        LocalDate list = NOW.minus(Duration.ofDays(69)).atZone(ZoneOffset.UTC).toLocalDate();
        bench = new InterceptionBench(folder, List.of(), List.of(), list);
        assertThat(private_("alpha-shop.example").evidence()).extracting(Mark::sign).contains(Sign.NO_PROOF);
        bench.now = NOW.plus(Duration.ofDays(3));
        assertThat(private_("alpha-shop.example").evidence()).extracting(Mark::sign).doesNotContain(Sign.NO_PROOF);
    }

    @Test
    void aStatesRootIsTheOwnersChoiceAtHome() throws Exception {
        Issued state = authority("C=RU,O=The Ministry,CN=Russian Trusted Sub CA").selfSigned();
        for (String host : List.of("alpha-bank.ru", "bravo-post.ru", "charlie-tax.ru")) {
            assertThat(bench.shows(host, server(host).signedBy(state).der(), state.der()).verdict()).isEqualTo(Verdict.POSSIBLE);
        }
        assertThat(bench.shows("delta-mail.test", server("delta-mail.test").signedBy(state).der(), state.der()).verdict()).isEqualTo(Verdict.CERTAIN);
    }

    @Test
    void aDevicesOwnPageIsNoInterception() throws Exception {
        Issued device = authority("O=Fortinet,OU=Certificate Authority,CN=FG6H0FTB00000000").selfSigned();
        Interception seen = bench.shows("vpn.alpha-shop.example", named("CN=FGT60E").dns("FGT60E").signedBy(device).der(), device.der());
        assertThat(seen.verdict()).isEqualTo(Verdict.POSSIBLE);
    }

    @Test
    void damagedCertificatesAreNotJudged() {
        assertThat(bench.shows("alpha-shop.example", Bytes.ofHex("3003020101")).verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    private Interception private_(String host) throws Exception {
        return bench.shows(host, server(host).signedBy(company).der(), company.der());
    }
}
