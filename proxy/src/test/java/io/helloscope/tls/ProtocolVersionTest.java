package io.helloscope.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtocolVersionTest {
    @ParameterizedTest
    @CsvSource({"0002,SSL 2.0,2.0,ssl", "0300,SSL 3.0,3.0,ssl", "0301,TLS 1.0,1.0,tls", "0302,TLS 1.1,1.1,tls", "0303,TLS 1.2,1.2,tls",
        "0304,TLS 1.3,1.3,tls", "7f17,TLS 1.3 draft 23,1.3,tls"})
    void knownVersionsHaveNames(String code, String name, String ecsVersion, String ecsProtocol) {
        ProtocolVersion version = new ProtocolVersion(Integer.parseInt(code, 16));

        assertThat(version.name()).isEqualTo(name);
        assertThat(version.ecsVersion()).contains(ecsVersion);
        assertThat(version.ecsProtocol()).contains(ecsProtocol);
        assertThat(version.isKnown()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0305,0x0305", "3a3a,GREASE (0x3a3a)", "fefd,0xfefd", "0000,0x0000"})
    void otherVersionsStayNumbers(String code, String name) {
        ProtocolVersion version = new ProtocolVersion(Integer.parseInt(code, 16));

        assertThat(version.name()).isEqualTo(name);
        assertThat(version.ecsVersion()).isEmpty();
        assertThat(version.ecsProtocol()).isEmpty();
        assertThat(version.isKnown()).isFalse();
    }

    @Test
    void draftsStandBetweenTls12AndTls13() {
        List<ProtocolVersion> oldToNew = Stream.of(0x0002, 0x0300, 0x0301, 0x0302, 0x0303, 0x7f00, 0x7f12, 0x7fff, 0x0304, 0x0305)
                .map(ProtocolVersion::new).toList();

        assertThat(oldToNew).isSortedAccordingTo(ProtocolVersion::compareTo).doesNotHaveDuplicates();
        for (int i = 1; i < oldToNew.size(); i++) {
            assertThat(oldToNew.get(i - 1).isBefore(oldToNew.get(i))).isTrue();
            assertThat(oldToNew.get(i).isBefore(oldToNew.get(i - 1))).isFalse();
        }
    }

    @Test
    void draftsAreTls13() {
        assertThat(new ProtocolVersion(0x7f1c).isTls13()).isTrue();
        assertThat(ProtocolVersion.TLS_1_3.isTls13()).isTrue();
        assertThat(ProtocolVersion.TLS_1_2.isTls13()).isFalse();
    }
}
