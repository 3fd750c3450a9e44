package io.helloscope.observe;

import io.helloscope.bytes.Bytes;
import java.nio.ByteBuffer;

/** Records in the clear: handshake messages are read. */
final class InHandshake extends Records implements HandshakeJoiner.Sink {
    /** Several alerts in one record are this long at most; what is longer is encrypted. */
    private static final int LONGEST_ALERTS = 16;
    /** So many times the bytes that are kept, and a handshake in the clear has no end. */
    private static final int ENDLESS = 16;

    private final HandshakeJoiner messages = new HandshakeJoiner(this);
    private final long begin;
    private long kept;
    private int cipherSpec;

    /** Reads from this offset of its direction on. */
    InHandshake(Side side, long offset) {
        super(side, new RecordFramer(offset));
        this.begin = offset;
    }

    @Override
    void body(ByteBuffer view) {
        switch (record.type()) {
            case ContentTypes.HANDSHAKE -> {
                long offset = record.position();
                messages.take(view, record.claim(view), offset);
            }
            case ContentTypes.ALERT -> {
                if (alertInClear()) {
                    readAlerts(view);
                } else {
                    record.skip(view);
                }
            }
            case ContentTypes.CHANGE_CIPHER_SPEC -> {
                cipherSpec = view.get(view.position());
                record.skip(view);
            }
            default -> record.skip(view);
        }
    }

    private boolean alertInClear() {
        int length = record.length();
        return length <= ALERT_LENGTH || length % ALERT_LENGTH == 0 && length <= LONGEST_ALERTS;
    }

    @Override
    DirectionState end() {
        if (record.position() - begin > (long) ENDLESS * handshake.facts().limits.bytesPerDirection()) {
            tooLarge(record.start(), "record", "no end of the handshake");
            return new Unreadable(side);
        }
        switch (record.type()) {
            case ContentTypes.ALERT -> {
                if (!alertInClear()) {
                    handshake.hiddenAlert(sender);
                }
            }
            case ContentTypes.CHANGE_CIPHER_SPEC -> {
                boolean wellFormed = record.length() == 1 && cipherSpec == 1;
                return handshake.changeCipherSpec(sender, record, wellFormed) ? encrypted() : this;
            }
            case ContentTypes.APPLICATION_DATA -> {
                handshake.applicationData(sender, record);
                return handshake.tls13() ? encrypted() : this;
            }
            case ContentTypes.HEARTBEAT -> handshake.facts().history.add(sender, History.HEARTBEAT);
            default -> {
                return handshake.tls13() && sender == Direction.SERVER ? encrypted() : this;
            }
        }
        return this;
    }

    private DirectionState encrypted() {
        return new Encrypted(side, record);
    }

    @Override
    public void opened(int type) {
        handshake.messages().opened(sender, type);
    }

    @Override
    public boolean begun(int type, int length, long offset) {
        if (!handshake.messages().begun(sender, type, offset)) {
            return false;
        }
        if (kept + length > handshake.facts().limits.bytesPerDirection()) {
            tooLarge(offset, MessageNames.of(type), length + " bytes");
            return false;
        }
        kept += length;
        return true;
    }

    @Override
    public void complete(int type, int length, Bytes body, long offset) {
        handshake.messages().complete(sender, type, length, body, offset);
    }

    private void tooLarge(long offset, String path, String reason) {
        handshake.facts().damage(sender, Damage.Kind.TOO_LARGE, offset, path, reason);
    }
}
