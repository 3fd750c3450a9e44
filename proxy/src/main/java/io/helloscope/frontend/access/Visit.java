package io.helloscope.frontend.access;

import io.helloscope.observe.Client;
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
        String ip = from.getAddress().getHostAddress();
        int zone = ip.indexOf('%');
        return new Visit(channel, zone < 0 ? ip : ip.substring(0, zone), from.getPort(), admission);
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
