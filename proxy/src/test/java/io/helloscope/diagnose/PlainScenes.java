package io.helloscope.diagnose;

import static io.helloscope.diagnose.Talk.talk;
import static io.helloscope.observe.Wire.CCS;
import static io.helloscope.observe.Wire.alert;
import static io.helloscope.observe.Wire.data;
import static io.helloscope.observe.Wire.flight13;
import static io.helloscope.observe.Wire.hello;
import static io.helloscope.observe.Wire.hex;
import static io.helloscope.observe.Wire.noise;
import static io.helloscope.observe.Wire.text;
import static io.helloscope.observe.Wire.u8;
import static io.helloscope.testing.CertificateMaker.server;

import io.helloscope.observe.Arrival;
import io.helloscope.observe.Reach;
import io.helloscope.verdict.Cause;

/** Connections that end before TLS, or never were TLS. */
final class PlainScenes {
    private PlainScenes() {
    }

    static void addTo(Rows rows) {
        theWay(rows);
        nothingSaid(rows);
        plainText(rows);
        plainRequests(rows);
    }

    private static void theWay(Rows rows) {
        rows.add(Cause.DNS_NOT_FOUND, "no such name", talk().failed(Reach.Failure.DNS_NOT_FOUND))
                .add(Cause.DNS_FAILURE, "resolver silent", talk().failed(Reach.Failure.DNS_FAILURE))
                .add(Cause.CONNECTION_REFUSED, "port closed", talk().failed(Reach.Failure.REFUSED))
                .add(Cause.CONNECTION_TIMED_OUT, "no answer to SYN", talk().failed(Reach.Failure.TIMED_OUT))
                .add(Cause.CONNECTION_UNREACHABLE, "no route", talk().failed(Reach.Failure.UNREACHABLE))
                .add(Cause.DESTINATION_DENIED, "our rules", talk().refused(Reach.Refusal.DESTINATION_DENIED))
                .add(Cause.PROXY_AUTHENTICATION_REQUIRED, "our password", talk().refused(Reach.Refusal.AUTHENTICATION_REQUIRED))
                .add(Cause.PROXY_OVERLOADED, "our limits", talk().refused(Reach.Refusal.OVERLOADED))
                .add(Cause.CLIENT_SPEAKS_TLS_TO_PROXY, "https:// in front of the proxy's address", talk().refused(Reach.Refusal.TLS_TO_PROXY))
                .add(Cause.CLIENT_SPEAKS_OTHER_PROTOCOL, "no request to a proxy", talk().refused(Reach.Refusal.BAD_REQUEST))
                .add(Cause.UPSTREAM_PROXY_AUTHENTICATION_REQUIRED, "407",
                        talk().nextProxy(Reach.Failure.NEXT_PROXY_REFUSED, "HTTP/1.1 407 No\r\n\r\n"))
                .add(Cause.UPSTREAM_PROXY_AUTHENTICATION_REQUIRED, "SOCKS without a way to authenticate", talk().socksReply(255))
                .add(Cause.UPSTREAM_PROXY_DENIED, "403", talk().nextProxy(Reach.Failure.NEXT_PROXY_REFUSED,
                        "HTTP/1.1 403 No\r\n\r\nBlocked by policy"))
                .add(Cause.UPSTREAM_PROXY_DENIED, "SOCKS ruleset", talk().socksReply(2))
                .add(Cause.CONNECTION_REFUSED, "SOCKS connection refused", talk().socksReply(5))
                .add(Cause.CONNECTION_UNREACHABLE, "SOCKS host unreachable", talk().socksReply(4))
                .add(Cause.CONNECTION_TIMED_OUT, "SOCKS TTL expired", talk().socksReply(6))
                .add(Cause.UPSTREAM_PROXY_FAILED, "SOCKS general failure", talk().socksReply(1))
                .add(Cause.UPSTREAM_PROXY_FAILED, "502", talk().nextProxy(Reach.Failure.NEXT_PROXY_REFUSED, "HTTP/1.1 502 No\r\n\r\n"))
                .add(Cause.UPSTREAM_PROXY_FAILED, "an SSH server in place of the proxy",
                        talk().nextProxy(Reach.Failure.NEXT_PROXY_STRANGE, "SSH-2.0-OpenSSH_9.2\r\n"))
                .add(Cause.UPSTREAM_PROXY_FAILED, "silent next proxy", talk().failed(Reach.Failure.NEXT_PROXY_SILENT))
                .add(Cause.UPSTREAM_PROXY_FAILED, "next proxy hangs up", talk().failed(Reach.Failure.NEXT_PROXY_CLOSED))
                .add(Cause.UPSTREAM_PROXY_UNREACHABLE, "no next proxy there", talk().failed(Reach.Failure.NEXT_PROXY_UNREACHABLE))
                .add(Cause.CAPTIVE_PORTAL, "511 to CONNECT", talk().nextProxy(Reach.Failure.NEXT_PROXY_REFUSED, "HTTP/1.1 511 Login\r\n\r\n"))
                .add(Cause.CLIENT_CANCELLED, "left before the server was reached", talk().reach(new Reach.Pending()));
    }

    private static void plainRequests(Rows rows) {
        byte[] request = text("GET / HTTP/1.1\r\n\r\n");
        rows.add(Cause.SERVER_SPEAKS_OTHER_PROTOCOL, "a plain http request to an SSH server", talk().arriving(Arrival.HTTP).client(request)
                        .server(text("SSH-2.0-OpenSSH_9.2\r\n")).serverCloses())
                .add(Cause.NON_TLS_ANSWER, "a plain http request answered with noise", talk().arriving(Arrival.HTTP).client(request)
                        .server(hex("fe01fe02fe03")).serverCloses())
                .add(Cause.CLIENT_SPEAKS_HTTP, "a plain http request to a TLS port", talk().arriving(Arrival.HTTP).client(request)
                        .server(alert(2, 70)).serverCloses());
    }

    private static void nothingSaid(Rows rows) {
        rows.add(Cause.CLIENT_SENT_NOTHING, "unused tunnel", talk().seconds(5).clientCloses())
                .add(Cause.CLIENT_SENT_NOTHING, "unused tunnel that the server gives up", talk().seconds(60).serverCloses())
                .add(Cause.CLIENT_SENT_NOTHING, "unused tunnel that this proxy gives up", talk().seconds(60).proxyGivesUp())
                .add(Cause.CLIENT_SENT_NOTHING, "unused tunnel, and the server is offended",
                        talk().seconds(5).clientCloses().server(alert(2, 40)).serverCloses())
                .add(Cause.CLOSED_BEFORE_HELLO, "FIN at once", talk().serverCloses())
                .add(Cause.RESET_BEFORE_HELLO, "RST at once", talk().serverResets())
                .add(Cause.CLIENT_CANCELLED, "one byte and gone", talk().client(u8(22)).clientCloses());
    }

    private static void plainText(Rows rows) {
        rows.add(Cause.SERVER_SPEAKS_HTTP, "HTTP 400", talk().client(hello()).server(text("HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n"))
                .serverCloses())
                .add(Cause.SERVER_SPEAKS_HTTP, "bare HTML", talk().client(hello()).server(text("<html><body>400</body></html>")).serverCloses())
                .add(Cause.SERVER_SPEAKS_HTTP, "redirect to the same host", talk().client(hello())
                        .server(text("HTTP/1.1 301 Moved\r\nLocation: https://www.server.test/\r\n\r\n")).serverCloses())
                .add(Cause.SERVER_SPEAKS_HTTP2_CLEARTEXT, "h2c GOAWAY", talk().client(hello()).server(hex("0000080700000000000000000000000001"))
                        .serverCloses())
                .add(Cause.SERVER_SPEAKS_OTHER_PROTOCOL, "SSH", talk().client(hello()).server(text("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"))
                        .clientCloses())
                .add(Cause.SERVER_SPEAKS_OTHER_PROTOCOL, "mail banner and no hello", talk().server(text("220 mail.test ESMTP Postfix\r\n"))
                        .clientCloses())
                .add(Cause.CAPTIVE_PORTAL, "redirect to a login elsewhere", talk().client(hello())
                        .server(text("HTTP/1.1 302 Found\r\nLocation: http://wifi.hotel.test/hello?u=x\r\n\r\n")).serverCloses())
                .add(Cause.BLOCK_PAGE, "a filter's page", talk().client(hello())
                        .server(text("HTTP/1.1 403 Forbidden\r\nServer: FirewallX\r\nContent-Type: text/html\r\n\r\n<html><h1>Blocked by policy:"
                                + " category games</h1></html>")).serverCloses())
                .add(Cause.NON_TLS_ANSWER, "noise", talk().client(hello()).server(hex("c8ed12375c81a6cbf0153a5f84a9cef3")).serverCloses())
                .add(Cause.CLOSED_AFTER_HELLO, "a lone byte", talk().client(hello()).server(text("H")).serverCloses())
                .add(Cause.SERVER_VERSION_TOO_OLD, "SSL 2.0 error", talk().client(hello()).server(hex("8003000001")).serverCloses())
                .add(Cause.CLIENT_SPEAKS_HTTP, "HTTP to a TLS port, alert", talk().client(text("GET / HTTP/1.1\r\nHost: server.test\r\n\r\n"))
                        .server(alert(2, 10)).serverCloses())
                .add(Cause.CLIENT_SPEAKS_HTTP, "HTTP to nginx's TLS port", talk().client(text("GET / HTTP/1.1\r\n\r\n"))
                        .server(text("HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n<html><body>The plain HTTP request was sent to HTTPS"
                                + " port</body></html>")).serverCloses())
                .add(Cause.CLIENT_SPEAKS_OTHER_PROTOCOL, "SSH to a TLS port", talk().client(text("SSH-2.0-OpenSSH_9.2\r\n")).server(alert(2, 70))
                        .serverCloses())
                .add(Cause.NOT_TLS, "WebSocket in the clear", talk().client(text("GET /chat HTTP/1.1\r\nUpgrade: websocket\r\n\r\n"))
                        .server(text("HTTP/1.1 101 Switching Protocols\r\n\r\n")).clientCloses())
                .add(Cause.NOT_TLS, "SSH on both sides", talk().server(text("SSH-2.0-OpenSSH_9.2\r\n")).client(text("SSH-2.0-OpenSSH_9.3\r\n"))
                        .clientCloses())
                .add(Cause.NOT_TLS, "plain text without an answer", talk().client(text("GET / HTTP/1.1\r\n\r\n")).serverCloses())
                .add(Cause.ESTABLISHED, "mail, STARTTLS, TLS", talk().server(text("220 mail.test ESMTP\r\n")).client(text("STARTTLS\r\n"))
                        .server(text("220 Go ahead\r\n"))
                        .client(hello()).server(flight13(0x1301)).client(CCS, data(53), data(100)).server(data(200), data(250)).clientCloses());
    }
}
