package io.helloscope.diagnose;

import io.helloscope.knowledge.PlaintextAnswer;
import io.helloscope.observe.Reach;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.EvidenceSource;
import io.helloscope.verdict.Party;
import io.helloscope.verdict.Phase;
import java.util.Optional;

/** The way to the server: this proxy's own refusals, DNS, TCP and the next proxy. */
final class ReachRules implements Rule {
    private static final int NETWORK_AUTHENTICATION_REQUIRED = 511;

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
            case DESTINATION_DENIED -> Cause.DESTINATION_DENIED;
            case AUTHENTICATION_REQUIRED, CLIENT_DENIED -> Cause.PROXY_AUTHENTICATION_REQUIRED;
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
        String proxy = failed.nextProxy().map(p -> "The next proxy " + p).orElse("The next proxy");
        return switch (failed.failure()) {
            case DNS_NOT_FOUND -> network(Cause.DNS_NOT_FOUND, "The name " + Words.text(seen.connection().destination().host()) + " does not exist in DNS.");
            case DNS_FAILURE -> network(Cause.DNS_FAILURE, "The name " + Words.text(seen.connection().destination().host()) + " could not be looked up: the resolver failed or did not answer.");
            case REFUSED -> network(Cause.CONNECTION_REFUSED, server + address + " answered the connection attempt with a reset: nothing listens there.");
            case TIMED_OUT -> network(Cause.CONNECTION_TIMED_OUT, server + address + " did not answer the connection attempt within " + Words.after(failed.steps().connect()) + ".");
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

    private static Finding strange(Case seen, Reach.Failed failed, String proxy) {
        String begin = failed.answer().map(answer -> " It began with " + Words.firstLine(answer.excerpt()) + ".").orElse("");
        Finding finding = portal(seen, failed).orElseGet(() -> Finding.certain(Cause.UPSTREAM_PROXY_FAILED));
        return finding.with(EvidenceSource.NEXT_PROXY, proxy + " answered with something that is no answer to a proxy request." + begin);
    }

    private static Finding refusedBy(Case seen, Reach.Failed failed, String proxy) {
        int status = failed.answer().map(answer -> answer.status().orElse(0)).orElse(0);
        String sentence = status > 0 ? proxy + " answered CONNECT " + Words.text(seen.server()) + " with status " + status + "."
                : proxy + " refused the connection" + failed.answer().map(answer -> answer.reason().isPresent()
                        ? " with SOCKS reply " + answer.reason().getAsInt() : "").orElse("") + ".";
        Finding finding = portal(seen, failed).orElseGet(() -> Finding.certain(byStatus(status)));
        return finding.with(EvidenceSource.NEXT_PROXY, sentence);
    }

    private static Cause byStatus(int status) {
        if (status == 407) {
            return Cause.UPSTREAM_PROXY_AUTHENTICATION_REQUIRED;
        }
        return status >= 400 && status < 500 ? Cause.UPSTREAM_PROXY_DENIED : Cause.UPSTREAM_PROXY_FAILED;
    }

    /** A portal answers in place of the proxy too: by status 511 (RFC 6585), or by the marks of its page. */
    private static Optional<Finding> portal(Case seen, Reach.Failed failed) {
        if (failed.answer().isEmpty()) {
            return Optional.empty();
        }
        Reach.NextProxyAnswer answer = failed.answer().get();
        Optional<PlaintextAnswer> mark = seen.knowledge().plaintextAnswer(answer.excerpt())
                .filter(known -> known.kind() == PlaintextAnswer.Kind.CAPTIVE_PORTAL);
        if (answer.status().orElse(0) == NETWORK_AUTHENTICATION_REQUIRED || mark.isPresent()) {
            return Optional.of(Finding.certain(Cause.CAPTIVE_PORTAL).in(Phase.NETWORK).from(mark.flatMap(PlaintextAnswer::product), Optional.of("http")));
        }
        return Optional.empty();
    }
}
