package io.helloscope.diagnose;

import io.helloscope.observe.Question.Change;
import java.util.EnumSet;
import java.util.Set;

/** What a modern hello has in it and how it travels, as far as servers in tests mind. */
enum Part {
    POST_QUANTUM,
    /** More than one packet holds. */
    LARGE,
    /** Full-size packets, or one record, or one packet for the name. */
    FULL_PACKETS, ONE_PACKET_NAME,
    GREASE, ECH, TLS13, ALPN, SERVER_NAME;

    /** What is left of the hello of a current browser. */
    static Set<Part> of(Change change) {
        EnumSet<Part> left = EnumSet.allOf(Part.class);
        switch (change) {
            case WITHOUT_POST_QUANTUM -> left.removeAll(EnumSet.of(POST_QUANTUM, LARGE, FULL_PACKETS));
            case POST_QUANTUM_ON_RETRY -> left.removeAll(EnumSet.of(LARGE, FULL_PACKETS));
            case PADDED -> left.remove(POST_QUANTUM);
            case WITHOUT_GREASE -> left.remove(GREASE);
            case WITHOUT_ECH -> left.remove(ECH);
            case WITHOUT_TLS13 -> left.removeAll(EnumSet.of(TLS13, POST_QUANTUM, LARGE, FULL_PACKETS));
            case WITHOUT_ALPN -> left.remove(ALPN);
            case WITHOUT_SERVER_NAME -> left.removeAll(EnumSet.of(SERVER_NAME, ONE_PACKET_NAME));
            case IN_TWO_SEGMENTS, IN_TWO_RECORDS -> left.remove(ONE_PACKET_NAME);
            case IN_SMALL_SEGMENTS -> left.removeAll(EnumSet.of(FULL_PACKETS, ONE_PACKET_NAME));
            default -> {
            }
        }
        return left;
    }
}
