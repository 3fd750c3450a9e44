/** Who may use the proxy, and how much of it. Imports {@code dial} for networks. */
@NullMarked
package io.helloscope.frontend.access;

import org.jspecify.annotations.NullMarked;
