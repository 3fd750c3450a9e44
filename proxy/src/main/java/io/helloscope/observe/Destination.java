package io.helloscope.observe;

/**
 * Where to.
 *
 * @param host name or address as asked for, without brackets, lower case
 * @param port 1..65535
 */
public record Destination(String host, int port) {
}
