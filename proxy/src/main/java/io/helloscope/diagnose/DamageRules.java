package io.helloscope.diagnose;

import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Damage;
import io.helloscope.observe.Direction;
import io.helloscope.observe.Stage;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.EvidenceSource;
import java.util.Optional;

/** What the server sent is damaged or impossible TLS, and the handshake failed. */
final class DamageRules implements Rule {
    @Override
    public Optional<Finding> look(Case seen) {
        boolean failed = seen.before(Stage.ESTABLISHED) && (seen.ended() || seen.objection().isPresent());
        // Both are judgements of a flight that was understood as it is.
        boolean understood = CertificateRules.refused(seen) || seen.clearAlert(Direction.SERVER).isPresent();
        return seen.serverDamage().filter(damage -> failed && !understood).map(damage -> reacted(seen, Finding.certain(Cause.MALFORMED_SERVER_ANSWER)
                .with(EvidenceSource.SERVER_BYTES, "The server's TLS is damaged at byte %d, in %s: %s.".formatted(
                        damage.offset(), Words.text(damage.path()), Words.text(damage.reason())))
                .with(EvidenceSource.SERVER_BYTES, kind(damage))));
    }

    private static Finding reacted(Case seen, Finding finding) {
        return seen.fatalAlert(Direction.CLIENT).filter(alert -> alert.alert().isPresent())
                .map(alert -> finding.with(EvidenceSource.ALERT, "The client answered with a " + Words.alert(alert) + "."))
                .orElseGet(() -> seen.ended(Direction.SERVER, CloseKind.FIN)
                        ? finding.with(EvidenceSource.CLOSE, "The server then closed the connection (FIN).") : finding);
    }

    private static String kind(Damage damage) {
        return switch (damage.kind()) {
            case RECORD_TYPE -> "No TLS record begins like that.";
            case RECORD_LENGTH -> "No TLS record is that long.";
            case RECORD_EMPTY -> "An empty record is forbidden there.";
            case MESSAGE -> "A message of the handshake does not follow its format.";
            case UNEXPECTED_MESSAGE -> "That message must not come at this point.";
            case TOO_LARGE -> "It is larger than this proxy looks at.";
        };
    }
}
