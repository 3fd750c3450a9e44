package io.helloscope.frontend;

import io.helloscope.access.Passwords;
import io.helloscope.dial.Network;
import io.helloscope.frontend.gate.ClientLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * Where the proxy listens, and for whom.
 *
 * @param listen addresses, 1..64; port 0 takes any free one
 * @param clients networks whose clients may use it; empty: all that can reach it
 * @param passwords of those who may use it; empty: nobody is asked
 * @param limits how much clients may take
 */
public record FrontendSettings(List<InetSocketAddress> listen, List<Network> clients, Optional<Passwords> passwords, ClientLimits limits) {
    private static final int MOST_ADDRESSES = 64;

    /** What is used where the settings say nothing: loopback, port 3128. */
    public static final FrontendSettings DEFAULT = new FrontendSettings(
            List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 3128)), List.of(), Optional.empty(), ClientLimits.DEFAULT);

    public FrontendSettings {
        listen = List.copyOf(listen);
        clients = List.copyOf(clients);
        if (listen.isEmpty() || listen.size() > MOST_ADDRESSES) {
            throw new IllegalArgumentException("listen: " + listen.size() + " addresses (expected: 1.." + MOST_ADDRESSES + ")");
        }
        for (InetSocketAddress address : listen) {
            if (address.isUnresolved()) {
                throw new IllegalArgumentException("listen: " + address.getHostString() + " (expected: an address of this machine)");
            }
            if (!address.getAddress().isLoopbackAddress() && clients.isEmpty() && passwords.isEmpty()) {
                throw new IllegalArgumentException("listen: " + address.getAddress().getHostAddress()
                        + " is reachable from other machines (expected: with it the client networks that may use the proxy, or passwords)");
            }
        }
    }

    /** The same with other addresses. */
    public FrontendSettings withListen(InetSocketAddress... addresses) {
        return new FrontendSettings(List.of(addresses), clients, passwords, limits);
    }

    /** The same with other networks of clients. */
    public FrontendSettings withClients(Network... networks) {
        return new FrontendSettings(listen, List.of(networks), passwords, limits);
    }

    /** The same with passwords. */
    public FrontendSettings withPasswords(Passwords all) {
        return new FrontendSettings(listen, clients, Optional.of(all), limits);
    }

    /** The same with other limits. */
    public FrontendSettings withLimits(ClientLimits others) {
        return new FrontendSettings(listen, clients, passwords, others);
    }
}
