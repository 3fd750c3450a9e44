/** SOCKS5 from clients (RFC 1928, RFC 1929). Imports {@code http} for the proxy's own site. */
@NullMarked
package io.helloscope.frontend.socks;

import org.jspecify.annotations.NullMarked;
