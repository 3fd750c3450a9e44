package io.helloscope.observe;

import java.util.List;
import java.util.Optional;

/**
 * Who asked.
 *
 * @param ip its address, without brackets or zone; empty where this program asked by itself
 * @param port its port
 * @param userAgent the User-Agent field of its request to the proxy, as sent, where there was one
 * @param via the Via field of that request, cut, where there was one: another proxy made it
 * @param innerFields names of fields of that request that belong to one inside of the encrypted connection
 */
public record Client(String ip, int port, Optional<String> userAgent, Optional<String> via, List<String> innerFields) {
    public Client {
        innerFields = List.copyOf(innerFields);
    }

    /** A client whose request says nothing besides. */
    public Client(String ip, int port, Optional<String> userAgent) {
        this(ip, port, userAgent, Optional.empty(), List.of());
    }

    /** The same with what its request tells of one that passed it on. */
    public Client passedOn(Optional<String> byWhom, List<String> inner) {
        return new Client(ip, port, userAgent, byWhom, inner);
    }
}
