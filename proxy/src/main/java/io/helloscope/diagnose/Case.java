package io.helloscope.diagnose;

import io.helloscope.knowledge.Knowledge;
import io.helloscope.observe.CloseKind;
import io.helloscope.observe.Connection;
import io.helloscope.observe.Damage;
import io.helloscope.observe.Direction;
import io.helloscope.observe.End;
import io.helloscope.observe.Observation;
import io.helloscope.observe.ProbeAnswer;
import io.helloscope.observe.SeenAlert;
import io.helloscope.observe.Stage;
import io.helloscope.tls.Alert;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.ServerHello;
import io.helloscope.x509.TrustAnchors;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** One connection to be judged, with what the rules ask of it again and again. */
record Case(Connection connection, List<ProbeAnswer> answers, Knowledge knowledge, TrustAnchors anchors, Instant now, Duration patience) {
    Observation observation() {
        return connection.observation();
    }

    boolean ended() {
        return connection.ended();
    }

    Stage stage() {
        return observation().stage();
    }

    boolean before(Stage stage) {
        return stage().compareTo(stage) < 0;
    }

    boolean reached(Stage stage) {
        return stage().compareTo(stage) >= 0;
    }

    Optional<ClientHello> clientHello() {
        return observation().clientHello();
    }

    Optional<ServerHello> serverHello() {
        return observation().serverHello();
    }

    boolean tls13() {
        return serverHello().map(hello -> hello.version().isTls13()).orElse(false);
    }

    /** The first end, whoever's. */
    Optional<End> firstEnd() {
        return observation().firstEnd();
    }

    boolean firstEndBy(Direction side) {
        return firstEnd().flatMap(End::by).filter(by -> by == side).isPresent();
    }

    boolean endedByUs() {
        return firstEnd().filter(end -> end.by().isEmpty()).isPresent();
    }

    /** Whether this side ever ended so. */
    boolean ended(Direction side, CloseKind kind) {
        return observation().ends().stream().anyMatch(end -> end.kind() == kind && end.by().filter(by -> by == side).isPresent());
    }

    boolean reset(Direction side) {
        return ended(side, CloseKind.RESET);
    }

    /** The first alert of this side that is no mere warning: fatal, hidden, or a close_notify in place of more. */
    Optional<SeenAlert> fatalAlert(Direction sender) {
        return observation().alerts().stream().filter(alert -> alert.sender() == sender
                && alert.alert().map(clear -> clear.fatal() || ends(clear.description().code())).orElse(true)).findFirst();
    }

    /** Warnings after which nothing follows: close_notify, user_canceled, and certificate warnings of old clients. */
    private static boolean ends(int code) {
        return isGoodbye(code) || code >= 42 && code <= 49;
    }

    Optional<Damage> serverDamage() {
        return observation().damage().stream().filter(damage -> damage.sender() == Direction.SERVER
                && damage.kind() != Damage.Kind.TOO_LARGE).findFirst();
    }

    /** The first alert of this side that can be read and is no mere warning. */
    Optional<Alert> clearAlert(Direction sender) {
        return fatalAlert(sender).flatMap(SeenAlert::alert);
    }

    /** What the client objected to with: its alert in the clear, where it is no mere goodbye. */
    Optional<Alert> objection() {
        return clearAlert(Direction.CLIENT).filter(alert -> !isGoodbye(alert.description().code()));
    }

    /** close_notify and user_canceled. */
    static boolean isGoodbye(int code) {
        return code == 0 || code == 90;
    }

    boolean hiddenAlert(Direction sender) {
        return observation().alerts().stream().anyMatch(alert -> alert.sender() == sender && alert.alert().isEmpty());
    }

    /** When the first end came, or the connection was over, or now; nanoseconds on the observer's clock. */
    long endNanos() {
        return firstEnd().map(End::nanos).orElseGet(() -> connection.endedNanos().orElseGet(
                () -> connection.openedNanos() + Math.max(0, Duration.between(connection.openedAt(), now).toNanos())));
    }

    /** From this moment to the first end, or to now where it is open; zero where the moment never came or came later. */
    Duration since(OptionalLong moment) {
        return moment.isPresent() ? Duration.ofNanos(Math.max(0, endNanos() - moment.getAsLong())) : Duration.ZERO;
    }

    /** From the client's hello, or its first byte where the hello is not complete, to the first end. */
    Duration waited() {
        return since(observation().times().hello().isPresent() ? observation().times().hello() : observation().times().firstFromClient());
    }

    /** Whether this is longer than the server usually takes. */
    boolean isLong(Duration time) {
        return time.compareTo(patience) >= 0;
    }

    /** Whether the client names itself, and as a browser. */
    boolean isBrowser() {
        return connection.client().userAgent().filter(agent -> agent.startsWith("Mozilla/")).isPresent();
    }

    /** Whether the client names itself like this. */
    boolean isAgent(String token) {
        return connection.client().userAgent().filter(agent -> agent.contains(token)).isPresent();
    }

    String server() {
        return connection.destination().host() + ":" + connection.destination().port();
    }
}
