package io.helloscope.report;

import io.helloscope.bytes.Bytes;
import io.helloscope.observe.Observation;
import io.helloscope.observe.Stage;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.Ja3;
import io.helloscope.tls.Ja3s;
import io.helloscope.tls.Ja4;
import io.helloscope.tls.NamedGroup;
import io.helloscope.tls.ServerHello;
import io.helloscope.x509.CertificateFacts;
import io.helloscope.x509.DistinguishedName;
import io.helloscope.x509.ParsedCertificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The {@code tls} object of the Elastic Common Schema. */
final class TlsNode {
    private static final int MOST_NAMES = 50;

    private TlsNode() {
    }

    static Node of(Observation seen) {
        Node node = new Node();
        seen.serverHello().ifPresent(hello -> negotiated(node, seen, hello));
        if (seen.clientHello().isPresent() || seen.serverHello().isPresent()) {
            node.put("resumed", seen.resumed());
        }
        if (seen.clientHello().isPresent()) {
            node.put("established", seen.stage().compareTo(Stage.ESTABLISHED) >= 0);
        }
        return node.put("client", seen.clientHello().map(hello -> client(hello, seen.startedBy().filter(Observation.QUIC::equals).isPresent())).orElseGet(Node::new)).put("server", server(seen));
    }

    private static void negotiated(Node node, Observation seen, ServerHello hello) {
        node.put("version", hello.version().ecsVersion().orElse(hello.version().hex()))
                .put("version_protocol", hello.version().ecsProtocol())
                .put("cipher", hello.cipherSuite().name())
                .put("curve", hello.group().or(() -> seen.serverKeyExchange().flatMap(exchange -> exchange.group())).map(NamedGroup::name))
                .put("next_protocol", hello.alpn().map(HandshakeNode::protocol));
    }

    private static Node client(ClientHello hello, boolean quic) {
        return new Node().put("server_name", hello.serverName().map(name -> Escape.text(name, ReportDocument.NAME)))
                .put("ja3", Ja3.of(hello).map(Ja3::md5))
                .put("ja4", Ja4.of(hello).map(ja4 -> quic ? ja4.overQuic() : ja4).map(Ja4::value));
    }

    private static Node server(Observation seen) {
        Node node = new Node().put("ja3s", seen.serverHello().map(Ja3s::of).map(Ja3s::md5));
        List<Bytes> chain = seen.certificates().der();
        if (!chain.isEmpty()) {
            ParsedCertificate leaf = ParsedCertificate.parse(chain.get(0));
            node.put("hash", new Node().put("sha256", leaf.sha256()));
            leaf.facts().ifPresent(facts -> certificate(node, facts));
        }
        return node;
    }

    private static void certificate(Node node, CertificateFacts facts) {
        node.put("subject", Escape.text(facts.subject().text(), ReportDocument.TEXT))
                .put("issuer", Escape.text(facts.issuer().text(), ReportDocument.TEXT))
                .put("not_before", facts.notBefore().toString())
                .put("not_after", facts.notAfter().toString())
                .put("x509", new Node()
                        .put("subject", name(facts.subject()))
                        .put("issuer", name(facts.issuer()))
                        .put("serial_number", facts.serialNumber().toString(16).toUpperCase(Locale.ROOT))
                        .put("signature_algorithm", facts.signatureAlgorithm())
                        .put("public_key_algorithm", facts.publicKey().algorithm())
                        .put("public_key_size", Optional.of(facts.publicKey().bits()).filter(bits -> bits > 0))
                        .putIfAny("alternative_names", ReportDocument.escaped(facts.dnsNames().stream().limit(MOST_NAMES).toList(), ReportDocument.NAME)));
    }

    private static Node name(DistinguishedName name) {
        return new Node().put("common_name", text(name.commonName())).put("organization", text(name.organization()))
                .put("organizational_unit", text(name.organizationalUnit()));
    }

    private static Optional<String> text(String part) {
        return part.isEmpty() ? Optional.empty() : Optional.of(Escape.text(part, ReportDocument.NAME));
    }
}
