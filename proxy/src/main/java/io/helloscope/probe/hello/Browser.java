package io.helloscope.probe.hello;

import io.helloscope.bytes.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Browsers whose first hello can be sent without them, as measured on what they send over loopback. */
public enum Browser {
    /** Chromium 156 of Debian 12. */
    CHROMIUM {
        @Override
        Draft hello(Optional<Bytes> serverName, List<Bytes> alpn, FreshKeys keys) {
            return new ChromiumHello(keys).hello(serverName, alpn);
        }
    },
    /** Firefox 153 ESR of Debian 12, at its first try: a second one leaves out compress_certificate. */
    FIREFOX {
        @Override
        Draft hello(Optional<Bytes> serverName, List<Bytes> alpn, FreshKeys keys) {
            return new FirefoxHello(keys).hello(serverName, alpn);
        }
    };

    /** Its hello with these values, and all others made anew. */
    abstract Draft hello(Optional<Bytes> serverName, List<Bytes> alpn, FreshKeys keys);

    Draft hello(String host, List<String> alpn, FreshKeys keys) {
        return hello(HostName.of(host), alpn.stream().map(name -> Bytes.of(name.getBytes(StandardCharsets.ISO_8859_1))).toList(), keys);
    }
}
