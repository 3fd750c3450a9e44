package io.helloscope.report;

import io.helloscope.bytes.Bytes;
import io.helloscope.observe.Damage;
import io.helloscope.observe.Direction;
import io.helloscope.observe.End;
import io.helloscope.observe.Observation;
import io.helloscope.observe.SeenAlert;
import io.helloscope.observe.StreamKind;
import io.helloscope.tls.CipherSuite;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.NamedGroup;
import io.helloscope.tls.ProtocolVersion;
import io.helloscope.tls.SignatureScheme;
import io.helloscope.x509.ParsedCertificate;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What was seen of the handshake, in numbers and in the order of the wire, as the document shows it under {@code helloscope}. */
final class HandshakeNode {
    private static final int EXCERPT = 512;
    /** Elements of a list; real hellos have far fewer. */
    private static final int MOST = 256;

    private HandshakeNode() {
    }

    static void put(Node node, Observation seen) {
        seen.clientHello().ifPresent(hello -> node.put("client", client(hello)));
        node.put("server", server(seen));
        if (seen.retryRequest().isPresent()) {
            node.put("hello_retry_request", true);
        }
        if (seen.serverKind() == StreamKind.NOT_TLS && !seen.serverExcerpt().isEmpty()) {
            node.put("plaintext_reply", Escape.bytes(seen.serverExcerpt(), EXCERPT));
        }
        node.put("started_by", seen.startedBy());
        if (!seen.history().isEmpty()) {
            node.put("history", seen.history());
        }
        node.putIfAny("alerts", seen.alerts().stream().map(HandshakeNode::alert).toList());
        node.putIfAny("damage", seen.damage().stream().map(HandshakeNode::damage).toList());
        seen.firstEnd().ifPresent(end -> node.put("close", close(end)));
    }

    private static Node client(ClientHello hello) {
        return new Node()
                .put("legacy_version", hello.legacyVersion().hex())
                .putIfAny("supported_versions", first(hello.supportedVersions(), ProtocolVersion::hex))
                .putIfAny("ciphers", first(hello.cipherSuites(), CipherSuite::hex))
                .putIfAny("extensions", first(hello.extensions(), extension -> extension.type().hex()))
                .putIfAny("groups", first(hello.groups(), NamedGroup::hex))
                .putIfAny("signature_algorithms", first(hello.signatureSchemes(), SignatureScheme::hex))
                .putIfAny("alpn", first(hello.alpn(), HandshakeNode::protocol))
                .put("early_data", hello.hasEarlyData());
    }

    private static <T> List<String> first(List<T> all, Function<T, String> shown) {
        return all.stream().limit(MOST).map(shown).toList();
    }

    private static Node server(Observation seen) {
        List<ParsedCertificate> chain = seen.certificates().der().stream().map(ParsedCertificate::parse).toList();
        Node node = new Node()
                .putIfAny("certificates", chain.stream().map(ParsedCertificate::sha256).toList())
                .putIfAny("chain", chain.stream().map(HandshakeNode::link).toList());
        seen.serverKeyExchange().ifPresent(exchange -> node.put("dh_bits", exchange.dhPrimeBits())
                .put("signature_algorithm", exchange.signatureScheme().map(SignatureScheme::hex)));
        if (seen.certificateRequest().isPresent()) {
            node.put("certificate_requested", true);
        }
        return node;
    }

    /** One certificate of the chain as the server sent it. */
    private static Map<String, Object> link(ParsedCertificate certificate) {
        return certificate.facts().map(facts -> new Node()
                .put("subject", Escape.text(facts.subject().text(), ReportDocument.TEXT))
                .put("issuer", Escape.text(facts.issuer().text(), ReportDocument.TEXT))
                .put("not_before", facts.notBefore().toString())
                .put("not_after", facts.notAfter().toString())
                .put("key", facts.publicKey().toString())
                .put("signature_algorithm", facts.signatureAlgorithm())
                .put("ca", facts.ca())
                .put("self_issued", facts.selfIssued())).orElseGet(() -> new Node().put("malformed", true)).map();
    }

    static String protocol(Bytes name) {
        return Escape.text(new String(name.toArray(), StandardCharsets.UTF_8), ReportDocument.NAME);
    }

    private static Map<String, Object> alert(SeenAlert seen) {
        Node node = new Node().put("sender", seen.sender().code());
        seen.alert().ifPresent(alert -> node.put("level", alert.level()).put("code", alert.description().code())
                .put("description", alert.description().name()));
        if (seen.alert().isEmpty()) {
            node.put("encrypted", true);
        }
        return node.map();
    }

    private static Map<String, Object> damage(Damage damage) {
        return new Node().put("sender", damage.sender().code()).put("offset", damage.offset()).put("path", Escape.text(damage.path(), ReportDocument.NAME))
                .put("reason", Escape.text(damage.reason(), ReportDocument.NAME)).map();
    }

    private static Node close(End end) {
        return new Node().put("by", end.by().map(Direction::code).orElse("proxy")).put("kind", end.kind().code());
    }
}
