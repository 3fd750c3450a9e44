package io.helloscope.frontend.http;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import java.util.Optional;

/**
 * Looks at the bytes of request heads for what the codec mends in silence: lines that end in a bare LF, bare CR, NUL, lines that
 * continue the one before (obs-fold, RFC 9112 section 5.2), and a first line whose parts are not parted by one space each. Goes on where it stopped; a byte is looked at once.
 */
final class HeadScan implements ByteProcessor {
    private Optional<String> fault = Optional.empty();
    /** Of the bytes that are not yet consumed, so many have been looked at. */
    private int ahead;
    private byte previous;
    private int lineLength;
    private boolean anyLine;
    private boolean complete;

    /** Begins a new head. */
    void begin() {
        ahead = 0;
        previous = 0;
        lineLength = 0;
        anyLine = false;
        complete = false;
    }

    /** Whether anything of the head has come, besides empty lines before it. */
    boolean begun() {
        return anyLine || lineLength > 0;
    }

    /** Looks at what is new; the fault that was found. */
    Optional<String> look(ByteBuf in) {
        if (!complete && fault.isEmpty()) {
            int from = in.readerIndex() + ahead;
            int stopped = in.forEachByte(from, in.writerIndex() - from, this);
            ahead = stopped < 0 ? in.readableBytes() : stopped + 1 - in.readerIndex();
        }
        return fault;
    }

    /** So many bytes have been consumed. */
    void consumed(int bytes) {
        ahead = Math.max(0, ahead - bytes);
    }

    @Override
    public boolean process(byte next) {
        boolean going = step(next);
        previous = next;
        return going;
    }

    private boolean step(byte next) {
        if (next == '\n') {
            return endOfLine();
        }
        if (previous == '\r') {
            return bad("a carriage return that ends no line");
        }
        if (next == 0) {
            return bad("a NUL character");
        }
        if (next == '\r') {
            return true;
        }
        boolean space = next == ' ' || next == '\t';
        if (space && anyLine && lineLength == 0) {
            return bad("a line that continues the line before it");
        }
        if (space && !anyLine && (next == '\t' || previous == ' ' || lineLength == 0)) {
            return bad("more than one space between the parts of its first line");
        }
        lineLength++;
        return true;
    }

    private boolean endOfLine() {
        if (previous != '\r') {
            return bad("a line that ends without a carriage return");
        }
        complete = lineLength == 0 && anyLine;
        anyLine |= lineLength > 0;
        lineLength = 0;
        return !complete;
    }

    private boolean bad(String why) {
        fault = Optional.of(why);
        return false;
    }
}
