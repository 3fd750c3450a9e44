/** First messages that questions send: a client's own once more, changed in one thing, and hellos of our own. Pure functions. */
@NullMarked
package io.helloscope.probe.hello;

import org.jspecify.annotations.NullMarked;
