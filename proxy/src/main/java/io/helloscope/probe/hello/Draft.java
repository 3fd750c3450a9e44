package io.helloscope.probe.hello;

import io.helloscope.bytes.Bytes;
import io.helloscope.bytes.WireFormatException;
import io.helloscope.tls.CipherSuite;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.Extension;
import io.helloscope.tls.ExtensionType;
import io.helloscope.tls.ProtocolVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A ClientHello before it is written: the fields of RFC 8446 section 4.1.2, extensions as raw bodies. Written again, a parsed hello
 * that has no flaw is the same bytes.
 *
 * @param extensionBlock whether the list of extensions is there, be it empty
 */
record Draft(ProtocolVersion version, Bytes random, Bytes sessionId, List<CipherSuite> suites, List<Integer> compression,
        boolean extensionBlock, List<Extension> extensions) {
    /** Bytes that the list of extensions can have, at most. */
    private static final int LONGEST_BLOCK = 0xffff;
    private static final int CLIENT_HELLO = 1;

    Draft {
        suites = List.copyOf(suites);
        compression = List.copyOf(compression);
        extensions = List.copyOf(extensions);
    }

    static Draft of(ClientHello hello) {
        return new Draft(hello.legacyVersion(), hello.random(), hello.sessionId(), hello.cipherSuites(), hello.compressionMethods(),
                hello.extensionBlock(), hello.extensions());
    }

    /** The handshake message with its four-byte header. */
    Bytes message() {
        ByteWriter body = new ByteWriter().u16(version.code()).bytes(random).vector(1, sessionId);
        ByteWriter list = new ByteWriter();
        suites.forEach(suite -> list.u16(suite.code()));
        body.vector(2, list.written());
        body.u8(compression.size());
        compression.forEach(body::u8);
        if (extensionBlock) {
            ByteWriter block = new ByteWriter();
            extensions.forEach(extension -> block.u16(extension.type().code()).vector(2, extension.data()));
            body.vector(2, block.written());
        }
        Bytes written = body.written();
        return new ByteWriter().u8(CLIENT_HELLO).u24(written.length()).bytes(written).written();
    }

    /** As a server would read it. */
    ClientHello parsed() {
        try {
            Bytes message = message();
            return ClientHello.parse(message.slice(4, message.length()));
        } catch (WireFormatException damaged) {
            throw new IllegalStateException("what was written cannot be read", damaged);
        }
    }

    /** Whether all lists fit their length fields; a hello that was read always does. */
    boolean fits() {
        return suites.size() * 2 <= 0xfffe
                && extensions.stream().mapToInt(extension -> 4 + extension.data().length()).sum() <= LONGEST_BLOCK;
    }

    Draft fresh(Bytes newRandom, Bytes newSessionId) {
        return new Draft(version, newRandom, newSessionId, suites, compression, extensionBlock, extensions);
    }

    Draft atVersion(ProtocolVersion newVersion) {
        return new Draft(newVersion, random, sessionId, suites, compression, extensionBlock, extensions);
    }

    Draft withSuites(List<CipherSuite> newSuites) {
        return new Draft(version, random, sessionId, newSuites, compression, extensionBlock, extensions);
    }

    /** Without the extensions of these types; where none is left the list goes too. */
    Draft without(Predicate<ExtensionType> types) {
        List<Extension> left = extensions.stream().filter(extension -> !types.test(extension.type())).toList();
        boolean block = extensionBlock && (extensions.isEmpty() || !left.isEmpty());
        return new Draft(version, random, sessionId, suites, compression, block, left);
    }

    Draft without(ExtensionType type) {
        return without(type::equals);
    }

    /** With another body for each extension of this type; an empty answer leaves the extension as it is. */
    Draft edit(ExtensionType type, Function<Bytes, Optional<Bytes>> body) {
        return withExtensions(extensions.stream()
                .map(extension -> extension.type().equals(type)
                        ? new Extension(type, body.apply(extension.data()).orElse(extension.data())) : extension)
                .toList());
    }

    /** With another list of two-byte numbers in each extension of this type; one that ends up empty goes. */
    Draft editNumbers(ExtensionType type, int lengthBytes, UnaryOperator<List<Integer>> change) {
        return editList(type, body -> Bodies.numbers(body, lengthBytes), list -> Bodies.ofNumbers(list, lengthBytes), change);
    }

    /** With another list in each extension of this type; one that ends up empty goes, a damaged one stays. */
    <T> Draft editList(ExtensionType type, Function<Bytes, Optional<List<T>>> read,
            Function<List<T>, Bytes> write, UnaryOperator<List<T>> change) {
        List<Extension> changed = new ArrayList<>();
        for (Extension extension : extensions) {
            Optional<List<T>> before = extension.type().equals(type) ? read.apply(extension.data()) : Optional.empty();
            List<T> after = before.map(change).orElse(List.of());
            if (before.isEmpty() || before.get().equals(after)) {
                changed.add(extension);
            } else if (!after.isEmpty()) {
                changed.add(new Extension(type, write.apply(after)));
            }
        }
        return withExtensions(changed);
    }

    /** With this extension at the end. */
    Draft plus(ExtensionType type, Bytes body) {
        List<Extension> more = new ArrayList<>(extensions);
        more.add(new Extension(type, body));
        return new Draft(version, random, sessionId, suites, compression, true, more);
    }

    boolean has(ExtensionType type) {
        return extensions.stream().anyMatch(extension -> extension.type().equals(type));
    }

    Optional<Bytes> body(ExtensionType type) {
        return extensions.stream().filter(extension -> extension.type().equals(type)).map(Extension::data).findFirst();
    }

    private Draft withExtensions(List<Extension> newExtensions) {
        return new Draft(version, random, sessionId, suites, compression, extensionBlock, newExtensions);
    }
}
