package io.helloscope.diagnose;

import io.helloscope.observe.Connection;
import io.helloscope.observe.ProbeAnswer;
import io.helloscope.observe.Question;
import io.helloscope.observe.Question.Certificate;
import io.helloscope.observe.Question.OnlyVersion;
import io.helloscope.observe.Question.Plain;
import io.helloscope.observe.Reach;
import io.helloscope.observe.Stage;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.ProtocolVersion;
import io.helloscope.verdict.Confidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which questions after which failure: a pure function of what was seen and what has been answered so far. */
public final class TriagePlan {
    /** Questions of one round. */
    public static final int MOST_IN_A_ROUND = 8;
    /** Questions about one failure. */
    public static final int MOST = 24;
    /** Rounds about one failure. */
    public static final int MOST_ROUNDS = 4;

    private TriagePlan() {
    }

    /**
     * The questions to ask next, which may be asked side by side, the cheapest and most telling first; none where nothing more
     * would change the diagnosis. They are to be begun in this order: a server that serves one connection at a time gets to the first.
     *
     * <p>It ends for whatever answers, so long as each round brings one: after {@value #MOST_ROUNDS} rounds and {@value #MOST}
     * questions at the latest.
     *
     * @param connection the one that failed
     * @param diagnosis what its bytes alone say
     * @param answers to the questions so far, one each, in the order of asking
     */
    public static List<Question> next(Connection connection, Diagnosis diagnosis, List<ProbeAnswer> answers) {
        Inquiry inquiry = inquiry(connection, diagnosis);
        Answers all = new Answers(answers);
        int asked = 0;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            List<Question> questions = inquiry.round(round, all.first(asked));
            List<Question> fitting = questions.subList(0, Math.min(questions.size(), Math.min(MOST_IN_A_ROUND, MOST - asked)));
            if (fitting.isEmpty()) {
                return List.of();
            }
            if (answers.size() < asked + fitting.size()) {
                return unanswered(fitting, answers.subList(asked, answers.size()));
            }
            asked += fitting.size();
        }
        return List.of();
    }

    private static List<Question> unanswered(List<Question> round, List<ProbeAnswer> answers) {
        List<Question> left = new ArrayList<>(round);
        answers.forEach(answer -> left.remove(answer.question()));
        return List.copyOf(left);
    }

    private static Inquiry inquiry(Connection connection, Diagnosis diagnosis) {
        if (!(connection.reach() instanceof Reach.Connected) || !diagnosis.failure()) {
            return Inquiry.NONE;
        }
        boolean unsure = diagnosis.confidence() != Confidence.CERTAIN;
        return switch (diagnosis.cause()) {
            case SERVER_SPEAKS_HTTP -> diagnosis.product().map(TriagePlan::saysLittle).orElse(true) ? Inquiry.once(Plain.HTTP) : Inquiry.NONE;
            case NO_ANSWER_TO_HELLO -> hello(connection, HelloInquiry.Manner.SILENCE);
            case RESET_AFTER_HELLO, CLOSED_AFTER_HELLO, RESET_BEFORE_HELLO, CLOSED_BEFORE_HELLO -> hello(connection, HelloInquiry.Manner.GONE);
            case NON_TLS_ANSWER -> Inquiry.once(Plain.HTTP);
            case SERVER_REJECTED_HELLO, SERVER_INTERNAL_ERROR, SERVER_DECLINED -> early(connection, HelloInquiry.Manner.REFUSED);
            case NO_COMMON_PARAMETERS -> early(connection, HelloInquiry.Manner.PARAMETERS);
            case SERVER_VERSION_TOO_OLD, CLIENT_VERSION_TOO_OLD -> isEarly(connection) ? hello(connection, HelloInquiry.Manner.VERSION)
                    : VersionLadder.ALL;
            case STALLED_DURING_HANDSHAKE, CLOSED_DURING_HANDSHAKE, RESET_DURING_HANDSHAKE, CLIENT_CLOSED_DURING_HANDSHAKE,
                    CERTIFICATE_REJECTED -> Inquiry.once(new Certificate());
            case CLOSED_AFTER_HANDSHAKE, RESET_AFTER_HANDSHAKE -> isTls13(connection) ? Inquiry.once(new Certificate()) : Inquiry.NONE;
            case CLIENT_CERTIFICATE_REQUIRED, CLIENT_CERTIFICATE_REJECTED, CERTIFICATE_EXPIRED, CERTIFICATE_NOT_YET_VALID,
                    CERTIFICATE_NAME_MISMATCH, CERTIFICATE_SELF_SIGNED, CERTIFICATE_UNKNOWN_ISSUER, CERTIFICATE_CHAIN_INCOMPLETE,
                    CERTIFICATE_WEAK_SIGNATURE, CERTIFICATE_WEAK_KEY, CERTIFICATE_NAME_CONSTRAINT, CERTIFICATE_WRONG_PURPOSE,
                    CERTIFICATE_REPLACED, CERTIFICATE_PINNED, CERTIFICATE_NOT_LOGGED, CERTIFICATE_VALIDITY_TOO_LONG, CERTIFICATE_MALFORMED ->
                    unsure && !isEarly(connection) ? Inquiry.once(new Certificate()) : Inquiry.NONE;
            default -> Inquiry.NONE;
        };
    }

    /** A runtime, under which one of many frameworks may run. */
    private static boolean saysLittle(String product) {
        String name = product.toLowerCase(Locale.ROOT);
        return name.contains("node") || name.equals("python");
    }

    private static boolean isEarly(Connection connection) {
        return connection.observation().stage().compareTo(Stage.SERVER_HELLO) < 0;
    }

    private static boolean isTls13(Connection connection) {
        return connection.observation().serverHello().filter(hello -> hello.version().isTls13()).isPresent();
    }

    /** An alert that came later is about something else than the hello. */
    private static Inquiry early(Connection connection, HelloInquiry.Manner manner) {
        return isEarly(connection) ? hello(connection, manner) : Inquiry.once(new Certificate());
    }

    private static Inquiry hello(Connection connection, HelloInquiry.Manner manner) {
        Optional<ClientHello> hello = connection.observation().clientHello().filter(said -> !said.sslv2Framed());
        return hello.<Inquiry>map(said -> new HelloInquiry(said, connection.destination().port(), manner))
                .orElseGet(() -> Inquiry.once(Plain.HTTP, new OnlyVersion(ProtocolVersion.TLS_1_3), new OnlyVersion(ProtocolVersion.TLS_1_2)));
    }
}
