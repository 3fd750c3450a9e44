package io.helloscope.diagnose;

import io.helloscope.observe.Reach;
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

    /** Those for this finding; none where nothing failed, or where the way leads through another proxy that commands would have to know. */
    static List<Check> of(Case seen, Finding finding, Phase phase, Map<String, String> errors) {
        boolean direct = seen.connection().reach() instanceof Reach.Connected way ? way.nextProxy().isEmpty()
                : seen.connection().reach() instanceof Reach.Failed failed && failed.nextProxy().isEmpty();
        if (!direct || !seen.knowledge().cause(finding.cause()).failure()) {
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
            case NO_COMMON_PARAMETERS, NO_COMMON_CIPHER, NO_COMMON_GROUP, NO_COMMON_SIGNATURE_ALGORITHM -> failing().add(
                    commands.openssl("-cipher ALL:COMPLEMENTOFALL:@SECLEVEL=0"), "With all that OpenSSL knows: \"Cipher is\" and the name of what the"
                            + " server wants, \"Cipher is (NONE)\" where even that does not do.");
            case CLIENT_CERTIFICATE_REQUIRED, CLIENT_CERTIFICATE_REJECTED -> add(commands.openssl(), "\"Acceptable client certificate CA names\" or"
                    + " \"Client Certificate Types\": the server asks for a certificate of the client.");
            case PATH_MTU -> add(commands.ping(1472), "No answer, or \"message too long\".").add(commands.ping(1000), "Answers.");
            default -> byPhase(phase);
        }
        return List.copyOf(checks);
    }

    private void byPhase(Phase phase) {
        switch (phase) {
            case CERTIFICATE -> add(commands.openssl("-showcerts"), "The certificates that the server sends, each with subject (s), issuer (i) and dates (v),"
                    + " and what OpenSSL thinks of them (\"Verify return code\").").failing();
            case HANDSHAKE -> failing().add(commands.openssl(), "\"Cipher is (NONE)\" where the handshake fails, \"Cipher is\" and a name where it"
                    + " works.");
            default -> failing();
        }
    }

    private void versions() {
        add(commands.openssl("-tls1_3"), taken("TLSv1.3"));
        add(commands.openssl("-tls1_2"), taken("TLSv1.2"));
        add(commands.openssl("-tls1_1", OLD), taken("TLSv1.1"));
        add(commands.openssl("-tls1", OLD), taken("TLSv1"));
    }

    private static String taken(String version) {
        return "\"Cipher is\" and a name, and \"%s\", where the server takes this version; \"Cipher is (NONE)\" where not.".formatted(version);
    }

    /** curl meets the fault itself. */
    private Checks failing() {
        String text = errors.getOrDefault(ErrorPrediction.CURL, "");
        return add(commands.curl("https"), text.isEmpty() ? "The same failure, in curl's words." : "curl: " + text);
    }

    private Checks add(String command, String shows) {
        checks.add(new Check(command, shows));
        return this;
    }
}
