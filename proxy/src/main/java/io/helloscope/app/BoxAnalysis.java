package io.helloscope.app;

import io.helloscope.capture.Capture;
import io.helloscope.capture.box.BoxFindings;
import io.helloscope.capture.box.BoxView;
import io.helloscope.knowledge.Knowledge;
import io.helloscope.observe.Connection;
import io.helloscope.observe.ObserverLimits;
import io.helloscope.x509.TrustAnchors;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Two captures, one on each side of a box. */
public final class BoxAnalysis {
    /** All connections of both are looked at together: there is an end to that. */
    private static final int MOST = 50_000;

    private final Knowledge knowledge;
    private final List<Connection> clients = new ArrayList<>();
    private final List<Connection> behind = new ArrayList<>();
    private long leftOut;

    /** With the public roots of these tables. */
    public BoxAnalysis(Knowledge knowledge) {
        this.knowledge = knowledge;
    }

    /** Reads the capture of the clients' side; answers what is wrong with it, where something is. */
    public Optional<String> readClientSide(InputStream in) throws IOException {
        return read(in, clients);
    }

    /** Reads the capture of the servers' side. */
    public Optional<String> readServerSide(InputStream in) throws IOException {
        return read(in, behind);
    }

    private Optional<String> read(InputStream in, List<Connection> into) throws IOException {
        return Capture.read(in, ObserverLimits.DEFAULT, captured -> {
            if (into.size() < MOST) {
                into.add(captured.connection());
            } else {
                leftOut++;
            }
        });
    }

    /** How many connections were too many. */
    public long leftOut() {
        return leftOut;
    }

    /** What both together tell. */
    public BoxFindings findings() {
        TrustAnchors anchors = TrustAnchors.of(List.of(), knowledge::isPublicRoot, knowledge::isPublicRootKeyId);
        return new BoxView(anchors).look(clients, behind);
    }
}
