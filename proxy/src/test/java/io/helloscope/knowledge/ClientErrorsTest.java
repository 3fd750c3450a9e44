package io.helloscope.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.verdict.Cause;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ClientErrorsTest {
    private static final Knowledge KNOWLEDGE = KnowledgeTables.load();
    private static final ClientErrors ERRORS = KNOWLEDGE.clientErrors();

    @TestFactory
    Stream<DynamicTest> eachTextFindsItself() {
        return ERRORS.all().stream().map(error -> DynamicTest.dynamicTest(error.id(), () -> {
            String seen = error.text().replaceAll("\\bHOST\\b", "www.example.org").replaceAll("\\bURL\\b", "https://www.example.org/x")
                    .replaceAll("\\bFILE\\b", "/etc/ssl/ca.pem").replaceAll("\\bNAME\\b", "acme").replaceAll("\\bN\\b", "443")
                    .replaceAll("\\bT\\b", "2026-11-23T12:00:00Z");
            assertThat(ERRORS.find(seen).matches()).extracting(ClientError::text).contains(error.text());
        }));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "net::ERR_SSL_PROTOCOL_ERROR | chromium | server-speaks-http",
        "This page isn’t working: err_ssl_protocol_error | chromium | server-speaks-http",
        "curl: (35) OpenSSL/3.0.19: error:0A00010B:SSL routines::wrong version number | curl | server-speaks-http",
        "curl: (35) error:1408F10B:SSL routines:ssl3_get_record:wrong version number | curl | server-speaks-http",
        "curl: (60) SSL: no alternative certificate subject name matches target host name 'a.example' | curl | certificate-name-mismatch",
        "javax.net.ssl.SSLException: Unsupported or unrecognized SSL message | java | server-speaks-http",
        "Error code: SSL_ERROR_RX_RECORD_TOO_LONG | firefox | server-speaks-http",
        "Get \"https://x:8080/\": http: server gave HTTP response to HTTPS client | go | server-speaks-http",
        "Error: unable to verify the first certificate; code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' | node | certificate-unknown-issuer",
        "curl: (56) CONNECT tunnel failed, response 407 | curl | upstream-proxy-authentication-required",
    })
    void whatPeopleHaveBeforeTheirEyesIsFound(String text, String client, String cause) {
        ClientError first = ERRORS.find(text).matches().get(0);

        assertThat(first.client()).isEqualTo(client);
        assertThat(first.causes()).extracting(Cause::code).contains(cause);
    }

    @Test
    void theLongestTextComesFirst() {
        assertThat(ERRORS.find("fatal: unable to access 'https://x/': CONNECT tunnel failed, response 403").matches().get(0).client()).isEqualTo("git");
    }

    @Test
    void aShortTextIsFoundOnlyWhereItIsTheWholeOne() {
        assertThat(ERRORS.find("Get \"https://x/\": EOF").matches()).extracting(ClientError::client).contains("go");
        assertThat(ERRORS.find("unexpected EOF somewhere").matches()).extracting(ClientError::text).doesNotContain("EOF");
    }

    @Test
    void aWordThatOnlyBeginsLikeACodeIsNotTheCode() {
        assertThat(ERRORS.find("ERR_CERT_INVALID_SOMETHING").matches()).extracting(ClientError::text).doesNotContain("ERR_CERT_INVALID");
    }

    @Test
    void aBareNumberMeansTheErrorThatHasIt() {
        assertThat(ERRORS.find("-107").matches()).extracting(ClientError::text).contains("ERR_SSL_PROTOCOL_ERROR");
        assertThat(ERRORS.find("Error -107").matches()).extracting(ClientError::text).contains("ERR_SSL_PROTOCOL_ERROR");
    }

    @Test
    void wherePartsDifferTheNearestAreNamed() {
        ClientErrors.Found found = ERRORS.find("it was unable to find a local issuer for the certificate");

        assertThat(found.matches()).isEmpty();
        assertThat(found.near()).hasSizeBetween(1, 5).allSatisfy(e -> assertThat(e.causes()).contains(Cause.CERTIFICATE_UNKNOWN_ISSUER));
        assertThat(ERRORS.find("zzz").near()).isEmpty();
        assertThat(ERRORS.find("")).isEqualTo(new ClientErrors.Found(List.of(), List.of()));
    }

    @Test
    void browsersOfOneFamilyShareTheirTexts() {
        assertThat(ERRORS.client("Edge")).isEqualTo("chromium");
        assertThat(ERRORS.client("curl")).isEqualTo("curl");
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void whatAnErrorTextMayMeanHasASign(Cause cause) {
        if (!ERRORS.of(cause).isEmpty()) {
            assertThat(ERRORS.sign(cause)).hasValueSatisfying(sign -> assertThat(sign).doesNotEndWith("."));
        }
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void theBrowsersErrorsOfTheCausesTableAreKnownTexts(Cause cause) {
        KNOWLEDGE.cause(cause).clientErrors().forEach((client, text) -> {
            if (client.equals("chromium") || client.equals("firefox")) {
                assertThat(ERRORS.find(text).matches()).as(text).isNotEmpty();
            }
        });
    }
}
