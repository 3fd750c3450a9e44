package io.helloscope.frontend;

import io.helloscope.dial.Network;
import io.helloscope.frontend.access.ClientLimits;
import io.helloscope.access.Passwords;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * Where clients connect, who may, and how much they may take.
 *
 * @param listen addresses; port 0 takes any free one
 * @param clients networks whose clients may use the proxy; empty: everyone who can reach it, which is this machine while the
 *         listeners are on loopback
 * @param passwords users, where credentials are asked for
 * @param limits how much clients may take
 */
public record FrontendSettings(List<InetSocketAddress> listen, List<Network> clients, Optional<Passwords> passwords,
        ClientLimits limits) {
    /** Port 3128 on loopback, no password. */
    public static final FrontendSettings DEFAULT =
            new FrontendSettings(List.of(new InetSocketAddress("127.0.0.1", 3128)), List.of(), Optional.empty(), ClientLimits.DEFAULT);

    private static final int MOST_LISTENERS = 64;

    public FrontendSettings {
        listen = List.copyOf(listen);
        clients = List.copyOf(clients);
        if (listen.isEmpty() || listen.size() > MOST_LISTENERS) {
            throw new IllegalArgumentException("listen: " + listen.size() + " addresses (expected: 1.." + MOST_LISTENERS + ")");
        }
        for (InetSocketAddress address : listen) {
            if (address.isUnresolved()) {
                throw new IllegalArgumentException("listen: " + address.getHostString() + " is no address (expected: such as 127.0.0.1:3128)");
            }
            if (!address.getAddress().isLoopbackAddress() && clients.isEmpty() && passwords.isEmpty()) {
                throw new IllegalArgumentException("listen: " + address.getAddress().getHostAddress() + " is reachable from other machines,"
                        + " so access.clients (networks that may use the proxy) or access.password-file must be set too"
                        + " (or listen on 127.0.0.1)");
            }
        }
    }

    /** Whether only this machine can reach the proxy. */
    public boolean onLoopback() {
        return listen.stream().allMatch(address -> address.getAddress().isLoopbackAddress());
    }

    /** Networks whose clients may come in. */
    List<Network> admitted() {
        return clients.isEmpty() ? List.of(Network.parse("0.0.0.0/0"), Network.parse("::/0")) : clients;
    }
}
