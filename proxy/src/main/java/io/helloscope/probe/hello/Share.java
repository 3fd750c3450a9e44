package io.helloscope.probe.hello;

import io.helloscope.bytes.Bytes;
import io.helloscope.tls.NamedGroup;

/** A key share with its key (RFC 8446 section 4.2.8). */
record Share(NamedGroup group, Bytes key) {
}
