package io.helloscope.frontend.http;

import io.helloscope.frontend.access.Pass;
import io.helloscope.frontend.access.Visit;
import io.helloscope.frontend.answer.Answer;
import io.helloscope.frontend.answer.Failure;
import io.helloscope.frontend.connect.Asked;
import io.helloscope.frontend.connect.Refusals;
import io.helloscope.frontend.self.Site;
import io.helloscope.observe.Arrival;
import io.helloscope.observe.Client;
import io.helloscope.observe.Destination;
import io.helloscope.observe.Reach;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;

/** Decides what becomes of a client's requests: a tunnel, an exchange, an answer of the proxy's own, or a refusal. */
final class Requests {
    private static final int LONGEST_USER_AGENT = 1_024;

    private final HttpHouse parts;
    private final Visit visit;
    private final Reception reception;

    Requests(HttpHouse parts, Visit visit, Reception reception) {
        this.parts = parts;
        this.visit = visit;
        this.reception = reception;
    }

    /** A request has begun. */
    void head(HttpRequest request) {
        Optional<Failure> fault = RequestCheck.fault(request, parts.house().limits());
        if (fault.isPresent()) {
            unread(fault.get());
            return;
        }
        Manner manner = Manner.of(request, parts.pseudonym());
        Target target = Target.of(request.method(), request.uri());
        if (target instanceof Target.Tunnel tunnel) {
            tunnel(asked(request, tunnel.destination()), manner);
        } else if (target instanceof Target.Resource resource) {
            resource(request, resource, manner);
        } else if (target instanceof Target.Own own) {
            own(request, own.path(), manner);
        } else if (target instanceof Target.Wrong wrong) {
            Asked asked = asked(request, wrong.destination().orElseGet(this::own));
            refuse(asked, new Reach.Refused(Reach.Refusal.BAD_REQUEST, wrong.why()), manner);
        }
    }

    private void tunnel(Asked asked, Manner manner) {
        if (asked.destination().host().equals(HttpHouse.OWN_NAME)) {
            // A browser that tries https first shall fall back at once; this is no failure of anyone.
            reception.fail(Failure.of(new Reach.Refused(Reach.Refusal.CLIENT_DENIED, "This proxy itself is asked in the clear: http://"
                    + HttpHouse.OWN_NAME + "/"), asked.destination()), manner);
            return;
        }
        reception.atEndOfRequest(() -> judged(asked, manner, () -> reception.open(asked)));
    }

    /** Lets a request pass if it may. */
    private void judged(Asked asked, Manner manner, Runnable then) {
        if (manner.passedBefore()) {
            Failure loop = Failure.loop();
            parts.house().ledger().ended(asked, new Reach.Refused(Reach.Refusal.DESTINATION_DENIED, loop.sentence()));
            reception.fail(loop, manner);
            return;
        }
        judge(manner, pass -> {
            if (pass == Pass.GRANTED) {
                then.run();
            } else if (pass == Pass.CREDENTIALS_MISSING && asked.arrival() == Arrival.HTTP) {
                // Browsers ask without credentials first; this is told only where a later success can take it back.
                reception.fail(Failure.of(Refusals.of(pass), asked.destination()), manner);
            } else {
                refuse(asked, Refusals.of(pass), manner);
            }
        });
    }

    private void judge(Manner manner, Consumer<Pass> then) {
        parts.house().gate().judge(visit, manner.claim(), pass -> {
            if (!reception.over()) {
                then.accept(pass);
            }
        });
    }

    private void resource(HttpRequest request, Target.Resource resource, Manner manner) {
        Asked asked = asked(request, resource.destination());
        if (resource.destination().host().equals(HttpHouse.OWN_NAME)) {
            judged(asked, manner, () -> ask(request, resource.path(), true, manner));
            return;
        }
        Optional<Answer> own = MaxForwards.pass(request);
        if (own.isPresent()) {
            reception.say(own.get(), manner);
            return;
        }
        Exchange begun = new Exchange(reception, parts, new ForwardRequest(request, resource, parts.pseudonym()), manner, asked, visit.channel());
        reception.begin(begun);
        judged(asked, manner, begun::start);
    }

    /** By the proxy's own address; a browser sends no credentials for a proxy there. */
    private void own(HttpRequest request, String path, Manner manner) {
        judge(manner, pass -> {
            if (pass == Pass.NETWORK_DENIED || pass == Pass.OVERLOADED) {
                refuse(asked(request, own()), Refusals.of(pass), manner);
            } else {
                ask(request, path, false, manner);
            }
        });
    }

    private void ask(HttpRequest request, String path, boolean throughProxy, Manner manner) {
        Optional<Answer> answer = OwnMethods.answer(request);
        if (answer.isPresent()) {
            reception.say(answer.get(), manner);
            return;
        }
        Optional<String> authority = Optional.ofNullable(request.headers().get(HttpHeaderNames.HOST)).filter(host -> !host.isEmpty());
        Site.Question question = new Site.Question(visit, path, throughProxy ? Optional.empty() : authority, throughProxy,
                manner.asPage() ? Site.Form.PAGE : manner.asJson() ? Site.Form.JSON : Site.Form.TEXT);
        parts.site().answer(question, told -> {
            if (!reception.over()) {
                reception.say(told, manner);
            }
        });
    }

    private Asked asked(HttpRequest request, Destination destination) {
        Optional<String> userAgent = Optional.ofNullable(request.headers().get(HttpHeaderNames.USER_AGENT))
                .map(agent -> agent.length() > LONGEST_USER_AGENT ? agent.substring(0, LONGEST_USER_AGENT) : agent);
        boolean connect = request.method().equals(HttpMethod.CONNECT);
        Client client = connect ? PassedOn.told(visit.client(userAgent), request.headers()) : visit.client(userAgent);
        return Asked.now(connect ? Arrival.CONNECT : Arrival.HTTP, client, destination);
    }

    private Destination own() {
        InetSocketAddress local = visit.channel().localAddress();
        return local == null ? new Destination(HttpHouse.OWN_NAME, Target.HTTP_PORT)
                : new Destination(local.getAddress().getHostAddress(), local.getPort());
    }

    private void refuse(Asked asked, Reach.Refused refused, Manner manner) {
        parts.house().ledger().ended(asked, refused);
        reception.fail(Failure.of(refused, asked.destination()), manner);
    }

    /** A request of which it is not certain what it says. */
    void unread(Failure failure) {
        parts.house().ledger().ended(Asked.now(Arrival.NONE, visit.client(), own()),
                new Reach.Refused(Reach.Refusal.BAD_REQUEST, failure.sentence()));
        reception.fail(failure, Manner.UNKNOWN);
    }
}
