package io.helloscope.tls;

/** How a cipher suite agrees on a key. */
public enum KeyExchange {
    /** Left to the extensions (RFC 8446). */
    TLS_1_3,
    /** Ephemeral elliptic curve, signed, anonymous or with a pre-shared key. */
    ECDHE,
    /** Ephemeral finite field, signed, anonymous or with a pre-shared key. */
    DHE,
    /** The client encrypts a secret to the certificate's RSA key. */
    RSA,
    /** The certificate holds a fixed Diffie-Hellman key. */
    STATIC_DH,
    /** A pre-shared key alone or with RSA. */
    PSK,
    /** Something else or unknown: SRP, Kerberos, GOST, a password. */
    OTHER;

    static KeyExchange of(String suite) {
        if (!suite.startsWith("TLS_") && !suite.startsWith("SSL_RSA_")) {
            return OTHER;
        }
        int with = suite.indexOf("_WITH_");
        if (with < 0) {
            return suite.endsWith("_SCSV") ? OTHER : TLS_1_3;
        }
        if (suite.endsWith("_MGM_L") || suite.endsWith("_MGM_S")) {
            // GOST suites of TLS 1.3 (RFC 9367) keep the word that the others dropped.
            return TLS_1_3;
        }
        String before = suite.substring("TLS_".length(), with);
        if (before.startsWith("ECDHE_") || before.equals("ECDH_anon")) {
            return ECDHE;
        }
        if (before.startsWith("DHE_") || before.startsWith("DH_anon") || before.equals("PSK_DHE")) {
            return DHE;
        }
        if (before.startsWith("ECDH_") || before.startsWith("DH_")) {
            return STATIC_DH;
        }
        if (before.startsWith("PSK") || before.startsWith("RSA_PSK")) {
            return PSK;
        }
        return before.startsWith("RSA") ? RSA : OTHER;
    }
}
