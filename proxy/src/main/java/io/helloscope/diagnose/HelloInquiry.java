package io.helloscope.diagnose;

import io.helloscope.observe.Question;
import io.helloscope.observe.Question.Certificate;
import io.helloscope.observe.Question.Change;
import io.helloscope.observe.Question.Hello;
import io.helloscope.observe.Question.OtherAddress;
import io.helloscope.observe.Question.Plain;
import io.helloscope.tls.ClientHello;
import io.helloscope.tls.ProtocolVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The server took the client's hello badly. First the same once more and each thing that may have put it off, alone; then the change
 * that helped again, beside the unchanged hello; or, where none helped, the less likely things.
 *
 * @param hello the client's
 * @param port of the server: some are known for other protocols
 * @param manner what the server did
 */
record HelloInquiry(ClientHello hello, int port, Manner manner) implements Inquiry {
    /** So often the unchanged hello is sent before a change is believed, and so often the change. */
    private static final int ENOUGH = 3;
    private static final int TWICE = 2;

    private static final Map<Integer, Plain> TALKERS = Map.ofEntries(Map.entry(21, Plain.BANNER), Map.entry(22, Plain.BANNER),
            Map.entry(23, Plain.BANNER), Map.entry(25, Plain.BANNER), Map.entry(110, Plain.BANNER), Map.entry(143, Plain.BANNER),
            Map.entry(587, Plain.BANNER), Map.entry(2525, Plain.BANNER), Map.entry(3306, Plain.BANNER), Map.entry(5900, Plain.BANNER),
            Map.entry(5432, Plain.POSTGRESQL), Map.entry(6379, Plain.REDIS), Map.entry(50051, Plain.HTTP2));

    /** How a server takes a hello badly. */
    enum Manner {
        /** It says nothing: whatever may hang comes into the first round. */
        SILENCE,
        /** It closes or resets. */
        GONE,
        /** It says so, without saying what it dislikes. */
        REFUSED,
        /** It says that the version is the reason. */
        VERSION,
        /** It says that it found nothing in common. */
        PARAMETERS
    }

    @Override
    public List<Question> round(int round, Answers soFar) {
        boolean works = soFar.hello(hello, Change.NOTHING).worked() > 0;
        return switch (round) {
            case 0 -> first(new Agenda(hello, soFar)).list();
            case 1 -> works ? again(soFar) : helped(soFar).map(change -> confirm(change, soFar)).orElseGet(() -> further(soFar));
            case 2 -> works ? List.of() : last(soFar);
            default -> List.of();
        };
    }

    private Agenda first(Agenda agenda) {
        return switch (manner) {
            case SILENCE -> talk(agenda).hello(Change.NOTHING, Change.NOTHING, Change.WITHOUT_POST_QUANTUM, Change.WITHOUT_GREASE,
                    Change.WITHOUT_TLS13, Change.IN_SMALL_SEGMENTS, Change.PADDED, Change.WITHOUT_ECH, Change.WITHOUT_SERVER_NAME,
                    Change.WITHOUT_ALPN);
            // A server that waits for the rest of what it takes for a record hangs with plain text: that, too, comes into this round.
            case GONE -> agenda.ask(Plain.HTTP).ask(TALKERS.getOrDefault(port, Plain.HTTP2)).hello(Change.NOTHING, Change.WITHOUT_POST_QUANTUM,
                    Change.WITHOUT_GREASE, Change.WITHOUT_TLS13, Change.WITHOUT_ECH, Change.WITHOUT_SERVER_NAME);
            case REFUSED -> agenda.hello(Change.NOTHING, Change.WITHOUT_GREASE, Change.WITHOUT_POST_QUANTUM, Change.WITHOUT_TLS13,
                    Change.WITHOUT_ECH, Change.WITHOUT_ALPN, Change.WITHOUT_SERVER_NAME, Change.WITH_ALL_PARAMETERS);
            case VERSION -> agenda.hello(Change.NOTHING, Change.WITHOUT_TLS13).versions(VersionLadder.VERSIONS);
            case PARAMETERS -> agenda.hello(Change.NOTHING, Change.WITH_ALL_CIPHERS, Change.WITH_ALL_GROUPS, Change.WITH_ALL_SIGNATURES,
                    Change.WITH_ALL_PARAMETERS, Change.WITHOUT_TLS13, Change.WITHOUT_SERVER_NAME, Change.WITHOUT_POST_QUANTUM);
        };
    }

    /** Something that is not TLS: a server that waits for a request line answers nothing else. */
    private Agenda talk(Agenda agenda) {
        Plain other = TALKERS.get(port);
        return other == null ? agenda.ask(Plain.HTTP) : agenda.ask(Plain.HTTP).ask(other);
    }

    /** It works now: how often? */
    private List<Question> again(Answers soFar) {
        Agenda agenda = new Agenda(hello, soFar);
        for (int asked = soFar.hello(hello, Change.NOTHING).asked(); asked <= ENOUGH; asked++) {
            agenda.hello(Change.NOTHING);
        }
        return agenda.list();
    }

    /** The change that tells most among those that helped. */
    private Optional<Change> helped(Answers soFar) {
        return Parameters.best(hello, soFar).or(() -> Intolerance.best(hello, soFar));
    }

    /**
     * The change and the unchanged hello in turns, in an order in which a server that answers every second time is found out, and what
     * tells apart why it helped.
     */
    private List<Question> confirm(Change change, Answers soFar) {
        // Each silence takes its time.
        int plain = (manner == Manner.SILENCE ? TWICE : ENOUGH) - soFar.hello(hello, Change.NOTHING).asked();
        int changed = ENOUGH - soFar.hello(hello, change).asked();
        Agenda agenda = new Agenda(hello, soFar);
        for (int i = 0; i < Math.max(plain, changed); i++) {
            Change[] pair = i % 2 == 0 ? new Change[] {Change.NOTHING, change} : new Change[] {change, Change.NOTHING};
            for (Change each : pair) {
                if (i < (each == Change.NOTHING ? plain : changed)) {
                    agenda.hello(each);
                }
            }
        }
        return apart(change, agenda).list();
    }

    private Agenda apart(Change change, Agenda agenda) {
        return switch (change) {
            case WITHOUT_POST_QUANTUM -> manner == Manner.SILENCE ? agenda
                    : agenda.newly(Change.PADDED, Change.POST_QUANTUM_ON_RETRY, Change.IN_SMALL_SEGMENTS);
            case WITHOUT_TLS13 -> agenda.newly(Change.WITHOUT_GREASE, Change.WITHOUT_POST_QUANTUM, Change.WITHOUT_ECH);
            case WITHOUT_SERVER_NAME -> manner == Manner.SILENCE ? agenda : agenda.newly(Change.IN_TWO_SEGMENTS, Change.IN_TWO_RECORDS);
            case WITH_ALL_GROUPS, WITH_ALL_SIGNATURES, WITH_ALL_PARAMETERS -> agenda.newly(new Certificate());
            default -> agenda;
        };
    }

    /** Nothing helped. */
    private List<Question> further(Answers soFar) {
        Agenda agenda = new Agenda(hello, soFar);
        if (soFar.plain(Plain.HTTP).isPresent()) {
            return soFar.hello(hello, Change.NOTHING).asked() > 1 ? List.of() : agenda.hello(Change.NOTHING).list();
        }
        return switch (manner) {
            // A server of one thread has been busy with the hellos of the first round.
            case SILENCE -> agenda.ask(Plain.HTTP).ask(new OtherAddress())
                    .newly(Change.WITHOUT_ECH, Change.WITHOUT_SERVER_NAME, Change.WITHOUT_ALPN).list();
            case GONE -> agenda.hello(Change.NOTHING, Change.NOTHING).ask(new OtherAddress())
                    .newly(Change.WITHOUT_ALPN, Change.IN_TWO_SEGMENTS, Change.IN_TWO_RECORDS, Change.IN_SMALL_SEGMENTS, Change.WITH_ALL_PARAMETERS)
                    .list();
            case REFUSED -> agenda.hello(Change.NOTHING, Change.NOTHING).ask(new OtherAddress()).newly(Change.IN_TWO_RECORDS)
                    .versions(ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_2).list();
            case VERSION -> agenda.hello(Change.NOTHING, Change.NOTHING).ask(new OtherAddress()).list();
            case PARAMETERS -> agenda.hello(Change.NOTHING).versions(ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_2, ProtocolVersion.TLS_1_1,
                    ProtocolVersion.TLS_1_0).newly(Change.WITHOUT_GREASE, Change.WITHOUT_ECH).ask(new OtherAddress()).list();
        };
    }

    /** What the second round brought to light is to be confirmed, too. */
    private List<Question> last(Answers soFar) {
        Optional<Change> change = helped(soFar);
        if (change.isPresent()) {
            return confirm(change.get(), soFar);
        }
        return soFar.otherAddress(hello).worked() > 0 ? List.of(new Hello(Change.NOTHING), new OtherAddress()) : List.of();
    }
}
