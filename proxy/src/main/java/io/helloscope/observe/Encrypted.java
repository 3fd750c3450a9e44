package io.helloscope.observe;

import java.nio.ByteBuffer;

/** Protected records: their headers are walked over. Only an alert of two bytes is still one in the clear. */
final class Encrypted extends Records {
    /** So many bytes of one direction, and nobody needs to look on. */
    private static final int ENOUGH = 1 << 20;

    private final long begin;

    Encrypted(Side side, RecordFramer record) {
        super(side, record);
        this.begin = record.position();
    }

    private boolean alertInClear() {
        return record.type() == ContentTypes.ALERT && record.length() == ALERT_LENGTH;
    }

    @Override
    void body(ByteBuffer view) {
        if (alertInClear()) {
            readAlerts(view);
        } else {
            record.skip(view);
        }
    }

    @Override
    DirectionState end() {
        switch (record.type()) {
            case ContentTypes.CHANGE_CIPHER_SPEC -> handshake.facts().history.add(sender, History.CHANGE_CIPHER_SPEC);
            case ContentTypes.ALERT -> {
                if (!alertInClear()) {
                    handshake.hiddenAlert(sender);
                }
            }
            case ContentTypes.HANDSHAKE -> handshake.protectedHandshake(sender, record);
            case ContentTypes.HEARTBEAT -> handshake.facts().history.add(sender, History.HEARTBEAT);
            default -> handshake.applicationData(sender, record);
        }
        if (record.position() - begin > ENOUGH) {
            handshake.settle();
        }
        return this;
    }
}
