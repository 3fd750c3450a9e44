package io.helloscope.capture.box;

import io.helloscope.tls.CipherSuite;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.ExtensionType;
import io.helloscope.tls.Ja4;
import io.helloscope.tls.KeyShare;
import io.helloscope.tls.NamedGroup;
import io.helloscope.tls.ProtocolVersion;
import io.helloscope.tls.SignatureScheme;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** What differs between the hello of a client and the one that arrived behind a box. */
final class HelloChanges {
    private static final int MOST_NAMED = 12;

    private final ClientHello before;
    private final ClientHello after;
    private final List<Change> changes = new ArrayList<>();

    private HelloChanges(ClientHello before, ClientHello after) {
        this.before = before;
        this.after = after;
    }

    static List<Change> between(ClientHello before, ClientHello after) {
        return new HelloChanges(before, after).all();
    }

    private List<Change> all() {
        versions();
        lists("ciphers", before.cipherSuites(), after.cipherSuites(), CipherSuite::isGrease, CipherSuite::name);
        lists("groups", before.groups(), after.groups(), NamedGroup::isGrease, NamedGroup::name);
        lists("key-shares", before.keyShares(), after.keyShares(), share -> share.group().isGrease(), share -> share.group().name());
        lists("signature-algorithms", before.signatureSchemes(), after.signatureSchemes(), scheme -> false, SignatureScheme::name);
        lists("alpn", before.alpn(), after.alpn(), name -> false, name -> name.latin1());
        lists("extensions", before.extensions().stream().map(e -> e.type()).toList(), after.extensions().stream().map(e -> e.type()).toList(),
                ExtensionType::isGrease, ExtensionType::name);
        serverName();
        if (grease(before) != grease(after)) {
            changes.add(new Change("grease", grease(before) ? "lost" : "added"));
        }
        String was = Ja4.of(before).map(Ja4::value).orElse("none (SSL 2.0 framing)");
        String is = Ja4.of(after).map(Ja4::value).orElse("none (SSL 2.0 framing)");
        if (!was.equals(is)) {
            changes.add(new Change("ja4", was + " became " + is));
        }
        return changes;
    }

    /** A hello without the extension offers the highest version it names and says nothing of the others. */
    private void versions() {
        if (before.highestVersion().code() != after.highestVersion().code()) {
            changes.add(new Change("highest-version", before.highestVersion().name() + " became " + after.highestVersion().name()));
        }
        if (!before.supportedVersions().isEmpty() && !after.supportedVersions().isEmpty()) {
            lists("versions", before.supportedVersions(), after.supportedVersions(), ProtocolVersion::isGrease, ProtocolVersion::name);
        }
    }

    private void serverName() {
        String was = before.serverName().orElse("");
        String is = after.serverName().orElse("");
        if (!was.equalsIgnoreCase(is)) {
            changes.add(new Change("server-name", is.isEmpty() ? "lost: " + was : was.isEmpty() ? "added: " + is : was + " became " + is));
        }
    }

    private static boolean grease(ClientHello hello) {
        return hello.cipherSuites().stream().anyMatch(CipherSuite::isGrease) || hello.extensions().stream().anyMatch(e -> e.type().isGrease());
    }

    private <T> void lists(String part, List<T> was, List<T> is, Predicate<T> passOver, Function<T, String> name) {
        List<String> first = was.stream().filter(passOver.negate()).map(name).toList();
        List<String> second = is.stream().filter(passOver.negate()).map(name).toList();
        Set<String> lost = new LinkedHashSet<>(first);
        second.forEach(lost::remove);
        Set<String> added = new LinkedHashSet<>(second);
        first.forEach(added::remove);
        if (!lost.isEmpty()) {
            changes.add(new Change(part, "lost: " + named(lost)));
        }
        if (!added.isEmpty()) {
            changes.add(new Change(part, "added: " + named(added)));
        }
        if (lost.isEmpty() && added.isEmpty() && !part.equals("extensions") && !first.equals(second)) {
            changes.add(new Change(part, "in another order, first " + second.get(0)));
        }
    }

    private static String named(Set<String> all) {
        String shown = String.join(", ", all.stream().limit(MOST_NAMED).toList());
        return all.size() > MOST_NAMED ? shown + " and " + (all.size() - MOST_NAMED) + " more" : shown;
    }
}
