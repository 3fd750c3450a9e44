package io.helloscope.observe;

/** Handshake messages as people call them, for paths of damage. */
final class MessageNames {
    private MessageNames() {
    }

    static String of(int type) {
        return switch (type) {
            case 0 -> "HelloRequest";
            case 1 -> "ClientHello";
            case 2 -> "ServerHello";
            case 6 -> "HelloRetryRequest";
            case 11 -> "Certificate";
            case 12 -> "ServerKeyExchange";
            case 13 -> "CertificateRequest";
            case 14 -> "ServerHelloDone";
            default -> "handshake message " + type;
        };
    }
}
