package io.helloscope.probe.hello;

import io.helloscope.bytes.Bytes;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a server_name may tell of a host (RFC 6066 section 3): a DNS name without its last dot, in lower case; never an address. */
final class HostName {
    private static final int LONGEST = 253;
    private static final Pattern LABELS = Pattern.compile("[a-z0-9_-]{1,63}(\\.[a-z0-9_-]{1,63})*");
    /** As URLs have it, a last label that is a number makes an IPv4 address of the whole. */
    private static final Pattern ADDRESS = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)");

    private HostName() {
    }

    static Optional<Bytes> of(String host) {
        Optional<String> ascii = ascii(host.endsWith(".") ? host.substring(0, host.length() - 1) : host);
        return ascii.map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name -> name.length() <= LONGEST && LABELS.matcher(name).matches() && !ADDRESS.matcher(name).matches())
                .map(name -> Bytes.of(name.getBytes(StandardCharsets.US_ASCII)));
    }

    private static Optional<String> ascii(String host) {
        if (host.chars().allMatch(c -> c < 0x80)) {
            return Optional.of(host);
        }
        try {
            return Optional.of(IDN.toASCII(host, IDN.ALLOW_UNASSIGNED));
        } catch (IllegalArgumentException noName) {
            return Optional.empty();
        }
    }
}
