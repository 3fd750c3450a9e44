package io.helloscope.frontend.self;

import io.helloscope.frontend.answer.Answer;
import io.helloscope.frontend.pac.PacFile;
import io.helloscope.report.Recorded;
import io.helloscope.report.ReportHistory;
import io.helloscope.report.ReportQuery;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * helloscope.internal: the latest failures of the client that asks, and of no other; how to send a program through the proxy; the
 * PAC file. The history may wait for a disk, so it is asked on a thread that may wait.
 */
public final class SelfSite implements Site {
    private static final Logger LOG = LoggerFactory.getLogger(SelfSite.class);
    private static final int MOST = 20;
    private static final String OWN_NAME = "helloscope.internal";

    private final ReportHistory history;
    private final Executor worker;
    private final boolean closed;

    /**
     * The site.
     *
     * @param worker a thread that may wait
     * @param closed clients need credentials, so that what they failed at is shown through the proxy only, where they send them
     */
    public SelfSite(ReportHistory history, Executor worker, boolean closed) {
        this.history = history;
        this.worker = worker;
        this.closed = closed;
    }

    @Override
    public void answer(Question question, Consumer<Answer> then) {
        if (!question.throughProxy() && !named(question.authority())) {
            // Else a page elsewhere whose name leads to this address could read what this client failed at.
            then.accept(Answer.text(421, "This is the proxy Helloscope. It is asked for http://host/... as a proxy, or by its own address.\n"));
            return;
        }
        String path = question.path().replaceFirst("[?#].*", "");
        switch (path) {
            case "/" -> incidents(question, then);
            case "/proxy.pac", "/wpad.dat" -> then.accept(PacFile.at(address(question)));
            default -> then.accept(Answer.text(404, "The proxy Helloscope has / and /proxy.pac here.\n"));
        }
    }

    /** Whether a client that did not come through the proxy called it by an address, or a name that no one else's page can have. */
    private static boolean named(Optional<String> authority) {
        String host = authority.orElse("").toLowerCase(Locale.ROOT).replaceFirst(":[0-9]*$", "");
        return host.equals("localhost") || host.equals(OWN_NAME) || host.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-f:.]+\\]");
    }

    private static String address(Question question) {
        InetSocketAddress local = question.visit().channel().localAddress();
        String ip = local.getAddress().getHostAddress();
        String own = (ip.indexOf(':') >= 0 ? "[" + ip.replaceFirst("%.*", "") + "]" : ip) + ":" + local.getPort();
        // By the address that the client knows, which may not be the one that it ends at.
        return question.authority().filter(known -> known.matches(".*:[0-9]+") && !known.startsWith(OWN_NAME)).orElse(own);
    }

    private void incidents(Question question, Consumer<Answer> then) {
        if (closed && !question.throughProxy()) {
            then.accept(SelfPage.of(List.of(), question.form(), address(question), Instant.now()));
            return;
        }
        try {
            worker.execute(() -> {
                Answer answer = SelfPage.of(latest(question.visit().ip()), question.form(), address(question), Instant.now());
                question.visit().channel().eventLoop().execute(() -> then.accept(answer));
            });
        } catch (RejectedExecutionException full) {
            then.accept(Answer.text(503, "Too much is going on; try again in a moment.\n").with("Retry-After: 5"));
        }
    }

    private List<Recorded> latest(String client) {
        ReportQuery query = new ReportQuery(Optional.empty(), Optional.of(client), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), MOST, Optional.empty());
        try {
            return history.incidents(query).items();
        } catch (RuntimeException failed) {
            LOG.error("The history cannot be read", failed);
            return List.of();
        }
    }
}
