package io.helloscope.intercept;

import static io.helloscope.testing.CertificateMaker.NOW;
import static io.helloscope.testing.CertificateMaker.authority;
import static io.helloscope.testing.CertificateMaker.server;

import io.helloscope.bytes.Bytes;
import io.helloscope.knowledge.Knowledge;
import io.helloscope.knowledge.KnowledgeTables;
import io.helloscope.knowledge.PublicLists;
import io.helloscope.knowledge.PublicRoots;
import io.helloscope.observe.Connection;
import io.helloscope.observe.ProbeAnswer;
import io.helloscope.observe.Question;
import io.helloscope.observe.Reach;
import io.helloscope.testing.CertificateMaker.Issued;
import io.helloscope.testing.Conversations;
import io.helloscope.testing.TransparencyLog;
import io.helloscope.x509.CertificateFacts;
import io.helloscope.x509.ParsedCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A small world of a public CA with its log, a judge that knows both, and connections through it. */
final class InterceptionBench {
    final Issued root = authority("O=Alpine Trust,CN=Alpine Root").selfSigned();
    final Issued intermediate = authority("O=Alpine Trust,CN=Alpine DV 1").signedBy(root);
    final TransparencyLog log = TransparencyLog.elliptic();
    final InterceptionJudge judge;
    Instant now = NOW;
    private Reach reach = new Reach.Connected("203.0.113.7", 443, Optional.empty(), Reach.DialTimes.NONE);

    InterceptionBench(Path folder) throws Exception {
        this(folder, List.of(), List.of(), NOW.atZone(ZoneOffset.UTC).toLocalDate());
    }

    InterceptionBench(Path folder, List<Bytes> extraRoots, List<Bytes> inspectionRoots, LocalDate lists) throws Exception {
        CertificateFacts facts = facts(root.der());
        PublicRoots roots = new PublicRoots(lists, Set.of(facts.sha256()), Set.of(facts.spkiSha256()), Set.of(facts.subjectKeyId().orElseThrow()));
        Path logs = Files.writeString(folder.resolve("logs.json"), """
                {"log_list_timestamp": "%sT00:00:00Z", "operators": [{"name": "Lab", "logs": [{"description": "l", "log_id": "%s", "key": "%s"}]}]}
                """.formatted(lists, base64(log.id()), base64(log.spki())));
        Knowledge knowledge = KnowledgeTables.load(List.of(), new PublicLists(Optional.of(roots), Optional.of(logs)));
        judge = new InterceptionJudge(knowledge, new InterceptSettings(extraRoots, inspectionRoots,
                name -> name.endsWith(".example") || name.endsWith(".test")));
    }

    private static String base64(Bytes bytes) {
        return Base64.getEncoder().encodeToString(bytes.toArray());
    }

    static CertificateFacts facts(Bytes der) {
        return ParsedCertificate.parse(der).facts().orElseThrow();
    }

    /** From now on connections go through this proxy. */
    InterceptionBench through(String nextProxy) {
        reach = new Reach.Connected("192.0.2.1", 3128, Optional.of(nextProxy), Reach.DialTimes.NONE);
        return this;
    }

    /** From now on connections go to this address. */
    InterceptionBench at(String ip) {
        reach = new Reach.Connected(ip, 443, Optional.empty(), Reach.DialTimes.NONE);
        return this;
    }

    /** A TLS 1.2 connection to this host that shows this chain. */
    Interception shows(String host, Bytes... chain) {
        return judge.judge(connection(host, chain), List.of(), now).orElseThrow();
    }

    Connection connection(String host, Bytes... chain) {
        now = now.plusSeconds(1);
        return Conversations.at(now).to(host, 443).reach(reach).hello()
                .handshakeOf12(Arrays.stream(chain).map(Bytes::toArray).toArray(byte[][]::new)).ended();
    }

    /** A connection to this host with its own, public certificate. */
    Interception showsItsOwn(String host) throws Exception {
        return shows(host, log.issue(server(host), intermediate, now).der(), intermediate.der());
    }

    /** The answer to a question of this program's own. */
    ProbeAnswer answer(Connection connection, Bytes... chain) {
        return new ProbeAnswer(new Question.Certificate(), Optional.of("203.0.113.7:443"), connection.reach(), connection.observation(),
                Optional.of(new ProbeAnswer.Session(List.of(chain), Optional.empty(), false, Optional.empty(), true, false, Optional.empty())), now, Duration.ofMillis(20));
    }
}
