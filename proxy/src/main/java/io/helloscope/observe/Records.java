package io.helloscope.observe;

import java.nio.ByteBuffer;

/** A direction that consists of TLS records. */
abstract sealed class Records implements DirectionState permits InHandshake, Encrypted {
    /** An alert in the clear: level and description. */
    static final int ALERT_LENGTH = 2;

    private static final int NONE = -1;

    final Side side;
    final Handshake handshake;
    final Direction sender;
    final RecordFramer record;
    private int alertLevel = NONE;

    Records(Side side, RecordFramer record) {
        this.side = side;
        this.handshake = side.handshake();
        this.sender = side.sender();
        this.record = record;
    }

    @Override
    public final DirectionState take(ByteBuffer view) {
        while (true) {
            RecordFramer.Step step = record.next(view);
            switch (step) {
                case NEED_MORE -> {
                    return this;
                }
                case HEADER -> header();
                case BODY -> body(view);
                case END -> {
                    DirectionState next = ended();
                    if (next != this || handshake.settled()) {
                        return next;
                    }
                }
                case IMPOSSIBLE_TYPE, IMPOSSIBLE_LENGTH -> {
                    handshake.impossibleRecord(sender, record, step);
                    return new Unreadable(side);
                }
            }
        }
    }

    private void header() {
        if (record.length() == 0 && record.type() != ContentTypes.APPLICATION_DATA) {
            handshake.emptyRecord(sender, record);
        }
    }

    private DirectionState ended() {
        handshake.facts().record(sender, record);
        DirectionState next = end();
        handshake.settleWhereDecided();
        return next;
    }

    /** Takes or passes over the part of the body at the view's position. */
    abstract void body(ByteBuffer view);

    /** A record is complete; answers the state for the next one. */
    abstract DirectionState end();

    /** Reads alerts in the clear, each of which may be cut between its bytes. */
    final void readAlerts(ByteBuffer view) {
        int end = view.position() + record.claim(view);
        while (view.position() < end) {
            int value = view.get() & 0xff;
            if (alertLevel == NONE) {
                alertLevel = value;
            } else {
                handshake.alert(sender, alertLevel, value);
                alertLevel = NONE;
            }
        }
    }
}
