/**
 * Certificates as facts: names, dates, keys; chains checked against given roots at a given time. On BouncyCastle's ASN.1 and X.509
 * only, no provider registered. Imports {@code bytes}.
 */
@NullMarked
package io.helloscope.x509;

import org.jspecify.annotations.NullMarked;
