package io.helloscope.diagnose;

import io.helloscope.knowledge.PlaintextAnswer;
import io.helloscope.observe.Reach;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Confidence;
import io.helloscope.verdict.EvidenceSource;
import io.helloscope.verdict.Party;
import io.helloscope.verdict.Phase;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The way to the server: this proxy's own refusals, DNS, TCP and the next proxy. */
final class ReachRules implements Rule {
    private static final int PROXY_AUTHENTICATION_REQUIRED = 407;
    private static final int NETWORK_AUTHENTICATION_REQUIRED = 511;
    /** Of RFC 1928 section 3; stands for a refused password as well. */
    private static final int NO_ACCEPTABLE_METHOD = 255;

    @Override
    public Optional<Finding> look(Case seen) {
        Reach reach = seen.connection().reach();
        if (reach instanceof Reach.Refused refused) {
            return Optional.of(refused(refused));
        }
        if (reach instanceof Reach.Failed failed) {
            return Optional.of(failed(seen, failed));
        }
        if (reach instanceof Reach.Pending && seen.ended()) {
            return Optional.of(Finding.certain(Cause.CLIENT_CANCELLED).in(Phase.NETWORK)
                    .with(EvidenceSource.CLOSE, "The client left before the server had been reached."));
        }
        return Optional.empty();
    }

    private static Finding refused(Reach.Refused refused) {
        Cause cause = switch (refused.refusal()) {
            case DESTINATION_DENIED, CLIENT_DENIED -> Cause.DESTINATION_DENIED;
            case AUTHENTICATION_REQUIRED -> Cause.PROXY_AUTHENTICATION_REQUIRED;
            case OVERLOADED -> Cause.PROXY_OVERLOADED;
            case TLS_TO_PROXY -> Cause.CLIENT_SPEAKS_TLS_TO_PROXY;
            case BAD_REQUEST -> Cause.CLIENT_SPEAKS_OTHER_PROTOCOL;
        };
        Finding finding = Finding.certain(cause).with(EvidenceSource.CONNECT, "This proxy refused: " + Words.text(refused.detail()));
        return switch (refused.refusal()) {
            case BAD_REQUEST, TLS_TO_PROXY -> finding.by(Party.CLIENT).in(Phase.NETWORK);
            default -> finding;
        };
    }

    private static Finding failed(Case seen, Reach.Failed failed) {
        String server = Words.text(seen.server());
        String address = failed.ip().map(ip -> " (" + ip + ")").orElse("");
        String proxy = failed.nextProxy().map(p -> "The next proxy " + Words.text(p)).orElse("The next proxy");
        return switch (failed.failure()) {
            case DNS_NOT_FOUND -> network(Cause.DNS_NOT_FOUND, "The name " + host(seen) + " does not exist in DNS.");
            case DNS_FAILURE -> network(Cause.DNS_FAILURE, "The name " + host(seen)
                    + " could not be looked up: the resolver failed or did not answer.");
            case REFUSED -> network(Cause.CONNECTION_REFUSED, server + address
                    + " answered the connection attempt with a reset: nothing listens there.");
            case TIMED_OUT -> network(Cause.CONNECTION_TIMED_OUT, server + address + " did not answer the connection attempt"
                    + within(failed.steps().connect()) + ".");
            case UNREACHABLE -> network(Cause.CONNECTION_UNREACHABLE, "There is no way to " + server + address + ": no route, or a router said so.");
            case NEXT_PROXY_UNREACHABLE -> network(Cause.UPSTREAM_PROXY_UNREACHABLE, proxy + " could not be reached.");
            case NEXT_PROXY_SILENT -> network(Cause.UPSTREAM_PROXY_FAILED, proxy + " accepted the connection and did not answer.");
            case NEXT_PROXY_CLOSED -> network(Cause.UPSTREAM_PROXY_FAILED, proxy + " closed the connection in place of an answer.");
            case NEXT_PROXY_STRANGE -> strange(seen, failed, proxy);
            case NEXT_PROXY_REFUSED -> refusedBy(seen, failed, proxy);
        };
    }

    private static Finding network(Cause cause, String sentence) {
        return Finding.certain(cause).with(EvidenceSource.CONNECT, sentence);
    }

    private static String host(Case seen) {
        return Words.text(seen.connection().destination().host());
    }

    private static String within(OptionalLong nanos) {
        return nanos.isPresent() ? " within " + Words.time(Duration.ofNanos(nanos.getAsLong())) : "";
    }

    private static Finding strange(Case seen, Reach.Failed failed, String proxy) {
        String begin = failed.answer().filter(answer -> !answer.excerpt().isEmpty())
                .map(answer -> " It began with " + Words.firstLine(answer.excerpt()) + ".").orElse("");
        return answered(seen, failed, Cause.UPSTREAM_PROXY_FAILED)
                .with(EvidenceSource.NEXT_PROXY, proxy + " answered with something that is no answer to a proxy request." + begin);
    }

    private static Finding refusedBy(Case seen, Reach.Failed failed, String proxy) {
        OptionalInt status = failed.answer().map(Reach.NextProxyAnswer::status).orElse(OptionalInt.empty());
        OptionalInt reply = failed.answer().map(Reach.NextProxyAnswer::reason).orElse(OptionalInt.empty());
        if (status.isEmpty() && reply.isPresent()) {
            return Finding.certain(bySocksReply(reply.getAsInt())).with(EvidenceSource.NEXT_PROXY, reply.getAsInt() == NO_ACCEPTABLE_METHOD
                    ? proxy + " wants other credentials than this proxy has for it."
                    : proxy + " refused %s with SOCKS reply %d.".formatted(Words.text(seen.server()), reply.getAsInt()));
        }
        return answered(seen, failed, byStatus(status.orElse(0)))
                .with(EvidenceSource.NEXT_PROXY, proxy + " answered CONNECT %s with status %d.".formatted(Words.text(seen.server()),
                        status.orElse(0)));
    }

    private static Cause byStatus(int status) {
        if (status == PROXY_AUTHENTICATION_REQUIRED) {
            return Cause.UPSTREAM_PROXY_AUTHENTICATION_REQUIRED;
        }
        return status >= 400 && status < 500 ? Cause.UPSTREAM_PROXY_DENIED : Cause.UPSTREAM_PROXY_FAILED;
    }

    /** RFC 1928 section 6: what the next proxy met on its own way is as good as met by ourselves. */
    private static Cause bySocksReply(int code) {
        return switch (code) {
            case 2 -> Cause.UPSTREAM_PROXY_DENIED;
            case 3, 4 -> Cause.CONNECTION_UNREACHABLE;
            case 5 -> Cause.CONNECTION_REFUSED;
            case 6 -> Cause.CONNECTION_TIMED_OUT;
            case NO_ACCEPTABLE_METHOD -> Cause.UPSTREAM_PROXY_AUTHENTICATION_REQUIRED;
            default -> Cause.UPSTREAM_PROXY_FAILED;
        };
    }

    /** A portal answers in place of the proxy too: by status 511 (RFC 6585), or by the marks of its page. */
    private static Finding answered(Case seen, Reach.Failed failed, Cause cause) {
        Optional<PlaintextAnswer> known = failed.answer().flatMap(answer -> seen.knowledge().plaintextAnswer(answer.excerpt()));
        boolean status = failed.answer().filter(answer -> answer.status().orElse(0) == NETWORK_AUTHENTICATION_REQUIRED).isPresent();
        Optional<PlaintextAnswer> mark = known.filter(answer -> answer.kind() == PlaintextAnswer.Kind.CAPTIVE_PORTAL);
        Finding finding = status || mark.isPresent()
                ? Finding.of(Cause.CAPTIVE_PORTAL, status ? Confidence.CERTAIN : mark.get().confidence()).in(Phase.NETWORK) : Finding.certain(cause);
        return finding.from(known.flatMap(PlaintextAnswer::product), known.map(PlaintextAnswer::protocol));
    }
}
