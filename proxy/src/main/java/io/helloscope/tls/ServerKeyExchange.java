package io.helloscope.tls;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a ServerKeyExchange of TLS 1.2 and older shows (RFC 8422 section 5.4, RFC 5246 section 7.4.3).
 *
 * @param group the named curve, in ECDHE
 * @param dhPrimeBits size of the prime, in DHE
 * @param signatureScheme what signs it, in TLS 1.2
 */
public record ServerKeyExchange(Optional<NamedGroup> group, OptionalInt dhPrimeBits, Optional<SignatureScheme> signatureScheme) {
}
