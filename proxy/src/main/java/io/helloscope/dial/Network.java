package io.helloscope.dial;

import java.net.InetAddress;
import java.util.Arrays;

/** A network: the addresses that share their first bits. */
public final class Network {
    private final byte[] first;
    private final int bits;

    private Network(byte[] first, int bits) {
        this.first = first;
        this.bits = bits;
    }

    /**
     * The network that is written so, such as {@code 10.0.0.0/8} or {@code fd00::/8}.
     *
     * @throws IllegalArgumentException where it is none; the message is for people
     */
    public static Network parse(String written) {
        int slash = written.indexOf('/');
        String prefix = slash < 0 ? "" : written.substring(slash + 1);
        byte[] address = IpLiteral.address(slash < 0 ? written : written.substring(0, slash)).map(InetAddress::getAddress)
                .orElseThrow(() -> new IllegalArgumentException(written + " (expected: a network such as 10.0.0.0/8)"));
        int most = address.length * 8;
        int bits = slash < 0 ? most : prefix.matches("[0-9]{1,3}") ? Integer.parseInt(prefix) : -1;
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException(written + " (expected: 0.." + most + " after the slash)");
        }
        return new Network(address, bits);
    }

    static Network of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return new Network(bytes, bytes.length * 8);
    }

    /** Whether this address is one of them. */
    public boolean contains(InetAddress address) {
        return contains(address.getAddress());
    }

    boolean contains(byte[] address) {
        if (address.length != first.length) {
            return false;
        }
        int whole = bits / 8;
        int rest = bits % 8;
        return Arrays.equals(first, 0, whole, address, 0, whole)
                && (rest == 0 || (first[whole] ^ address[whole]) >> 8 - rest << 24 == 0);
    }
}
