package io.helloscope.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublicNamesTest {
    private final PublicNames names = new PublicNames(name -> name.endsWith(".lab.test"));

    @ParameterizedTest
    @CsvSource({"www.wikipedia.org,true", "WWW.Wikipedia.ORG.,true", "github.io,true", "localhost,false", "intranet,false", "a.test,false", "a.lab.test,true",
        "www.example.com,false", "x.internal,false", "printer.local,false", "192.0.2.1,false", "2001:db8::1,false", "site.home.arpa,false", "x.nosuchtld,false"})
    void knowsWhichNamesAPublicCaCouldCertify(String host, boolean expected) {
        assertThat(names.isPublic(host, Optional.empty())).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1,false", "172.16.9.9,false", "172.32.0.1,true", "192.168.1.1,false", "127.0.1.1,false", "100.64.0.1,false", "8.8.8.8,true",
        "fd12:3456::1,false", "fe80::1,false", "::1,false", "2606:4700::1111,true"})
    void aPublicNameAtAPrivateAddressIsNotPublic(String address, boolean expected) {
        assertThat(names.isPublic("www.wikipedia.org", Optional.of(address))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"www.wikipedia.org,wikipedia.org", "a.b.co.uk,b.co.uk", "x.github.io,x.github.io", "github.io,github.io", "a.b.lab.test,lab.test", "host,host"})
    void findsTheRegistrableDomain(String host, String domain) {
        assertThat(PublicNames.domain(host)).isEqualTo(domain);
    }

    @Test
    void tellsDomainsOfOneOwnerByTheirFirstWord() {
        assertThat(PublicNames.related("acme.com", "acme.co.uk")).isTrue();
        assertThat(PublicNames.related("acme-shop.com", "acme-mail.org")).isTrue();
        assertThat(PublicNames.related("acme.com", "acmebank.org")).isTrue();
        assertThat(PublicNames.related("alpha-shop.com", "bravo-shop.com")).isFalse();
        assertThat(PublicNames.related("good-lab.example", "tls12-lab.example")).isFalse();
        assertThat(PublicNames.related("bank.com", "bananas.com")).isFalse();
        assertThat(PublicNames.related("tls12-lab.example", "tls13-lab.example")).isFalse();
        assertThat(PublicNames.isNamedAfter("Northwind Traders Northwind Root CA", "northwind-shop.com")).isTrue();
        assertThat(PublicNames.isNamedAfter("Example Corp Web Proxy CA", "alpha-shop.com")).isFalse();
    }
}
