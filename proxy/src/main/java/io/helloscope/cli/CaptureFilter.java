package io.helloscope.cli;

import io.helloscope.report.ConnectionReport;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Party;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Which connections of a capture are shown: by host, cause, party; each filter narrows, values with commas between them are alternatives. */
final class CaptureFilter {
    private Predicate<ConnectionReport> wanted = report -> true;

    /**
     * The filter of these {@code key=value} texts.
     *
     * @throws IllegalArgumentException where one cannot be used; the message says what is allowed
     */
    static CaptureFilter of(List<String> texts) {
        CaptureFilter filter = new CaptureFilter();
        texts.forEach(text -> filter.wanted = filter.wanted.and(one(text)));
        return filter;
    }

    private static Predicate<ConnectionReport> one(String text) {
        int equals = text.indexOf('=');
        String key = equals < 0 ? text : text.substring(0, equals);
        List<String> values = equals < 0 ? List.of() : Arrays.stream(text.substring(equals + 1).split(",")).map(String::trim).toList();
        if (values.isEmpty() || values.contains("")) {
            throw new IllegalArgumentException("--filter " + text + " (expected: host=NAME, cause=CODE or party=NAME)");
        }
        return switch (key) {
            case "host" -> {
                List<String> names = values.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
                yield report -> names.stream().anyMatch(name -> isHost(report.connection().destination().host(), name));
            }
            case "cause" -> {
                values.forEach(code -> Cause.ofCode(code).orElseThrow(() -> new IllegalArgumentException(
                        "--filter cause=" + code + ": there is no such cause (helloscope explain --reference lists them)")));
                yield report -> values.contains(report.diagnosis().cause().code());
            }
            case "party" -> {
                List<String> parties = Arrays.stream(Party.values()).map(Party::code).toList();
                values.stream().filter(name -> !parties.contains(name)).findFirst().ifPresent(name -> {
                    throw new IllegalArgumentException("--filter party=" + name + " (expected: " + String.join(", ", parties) + ")");
                });
                yield report -> values.contains(report.diagnosis().party().code());
            }
            default -> throw new IllegalArgumentException("--filter " + text + " (expected: host=NAME, cause=CODE or party=NAME)");
        };
    }

    /** A name, or {@code *.name} for all below it. */
    private static boolean isHost(String host, String wanted) {
        return wanted.startsWith("*.") ? host.endsWith(wanted.substring(1)) : host.equals(wanted);
    }

    boolean wants(ConnectionReport report) {
        return wanted.test(report);
    }
}
