package io.helloscope.observe;

import java.util.Optional;

/** How far both directions together are: what a record means depends on what the other side has said. */
final class Handshake {
    /** The answer of SSL 3.0 to a request for a certificate; later versions send an empty message. */
    private static final int NO_CERTIFICATE = 41;

    private final Facts facts;
    private final Messages messages;
    private final Side client;
    private final Side server;

    private Optional<Tls13Records> tls13 = Optional.empty();
    private boolean serverCiphersChanged;
    private boolean clientFinished;
    private boolean serverFinished;
    private long dataFromServer;
    private boolean settled;
    private boolean turn;

    Handshake(ObserverLimits limits) {
        this.facts = new Facts(limits);
        this.messages = new Messages(facts);
        this.client = new Side(Direction.CLIENT, this);
        this.server = new Side(Direction.SERVER, this);
    }

    Facts facts() {
        return facts;
    }

    Messages messages() {
        return messages;
    }

    Side side(Direction sender) {
        return sender == Direction.CLIENT ? client : server;
    }

    Side otherThan(Side side) {
        return side == client ? server : client;
    }

    /** A side begins to speak after the other one. */
    void beginTurn() {
        turn = true;
    }

    /** Whether a turn has begun whose first byte has not been read; it is read now. */
    boolean takeTurn() {
        boolean began = turn;
        turn = false;
        return began;
    }

    /** Nothing that follows can change what is known. */
    void settle() {
        settled = true;
    }

    boolean settled() {
        return settled;
    }

    /** Settles once data passed both ways beyond doubt: an alert in place of it would have come before. */
    void settleWhereDecided() {
        if (facts.dataFromClient > 0 && established() && dataFromServer() > 0 && (tls13.isEmpty() || tls13.get().dataIsSure())) {
            settle();
        }
    }

    /** Bytes passed that were not looked at: after the handshake they are data, and where records begin behind them is not known. */
    void skipped(Side side) {
        if (settled) {
            return;
        }
        if (established() && side == client) {
            facts.dataFromClient++;
        } else if (established()) {
            dataFromServer++;
        }
        side.become(new Unreadable(side));
    }

    /** Whether a ServerHello chose TLS 1.3. */
    boolean tls13() {
        return messages.tls13();
    }

    void emptyRecord(Direction sender, RecordFramer record) {
        if (facts.undamaged(sender)) {
            facts.damage(sender, Damage.Kind.RECORD_EMPTY, record.start(), "record.length", "0 in a record of type " + record.type());
        }
    }

    void impossibleRecord(Direction sender, RecordFramer record, RecordFramer.Step step) {
        if (step == RecordFramer.Step.IMPOSSIBLE_LENGTH) {
            facts.damage(sender, Damage.Kind.RECORD_LENGTH, record.start() + 3, "record.length",
                    record.length() + " (expected: 0.." + RecordFramer.LONGEST + ")");
        } else {
            facts.history.add(sender, History.UNKNOWN_RECORD);
            facts.damage(sender, Damage.Kind.RECORD_TYPE, record.start(), "record.type",
                    "type %d, version 0x%04x".formatted(record.type(), record.version()));
        }
    }

    /** An alert in the clear. */
    void alert(Direction sender, int level, int code) {
        facts.alert(sender, level, code, stage());
        if (sender == Direction.CLIENT && code == NO_CERTIFICATE && !clientFinished) {
            facts.clientCertificate = ClientCertificate.EMPTY;
        }
    }

    /** An alert of which only its type or its length is visible. */
    void hiddenAlert(Direction sender) {
        facts.hiddenAlert(sender, stage());
    }

    /**
     * A change of ciphers; answers whether what follows is encrypted. In TLS 1.3 it means nothing (RFC 8446 appendix D.4): the
     * client sends one before its second hello, too, which is in the clear.
     */
    boolean changeCipherSpec(Direction sender, RecordFramer record, boolean wellFormed) {
        facts.history.add(sender, History.CHANGE_CIPHER_SPEC);
        if (!wellFormed && facts.undamaged(sender)) {
            facts.damage(sender, Damage.Kind.MESSAGE, record.start(), "ChangeCipherSpec", record.length() + " bytes (expected: one byte, 1)");
        }
        if (!messages.serverHelloBegan() && sender == Direction.SERVER) {
            facts.damage(sender, Damage.Kind.UNEXPECTED_MESSAGE, record.start(), "ChangeCipherSpec", "before the ServerHello");
        }
        if (tls13() || !messages.serverHelloCame()) {
            return false;
        }
        if (sender == Direction.SERVER && !serverCiphersChanged) {
            serverCiphersChanged = true;
            facts.resumed = Optional.of(!messages.serverHelloDone() && facts.chain.isEmpty());
        }
        return true;
    }

    /** A record of type 22 behind a change of ciphers: the first is the Finished, later ones negotiate anew. */
    void protectedHandshake(Direction sender, RecordFramer record) {
        if (tls13()) {
            facts.history.add(sender, History.UNKNOWN_MESSAGE);
            facts.damage(sender, Damage.Kind.UNEXPECTED_MESSAGE, record.start(), "record.type", "22 in TLS 1.3 after the ServerHello");
            return;
        }
        boolean first = sender == Direction.CLIENT ? !clientFinished : !serverFinished;
        facts.history.add(sender, first ? History.FINISHED : History.UNKNOWN_MESSAGE);
        clientFinished |= sender == Direction.CLIENT;
        serverFinished |= sender == Direction.SERVER;
        if (established()) {
            facts.established();
        }
    }

    /** A record of type 23. */
    void applicationData(Direction sender, RecordFramer record) {
        if (tls13()) {
            tls13(sender, record.length());
            return;
        }
        facts.history.add(sender, History.PROTECTED);
        if (sender == Direction.SERVER && !messages.serverHelloCame()) {
            facts.damage(sender, Damage.Kind.UNEXPECTED_MESSAGE, record.start(), "record.type", "23 before the ServerHello");
        } else if (sender == Direction.CLIENT && clientFinished) {
            facts.dataFromClient++;
        } else if (sender == Direction.SERVER && serverFinished) {
            dataFromServer++;
        }
    }

    private void tls13(Direction sender, int length) {
        if (tls13.isEmpty()) {
            tls13 = Optional.of(new Tls13Records(this, facts.serverHello.orElseThrow()));
        }
        if (sender == Direction.CLIENT) {
            tls13.get().fromClient(length);
        } else {
            tls13.get().fromServer(length);
        }
    }

    private boolean established() {
        return tls13.isPresent() ? tls13.get().finished() : clientFinished && serverFinished;
    }

    private boolean clientFinished() {
        return tls13.isPresent() ? tls13.get().mayBeFinished() : clientFinished;
    }

    private boolean serverFlight() {
        return tls13.isPresent() ? tls13.get().serverFlight() : messages.serverHelloDone() || serverCiphersChanged;
    }

    private long dataFromServer() {
        return tls13.isPresent() ? dataFromServer + tls13.get().dataFromServer() : dataFromServer;
    }

    Stage stage() {
        if (established()) {
            return facts.dataFromClient > 0 && dataFromServer() > 0 ? Stage.DATA : Stage.ESTABLISHED;
        } else if (clientFinished()) {
            return Stage.CLIENT_FINISHED;
        } else if (serverFlight()) {
            return Stage.SERVER_FLIGHT;
        } else if (messages.serverHelloCame()) {
            return Stage.SERVER_HELLO;
        } else if (messages.serverHelloBegan()) {
            return Stage.SERVER_HELLO_PARTIAL;
        } else if (messages.clientHelloCame()) {
            return Stage.HELLO;
        }
        boolean began = client.kind() == StreamKind.TLS || client.kind() == StreamKind.SSLV2;
        return began ? Stage.HELLO_PARTIAL : Stage.NOTHING;
    }

    private ServerCertificates certificates() {
        if (facts.chain.isPresent()) {
            return new ServerCertificates.Seen(facts.chain.get());
        }
        boolean encrypted = tls13.isPresent() && tls13.get().serverFlight() && !facts.resumed.orElse(false);
        return encrypted ? new ServerCertificates.Encrypted() : new ServerCertificates.NotSent();
    }

    Observation observation() {
        return facts.observation(stage(), client, server, certificates(), dataFromServer());
    }
}
