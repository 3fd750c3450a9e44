package io.helloscope.probe;

import io.helloscope.bytes.Bytes;
import io.helloscope.observe.Observation;
import io.helloscope.observe.ProbeAnswer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** What is said on one connection, and when enough has been heard. Confined to the connection's event loop; never throws for what a peer sent. */
interface Talk {
    /** What is to be waited for. */
    enum Next {
        /** The answer is not there. */
        MORE,
        /** An answer is there; what belongs to it follows soon or not at all. */
        REST,
        /** Nothing. */
        NOTHING
    }

    /** What is sent first. */
    List<Piece> opening();

    /** Bytes came; answers with what is to be sent now. */
    default Bytes reply(ByteBuffer received) {
        return Bytes.EMPTY;
    }

    /** What to wait for, after bytes came. */
    Next next(Observation seen);

    /** The last that is sent, whoever ends the talk. */
    default Bytes farewell() {
        return Bytes.EMPTY;
    }

    /** The inside of the handshake, where this program did one. */
    default Optional<ProbeAnswer.Session> session() {
        return Optional.empty();
    }
}
