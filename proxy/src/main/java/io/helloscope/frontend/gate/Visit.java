package io.helloscope.frontend.gate;

import io.helloscope.observe.Client;
import io.helloscope.observe.Destination;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * One connection of a client.
 *
 * @param channel the connection
 * @param ip the client's address, without brackets or zone
 * @param port the client's port
 * @param admission what it may do
 */
public record Visit(SocketChannel channel, String ip, int port, Admission admission) {
    static Visit of(SocketChannel channel, InetSocketAddress from, Admission admission) {
        return new Visit(channel, bare(from), from.getPort(), admission);
    }

    /** Where the client has come in: the proxy's own address, as it sees it. */
    public Destination door() {
        InetSocketAddress local = channel.localAddress();
        return local == null ? new Destination("0.0.0.0", 1) : new Destination(bare(local), local.getPort());
    }

    private static String bare(InetSocketAddress address) {
        String ip = address.getAddress().getHostAddress();
        int zone = ip.indexOf('%');
        return zone < 0 ? ip : ip.substring(0, zone);
    }

    /** The client, as far as its connection tells. */
    public Client client() {
        return client(Optional.empty());
    }

    /** The client with what it says it is. */
    public Client client(Optional<String> userAgent) {
        return new Client(ip, port, userAgent);
    }
}
