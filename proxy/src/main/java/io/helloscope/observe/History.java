package io.helloscope.observe;

/**
 * The handshake as a string, a letter a message, capital for the client: the letters of Zeek's ssl_history. Runs of protected records
 * of one sender are one letter, so that two handshakes of one kind have one history, however long their certificates are. At most
 * {@value #LONGEST} letters.
 */
final class History {
    static final char CHANGE_CIPHER_SPEC = 'I';
    static final char ALERT = 'L';
    static final char FINISHED = 'F';
    static final char CERTIFICATE = 'X';
    static final char RETRY_REQUEST = 'J';
    static final char END_OF_EARLY_DATA = 'E';
    static final char PROTECTED = 'D';
    static final char HEARTBEAT = 'B';
    static final char UNKNOWN_RECORD = 'Q';
    static final char UNKNOWN_MESSAGE = 'Z';

    private static final int LONGEST = 100;

    private final StringBuilder letters = new StringBuilder();

    void add(Direction sender, char letter) {
        char shown = sender == Direction.CLIENT ? letter : Character.toLowerCase(letter);
        boolean run = (letter == PROTECTED || letter == UNKNOWN_MESSAGE) && letters.length() > 0
                && letters.charAt(letters.length() - 1) == shown;
        if (!run && letters.length() < LONGEST) {
            letters.append(shown);
        }
    }

    /** A handshake message in the clear; a HelloRetryRequest has a letter of its own. */
    void message(Direction sender, int type) {
        add(sender, letter(type));
    }

    private static char letter(int type) {
        return switch (type) {
            case 0 -> 'H';
            case 1 -> 'C';
            case 2 -> 'S';
            case 3 -> 'V';
            case 4 -> 'T';
            case 5 -> END_OF_EARLY_DATA;
            case 6 -> RETRY_REQUEST;
            case 8 -> 'O';
            case 11, 25 -> CERTIFICATE;
            case 12 -> 'K';
            case 13 -> 'R';
            case 14 -> 'N';
            case 15 -> 'Y';
            case 16 -> 'G';
            case 20 -> FINISHED;
            case 21 -> 'W';
            case 22 -> 'U';
            case 23 -> 'A';
            case 24 -> 'P';
            case 254 -> 'M';
            default -> UNKNOWN_MESSAGE;
        };
    }

    @Override
    public String toString() {
        return letters.toString();
    }
}
