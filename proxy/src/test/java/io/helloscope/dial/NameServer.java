package io.helloscope.dial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A name server on loopback that answers as it is told. What it was not told of does not exist. */
final class NameServer implements AutoCloseable {
    private static final int A = 1;
    private static final int AAAA = 28;

    /** What is answered for a name and type; rcode -1: nothing at all. */
    private record Answer(int rcode, int ttl, List<byte[]> addresses) {
    }

    private final DatagramSocket socket;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();

    NameServer() {
        try {
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        } catch (SocketException failure) {
            throw new UncheckedIOException(failure);
        }
        Thread thread = new Thread(this::serve, "name server");
        thread.setDaemon(true);
        thread.start();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /** This name has these addresses, and none of the other family. */
    NameServer with(String name, int ttl, String... addresses) {
        List<byte[]> all = Stream.of(addresses).map(a -> IpLiteral.address(a).orElseThrow().getAddress()).toList();
        answers.put(A + name, new Answer(0, ttl, all.stream().filter(a -> a.length == 4).toList()));
        answers.put(AAAA + name, new Answer(0, ttl, all.stream().filter(a -> a.length == 16).toList()));
        return this;
    }

    /** Questions for this name's IPv6 addresses fail so; -1: no answer. */
    NameServer ipv6Fails(String name, int rcode) {
        answers.put(AAAA + name, new Answer(rcode, 0, List.of()));
        return this;
    }

    /** Questions for this name fail so; -1: no answer. */
    NameServer fails(String name, int rcode) {
        answers.put(A + name, new Answer(rcode, 0, List.of()));
        return ipv6Fails(name, rcode);
    }

    /** How often this name was asked for, both families together. */
    int asked(String name) {
        return asked.containsKey(name) ? asked.get(name).get() : 0;
    }

    private void serve() {
        byte[] buffer = new byte[1500];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                byte[] answer = answer(ByteBuffer.wrap(buffer, 0, packet.getLength()));
                if (answer.length > 0) {
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException closed) {
                return;
            }
        }
    }

    private byte[] answer(ByteBuffer question) {
        short id = question.getShort(0);
        question.position(12);
        StringBuilder name = new StringBuilder();
        for (int length = question.get(); length > 0; length = question.get()) {
            byte[] label = new byte[length];
            question.get(label);
            name.append(name.length() == 0 ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
        }
        int type = question.getShort();
        question.getShort();
        String asName = name.toString().toLowerCase(Locale.ROOT);
        asked.computeIfAbsent(asName, n -> new AtomicInteger()).incrementAndGet();
        Answer answer = answers.getOrDefault(type + asName, new Answer(3, 0, List.of()));
        if (answer.rcode < 0) {
            return new byte[0];
        }
        int end = question.position();
        ByteBuffer out = ByteBuffer.allocate(1500);
        out.putShort(id).putShort((short) (0x8180 | answer.rcode)).putShort((short) 1).putShort((short) answer.addresses.size())
                .putInt(0).put(question.array(), 12, end - 12);
        for (byte[] address : answer.addresses) {
            out.putShort((short) 0xc00c).putShort((short) type).putShort((short) 1).putInt(answer.ttl).putShort((short) address.length)
                    .put(address);
        }
        byte[] bytes = new byte[out.flip().remaining()];
        out.get(bytes);
        return bytes;
    }

    @Override
    public void close() {
        socket.close();
    }
}
