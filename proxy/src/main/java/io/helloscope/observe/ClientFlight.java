package io.helloscope.observe;

import io.helloscope.observe.ProtectedLengths.Padding;
import java.util.Optional;

/**
 * Tells the client's protected TLS 1.3 records apart by their lengths: alert, empty certificate, Finished, data.
 *
 * <pre>
 *   nothing --Finished, or empty certificate with Finished-----------------------------> done
 *   nothing --empty certificate, certificate, other message--> open --Finished---------> done
 *                                                              open --server goes on---> done
 * </pre>
 *
 * A certificate, its signature and the Finished can share one record of any length. Then only the server's going on shows that the
 * client's flight was complete; what the client sent in between is counted as data from then on. A first record that is too short
 * for a Finished and is no empty certificate is an alert, however it is padded.
 */
final class ClientFlight {
    /** What a record is. */
    enum Meaning {
        /** An alert. */
        ALERT,
        /** Data that was sent before the server had answered; neither Finished nor alert. */
        EARLY_DATA,
        /** The end of the early data. */
        END_OF_EARLY_DATA,
        /** A Certificate message without a certificate. */
        EMPTY_CERTIFICATE,
        /** The same and the Finished in one record. */
        EMPTY_CERTIFICATE_AND_FINISHED,
        /** A part of the flight that is long enough for a certificate. */
        CERTIFICATE,
        /** Another part of the flight. */
        PART,
        /** The Finished. */
        FINISHED,
        /** Rest of the flight, or data. */
        REST_OR_DATA,
        /** Data. */
        DATA
    }

    /** The most records between the certificate and the Finished: its signature, and one to spare. */
    private static final int MOST_BETWEEN = 2;

    private final ProtectedLengths lengths;
    private final boolean earlyData;
    private boolean open;
    private boolean finishedMustFollow;
    private boolean done;
    private Padding padding = Padding.NONE;
    private long between;

    ClientFlight(ProtectedLengths lengths, boolean earlyData) {
        this.lengths = lengths;
        this.earlyData = earlyData;
    }

    /** A protected record that came after the ServerHello. */
    Meaning record(int length) {
        if (lengths.alert(length, padding)) {
            return Meaning.ALERT;
        } else if (done) {
            return Meaning.DATA;
        }
        Optional<Padding> finished = lengths.finished(length);
        if (finished.isPresent() && between <= MOST_BETWEEN) {
            return finish(Meaning.FINISHED, finished.get());
        }
        if (open) {
            between++;
            return Meaning.REST_OR_DATA;
        }
        Optional<Padding> both = lengths.emptyCertificateAndFinished(length);
        return both.isPresent() ? finish(Meaning.EMPTY_CERTIFICATE_AND_FINISHED, both.get()) : opening(length);
    }

    private Meaning opening(int length) {
        if (lengths.emptyCertificate(length)) {
            open = true;
            finishedMustFollow = true;
            return Meaning.EMPTY_CERTIFICATE;
        } else if (earlyData) {
            return early(length);
        } else if (lengths.shorterThanFinished(length)) {
            return Meaning.ALERT;
        }
        open = true;
        return lengths.certificate(length) ? Meaning.CERTIFICATE : Meaning.PART;
    }

    private Meaning early(int length) {
        if (lengths.alertOfAny(length)) {
            return Meaning.ALERT;
        }
        return lengths.endOfEarlyData(length) ? Meaning.END_OF_EARLY_DATA : Meaning.EARLY_DATA;
    }

    private Meaning finish(Meaning meaning, Padding paddedLikeThis) {
        done = true;
        between = 0;
        padding = paddedLikeThis;
        return meaning;
    }

    /** Whether the flight may be complete, without a record that shows it. */
    boolean mayBeComplete() {
        return open && !done && !(finishedMustFollow && between == 0);
    }

    /** The server went on: the flight was complete; answers how many records after it were data. */
    long completedByServer() {
        done = true;
        return between;
    }
}
