package io.helloscope.dial;

import io.netty.resolver.HostsFileEntriesProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The system's table of hosts, read again when it has changed. Localhost and the names below it are always loopback (RFC 6761
 * section 6.3). Callable from any thread.
 */
final class HostsFile {
    private static final long LOOK_AGAIN_NANOS = 2_000_000_000L;
    private static final List<InetAddress> LOOPBACK = List.of(
            IpLiteral.of(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}), IpLiteral.of(new byte[] {127, 0, 0, 1}));

    private final Path path;
    private volatile Table table = new Table(FileTime.fromMillis(-1), 0, Map.of(), Map.of());

    private record Table(FileTime modified, long lookedAt, Map<String, List<InetAddress>> ipv6, Map<String, List<InetAddress>> ipv4) {
    }

    HostsFile(Path path) {
        this.path = path;
    }

    /** The file of this system. */
    static HostsFile ofSystem() {
        String windows = System.getenv("SystemRoot");
        return new HostsFile(windows != null && Files.isDirectory(Path.of(windows))
                ? Path.of(windows, "system32", "drivers", "etc", "hosts") : Path.of("/etc/hosts"));
    }

    /** Addresses of this name, IPv6 first; empty where the file has none. */
    List<InetAddress> addresses(String host) {
        if (host.equals("localhost") || host.endsWith(".localhost")) {
            return LOOPBACK;
        }
        Table current = current();
        List<InetAddress> ipv6 = current.ipv6.getOrDefault(host, List.of());
        List<InetAddress> ipv4 = current.ipv4.getOrDefault(host, List.of());
        if (ipv6.isEmpty() || ipv4.isEmpty()) {
            return ipv6.isEmpty() ? ipv4 : ipv6;
        }
        List<InetAddress> both = new ArrayList<>(ipv6);
        both.addAll(ipv4);
        return both;
    }

    private Table current() {
        Table known = table;
        long now = System.nanoTime();
        if (known.lookedAt != 0 && now - known.lookedAt < LOOK_AGAIN_NANOS) {
            return known;
        }
        Table fresh = read(known, now);
        table = fresh;
        return fresh;
    }

    private Table read(Table known, long now) {
        try {
            FileTime modified = Files.getLastModifiedTime(path);
            if (modified.equals(known.modified)) {
                return new Table(modified, now, known.ipv6, known.ipv4);
            }
            HostsFileEntriesProvider entries = HostsFileEntriesProvider.parser().parse(path.toFile(), StandardCharsets.UTF_8);
            return new Table(modified, now, entries.ipv6Entries(), entries.ipv4Entries());
        } catch (IOException unreadable) {
            // Such a system has no table of hosts.
            return new Table(FileTime.fromMillis(-1), now, Map.of(), Map.of());
        }
    }
}
