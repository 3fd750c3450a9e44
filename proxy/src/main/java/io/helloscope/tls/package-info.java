/** TLS on the wire: records, handshake messages, alerts, code points with their names, JA3, JA3S and JA4. Imports {@code bytes}. */
@NullMarked
package io.helloscope.tls;

import org.jspecify.annotations.NullMarked;
