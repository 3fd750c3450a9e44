package io.helloscope.knowledge;

/**
 * A public host that is known to speak something: where it no longer does, something on the path may have taken it away.
 *
 * @param host its name
 * @param postQuantum whether it takes X25519MLKEM768 where that is offered
 * @param http2 whether it takes h2 where that is offered
 */
public record KnownHost(String host, boolean postQuantum, boolean http2) {
    static KnownHost of(Row row) {
        row.only("host", "post-quantum", "http2", "source").text("source");
        return new KnownHost(row.text("host"), row.flag("post-quantum", false), row.flag("http2", false));
    }
}
