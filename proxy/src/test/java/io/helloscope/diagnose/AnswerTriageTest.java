package io.helloscope.diagnose;

import static io.helloscope.diagnose.Interview.isChange;
import static io.helloscope.diagnose.Interview.modernHello;
import static io.helloscope.diagnose.Interview.smallHello;
import static io.helloscope.diagnose.Talk.HOST;
import static io.helloscope.diagnose.Talk.talk;
import static io.helloscope.observe.Wire.CCS;
import static io.helloscope.observe.Wire.RETRY_RANDOM;
import static io.helloscope.observe.Wire.alert;
import static io.helloscope.observe.Wire.certificateMessage;
import static io.helloscope.observe.Wire.data;
import static io.helloscope.observe.Wire.extension;
import static io.helloscope.observe.Wire.flight13;
import static io.helloscope.observe.Wire.handshake;
import static io.helloscope.observe.Wire.helloDone;
import static io.helloscope.observe.Wire.helloMessage;
import static io.helloscope.observe.Wire.noise;
import static io.helloscope.observe.Wire.record;
import static io.helloscope.observe.Wire.serverHelloMessage;
import static io.helloscope.observe.Wire.text;
import static io.helloscope.observe.Wire.u16;
import static io.helloscope.observe.Wire.u8;
import static io.helloscope.observe.Wire.vector16;
import static io.helloscope.observe.Wire.vector8;
import static io.helloscope.testing.CertificateMaker.NOW;
import static io.helloscope.testing.CertificateMaker.authority;
import static io.helloscope.testing.CertificateMaker.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.observe.Question;
import io.helloscope.observe.Question.Change;
import io.helloscope.observe.Question.OnlyVersion;
import io.helloscope.observe.Question.Plain;
import io.helloscope.testing.CertificateMaker;
import io.helloscope.testing.CertificateMaker.Issued;
import io.helloscope.tls.ProtocolVersion;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;

/** Versions, parameters, plain text and certificates that only questions bring to light. */
class AnswerTriageTest {
    private static final Function<Question, Reply> SAYS_40 = question -> Reply.alert(40);

    private static Talk refused(int code) {
        return talk().client(modernHello()).server(alert(2, code)).serverCloses();
    }

    private static Function<Question, Reply> only(int code, Reply reply, Change... changes) {
        return question -> isChange(question, changes) ? reply : Reply.alert(code);
    }

    private static byte[] chose12(int suite, byte[]... extensions) {
        return record(22, serverHelloMessage(0x0303, suite, noise(32), extensions));
    }

    private static byte[] exchange(int group, int scheme) {
        return record(22, handshake(12, u8(3), u16(group), vector8(noise(32)), u16(scheme), vector16(noise(100))));
    }

    private static void parameter(Interview interview, Cause cause, String named) {
        Diagnosis diagnosis = interview.diagnosis();
        assertThat(diagnosis.cause()).as(() -> diagnosis.evidence().toString()).isEqualTo(cause);
        assertThat(diagnosis.confidence()).isEqualTo(Confidence.CERTAIN);
        assertThat(interview.told().get(0)).contains(named);
        assertThat(diagnosis.clientErrors()).containsEntry("chromium", "ERR_SSL_VERSION_OR_CIPHER_MISMATCH");
    }

    @Test
    void theCipherThatTheServerWantsIsNamed() {
        parameter(Interview.of(refused(40), only(40, Reply.of(chose12(0x0005)), Change.WITH_ALL_CIPHERS, Change.WITH_ALL_PARAMETERS)),
                Cause.NO_COMMON_CIPHER, "TLS_RSA_WITH_RC4_128_SHA");
        parameter(Interview.of(refused(40), only(40, Reply.of(flight13(0x1304)), Change.WITH_ALL_CIPHERS, Change.WITH_ALL_PARAMETERS)),
                Cause.NO_COMMON_CIPHER, "TLS_AES_128_CCM_SHA256");
        parameter(Interview.of(refused(71), only(71, Reply.of(chose12(0x0033)), Change.WITH_ALL_CIPHERS, Change.WITH_ALL_PARAMETERS)),
                Cause.NO_COMMON_CIPHER, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA");
    }

    @Test
    void theGroupThatTheServerWantsIsNamed() {
        Change[] helping = {Change.WITH_ALL_GROUPS, Change.WITH_ALL_PARAMETERS};
        byte[] share = record(22, serverHelloMessage(0x0303, 0x1301, noise(32), extension(43, u16(0x0304)), extension(51, u16(0x001e),
                vector16(noise(56)))));
        byte[] retry = record(22, serverHelloMessage(0x0303, 0x1301, RETRY_RANDOM, extension(43, u16(0x0304)),
                extension(51, u16(0x001e))));
        parameter(Interview.of(refused(40), only(40, Reply.of(chose12(0xc02f), record(22, certificateMessage(noise(600))), exchange(0x001a, 0x0804)),
                helping)), Cause.NO_COMMON_GROUP, "brainpoolP256r1");
        parameter(Interview.of(refused(40), only(40, Reply.of(share), helping)), Cause.NO_COMMON_GROUP, "x448");
        parameter(Interview.of(refused(40), only(40, Reply.of(retry), helping)), Cause.NO_COMMON_GROUP, "x448");
    }

    @Test
    void theSignatureThatTheServerWantsIsNamed() {
        parameter(Interview.of(refused(40), only(40, Reply.of(chose12(0xc02f), record(22, certificateMessage(noise(600))), exchange(0x001d, 0x0807)),
                Change.WITH_ALL_SIGNATURES, Change.WITH_ALL_PARAMETERS)), Cause.NO_COMMON_SIGNATURE_ALGORITHM, "ed25519");
    }

    @Test
    void aKeyOnACurveThatTheClientLacksIsAMatterOfSignatures() throws Exception {
        Issued leaf = server(HOST).key(CertificateMaker.ec("secp521r1")).signedBy(Chains.INTERMEDIATE);
        Reply curve = Reply.of(chose12(0xc02f), record(22, certificateMessage(leaf.der().toArray())), exchange(0x001d, 0x0403), record(22, helloDone()));
        parameter(Interview.of(refused(40), only(40, curve, Change.WITH_ALL_GROUPS, Change.WITH_ALL_PARAMETERS)),
                Cause.NO_COMMON_SIGNATURE_ALGORITHM, "EC secp521r1");
        // In TLS 1.3 the key is seen only by a handshake of our own.
        Function<Question, Reply> hidden = question -> question instanceof Question.Certificate ? Reply.session(false, Optional.empty(), leaf)
                : isChange(question, Change.WITH_ALL_SIGNATURES, Change.WITH_ALL_PARAMETERS) ? Reply.takesUp() : Reply.alert(40);
        parameter(Interview.of(refused(40), hidden), Cause.NO_COMMON_SIGNATURE_ALGORITHM, "EC secp521r1");
    }

    @Test
    void whoRefusesEverythingStaysWhatItIs() {
        Interview interview = Interview.of(refused(40), SAYS_40);

        assertThat(interview.diagnosis().cause()).isEqualTo(Cause.NO_COMMON_PARAMETERS);
        assertThat(interview.diagnosis().confidence()).isEqualTo(Confidence.CERTAIN);
        assertThat(interview.diagnosis().clientErrors()).containsEntry("firefox", "SSL_ERROR_NO_CYPHER_OVERLAP");
    }

    private static Function<Question, Reply> versions(int refusal, List<Integer> taken) {
        return question -> {
            if (question instanceof OnlyVersion only) {
                return !taken.contains(only.version().code()) ? Reply.alert(refusal)
                        : only.version().isTls13() ? Reply.takesUp() : Reply.of(record(22, serverHelloMessage(only.version().code(), 0x002f, noise(32))));
            }
            boolean below = isChange(question, Change.WITHOUT_TLS13) && taken.stream().anyMatch(version -> version <= 0x0303);
            int newest = taken.stream().filter(version -> version <= 0x0303).max(Integer::compare).orElse(0);
            return below ? Reply.of(record(22, serverHelloMessage(newest, 0x002f, noise(32)))) : Reply.alert(refusal);
        };
    }

    @Test
    void anOldServerIsFoundByItsVersions() {
        Interview tls10 = Interview.of(refused(70), versions(70, List.of(0x0301)));
        Interview by40 = Interview.of(refused(40), versions(40, List.of(0x0301, 0x0302)));

        assertThat(tls10.diagnosis().cause()).isEqualTo(Cause.SERVER_VERSION_TOO_OLD);
        assertThat(tls10.diagnosis().confidence()).isEqualTo(Confidence.CERTAIN);
        assertThat(tls10.told().get(0)).isEqualTo("Asked for one version at a time, the server takes TLS 1.0 and refuses TLS 1.3, TLS 1.2, TLS 1.1,"
                + " SSL 3.0. The client offers TLS 1.3, TLS 1.2.");
        assertThat(by40.diagnosis().cause()).isEqualTo(Cause.SERVER_VERSION_TOO_OLD);
    }

    @Test
    void aServerThatCannotBearTls13IsNotOld() {
        Interview interview = Interview.of(refused(70), versions(70, List.of(0x0303, 0x0302, 0x0301)));

        assertThat(interview.diagnosis().cause()).isEqualTo(Cause.VERSION_INTOLERANCE);
        assertThat(interview.diagnosis().confidence()).isEqualTo(Confidence.CERTAIN);
        assertThat(interview.diagnosis().clientErrors()).containsEntry("firefox", "SSL_ERROR_PROTOCOL_VERSION_ALERT");
    }

    @Test
    void anOldClientIsFoundByTheServersVersions() {
        Talk old = talk().client(record(22, helloMessage(List.of(0x0303)))).server(alert(2, 70)).serverCloses();
        Interview interview = Interview.of(old, question -> question.equals(new OnlyVersion(ProtocolVersion.TLS_1_3)) ? Reply.takesUp() : Reply.alert(70));

        assertThat(interview.diagnosis().cause()).isEqualTo(Cause.CLIENT_VERSION_TOO_OLD);
        assertThat(interview.diagnosis().confidence()).isEqualTo(Confidence.CERTAIN);
    }

    @Test
    void theLadderStandsBesideAnOldAnswerThatWasSeen() {
        Talk seen = talk().client(smallHello()).server(record(22, serverHelloMessage(0x0301, 0x002f, noise(32)))).client(alert(2, 70)).clientCloses();
        Interview interview = Interview.of(seen, versions(70, List.of(0x0301)));

        assertThat(interview.diagnosis().cause()).isEqualTo(Cause.SERVER_VERSION_TOO_OLD);
        assertThat(interview.told().get(0)).contains("takes TLS 1.0 and refuses");
    }

    @Test
    void aServerThatWaitsForARequestLineSpeaksHttp() {
        String page = "HTTP/1.1 200 OK\r\nServer: gunicorn\r\nConnection: close\r\n\r\nok";
        Function<Question, Reply> server = question -> question == Plain.HTTP ? Reply.text(page) : Reply.silence();
        Interview interview = Interview.of(talk().client(modernHello()).seconds(20).clientCloses(), server);

        assertThat(interview.diagnosis().cause()).isEqualTo(Cause.SERVER_SPEAKS_HTTP);
        assertThat(interview.diagnosis().product()).contains("gunicorn");
        assertThat(interview.diagnosis().confidence()).isEqualTo(Confidence.CERTAIN);
        assertThat(interview.diagnosis().clientErrors()).containsEntry("chromium", "ERR_TIMED_OUT");
        assertThat(Interview.of(talk().client(modernHello()).serverCloses(), server).diagnosis().cause()).isEqualTo(Cause.SERVER_SPEAKS_HTTP);
    }

    @Test
    void aServerOfOneThreadIsAskedOnceMore() {
        int[] asked = {0};
        Function<Question, Reply> busy = question -> question == Plain.HTTP && asked[0]++ > 0 ? Reply.text("HTTP/1.0 200 OK\r\n\r\n") : Reply.silence();

        assertThat(Interview.of(talk().client(modernHello()).seconds(20).clientCloses(), busy).diagnosis().cause()).isEqualTo(Cause.SERVER_SPEAKS_HTTP);
    }

    @Test
    void aServerThatWantsTlsDoesNotSpeakHttp() {
        String page = "HTTP/1.1 400 Bad Request\r\nServer: nginx/1.22.1\r\n\r\n<html><head><title>400 The plain HTTP request was sent to HTTPS port"
                + "</title></head>";
        Interview interview = Interview.of(talk().client(modernHello()).serverResets(),
                question -> question == Plain.HTTP ? Reply.text(page) : Reply.resets());

        assertThat(interview.diagnosis().cause()).isEqualTo(Cause.RESET_AFTER_HELLO);
    }

    @Test
    void otherProtocolsAreToldWhereTheyAreAtHome() {
        Function<Question, Reply> ssh = question -> question == Plain.BANNER ? Reply.text("SSH-2.0-OpenSSH_9.2\r\n") : Reply.closes();
        Function<Question, Reply> database = question -> question == Plain.POSTGRESQL ? Reply.text("N") : Reply.closes();
        Diagnosis shell = Interview.of(talk().port(22).client(modernHello()).serverCloses(), ssh).diagnosis();
        Diagnosis sql = Interview.of(talk().port(5432).client(modernHello()).serverCloses(), database).diagnosis();

        assertThat(shell.cause()).isEqualTo(Cause.SERVER_SPEAKS_OTHER_PROTOCOL);
        assertThat(shell.protocol()).contains("ssh");
        assertThat(sql.cause()).isEqualTo(Cause.SERVER_SPEAKS_OTHER_PROTOCOL);
        assertThat(sql.protocol()).contains("postgresql");
    }

    @Test
    void aRealRequestTellsTheProductAndWhereTlsIs() {
        Talk bare = talk().port(8080).client(modernHello()).server(text("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")).serverCloses();
        Interview interview = Interview.of(bare, question -> Reply.text("HTTP/1.1 301 Moved\r\nX-Powered-By: Express\r\nLocation: https://server.test:8443/\r\n\r\n"));

        assertThat(interview.asked()).containsExactly("http");
        assertThat(interview.diagnosis().cause()).isEqualTo(Cause.SERVER_SPEAKS_HTTP);
        assertThat(interview.diagnosis().product()).hasValueSatisfying(product -> assertThat(product).contains("Express"));
        assertThat(interview.told()).anySatisfy(sentence -> assertThat(sentence).contains("https://server.test:8443/: TLS is to be found there, not on"
                + " port 8080"));
    }

    private static Talk hidden() {
        return talk().client(smallHello()).server(flight13(0x1301)).client(CCS, data(19)).clientCloses();
    }

    private static Interview certificate(Talk talk, Issued... chain) {
        return Interview.of(talk, question -> Reply.session(false, Optional.empty(), chain));
    }

    @Test
    void theCertificateThatTls13HidesIsJudged() throws Exception {
        Issued expired = server(HOST).valid(NOW.minus(Duration.ofDays(90)), NOW.minus(Duration.ofDays(5))).signedBy(Chains.INTERMEDIATE);
        Interview interview = certificate(hidden(), expired, Chains.INTERMEDIATE);

        assertThat(interview.diagnosis().cause()).isEqualTo(Cause.CERTIFICATE_EXPIRED);
        assertThat(interview.diagnosis().confidence()).isEqualTo(Confidence.CERTAIN);
        assertThat(interview.diagnosis().overridable()).contains(true);
        assertThat(interview.diagnosis().clientErrors()).containsEntry("chromium", "ERR_CERT_DATE_INVALID")
                .containsEntry("firefox", "SEC_ERROR_EXPIRED_CERTIFICATE");
        assertThat(interview.told()).anySatisfy(sentence -> assertThat(sentence).contains("what is between it and the client"));
    }

    @Test
    void everyFaultOfAHiddenCertificateHasItsCause() throws Exception {
        assertThat(certificate(hidden(), server("other.test").signedBy(Chains.INTERMEDIATE), Chains.INTERMEDIATE).diagnosis().cause())
                .isEqualTo(Cause.CERTIFICATE_NAME_MISMATCH);
        assertThat(certificate(hidden(), server(HOST).purposes(KeyPurposeId.id_kp_clientAuth).signedBy(Chains.INTERMEDIATE), Chains.INTERMEDIATE)
                .diagnosis().cause()).isEqualTo(Cause.CERTIFICATE_WRONG_PURPOSE);
        assertThat(certificate(hidden(), server(HOST).signedBy(authority("O=Elsewhere,CN=Elsewhere Root").selfSigned())).diagnosis().cause())
                .isEqualTo(Cause.CERTIFICATE_UNKNOWN_ISSUER);
        assertThat(certificate(hidden(), server(HOST).selfSigned()).diagnosis().cause()).isEqualTo(Cause.CERTIFICATE_SELF_SIGNED);
        assertThat(certificate(hidden(), server(HOST).signedBy(Chains.INSPECTION)).diagnosis().cause()).isEqualTo(Cause.CERTIFICATE_REPLACED);
        Interview incomplete = certificate(hidden(), server(HOST).issuerAt("http://pki.test/i.crt").signedBy(Chains.INTERMEDIATE));
        assertThat(incomplete.diagnosis().cause()).isEqualTo(Cause.CERTIFICATE_CHAIN_INCOMPLETE);
        assertThat(incomplete.told()).anySatisfy(sentence -> assertThat(sentence).contains("can be fetched"));
    }

    @Test
    void aSoundCertificateLeavesTheClient() throws Exception {
        Interview open = certificate(hidden(), server(HOST).signedBy(Chains.PUBLIC_ROOT), Chains.PUBLIC_ROOT);
        Interview own = certificate(hidden(), server(HOST).signedBy(Chains.INTERMEDIATE), Chains.INTERMEDIATE);

        assertThat(open.diagnosis().cause()).isEqualTo(Cause.CERTIFICATE_REJECTED);
        assertThat(open.told()).anySatisfy(sentence -> assertThat(sentence).contains("its root store, its clock, or a certificate that it insists on"));
        assertThat(own.told()).anySatisfy(sentence -> assertThat(sentence).contains("the client may lack that root"));
    }

    @Test
    void aClientThatWalksOffIsJudgedByTheCertificateWithCare() throws Exception {
        Talk left = talk().client(smallHello()).server(flight13(0x1301)).client(CCS).seconds(10).clientCloses();
        Interview expired = certificate(left, server(HOST).valid(NOW.minus(Duration.ofDays(90)), NOW.minus(Duration.ofDays(5)))
                .signedBy(Chains.INTERMEDIATE), Chains.INTERMEDIATE);

        assertThat(expired.asked()).containsExactly("certificate");
        assertThat(expired.diagnosis().cause()).isEqualTo(Cause.CERTIFICATE_EXPIRED);
        assertThat(expired.diagnosis().confidence()).isEqualTo(Confidence.LIKELY);
    }

    @Test
    void aServerThatAsksForACertificateWantsOne() {
        Talk left = talk().client(smallHello()).server(flight13(0x1302)).client(CCS, data(77), data(200)).serverCloses();
        Interview interview = Interview.of(left, question -> Reply.session(true, Optional.of(116)));

        assertThat(interview.diagnosis().cause()).isEqualTo(Cause.CLIENT_CERTIFICATE_REQUIRED);
        assertThat(interview.diagnosis().confidence()).isEqualTo(Confidence.CERTAIN);
        assertThat(interview.diagnosis().clientErrors()).containsEntry("chromium", "ERR_BAD_SSL_CLIENT_AUTH_CERT");
    }

    @Test
    void aServerThatDoesNotAskForACertificateJustLeft() {
        Talk left = talk().client(smallHello()).server(flight13(0x1301)).client(CCS, data(53), data(200)).serverCloses();
        Interview interview = Interview.of(left, question -> Reply.session(false, Optional.empty()));

        assertThat(interview.asked()).containsExactly("certificate");
        assertThat(interview.diagnosis().cause()).isEqualTo(Cause.CLOSED_AFTER_HANDSHAKE);
        assertThat(interview.told().get(0)).contains("did not ask for a client certificate");
    }

    @Test
    void namesInCertificatesAreEscaped() throws Exception {
        Issued strange = CertificateMaker.named("CN=\u001b[31mred").signedBy(authority("CN=\u202eevil").selfSigned());
        Interview interview = certificate(hidden(), strange);

        assertThat(interview.diagnosis().evidence()).allSatisfy(evidence -> assertThat(evidence.text()).doesNotContain("\u001b", "\u202e"));
    }
}
