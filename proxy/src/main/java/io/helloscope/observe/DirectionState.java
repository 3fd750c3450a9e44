package io.helloscope.observe;

import io.helloscope.bytes.Bytes;
import java.nio.ByteBuffer;

/** In which way the bytes of one direction are read. */
sealed interface DirectionState permits AwaitingHello, Records, NotTls, Unreadable {
    /** Takes at least one byte of a view that has some; answers the state for what follows. */
    DirectionState take(ByteBuffer view);

    /** Bytes that are kept because they are not, or not yet, known to be TLS. */
    default Bytes excerpt() {
        return Bytes.EMPTY;
    }
}
