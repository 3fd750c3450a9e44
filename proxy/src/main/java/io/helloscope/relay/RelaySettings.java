package io.helloscope.relay;

import io.helloscope.observe.ObserverLimits;
import java.time.Duration;
import java.util.Set;

/**
 * How tunnels are kept.
 *
 * @param serverFirstHold how long bytes that a server sends first wait for the client to speak, on ports of protocols where the
 *         server speaks first; 0..5 s
 * @param otherHold the same on other ports; 0..5 s
 * @param serverFirstPorts those ports
 * @param halfClosedIdle a tunnel of which one side has ended and that is silent for so long is closed; zero: never
 * @param idle an open tunnel that is silent for so long is closed; zero: never, so that WebSocket and long polling live
 * @param writeBufferLow bytes; a side is read again when its peer has no more than this to send
 * @param writeBufferHigh bytes; a side is not read while its peer has more than this to send; 4 KiB..16 MiB
 * @param observer bounds of what is looked at
 */
public record RelaySettings(Duration serverFirstHold, Duration otherHold, Set<Integer> serverFirstPorts, Duration halfClosedIdle,
        Duration idle, int writeBufferLow, int writeBufferHigh, ObserverLimits observer) {
    private static final Duration LONGEST_HOLD = Duration.ofSeconds(5);

    /** FTP, SSH, Telnet, SMTP, POP3, NNTP, IMAP 2 and 3, IRC, submission, ManageSieve, MySQL, VNC. */
    public static final Set<Integer> SERVER_FIRST_PORTS =
            Set.of(21, 22, 23, 25, 110, 119, 143, 194, 220, 587, 2525, 4190, 3306, 5900, 5901, 5902, 5903, 6667);

    /** What is used where the settings say nothing. */
    public static final RelaySettings DEFAULT = new RelaySettings(Duration.ofMillis(50), Duration.ofMillis(300), SERVER_FIRST_PORTS,
            Duration.ofSeconds(60), Duration.ZERO, 128 * 1024, 256 * 1024, ObserverLimits.DEFAULT);

    public RelaySettings {
        serverFirstPorts = Set.copyOf(serverFirstPorts);
        expect("server-first hold", serverFirstHold, LONGEST_HOLD);
        expect("other hold", otherHold, LONGEST_HOLD);
        expect("half-closed idle limit", halfClosedIdle, Duration.ofDays(365));
        expect("idle limit", idle, Duration.ofDays(365));
        serverFirstPorts.forEach(port -> {
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("server-first port: " + port + " (expected: 1..65535)");
            }
        });
        if (writeBufferHigh < 4096 || writeBufferHigh > 16 * 1024 * 1024) {
            throw new IllegalArgumentException("write buffer: " + writeBufferHigh + " (expected: 4096..16777216)");
        }
        if (writeBufferLow < 0 || writeBufferLow > writeBufferHigh) {
            throw new IllegalArgumentException("low write buffer: " + writeBufferLow + " (expected: 0.." + writeBufferHigh + ")");
        }
    }

    private static void expect(String name, Duration duration, Duration most) {
        if (duration.isNegative() || duration.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + ": " + duration + " (expected: 0.." + most + ")");
        }
    }

    /** How long bytes that a server on this port sends first wait for the client to speak. */
    Duration hold(int port) {
        return serverFirstPorts.contains(port) ? serverFirstHold : otherHold;
    }

    /** The same with another limit for half-closed tunnels. */
    public RelaySettings withHalfClosedIdle(Duration limit) {
        return new RelaySettings(serverFirstHold, otherHold, serverFirstPorts, limit, idle, writeBufferLow, writeBufferHigh, observer);
    }

    /** The same with another limit for open tunnels. */
    public RelaySettings withIdle(Duration limit) {
        return new RelaySettings(serverFirstHold, otherHold, serverFirstPorts, halfClosedIdle, limit, writeBufferLow, writeBufferHigh,
                observer);
    }
}
