package io.helloscope.capture;

/** The two ends of a connection, the same for both directions: the lower end first. One is reused for looking up, so that it can be told anew. */
final class FlowKey {
    private long highA;
    private long lowA;
    private int portA;
    private long highB;
    private long lowB;
    private int portB;
    private int hash;

    static FlowKey of(TcpSegment s) {
        FlowKey key = new FlowKey();
        key.tell(s);
        return key;
    }

    void tell(TcpSegment s) {
        tell(s.sourceHigh, s.sourceLow, s.sourcePort, s.targetHigh, s.targetLow, s.targetPort);
    }

    void tell(long sourceHigh, long sourceLow, int sourcePort, long targetHigh, long targetLow, int targetPort) {
        boolean asIs = isLower(sourceHigh, sourceLow, sourcePort, targetHigh, targetLow, targetPort);
        highA = asIs ? sourceHigh : targetHigh;
        lowA = asIs ? sourceLow : targetLow;
        portA = asIs ? sourcePort : targetPort;
        highB = asIs ? targetHigh : sourceHigh;
        lowB = asIs ? targetLow : sourceLow;
        portB = asIs ? targetPort : sourcePort;
        long mixed = ((highA * 31 + lowA) * 31 + portA) * 0x9e3779b97f4a7c15L + (highB * 31 + lowB) * 31 + portB;
        hash = (int) (mixed ^ mixed >>> 32);
    }

    FlowKey copy() {
        FlowKey key = new FlowKey();
        key.tell(highA, lowA, portA, highB, lowB, portB);
        return key;
    }

    private static boolean isLower(long sourceHigh, long sourceLow, int sourcePort, long targetHigh, long targetLow, int targetPort) {
        int order = Long.compareUnsigned(sourceHigh, targetHigh);
        if (order == 0) {
            order = Long.compareUnsigned(sourceLow, targetLow);
        }
        return order == 0 ? sourcePort <= targetPort : order < 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FlowKey that && portA == that.portA && portB == that.portB && lowA == that.lowA && lowB == that.lowB
                && highA == that.highA && highB == that.highB;
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
