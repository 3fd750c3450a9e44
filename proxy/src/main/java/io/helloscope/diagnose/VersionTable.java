package io.helloscope.diagnose;

import io.helloscope.observe.Observation;
import io.helloscope.observe.ProbeAnswer;
import io.helloscope.observe.Question.OnlyVersion;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.ProtocolVersion;
import io.helloscope.tls.ServerHello;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The versions of TLS between a client and a server, as far as they are known.
 *
 * @param rows from the newest to the oldest; versions of which nothing is known are left out
 */
public record VersionTable(List<Row> rows) {
    public VersionTable {
        rows = List.copyOf(rows);
    }

    /**
     * One version.
     *
     * @param version TLS 1.3 to SSL 3.0
     * @param offered by the client; empty where its hello names only its newest one
     * @param accepted by the server; empty where nobody asked
     * @param answer to a hello that offered this version only, in words
     */
    public record Row(ProtocolVersion version, Optional<Boolean> offered, Optional<Boolean> accepted, Optional<String> answer) {
    }

    /** The table of a connection and of what was asked afterwards. */
    public static VersionTable of(Observation seen, List<ProbeAnswer> answers) {
        Answers all = new Answers(answers);
        List<Row> rows = new ArrayList<>();
        for (ProtocolVersion version : VersionLadder.VERSIONS) {
            Optional<Boolean> offered = seen.clientHello().flatMap(hello -> offered(hello, version));
            Optional<Boolean> accepted = all.accepts(version).or(() -> chosen(seen, version));
            if (offered.orElse(false) || accepted.isPresent()) {
                rows.add(new Row(version, offered, accepted, all.to(new OnlyVersion(version)).stream().findFirst().map(AnswerText::of)));
            }
        }
        return new VersionTable(rows);
    }

    private static Optional<Boolean> offered(ClientHello hello, ProtocolVersion version) {
        if (!hello.supportedVersions().isEmpty()) {
            return Optional.of(hello.supportedVersions().contains(version));
        }
        // The version field names the newest; how far down the client goes is its secret.
        return version.equals(hello.legacyVersion()) ? Optional.of(true)
                : hello.legacyVersion().isBefore(version) ? Optional.of(false) : Optional.empty();
    }

    private static Optional<Boolean> chosen(Observation seen, ProtocolVersion version) {
        return seen.serverHello().or(seen::retryRequest).map(ServerHello::version).filter(version::equals).map(same -> true);
    }
}
