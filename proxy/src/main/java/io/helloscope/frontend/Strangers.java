package io.helloscope.frontend;

import io.helloscope.frontend.access.Visit;
import io.helloscope.frontend.answer.Parting;
import io.helloscope.frontend.connect.Asked;
import io.helloscope.frontend.connect.House;
import io.helloscope.observe.Arrival;
import io.helloscope.observe.Destination;
import io.helloscope.observe.Reach;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;

/** Clients that speak what this proxy does not. */
final class Strangers {
    /** SOCKS4's "request rejected or failed". */
    private static final byte REJECTED = 0x5b;

    private Strangers() {
    }

    /** What a client asked for that named no server: this proxy itself. */
    static Asked asked(Visit visit) {
        InetSocketAddress local = visit.channel().localAddress();
        Destination own = local == null ? new Destination("localhost", 3128)
                : new Destination(local.getAddress().getHostAddress(), local.getPort());
        return Asked.now(Arrival.NONE, visit.client(), own);
    }

    static void socks4(House house, Visit visit) {
        house.ledger().ended(asked(visit), new Reach.Refused(Reach.Refusal.BAD_REQUEST,
                "The client speaks SOCKS4; this proxy speaks SOCKS5 and HTTP."));
        Parting.after(visit.channel(), Unpooled.wrappedBuffer(new byte[] {0, REJECTED, 0, 0, 0, 0, 0, 0}));
    }
}
