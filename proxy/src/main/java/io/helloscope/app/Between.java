package io.helloscope.app;

import io.helloscope.intercept.Interception;
import io.helloscope.intercept.InterceptionJudge;
import io.helloscope.knowledge.Knowledge;
import io.helloscope.observe.Arrival;
import io.helloscope.observe.Client;
import io.helloscope.observe.Connection;
import io.helloscope.observe.ConnectionId;
import io.helloscope.observe.Destination;
import io.helloscope.observe.ProbeAnswer;
import io.helloscope.observe.Question;
import io.helloscope.probe.ProbeTarget;
import io.helloscope.probe.Prober;
import io.helloscope.report.Escape;
import io.helloscope.report.InspectionLedger;
import io.helloscope.report.PathDocument;
import io.helloscope.web.Interceptions;
import io.netty.channel.EventLoopGroup;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is known of what is between: its documents, its log lines, and the canaries that are asked now and then. */
final class Between implements Interceptions {
    private static final Logger LOG = LoggerFactory.getLogger(Between.class);
    private static final int HTTPS = 443;
    private static final Duration FIRST = Duration.ofSeconds(20);
    private static final Duration APART = Duration.ofSeconds(1);

    private final InterceptionJudge judge;
    private final Knowledge knowledge;
    private final InspectionLedger ledger;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    Between(InterceptionJudge judge, Knowledge knowledge, InspectionLedger ledger, InstantSource clock) {
        this.judge = judge;
        this.knowledge = knowledge;
        this.ledger = ledger;
        this.clock = clock;
    }

    static void log(InspectionLedger.Drift drift) {
        LOG.warn("Inspection of {}: {} ({})", drift.host(), drift.kind().code(), drift.detail());
    }

    @Override
    public List<Map<String, Object>> paths() {
        return judge.paths(clock.instant()).stream().map(PathDocument::of).toList();
    }

    @Override
    public Map<String, Object> interception() {
        Map<String, Object> document = new LinkedHashMap<>(ledger.document());
        document.put("lists", Map.of("public_roots_as_of", knowledge.publicRootsAsOf().toString(), "ct_logs_as_of", knowledge.ctLogsAsOf().toString(),
                "old", judge.hasOldLists(clock.instant())));
        return document;
    }

    /** Asks these hosts for their certificates now and then, one after the other, on the way that clients have. */
    void ask(List<String> canaries, Duration interval, Prober prober, EventLoopGroup loops) {
        for (int i = 0; i < canaries.size(); i++) {
            Destination canary = destination(canaries.get(i));
            loops.next().scheduleAtFixedRate(() -> prober.ask(new Question.Certificate(), new ProbeTarget(canary, Optional.empty(), Optional.empty()))
                    .addListener(future -> {
                        if (future.isSuccess()) {
                            answered(canary, (ProbeAnswer) future.getNow());
                        }
                    }), FIRST.plus(APART.multipliedBy(i)).toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static Destination destination(String canary) {
        int colon = canary.lastIndexOf(':');
        return colon < 0 ? new Destination(canary, HTTPS) : new Destination(canary.substring(0, colon), Integer.parseInt(canary.substring(colon + 1)));
    }

    private void answered(Destination canary, ProbeAnswer answer) {
        Connection connection = new Connection(ConnectionId.of(answer.askedAt(), random.nextLong()), answer.askedAt(), 0, Arrival.CHECK,
                new Client("", 0, Optional.empty()), canary, answer.reach(), answer.observation(), Optional.empty(), OptionalLong.of(answer.took().toNanos()));
        Optional<Interception> seen = judge.judge(connection, List.of(answer), clock.instant());
        seen.filter(verdict -> verdict.verdict().isIntercepted()).ifPresent(verdict -> LOG.warn("The canary {} is intercepted ({}): issuer {}",
                Escape.text(canary.host(), 255), verdict.verdict().code(), Escape.text(verdict.issuer().orElse("unknown"), 255)));
    }
}
