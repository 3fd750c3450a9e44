package io.helloscope.dial;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** IPv4 addresses inside IPv6 addresses: a gateway on the way may send the packets there. */
final class EmbeddedIpv4 {
    private static final Network TRANSLATED = Network.parse("::ffff:0:0:0/96");
    private static final byte[] IPV4_MAPPED_PREFIX = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff};
    private static final Network COMPATIBLE = Network.parse("::/96");
    private static final Network SIX_TO_FOUR = Network.parse("2002::/16");
    private static final Network NAT64 = Network.parse("64:ff9b::/96");
    private static final Network LOCAL_NAT64 = Network.parse("64:ff9b:1::/48");
    private static final Network TEREDO = Network.parse("2001::/32");

    private EmbeddedIpv4() {
    }

    /** The address itself and every IPv4 address that it may stand for. */
    static List<byte[]> formsOf(byte[] address) {
        if (address.length == 4) {
            return List.of(address);
        }
        List<byte[]> forms = new ArrayList<>();
        forms.add(address);
        boolean loopbackOrUnspecified = COMPATIBLE.contains(address) && address[12] == 0 && address[13] == 0 && address[14] == 0;
        if (Arrays.equals(address, 0, 12, IPV4_MAPPED_PREFIX, 0, 12) || TRANSLATED.contains(address)
                || NAT64.contains(address) || COMPATIBLE.contains(address) && !loopbackOrUnspecified) {
            // RFC 4291 section 2.5.5, RFC 2765 (::ffff:0:a.b.c.d), RFC 6052.
            forms.add(Arrays.copyOfRange(address, 12, 16));
        }
        if (SIX_TO_FOUR.contains(address)) {
            // RFC 3056.
            forms.add(Arrays.copyOfRange(address, 2, 6));
        }
        if (TEREDO.contains(address)) {
            // RFC 4380: the server, and the client with its bits inverted.
            forms.add(Arrays.copyOfRange(address, 4, 8));
            forms.add(new byte[] {(byte) ~address[12], (byte) ~address[13], (byte) ~address[14], (byte) ~address[15]});
        }
        if (LOCAL_NAT64.contains(address)) {
            // RFC 8215 leaves the prefix length open; RFC 6052 section 2.2 says where the bytes are for 48, 56, 64 and 96.
            addUnlessZero(forms, address[6], address[7], address[9], address[10]);
            addUnlessZero(forms, address[7], address[9], address[10], address[11]);
            addUnlessZero(forms, address[9], address[10], address[11], address[12]);
            addUnlessZero(forms, address[12], address[13], address[14], address[15]);
        }
        if ((address[8] == 0 || address[8] == 2) && address[9] == 0 && address[10] == 0x5e && address[11] == (byte) 0xfe) {
            // ISATAP, RFC 5214.
            forms.add(Arrays.copyOfRange(address, 12, 16));
        }
        return forms;
    }

    /** With a longer prefix than was tried, the bytes are those of the prefix. */
    private static void addUnlessZero(List<byte[]> forms, byte... form) {
        if (form[0] != 0) {
            forms.add(form);
        }
    }
}
