package io.helloscope.frontend.http;

/** A request head that is written so that others could read it otherwise than this proxy. Nothing behind it is looked at. */
record MalformedHead(String why) {
}
