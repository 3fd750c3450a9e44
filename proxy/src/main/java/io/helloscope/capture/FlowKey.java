package io.helloscope.capture;

/** The two ends of a connection, the same for both directions: the lower end first. */
record FlowKey(long highA, long lowA, int portA, long highB, long lowB, int portB) {
    static FlowKey of(TcpSegment s) {
        return sourceIsLower(s)
                ? new FlowKey(s.sourceHigh, s.sourceLow, s.sourcePort, s.targetHigh, s.targetLow, s.targetPort)
                : new FlowKey(s.targetHigh, s.targetLow, s.targetPort, s.sourceHigh, s.sourceLow, s.sourcePort);
    }

    static boolean sourceIsLower(TcpSegment s) {
        int order = Long.compareUnsigned(s.sourceHigh, s.targetHigh);
        if (order == 0) {
            order = Long.compareUnsigned(s.sourceLow, s.targetLow);
        }
        return order == 0 ? s.sourcePort <= s.targetPort : order < 0;
    }
}
