/** The way to the server: resolver, Happy Eyeballs, next proxies, destination rules. */
@NullMarked
package io.helloscope.dial;

import org.jspecify.annotations.NullMarked;
