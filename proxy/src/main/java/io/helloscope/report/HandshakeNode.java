package io.helloscope.report;

import io.helloscope.bytes.Bytes;
import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Damage;
import io.helloscope.observe.End;
import io.helloscope.observe.Observation;
import io.helloscope.observe.SeenAlert;
import io.helloscope.observe.StreamKind;
import io.helloscope.tls.ClientHello;
import io.helloscope.x509.ParsedCertificate;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What was seen of the handshake, in numbers and in the order of the wire, as the document shows it under {@code helloscope}. */
final class HandshakeNode {
    private static final int EXCERPT = 512;

    private HandshakeNode() {
    }

    static void put(Node node, Observation seen) {
        seen.clientHello().ifPresent(hello -> node.put("client", client(hello)));
        node.put("server", new Node().putIfAny("certificates", seen.certificates().der().stream().map(der -> ParsedCertificate.parse(der).sha256()).toList()));
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
                .putIfAny("supported_versions", hello.supportedVersions().stream().map(v -> v.hex()).toList())
                .putIfAny("ciphers", hello.cipherSuites().stream().map(c -> c.hex()).toList())
                .putIfAny("extensions", hello.extensions().stream().map(e -> e.type().hex()).toList())
                .putIfAny("groups", hello.groups().stream().map(g -> g.hex()).toList())
                .putIfAny("signature_algorithms", hello.signatureSchemes().stream().map(s -> s.hex()).toList())
                .putIfAny("alpn", hello.alpn().stream().map(p -> protocol(p)).toList())
                .put("early_data", hello.hasEarlyData());
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
        return new Node().put("by", end.by().map(d -> d.code()).orElse("proxy")).put("kind", end.kind() == CloseKind.FIN ? "fin" : end.kind().code());
    }
}
