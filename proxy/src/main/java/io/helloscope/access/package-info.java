/** Passwords of those who may use the proxy and the dashboard. Imports nothing of ours. */
@NullMarked
package io.helloscope.access;

import org.jspecify.annotations.NullMarked;
