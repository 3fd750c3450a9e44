package io.helloscope.observe;

import io.helloscope.tls.ClientHello;
import io.helloscope.tls.ServerHello;

/** The protected records of a TLS 1.3 connection after the ServerHello, of which lengths and order are visible and nothing else. */
final class Tls13Records {
    private final Handshake handshake;
    private final Facts facts;
    private final ProtectedLengths lengths;
    private final ClientFlight client;
    private final ServerTickets server = new ServerTickets();
    private boolean serverFlight;
    private boolean finished;
    private boolean clientAlerted;
    private boolean serverWentOn;

    Tls13Records(Handshake handshake, ServerHello hello) {
        this.handshake = handshake;
        this.facts = handshake.facts();
        this.lengths = ProtectedLengths.of(hello.cipherSuite());
        boolean earlyData = facts.retryRequest.isEmpty() && facts.clientHello.map(ClientHello::hasEarlyData).orElse(false);
        this.client = new ClientFlight(lengths, earlyData);
    }

    /** A protected record of the client. */
    void fromClient(int length) {
        switch (client.record(length)) {
            case ALERT -> {
                clientAlerted = true;
                handshake.hiddenAlert(Direction.CLIENT);
            }
            case EMPTY_CERTIFICATE -> {
                facts.clientCertificate = ClientCertificate.EMPTY;
                add(History.CERTIFICATE);
            }
            case EMPTY_CERTIFICATE_AND_FINISHED -> {
                facts.clientCertificate = ClientCertificate.EMPTY;
                add(History.CERTIFICATE);
                add(History.FINISHED);
                finish();
            }
            case CERTIFICATE -> {
                facts.clientCertificate = ClientCertificate.SENT;
                add(History.PROTECTED);
            }
            case FINISHED -> {
                add(History.FINISHED);
                finish();
            }
            case END_OF_EARLY_DATA -> add(History.END_OF_EARLY_DATA);
            case DATA -> {
                facts.dataFromClient++;
                add(History.PROTECTED);
            }
            case EARLY_DATA, PART, REST_OR_DATA -> add(History.PROTECTED);
        }
    }

    private void add(char letter) {
        facts.history.add(Direction.CLIENT, letter);
    }

    private void finish() {
        finished = true;
        facts.established();
    }

    /** A protected record of the server. */
    void fromServer(int length) {
        if (isServersAlert(length)) {
            handshake.hiddenAlert(Direction.SERVER);
            return;
        }
        serverFlight = true;
        facts.history.add(Direction.SERVER, History.PROTECTED);
        if (client.mayBeComplete()) {
            facts.dataFromClient += client.completedByServer();
            finish();
        }
        if (finished) {
            serverWentOn = true;
            server.record(length, facts.dataFromClient > 0);
        }
    }

    /**
     * How the server pads is not known. A padded alert is told only where nothing else of its length is to be expected: after an
     * alert of the client, and as the first answer to the client's flight. Later two empty frames of HTTP/2 would look the same.
     */
    private boolean isServersAlert(int length) {
        boolean answersFlight = (finished || client.mayBeComplete()) && !serverWentOn;
        return lengths.alert(length, ProtectedLengths.Padding.NONE) || (clientAlerted || answersFlight) && lengths.alertOfAny(length);
    }

    boolean serverFlight() {
        return serverFlight;
    }

    /** Whether both sides have finished; the server's Finished comes before the client's. */
    boolean finished() {
        return finished;
    }

    boolean mayBeFinished() {
        return client.mayBeComplete();
    }

    long dataFromServer() {
        return server.data();
    }

    boolean dataIsSure() {
        return server.sure();
    }
}
