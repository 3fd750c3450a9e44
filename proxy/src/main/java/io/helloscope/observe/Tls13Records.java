package io.helloscope.observe;

import io.helloscope.tls.ClientHello;
import io.helloscope.tls.ExtensionType;
import io.helloscope.tls.ServerHello;
import java.util.Optional;

/** The protected records of a TLS 1.3 connection after the ServerHello, of which lengths and order are visible and nothing else. */
final class Tls13Records {
    private final Facts facts;
    private final ProtectedLengths lengths;
    private final ClientFlight client;
    private final ServerTickets server = new ServerTickets();
    private boolean serverFlight;
    private boolean finished;

    Tls13Records(Facts facts, ServerHello hello) {
        this.facts = facts;
        this.lengths = ProtectedLengths.of(hello.cipherSuite());
        boolean earlyData = facts.retryRequest.isEmpty() && facts.clientHello.map(ClientHello::hasEarlyData).orElse(false);
        this.client = new ClientFlight(lengths, earlyData);
        facts.resumed = Optional.of(hello.has(ExtensionType.PRE_SHARED_KEY));
    }

    boolean isAlert(int length) {
        return lengths.alert(length);
    }

    /** A record of the client that is no alert. */
    void fromClient(int length) {
        switch (client.record(length)) {
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

    /** A record of the server that is no alert. */
    void fromServer(int length) {
        serverFlight = true;
        facts.history.add(Direction.SERVER, History.PROTECTED);
        if (client.mayBeComplete()) {
            facts.dataFromClient += client.completedByServer();
            finish();
        }
        if (finished) {
            server.record(length, facts.dataFromClient > 0);
        }
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
