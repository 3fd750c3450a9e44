package io.helloscope.x509;

/**
 * One thing that makes clients refuse a chain.
 *
 * @param problem which
 * @param position of the certificate in the chain as sent, the leaf is 0; of the last one found where something is missing
 * @param certain whether the bytes prove it, or it is the best reading of them
 * @param text one sentence for people, with the peer's strings in it: escape and cut it before it is shown
 */
public record Finding(Problem problem, int position, boolean certain, String text) {
    /**
     * Kinds of problems, in the order in which clients prefer to report them where there are several: Firefox, Chromium and OpenSSL
     * all name an untrusted issuer first, a wrong name before a wrong date.
     */
    public enum Problem {
        /** A certificate that cannot be parsed or breaks the rules of its format. */
        MALFORMED,
        /** The leaf is signed by its own key and is no root that the client trusts. */
        SELF_SIGNED,
        /** The chain ends at an issuer that is no root that the client trusts. */
        UNKNOWN_ISSUER,
        /** An intermediate certificate was not sent. */
        CHAIN_INCOMPLETE,
        /** The issuer was sent and its key did not make this signature. */
        SIGNATURE_INVALID,
        /** An issuer in the chain is no CA, or stands deeper than its issuers allow. */
        NOT_A_CA,
        /** The server itself staples a status that says so. */
        REVOKED,
        /** A name of the leaf lies outside of what an issuer may certify. */
        NAME_CONSTRAINT,
        /** The usage of a key forbids serving TLS. */
        WRONG_PURPOSE,
        /** No alternative name stands for the host. */
        NAME_MISMATCH,
        /** Signed over MD5 or SHA-1. */
        WEAK_SIGNATURE,
        /** A key too short. */
        WEAK_KEY,
        /** Not valid any more. */
        EXPIRED,
        /** Not valid yet. */
        NOT_YET_VALID,
        /** A leaf under a public root that is valid for longer than clients allow. */
        VALIDITY_TOO_LONG
    }
}
