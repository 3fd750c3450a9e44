package io.helloscope.dial;

import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.resolver.dns.DnsNameResolverException;
import io.netty.resolver.dns.DnsQueryLifecycleObserver;
import io.netty.resolver.dns.DnsQueryLifecycleObserverFactory;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells a name that does not exist from one that could not be asked for. The resolver's exceptions say so for some response codes
 * only, so that the codes of recent questions are remembered, a bounded number of them. Callable from any thread.
 */
final class Rcodes implements DnsQueryLifecycleObserverFactory {
    private static final int MOST_NAMES = 1024;

    /** Names whose last answer was a failure of the name server. */
    private final Set<String> failing = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_NAMES;
        }
    }));

    /** Whether this failure of the resolver is an answer: the name does not exist, or has no address of that family. */
    boolean saysThatThereIsNone(String name, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DnsErrorCauseException error) {
                return isAnswer(error.getCode());
            }
            if (cause instanceof DnsNameResolverException) {
                return false;
            }
        }
        return !failing.contains(HostPattern.normal(name));
    }

    private static boolean isAnswer(DnsResponseCode code) {
        return DnsResponseCode.NXDOMAIN.equals(code) || DnsResponseCode.NOERROR.equals(code);
    }

    @Override
    public DnsQueryLifecycleObserver newDnsQueryLifecycleObserver(DnsQuestion question) {
        String name = HostPattern.normal(question.name());
        return new DnsQueryLifecycleObserver() {
            @Override
            public void queryWritten(InetSocketAddress server, ChannelFuture future) {
                // Its answer is what counts.
            }

            @Override
            public void queryCancelled(int queriesRemaining) {
                // Nobody waits for it any more.
            }

            @Override
            public DnsQueryLifecycleObserver queryRedirected(List<InetSocketAddress> servers) {
                return this;
            }

            @Override
            public DnsQueryLifecycleObserver queryCNAMEd(DnsQuestion alias) {
                failing.remove(name);
                return this;
            }

            @Override
            public DnsQueryLifecycleObserver queryNoAnswer(DnsResponseCode code) {
                if (isAnswer(code)) {
                    failing.remove(name);
                } else {
                    failing.add(name);
                }
                return this;
            }

            @Override
            public void queryFailed(Throwable cause) {
                // The resolver's own exception tells of it.
            }

            @Override
            public void querySucceed() {
                failing.remove(name);
            }
        };
    }
}
