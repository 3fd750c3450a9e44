package io.helloscope.web;

import com.linecorp.armeria.common.QueryParams;
import io.helloscope.report.ReportQuery;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Party;
import io.helloscope.verdict.Phase;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Reads the parameters of a request for reports or incidents. */
final class Parameters {
    static final int USUAL_LIMIT = 100;
    static final int MOST = 1000;

    private static final List<String> NAMES = List.of("host", "client", "cause", "phase", "party", "since", "until", "limit", "cursor", "format");
    private static final int LONGEST = 1024;

    private final QueryParams query;

    Parameters(QueryParams query) {
        this.query = query;
    }

    /** The query that these parameters ask for. */
    static ReportQuery query(QueryParams query) throws BadParameterException {
        known(query, NAMES);
        Parameters p = new Parameters(query);
        return new ReportQuery(p.host(), p.client(),
                p.word("cause", Cause.values(), Cause::code), p.word("phase", Phase.values(), Phase::code),
                p.word("party", Party.values(), Party::code), p.time("since"), p.time("until"), p.limit(USUAL_LIMIT), p.cursor());
    }

    /** Refuses a parameter that is not one of these, and one that is given twice. */
    static void known(QueryParams query, List<String> names) throws BadParameterException {
        for (String name : query.names()) {
            if (!names.contains(name)) {
                throw new BadParameterException(shown(name), "unknown parameter", names);
            }
            if (query.getAll(name).size() > 1) {
                throw new BadParameterException(name, "given more than once", List.of());
            }
        }
    }

    /** Whether a table is asked for. */
    static boolean csv(QueryParams query) throws BadParameterException {
        return new Parameters(query).word("format", new String[] {"json", "csv"}, word -> word).filter("csv"::equals).isPresent();
    }

    Optional<String> client() throws BadParameterException {
        return text("client").map(Parameters::bare);
    }

    Optional<String> host() throws BadParameterException {
        return text("host").map(Parameters::bare).map(name -> name.endsWith(".") ? name.substring(0, name.length() - 1) : name);
    }

    /** An absent and an empty parameter are the same: forms send empty ones. */
    private Optional<String> text(String name) throws BadParameterException {
        String value = query.get(name, "");
        if (value.length() > LONGEST) {
            throw new BadParameterException(name, value.length() + " characters", List.of("at most " + LONGEST + " characters"));
        }
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    <T> Optional<T> word(String name, T[] values, Function<T, String> code) throws BadParameterException {
        Optional<String> text = text(name);
        Optional<T> value = text.flatMap(word -> Arrays.stream(values).filter(one -> code.apply(one).equals(word)).findFirst());
        if (text.isPresent() && value.isEmpty()) {
            throw new BadParameterException(name, "no such " + name + ": " + shown(text.get()), Arrays.stream(values).map(code).toList());
        }
        return value;
    }

    Optional<Instant> time(String name) throws BadParameterException {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            // A plus sign that was not percent-encoded arrives as a space.
            return Optional.of(OffsetDateTime.parse(text.get().replace(' ', '+')).toInstant());
        } catch (DateTimeException malformed) {
            throw new BadParameterException(name, "no time: " + shown(text.get()),
                    List.of("RFC 3339, such as 2026-11-24T09:30:00Z or 2026-11-24T10:30:00+01:00"));
        }
    }

    int limit(int usual) throws BadParameterException {
        Optional<String> text = text("limit");
        if (text.isEmpty()) {
            return usual;
        }
        if (text.get().matches("[0-9]{1,4}")) {
            int limit = Integer.parseInt(text.get());
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        }
        throw new BadParameterException("limit", "no usable number: " + shown(text.get()), List.of("1.." + MOST));
    }

    /** Cursors are made by histories; whatever they are made of, they are words without spaces or quotes. */
    private Optional<String> cursor() throws BadParameterException {
        Optional<String> text = text("cursor");
        if (text.isPresent() && !text.get().matches("[A-Za-z0-9._~:=-]+")) {
            throw new BadParameterException("cursor", "no cursor of this history", List.of("the next of the page before"));
        }
        return text;
    }

    private static String bare(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.startsWith("[") && lower.endsWith("]") ? lower.substring(1, lower.length() - 1) : lower;
    }

    /** What a stranger sent, cut. */
    private static String shown(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
