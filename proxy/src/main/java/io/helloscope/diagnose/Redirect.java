package io.helloscope.diagnose;

import io.helloscope.bytes.Bytes;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP answer in the clear that sends the client somewhere else.
 *
 * @param host where to, in lower case, without port
 */
record Redirect(String host) {
    private static final Pattern STATUS = Pattern.compile("^HTTP/1\\.[01] 30[12378]\\b");
    private static final Pattern LOCATION = Pattern.compile("(?im)^location:[ \\t]{0,8}https?://([^/?#:\\s\\[\\]]{1,253})");
    private static final Pattern TARGET = Pattern.compile("(?im)^location:[ \\t]{0,8}(https?://[^\\s]{1,200})");

    static Optional<Redirect> in(Bytes answer) {
        String text = answer.latin1();
        Matcher location = LOCATION.matcher(text);
        return STATUS.matcher(text).find() && location.find() ? Optional.of(new Redirect(location.group(1).toLowerCase(Locale.ROOT)))
                : Optional.empty();
    }

    /** Where to, as it was written and cut to a length. */
    static Optional<String> target(Bytes answer) {
        String text = answer.latin1();
        Matcher target = TARGET.matcher(text);
        return STATUS.matcher(text).find() && target.find() ? Optional.of(target.group(1)) : Optional.empty();
    }

    /** Whether it leads away from this host and from its relatives, such as the name with www in front. */
    boolean leadsAwayFrom(String asked) {
        String name = asked.toLowerCase(Locale.ROOT);
        return !host.equals(name) && !host.endsWith("." + name) && !name.endsWith("." + host);
    }
}
