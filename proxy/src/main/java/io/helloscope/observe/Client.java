package io.helloscope.observe;

import java.util.Optional;

/**
 * Who asked.
 *
 * @param ip its address, without brackets or zone; empty where this program asked by itself
 * @param port its port
 * @param userAgent the User-Agent field of its request to the proxy, as sent, where there was one
 */
public record Client(String ip, int port, Optional<String> userAgent) {
}
