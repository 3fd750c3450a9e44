package io.helloscope.diagnose;

import static io.helloscope.testing.CertificateMaker.NOW;
import static io.helloscope.testing.CertificateMaker.authority;
import static io.helloscope.testing.CertificateMaker.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.bytes.Bytes;
import io.helloscope.knowledge.KnowledgeTables;
import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Direction;
import io.helloscope.observe.Reach;
import io.helloscope.observe.Wire;
import io.helloscope.testing.CertificateMaker;
import io.helloscope.testing.CertificateMaker.Issued;
import io.helloscope.testing.Shared;
import io.helloscope.tls.ClientHello;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The sequences of records that were seen between real clients and broken servers, made again from types and lengths, with the
 * recorded hello of Chromium, the recorded first bytes of each server, and certificates with the faults that the servers' had.
 */
class TruthReplayTest {
    private static final Map<String, String> AGENTS = Map.of("chromium", "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0 Safari/537.36",
            "firefox", "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0", "curl", "curl/7.88.1");
    /** Clients that did not wait in vain left at once. */
    private static final Set<String> SILENT = Set.of("pt-gunicorn", "silence");
    /** What curl did there follows from its own hello, which is not Chromium's. */
    private static final Set<String> OWN_HELLO = Set.of("tls10-only curl", "tls11-only curl", "dhe1024-only curl", "dhe2048-only curl",
            "group-x448-13 curl", "sh-version-tls11-scripted curl", "tls13-only-c12 chromium", "tls13-only-c12 firefox", "tls13-only-c12 curl");
    private static final Pattern STEP = Pattern.compile("([CSP]):(raw not-TLS first=[0-9a-f]* n=\\d+|raw\\+\\d+|CH|FIN|RST|CCS\\(1\\)"
            + "|(?:HS|AD|ALERT)\\((?:[^()]|\\([^()]*\\))*\\)|write failed: \\w+|answered \\d+|upstream connect failed: .*Errno \\d+.*)");
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private static Issued root;
    private static Issued intermediate;
    private static Issued stranger;
    private static Map<String, byte[]> replies;
    private static byte[] hello;
    private static String nameInHello;
    private static Classifier classifier;

    /** What is expected of one scenario and client. */
    private record Expected(List<String> causes, String error) {
        boolean healthy() {
            return error.equals("OK");
        }
    }

    @BeforeAll
    static void readTheLaboratory() throws Exception {
        Path truth = Shared.require("truth");
        hello = Files.readAllBytes(truth.resolve("chromium-clienthello.bin"));
        nameInHello = ClientHello.parse(Bytes.copyOf(hello, 9, hello.length)).serverName().orElseThrow();
        replies = new HashMap<>();
        rows(truth.resolve("replies.tsv")).forEach(row -> replies.put(row[0], row.length > 8 ? Wire.hex(row[8]) : new byte[0]));
        root = authority("O=Lab,CN=Lab Root CA").selfSigned();
        intermediate = authority("O=Lab,CN=Lab Issuing CA").signedBy(root);
        stranger = authority("O=Contoso,CN=Contoso TLS Inspection CA").selfSigned();
        classifier = new Classifier(KnowledgeTables.load(), new Trust(List.of(root.der()), List.of()));
    }

    private static Stream<String[]> rows(Path file) throws IOException {
        return Files.readAllLines(file).stream().skip(1).map(line -> line.split("\t"));
    }

    @TestFactory
    Stream<DynamicTest> saysOfEachTunnelWhatIsKnown() throws IOException {
        Path truth = Shared.require("truth");
        Map<String, Expected> expected = new HashMap<>();
        rows(truth.resolve("expected.tsv")).forEach(row -> expected.put(row[0] + " " + row[2], new Expected(List.of(row[3].split("\\|")), row[6])));
        return rows(truth.resolve("observed.tsv"))
                .filter(row -> expected.containsKey(row[0] + " " + row[1]) && !OWN_HELLO.contains(row[0] + " " + row[1]))
                .map(row -> DynamicTest.dynamicTest(row[0] + " " + row[1], () -> check(row, expected.get(row[0] + " " + row[1]))));
    }

    private static void check(String[] row, Expected expected) throws Exception {
        List<Diagnosis> all = new ArrayList<>();
        for (String shape : row[3].split(" \\|\\| ")) {
            replay(row[0], row[1], shape.substring(shape.indexOf(' ') + 1)).ifPresent(connection -> all.add(classifier.diagnose(connection, NOW)));
        }
        List<String> failures = all.stream().filter(Diagnosis::failure).map(d -> d.cause().code()).distinct().toList();
        if (expected.healthy()) {
            assertThat(failures).isEmpty();
            return;
        }
        assertThat(failures).isNotEmpty().isSubsetOf(expected.causes());
        for (Diagnosis diagnosis : all.stream().filter(Diagnosis::failure).toList()) {
            assertThat(diagnosis.evidence()).isNotEmpty();
            boolean hidden = diagnosis.cause().code().equals("certificate-rejected");
            if (!hidden && expected.error().matches("(ERR_|SSL_|SEC_|MOZ|PR_).*")) {
                assertThat(diagnosis.clientErrors()).containsEntry(row[1], expected.error());
            }
        }
    }

    private static Optional<Connection> replay(String scenario, String client, String shape) throws Exception {
        Talk talk = Talk.talk().askedFor(scenario + ".lab.test").from(AGENTS.get(client));
        Matcher step = STEP.matcher(shape);
        int end = 0;
        while (step.find()) {
            assertThat(shape.substring(end, step.start())).isBlank();
            end = step.end();
            boolean byClient = step.group(1).equals("C");
            String what = step.group(2);
            if (what.startsWith("upstream connect failed") && !what.contains("Errno 111")) {
                return Optional.empty();
            }
            if (byClient && what.equals("FIN") && SILENT.contains(scenario)) {
                talk.seconds(20);
            }
            act(talk, scenario, shape, byClient, what);
        }
        assertThat(shape.substring(end)).isBlank();
        return Optional.of(talk.over());
    }

    private static void act(Talk talk, String scenario, String shape, boolean byClient, String what) throws Exception {
        if (what.startsWith("write failed")) {
            return;
        }
        if (what.startsWith("answered ")) {
            talk.nextProxy(Reach.Failure.NEXT_PROXY_REFUSED, "HTTP/1.1 " + what.substring(9) + " Lab\r\n\r\n<html><h1>No</h1></html>");
        } else if (what.startsWith("upstream connect failed")) {
            talk.failed(Reach.Failure.REFUSED);
        } else if (what.equals("FIN")) {
            talk.closes(byClient ? Direction.CLIENT : Direction.SERVER, CloseKind.FIN);
        } else if (what.equals("RST")) {
            talk.closes(byClient ? Direction.CLIENT : Direction.SERVER, CloseKind.RESET);
        } else if (byClient) {
            talk.client(ofClient(shape, what));
        } else {
            talk.server(ofServer(scenario, shape, what));
        }
    }

    private static int number(String what) {
        Matcher number = NUMBER.matcher(what);
        assertThat(number.find()).as(what).isTrue();
        return Integer.parseInt(number.group());
    }

    private static byte[] alert(String what) {
        if (what.contains("encrypted")) {
            return Wire.record(21, Wire.noise(number(what)));
        }
        int code = what.contains("(199)") ? 199 : what.contains("clear-after-CCS") ? 47 : number(what.substring(what.lastIndexOf('(')));
        return Wire.alert(what.contains("warning") ? 1 : 2, code);
    }

    private static byte[] ofClient(String shape, String what) {
        if (what.equals("CH") || shape.contains("ServerHello(84)") && what.startsWith("HS(")) {
            return hello;
        } else if (what.startsWith("CCS")) {
            return Wire.CCS;
        } else if (what.startsWith("AD")) {
            return Wire.data(number(what));
        } else if (what.startsWith("ALERT")) {
            return alert(what);
        }
        return what.contains("ClientKeyExchange") ? Wire.clientKeyExchange() : Wire.record(22, Wire.noise(number(what)));
    }

    private static byte[] ofServer(String scenario, String shape, String what) throws Exception {
        if (what.startsWith("raw not-TLS")) {
            return plain(scenario, what);
        } else if (what.startsWith("raw+")) {
            return ".".repeat(number(what)).getBytes();
        } else if (what.equals("CH")) {
            return hello;
        } else if (what.startsWith("CCS")) {
            return Wire.CCS;
        } else if (what.startsWith("AD")) {
            return Wire.data(number(what));
        } else if (what.startsWith("ALERT")) {
            return alert(what);
        }
        return handshake(scenario, shape, what);
    }

    /** The recorded first bytes, and dots for what was not recorded. */
    private static byte[] plain(String scenario, String what) {
        byte[] seen = Wire.hex(what.substring(what.indexOf('=') + 1, what.indexOf(" n=")));
        byte[] known = replies.getOrDefault(scenario, seen);
        byte[] longer = known.length > seen.length && Arrays.mismatch(known, 0, seen.length, seen, 0, seen.length) < 0 ? known : seen;
        int length = number(what.substring(what.indexOf(" n=")));
        byte[] all = Arrays.copyOf(longer, length);
        Arrays.fill(all, Math.min(longer.length, length), length, (byte) '.');
        return all;
    }

    private static byte[] handshake(String scenario, String shape, String what) throws Exception {
        if (what.contains("ServerHello(")) {
            return serverHello(scenario, shape, what);
        } else if (what.contains("Certificate(")) {
            return Wire.record(22, Wire.certificateMessage(chain(scenario).stream().map(issued -> issued.der().toArray()).toArray(byte[][]::new)));
        } else if (what.contains("ServerKeyExchange")) {
            return Wire.record(22, Wire.keyExchangeMessage());
        } else if (what.contains("ServerHelloDone")) {
            return Wire.record(22, Wire.helloDone());
        } else if (what.contains("NewSessionTicket")) {
            return Wire.record(22, Wire.handshake(4, Wire.noise(180)));
        }
        return Wire.record(22, Wire.noise(number(what)));
    }

    private static byte[] serverHello(String scenario, String shape, String what) {
        byte[] recorded = replies.getOrDefault(scenario, new byte[0]);
        boolean whole = recorded.length >= 5 && recorded.length >= 5 + number(what) && recorded[0] == 22;
        if (whole) {
            return Arrays.copyOf(recorded, 5 + number(what));
        }
        byte[] sessionId = Arrays.copyOfRange(hello, 44, 76);
        boolean retry = what.contains("ServerHello(84)");
        boolean old = scenario.equals("sh-truncated") || !retry && !what.contains("ServerHello(118)") && !what.contains("ServerHello(124)");
        if (scenario.equals("sh-truncated")) {
            return Wire.record(22, Wire.handshake(2, Wire.u16(0x0303), Wire.noise(32), Wire.vector8(Wire.noise(8))));
        }
        boolean sha384 = shape.contains("AD(69)") || shape.contains("AD(77)");
        int suite = old && !scenario.equals("tls13-cipher-in-12") ? 0xc02f : !old && sha384 ? 0x1302 : 0x1301;
        byte[] echoed = scenario.equals("sh13-bad-sessionid") ? Wire.noise(32) : sessionId;
        int version = scenario.equals("sh-version-draft") ? 0x7f1c : 0x0304;
        byte[] extensions = old ? Wire.extension(0xff01, Wire.u8(0)) : Wire.join(Wire.extension(43, Wire.u16(version)),
                retry ? Wire.extension(51, Wire.u16(0x0017)) : Wire.extension(51, Wire.u16(0x001d), Wire.vector16(Wire.noise(32))));
        return Wire.record(22, Wire.handshake(2, Wire.u16(0x0303), retry ? Wire.RETRY_RANDOM : Wire.noise(32),
                Wire.vector8(old ? new byte[0] : echoed), Wire.u16(suite), Wire.u8(0), Wire.vector16(extensions)));
    }

    private static Instant day(int fromNow) {
        return NOW.plus(Duration.ofDays(fromNow));
    }

    private static List<Issued> chain(String scenario) throws Exception {
        CertificateMaker leaf = server(nameInHello);
        return switch (scenario) {
            case "cert-expired-12" -> List.of(leaf.valid(day(-90), day(-5)).signedBy(intermediate), intermediate);
            case "cert-notyet-12" -> List.of(leaf.valid(day(20), day(90)).signedBy(intermediate), intermediate);
            case "cert-clienteku-12" -> List.of(leaf.purposes(KeyPurposeId.id_kp_clientAuth).signedBy(intermediate), intermediate);
            case "cert-missing-int-12" -> List.of(leaf.signedBy(intermediate));
            case "intercept-corpca-12" -> List.of(leaf.signedBy(stranger));
            case "cert-ncviol-12" -> {
                Issued narrow = authority("O=Lab,CN=Lab Narrow CA").permits("allowed.example").signedBy(root);
                yield List.of(leaf.signedBy(narrow), narrow);
            }
            default -> List.of(leaf.signedBy(intermediate), intermediate);
        };
    }
}
