package io.helloscope.diagnose;

import static io.helloscope.testing.CertificateMaker.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.verdict.Cause;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** One connection, or several, for each cause that what passes can tell by itself. */
class ClassifierTest {
    /** What one connection cannot show, and why. */
    private static final Map<Cause, String> OUT_OF_SIGHT = outOfSight();

    private static Map<Cause, String> outOfSight() {
        Map<Cause, String> reasons = new EnumMap<>(Cause.class);
        String asks = "needs a second question to the server";
        Stream.of(Cause.VERSION_INTOLERANCE, Cause.GREASE_INTOLERANCE, Cause.LARGE_HELLO_INTOLERANCE, Cause.EXTENSION_INTOLERANCE,
                Cause.NO_COMMON_CIPHER, Cause.NO_COMMON_GROUP, Cause.PATH_MTU, Cause.ONE_ADDRESS_BROKEN, Cause.CERTIFICATE_REVOCATION_UNKNOWN)
                .forEach(cause -> reasons.put(cause, asks));
        String others = "is told by other connections";
        Stream.of(Cause.SLOW_HANDSHAKE, Cause.CLIENT_CLOCK_WRONG, Cause.ALPN_STRIPPED).forEach(cause -> reasons.put(cause, others));
        reasons.put(Cause.CAPTURE_INCOMPLETE, "is told by what a capture lacks");
        String within = "happens within the client; its own words tell";
        Stream.of(Cause.CLIENT_POLICY, Cause.CLIENT_NETWORK_CHANGED, Cause.CLIENT_PARAMETERS_UNUSABLE, Cause.INTERCEPTION_BLOCKED)
                .forEach(cause -> reasons.put(cause, within));
        return reasons;
    }

    @TestFactory
    Stream<DynamicTest> namesTheCause() throws Exception {
        Classifier classifier = Chains.classifier();
        return Rows.all().list().stream().map(row -> DynamicTest.dynamicTest(row.name(), () -> {
            Diagnosis diagnosis = classifier.diagnose(row.connection(), NOW);
            assertThat(diagnosis.cause()).as(() -> diagnosis.evidence().toString()).isEqualTo(row.cause());
            assertThat(diagnosis.title()).isNotBlank();
            if (diagnosis.failure()) {
                assertThat(diagnosis.evidence()).isNotEmpty().allSatisfy(evidence -> assertThat(evidence.text()).endsWith("."));
                assertThat(diagnosis.remedies()).isNotEmpty();
            }
        }));
    }

    @Test
    void everyCauseHasARowOrAReasonWhyNot() throws Exception {
        Set<Cause> told = EnumSet.noneOf(Cause.class);
        Rows.all().list().forEach(row -> told.add(row.cause()));
        assertThat(told).doesNotContainAnyElementsOf(OUT_OF_SIGHT.keySet());
        Set<Cause> all = EnumSet.copyOf(told);
        all.addAll(OUT_OF_SIGHT.keySet());
        assertThat(all).containsExactlyInAnyOrder(Cause.values());
    }
}
