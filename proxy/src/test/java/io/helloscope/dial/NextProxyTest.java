package io.helloscope.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NextProxyTest {
    @Test
    void readsHttpAndSocks() {
        assertThat(NextProxy.parse("http://proxy.example:8080"))
                .isEqualTo(new NextProxy(NextProxy.Kind.HTTP, "proxy.example", 8080, Optional.empty()));
        assertThat(NextProxy.parse("HTTP://Proxy.Example/")).isEqualTo(new NextProxy(NextProxy.Kind.HTTP, "proxy.example", 3128, Optional.empty()));
        assertThat(NextProxy.parse("socks5://[::1]:9050").address()).isEqualTo("socks5://[::1]:9050");
        assertThat(NextProxy.parse("socks5h://127.0.0.1").port()).isEqualTo(1080);
    }

    @Test
    void readsCredentialsWithoutEverShowingThePassword() {
        NextProxy proxy = NextProxy.parse("http://me:s%3Acr%40t+@proxy.example:8080");
        assertThat(proxy.credentials()).contains(new Credentials("me", "s:cr@t+"));
        assertThat(proxy.credentials().orElseThrow().basic()).isEqualTo("Basic bWU6czpjckB0Kw==");
        assertThat(proxy.toString()).doesNotContain("cr@t");
        assertThat(proxy.address()).isEqualTo("proxy.example:8080");
        assertThatThrownBy(() -> NextProxy.parse("ftp://me:secret@proxy.example")).hasMessageContaining("...@proxy.example")
                .hasMessageNotContaining("secret");
        assertThat(proxy.with(Credentials.parse("you:pass:word")).credentials()).contains(new Credentials("you", "pass:word"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "proxy.example:8080", "https://proxy.example", "http://", "http://proxy.example:0", "http://proxy.example:65536",
            "http://proxy.example/path", "http://proxy.example?q", "http://pro xy", "http://:secret@proxy.example"})
    void refusesWhatIsNoProxy(String text) {
        assertThatThrownBy(() -> NextProxy.parse(text)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("expected");
    }
}
