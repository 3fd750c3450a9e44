package io.helloscope.diagnose;

import static io.helloscope.observe.Wire.CCS;
import static io.helloscope.observe.Wire.certificateMessage;
import static io.helloscope.observe.Wire.clientKeyExchange;
import static io.helloscope.observe.Wire.finished12;
import static io.helloscope.observe.Wire.hello;
import static io.helloscope.observe.Wire.hello12Message;
import static io.helloscope.observe.Wire.helloDone;
import static io.helloscope.observe.Wire.join;
import static io.helloscope.observe.Wire.keyExchangeMessage;
import static io.helloscope.observe.Wire.noise;
import static io.helloscope.observe.Wire.record;

import io.helloscope.knowledge.KnowledgeTables;
import io.helloscope.testing.CertificateMaker;
import io.helloscope.testing.CertificateMaker.Issued;
import io.helloscope.x509.CertificateFacts;
import io.helloscope.x509.ParsedCertificate;
import io.helloscope.x509.TrustAnchors;
import java.util.Arrays;
import java.util.List;

/** The authorities of the scenes, a classifier that knows them, and flights with their certificates. */
final class Chains {
    /** A private root that the settings name. */
    static final Issued ROOT = authority("O=Lab,CN=Lab Root CA");
    static final Issued INTERMEDIATE = below(ROOT, "O=Lab,CN=Lab Issuing CA");
    static final Issued PUBLIC_ROOT = authority("O=Public,CN=Public Root CA");
    /** The organisation's own inspection CA. */
    static final Issued INSPECTION = authority("O=Example,CN=Example Filter");

    private Chains() {
    }

    static Classifier classifier() {
        CertificateFacts open = ParsedCertificate.parse(PUBLIC_ROOT.der()).facts().orElseThrow();
        return new Classifier(KnowledgeTables.load(),
                TrustAnchors.of(List.of(ROOT.der()), open.sha256()::equals, keyId -> open.subjectKeyId().filter(keyId::equals).isPresent()),
                TrustAnchors.of(List.of(INSPECTION.der()), sha256 -> false, keyId -> false));
    }

    private static Issued authority(String name) {
        try {
            return CertificateMaker.authority(name).selfSigned();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Issued below(Issued issuer, String name) {
        try {
            return CertificateMaker.authority(name).signedBy(issuer);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The server's flight of TLS 1.2 with this chain. */
    static byte[] flight12(Issued... chain) {
        byte[][] ders = Arrays.stream(chain).map(issued -> issued.der().toArray()).toArray(byte[][]::new);
        return join(record(22, hello12Message()), record(22, certificateMessage(ders)), record(22, keyExchangeMessage()), record(22, helloDone()));
    }

    /** A client that finishes the handshake, then sends an encrypted alert and leaves without data, as Firefox does. */
    static Talk refusedAfterwards(Issued... chain) {
        return talk12(chain).client(record(21, noise(26))).clientCloses().serverCloses();
    }

    /** A finished handshake. */
    static Talk talk12(Issued... chain) {
        return Talk.talk().client(hello()).server(flight12(chain)).client(clientKeyExchange(), CCS, finished12()).server(CCS, finished12());
    }
}
