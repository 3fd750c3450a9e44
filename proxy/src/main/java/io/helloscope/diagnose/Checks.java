package io.helloscope.diagnose;

import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The commands by which a person checks a diagnosis, and what they should see. */
final class Checks {
    private static final String OLD = "-cipher ALL:@SECLEVEL=0";
    private static final String WORKS = "An answer of the web server: ";

    private final Commands commands;
    private final Map<String, String> errors;
    private final List<Check> checks = new ArrayList<>();

    private Checks(Commands commands, Map<String, String> errors) {
        this.commands = commands;
        this.errors = errors;
    }

    /** Those for this finding; none where nothing failed. */
    static List<Check> of(Case seen, Finding finding, Phase phase, Map<String, String> errors) {
        if (!seen.knowledge().cause(finding.cause()).failure()) {
            return List.of();
        }
        return Commands.of(seen).map(commands -> new Checks(commands, errors).list(finding.cause(), phase)).orElse(List.of());
    }

    private List<Check> list(Cause cause, Phase phase) {
        switch (cause) {
            case SERVER_SPEAKS_HTTP, CAPTIVE_PORTAL, BLOCK_PAGE -> add(commands.curl("http"), "An HTTP answer in the clear: a line that begins with"
                    + " \"< HTTP/1\".").failing();
            case SERVER_SPEAKS_HTTP2_CLEARTEXT -> add(commands.curl("http", "--http2-prior-knowledge"), "An answer in HTTP/2 without TLS: \"< HTTP/2\".")
                    .failing();
            case SERVER_SPEAKS_OTHER_PROTOCOL, NON_TLS_ANSWER -> add(commands.curl("telnet", "--max-time 5", "</dev/null"),
                    "The server's greeting, where its protocol has one.").failing();
            case SERVER_VERSION_TOO_OLD, CLIENT_VERSION_TOO_OLD, VERSION_NOT_OFFERED -> versions();
            case VERSION_INTOLERANCE -> add(commands.curl("https", "--tls-max 1.2"), WORKS + "without TLS 1.3 it works.").failing();
            case GREASE_INTOLERANCE -> add(commands.curl("https"), WORKS + "curl sends no GREASE values.");
            case LARGE_HELLO_INTOLERANCE -> add(commands.curl("https"), WORKS + "the hello of most builds of curl fits one packet.");
            case NO_COMMON_PARAMETERS, NO_COMMON_CIPHER, NO_COMMON_GROUP, NO_COMMON_SIGNATURE_ALGORITHM -> failing().openssl(
                    "With all that OpenSSL knows: \"Cipher is\" and the name of what the"
                            + " server wants, \"Cipher is (NONE)\" where even that does not do.", "-cipher ALL:COMPLEMENTOFALL:@SECLEVEL=0");
            case CLIENT_CERTIFICATE_REQUIRED, CLIENT_CERTIFICATE_REJECTED -> openssl("\"Acceptable client certificate CA names\" or"
                    + " \"Client Certificate Types\": the server asks for a certificate of the client.");
            case PATH_MTU -> mtu();
            default -> byPhase(phase);
        }
        if (checks.isEmpty()) {
            failing();
        }
        return List.copyOf(checks);
    }

    private void byPhase(Phase phase) {
        switch (phase) {
            case CERTIFICATE -> openssl("The certificates that the server sends, each with subject (s), issuer (i) and dates (v),"
                    + " and what OpenSSL thinks of them (\"Verify return code\").", "-showcerts").failing();
            case HANDSHAKE -> failing().openssl("\"Cipher is (NONE)\" where the handshake fails, \"Cipher is\" and a name where it"
                    + " works.");
            default -> failing();
        }
    }

    private void versions() {
        openssl(taken("TLSv1.3"), "-tls1_3");
        openssl(taken("TLSv1.2"), "-tls1_2");
        openssl(taken("TLSv1.1"), "-tls1_1", OLD);
        openssl(taken("TLSv1"), "-tls1", OLD);
    }

    private void mtu() {
        if (commands.direct()) {
            add(commands.ping(1472), "No answer, or \"message too long\".").add(commands.ping(1000), "Answers.");
        }
        failing();
    }

    private static String taken(String version) {
        return "\"Cipher is\" and a name, and \"%s\", where the server takes this version; \"Cipher is (NONE)\" where not.".formatted(version);
    }

    /** curl meets the fault itself. */
    private Checks failing() {
        String text = errors.getOrDefault(ErrorPrediction.CURL, "");
        return add(commands.curl("https"), text.isEmpty() ? "The same failure, in curl's words." : "curl: " + text);
    }

    /** Left out where the way is closed to OpenSSL; curl then has to do. */
    private Checks openssl(String shows, String... options) {
        return commands.opensslReaches() ? add(commands.openssl(options), shows) : this;
    }

    private Checks add(String command, String shows) {
        checks.add(new Check(command, shows));
        return this;
    }
}
