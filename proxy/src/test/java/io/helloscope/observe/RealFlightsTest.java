package io.helloscope.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.helloscope.tls.NamedGroup;
import io.helloscope.tls.ProtocolVersion;
import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;

/** Conversations of real TLS engines. */
class RealFlightsTest {
    static final Consumer<SSLParameters> ANY = p -> { };
    static final Consumer<SSLParameters> TLS_1_2 = p -> p.setProtocols(new String[] {"TLSv1.2"});
    static final Consumer<SSLParameters> WANTS_CERTIFICATE = p -> p.setNeedClientAuth(true);
    static final Consumer<SSLParameters> NO_COMMON_KEY_SHARE = p -> p.setAlgorithmConstraints(without("x25519", "secp256r1"));

    /** All shapes that two engines hold, for tests that need real bytes. */
    static List<Script> all() {
        EnginePair again = EnginePair.trusting();
        return List.of(again.converse(ANY, ANY), again.converse(ANY, ANY), EnginePair.trusting().converse(TLS_1_2, ANY),
                EnginePair.trusting().converse(ANY, NO_COMMON_KEY_SHARE), EnginePair.distrusting().converse(ANY, ANY),
                EnginePair.withClientCertificate().converse(ANY, WANTS_CERTIFICATE),
                EnginePair.withClientCertificate().converse(ANY, TLS_1_2.andThen(WANTS_CERTIFICATE)));
    }

    /** Key agreement in these groups is forbidden. */
    private static AlgorithmConstraints without(String... groups) {
        return new AlgorithmConstraints() {
            @Override
            public boolean permits(Set<CryptoPrimitive> primitives, String algorithm, AlgorithmParameters parameters) {
                return !primitives.contains(CryptoPrimitive.KEY_AGREEMENT) || !List.of(groups).contains(algorithm);
            }

            @Override
            public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
                return true;
            }

            @Override
            public boolean permits(Set<CryptoPrimitive> primitives, String algorithm, Key key, AlgorithmParameters parameters) {
                return true;
            }
        };
    }

    @Test
    void tls13() {
        HandshakeObserver observer = EnginePair.trusting().converse(ANY, ANY).watch();
        Observation seen = observer.snapshot();

        assertThat(seen.serverHello().orElseThrow().version()).isEqualTo(ProtocolVersion.TLS_1_3);
        assertThat(seen.history()).isEqualTo("CsidIFdDd");
        assertThat(seen.stage()).isEqualTo(Stage.DATA);
        assertThat(seen.certificates()).isEqualTo(new ServerCertificates.Encrypted());
        assertThat(seen.resumed()).contains(false);
        assertThat(seen.alerts()).isEmpty();
        assertThat(seen.damage()).isEmpty();
        assertThat(observer.satisfied()).isTrue();
    }

    @Test
    void tls13Resumed() {
        EnginePair pair = EnginePair.trusting();
        pair.converse(ANY, ANY);
        Observation seen = pair.converse(ANY, ANY).play();

        assertThat(seen.resumed()).contains(true);
        assertThat(seen.certificates()).isEqualTo(new ServerCertificates.NotSent());
        assertThat(seen.stage()).isEqualTo(Stage.DATA);
    }

    @Test
    void tls13AfterARetryRequest() {
        Observation seen = EnginePair.trusting().converse(ANY, NO_COMMON_KEY_SHARE).play();

        assertThat(seen.retryRequest().orElseThrow().group()).contains(new NamedGroup(0x0018));
        assertThat(seen.secondClientHello().orElseThrow().keyShares()).hasSize(1);
        assertThat(seen.history()).isEqualTo("CjiCsidIFdDd");
        assertThat(seen.stage()).isEqualTo(Stage.DATA);
        assertThat(seen.damage()).isEmpty();
    }

    @Test
    void tls13WithAClientCertificate() {
        Observation seen = EnginePair.withClientCertificate().converse(ANY, WANTS_CERTIFICATE).play();

        assertThat(seen.clientCertificate()).isEqualTo(ClientCertificate.SENT);
        assertThat(seen.stage()).isEqualTo(Stage.DATA);
    }

    @Test
    void tls13WithoutTheClientCertificateThatIsWanted() {
        Observation seen = EnginePair.trusting().converse(ANY, WANTS_CERTIFICATE).play();

        assertThat(seen.clientCertificate()).isEqualTo(ClientCertificate.EMPTY);
        assertThat(seen.alerts()).extracting(SeenAlert::sender).contains(Direction.SERVER);
        assertThat(seen.dataFromServer()).isZero();
    }

    @Test
    void tls13WhoseCertificateIsRefused() {
        Observation seen = EnginePair.distrusting().converse(ANY, ANY).play();

        assertThat(seen.alerts()).first().extracting(SeenAlert::sender).isEqualTo(Direction.CLIENT);
        assertThat(seen.alerts().get(0).stage()).isEqualTo(Stage.SERVER_FLIGHT);
        assertThat(seen.stage()).isEqualTo(Stage.SERVER_FLIGHT);
    }

    @Test
    void tls12() {
        HandshakeObserver observer = EnginePair.trusting().converse(ANY, TLS_1_2).watch();
        Observation seen = observer.snapshot();

        assertThat(seen.serverHello().orElseThrow().version()).isEqualTo(ProtocolVersion.TLS_1_2);
        assertThat(seen.certificates().der()).hasSize(1);
        assertThat(seen.serverKeyExchange().orElseThrow().group()).isPresent();
        assertThat(seen.stage()).isEqualTo(Stage.DATA);
        assertThat(observer.satisfied()).isTrue();
    }

    @Test
    void tls12Resumed() {
        EnginePair pair = EnginePair.trusting();
        pair.converse(ANY, TLS_1_2);
        Observation seen = pair.converse(ANY, TLS_1_2).play();

        assertThat(seen.resumed()).contains(true);
        assertThat(seen.stage()).isEqualTo(Stage.DATA);
    }

    @Test
    void tls12WithAClientCertificate() {
        Observation seen = EnginePair.withClientCertificate().converse(ANY, TLS_1_2.andThen(WANTS_CERTIFICATE)).play();

        assertThat(seen.certificateRequest()).isPresent();
        assertThat(seen.clientCertificate()).isEqualTo(ClientCertificate.SENT);
        assertThat(seen.stage()).isEqualTo(Stage.DATA);
    }

    @Test
    void tls12WithoutTheClientCertificateThatIsWanted() {
        Observation seen = EnginePair.trusting().converse(ANY, TLS_1_2.andThen(WANTS_CERTIFICATE)).play();

        assertThat(seen.clientCertificate()).isEqualTo(ClientCertificate.EMPTY);
        assertThat(seen.alerts()).first().extracting(SeenAlert::sender).isEqualTo(Direction.SERVER);
    }

    @Test
    void tls12WhoseCertificateIsRefused() {
        Observation seen = EnginePair.distrusting().converse(ANY, TLS_1_2).play();

        assertThat(seen.alerts()).first().extracting(SeenAlert::sender).isEqualTo(Direction.CLIENT);
        assertThat(seen.alerts().get(0).alert()).isPresent();
    }

    @Test
    void versionThatTheServerDoesNotHave() {
        Observation seen = EnginePair.trusting().converse(TLS_1_2, p -> p.setProtocols(new String[] {"TLSv1.3"})).play();

        assertThat(seen.stage()).isEqualTo(Stage.HELLO);
        assertThat(seen.alerts().get(0).alert().orElseThrow().description().code()).isEqualTo(70);
    }
}
