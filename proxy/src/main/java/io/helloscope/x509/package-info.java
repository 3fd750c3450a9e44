/** Certificates as facts: names, dates, keys, chains. On BouncyCastle's ASN.1 and X.509 only. Imports {@code bytes}. */
@NullMarked
package io.helloscope.x509;

import org.jspecify.annotations.NullMarked;
