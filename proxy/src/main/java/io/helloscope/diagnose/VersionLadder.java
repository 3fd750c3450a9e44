package io.helloscope.diagnose;

import io.helloscope.observe.Question.OnlyVersion;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.ProtocolVersion;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.EvidenceSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The versions one at a time: which the server takes, and whether the client has one of them. */
final class VersionLadder implements Refinement {
    /** From the newest to the oldest that can be asked for. */
    static final ProtocolVersion[] VERSIONS = {ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_2, ProtocolVersion.TLS_1_1,
        ProtocolVersion.TLS_1_0, ProtocolVersion.SSL_3_0};

    /** All of them. */
    static final Inquiry ALL = Inquiry.once(Arrays.stream(VERSIONS).map(OnlyVersion::new).toArray(OnlyVersion[]::new));

    @Override
    public Optional<Finding> refine(Case seen, Finding passive, Answers answers) {
        ClientHello hello = seen.clientHello().orElseThrow();
        List<ProtocolVersion> taken = taken(answers, true);
        if (taken.isEmpty() || taken.stream().anyMatch(hello::offersVersion)) {
            return Optional.empty();
        }
        boolean older = taken.stream().allMatch(version -> version.isBefore(hello.highestVersion()));
        boolean newer = taken.stream().allMatch(version -> hello.highestVersion().isBefore(version));
        if (!older && !newer) {
            return Optional.empty();
        }
        return Optional.of(Finding.certain(older ? Cause.SERVER_VERSION_TOO_OLD : Cause.CLIENT_VERSION_TOO_OLD)
                .with(EvidenceSource.PROBE, sentence(answers) + " The client offers " + offered(hello) + "."));
    }

    /** What was found out about the server's versions; empty where nothing was asked. */
    static String sentence(Answers answers) {
        List<ProtocolVersion> taken = taken(answers, true);
        List<ProtocolVersion> refused = taken(answers, false);
        if (taken.isEmpty() && refused.isEmpty()) {
            return "";
        }
        String takes = taken.isEmpty() ? "the server takes none" : "the server takes " + Words.versions(taken);
        return "Asked for one version at a time, " + takes + (refused.isEmpty() || taken.isEmpty() ? ""
                : " and refuses " + Words.versions(refused)) + (taken.isEmpty() ? " of " + Words.versions(refused) + "." : ".");
    }

    private static String offered(ClientHello hello) {
        return hello.supportedVersions().isEmpty() ? "up to " + hello.highestVersion().name() : Words.versions(hello.supportedVersions());
    }

    private static List<ProtocolVersion> taken(Answers answers, boolean wanted) {
        List<ProtocolVersion> found = new ArrayList<>();
        for (ProtocolVersion version : VERSIONS) {
            answers.accepts(version).filter(taken -> taken == wanted).ifPresent(taken -> found.add(version));
        }
        return found;
    }
}
