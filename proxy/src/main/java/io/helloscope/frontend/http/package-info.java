/** HTTP from clients: CONNECT, and plain http forwarded; the only place that speaks HTTP to servers for clients. */
@NullMarked
package io.helloscope.frontend.http;

import org.jspecify.annotations.NullMarked;
