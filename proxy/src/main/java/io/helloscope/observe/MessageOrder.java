package io.helloscope.observe;

import java.util.Optional;

/** Which handshake messages may come in the clear at which point, and which of them are read. */
final class MessageOrder {
    /** Bytes of type and length before a message's body. */
    static final int HEADER = 4;

    static final int HELLO_REQUEST = 0;
    static final int CLIENT_HELLO = 1;
    static final int SERVER_HELLO = 2;
    /** Of TLS 1.3 drafts before the 22nd; later it looks like a ServerHello. */
    static final int DRAFT_RETRY_REQUEST = 6;
    static final int CERTIFICATE = 11;
    static final int SERVER_KEY_EXCHANGE = 12;
    static final int CERTIFICATE_REQUEST = 13;
    static final int SERVER_HELLO_DONE = 14;

    private static final Optional<String> EXPECTED = Optional.empty();
    private static final Optional<String> NO_CLIENT_HELLO = Optional.of("in place of the ClientHello");
    private static final Optional<String> SECOND = Optional.of("a second one");
    private static final Optional<String> IN_THE_CLEAR = Optional.of("in the clear after the ServerHello");
    private static final Optional<String> FROM_CLIENT = Optional.of("from the client");
    private static final Optional<String> FROM_SERVER = Optional.of("from the server");
    private static final Optional<String> NO_SERVER_HELLO = Optional.of("in place of the ServerHello");

    private final Messages messages;

    MessageOrder(Messages messages) {
        this.messages = messages;
    }

    static boolean isServersHello(int type) {
        return type == SERVER_HELLO || type == DRAFT_RETRY_REQUEST;
    }

    /** Why a message of this type must not come here, where that is so. */
    Optional<String> unexpected(Direction sender, int type) {
        return sender == Direction.CLIENT ? fromClient(type) : fromServer(type);
    }

    private Optional<String> fromClient(int type) {
        if (!messages.clientHelloCame()) {
            return type == CLIENT_HELLO ? EXPECTED : NO_CLIENT_HELLO;
        } else if (type == CLIENT_HELLO) {
            return messages.secondHelloIsDue() ? EXPECTED : SECOND;
        } else if (messages.tls13()) {
            return IN_THE_CLEAR;
        }
        return isServersOnly(type) ? FROM_CLIENT : EXPECTED;
    }

    private static boolean isServersOnly(int type) {
        return type == HELLO_REQUEST || isServersHello(type) || type == SERVER_KEY_EXCHANGE || type == CERTIFICATE_REQUEST
                || type == SERVER_HELLO_DONE;
    }

    private Optional<String> fromServer(int type) {
        if (type == CLIENT_HELLO) {
            return FROM_SERVER;
        } else if (!messages.serverHelloCame()) {
            return isServersHello(type) ? EXPECTED : NO_SERVER_HELLO;
        } else if (messages.tls13()) {
            return IN_THE_CLEAR;
        }
        return isServersHello(type) ? SECOND : EXPECTED;
    }

    /** Whether the body of a message that may come here is read. */
    boolean isRead(Direction sender, int type) {
        return switch (type) {
            case CLIENT_HELLO -> sender == Direction.CLIENT;
            case SERVER_HELLO, SERVER_KEY_EXCHANGE, CERTIFICATE_REQUEST -> sender == Direction.SERVER;
            case CERTIFICATE -> true;
            default -> false;
        };
    }
}
