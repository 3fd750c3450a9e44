/** Who may use the proxy, and how much of it. Imports {@code dial} for networks and {@code access} for passwords. */
@NullMarked
package io.helloscope.frontend.gate;

import org.jspecify.annotations.NullMarked;
