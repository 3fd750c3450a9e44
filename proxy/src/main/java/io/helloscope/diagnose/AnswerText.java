package io.helloscope.diagnose;

import io.helloscope.bytes.Bytes;
import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Observation;
import io.helloscope.observe.ProbeAnswer;
import io.helloscope.observe.ProbeAnswer.Session;
import io.helloscope.observe.Reach;
import io.helloscope.observe.StreamKind;
import io.helloscope.tls.ServerHello;
import io.helloscope.x509.CertificateFacts;
import io.helloscope.x509.ParsedCertificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers in words for people. Strings of peers are escaped and cut. */
public final class AnswerText {
    private static final Pattern STATUS = Pattern.compile("^HTTP/[0-9](?:\\.[0-9])? ([0-9]{3})");
    private static final Pattern MAKER = Pattern.compile("(?im)^(server|x-powered-by):[ \\t]{0,8}([^\\r\\n]{1,100})");

    private AnswerText() {
    }

    /** One line without a full stop, such as {@code alert handshake_failure} or {@code reset after 3 ms without an answer}. */
    public static String of(ProbeAnswer answer) {
        if (!answer.connected()) {
            return unreached(answer.reach());
        }
        Observation seen = answer.observation();
        if (answer.shookHands()) {
            return handshake(seen, answer.session());
        }
        Optional<String> alert = Told.alert(seen).map(said -> said.alert().map(clear -> "alert " + clear.description().name()).orElse("encrypted alert"));
        return alert.or(() -> plain(seen)).orElseGet(() -> silence(answer));
    }

    private static String unreached(Reach reach) {
        if (reach instanceof Reach.Failed failed) {
            return "not reached: " + failed.failure().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
        return reach instanceof Reach.Refused refused ? "not asked: " + Words.text(refused.detail()) : "not reached";
    }

    private static String handshake(Observation seen, Optional<Session> session) {
        List<String> parts = new ArrayList<>();
        ServerHello hello = seen.serverHello().or(seen::retryRequest).orElseThrow();
        parts.add(hello.version().name() + ", " + hello.cipherSuite().name());
        if (hello.isHelloRetryRequest()) {
            parts.add("a new hello wanted" + hello.group().map(group -> " with a key share of " + group.name()).orElse(""));
        } else {
            hello.group().or(() -> seen.serverKeyExchange().flatMap(exchange -> exchange.group())).ifPresent(group -> parts.add("group " + group.name()));
        }
        List<Bytes> chain = session.map(Session::certificates).filter(ders -> !ders.isEmpty()).orElse(seen.certificates().der());
        chain.stream().findFirst().map(der -> ParsedCertificate.parse(der).facts().map(AnswerText::certificate).orElse("a certificate that cannot be read"))
                .ifPresent(parts::add);
        session.filter(Session::certificateRequested).ifPresent(inside -> parts.add("a client certificate wanted"));
        session.flatMap(Session::alert).ifPresent(alert -> parts.add("alert " + alert.description().name()));
        return String.join("; ", parts);
    }

    private static String certificate(CertificateFacts leaf) {
        return "certificate of %s, issued by %s, valid from %s to %s".formatted(Words.text(leaf.subject().display()), Words.text(leaf.issuer().display()),
                Words.day(leaf.notBefore()), Words.day(leaf.notAfter()));
    }

    private static Optional<String> plain(Observation seen) {
        Bytes bytes = seen.serverExcerpt();
        if (bytes.isEmpty() || seen.serverKind() == StreamKind.TLS) {
            return Optional.empty();
        }
        String text = bytes.latin1();
        Matcher status = STATUS.matcher(text);
        if (!status.find()) {
            return Optional.of("plain text " + Words.firstLine(bytes));
        }
        StringBuilder shown = new StringBuilder("plain HTTP " + status.group(1));
        Matcher maker = MAKER.matcher(text);
        for (int found = 0; found < 2 && maker.find(); found++) {
            shown.append(", ").append(maker.group(1)).append(": ").append(Words.text(maker.group(2).strip()));
        }
        return Optional.of(shown.toString());
    }

    private static String silence(ProbeAnswer answer) {
        Observation seen = answer.observation();
        String without = seen.bytesFromServer() == 0 ? " without an answer" : " after " + Words.count(seen.bytesFromServer(), "byte");
        return Told.left(seen).map(end -> (end.kind() == CloseKind.RESET ? "reset after " : "closed after ") + Words.time(waited(seen, end.nanos()))
                + without).orElseGet(() -> "silent for " + Words.time(answer.took()));
    }

    private static Duration waited(Observation seen, long end) {
        OptionalLong asked = seen.times().firstFromClient();
        return Duration.ofNanos(asked.isPresent() ? Math.max(0, end - asked.getAsLong()) : 0);
    }
}
