package io.helloscope.knowledge;

import io.helloscope.bytes.Bytes;
import io.helloscope.verdict.Cause;
import io.helloscope.verdict.Remedy;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** The look-up tables, read once and immutable. A missing or damaged table stops the start with its file and line. */
public interface Knowledge {
    /** The row of a cause; there is one for each. */
    CauseEntry cause(Cause cause);

    /** What to do about a cause where it is known who answered, to be told before the remedies of the cause; empty where nothing is known. */
    List<Remedy> remedies(Cause cause, String product);

    /** What the first bytes of a server are, where they are neither TLS nor unknown. */
    Optional<PlaintextAnswer> plaintextAnswer(Bytes serverBytes);

    /** Whether a server's plaintext answer says that it had expected TLS: it speaks TLS on this port, and the client did not. */
    boolean expectsTls(Bytes serverBytes);

    /** What the first bytes of a client are, where they are a known protocol: {@code http}, {@code ssh}, {@code smtp}, ... */
    Optional<String> clientProtocol(Bytes clientBytes);

    /** Products whose certificates carry this issuer, best first; absent parts are empty strings. */
    List<InspectionProduct> inspectionProducts(String commonName, String organization, String organizationalUnit);

    /** Whether a certificate is a root of a public CA, by the SHA-256 of its whole DER, 64 hexadecimal digits. */
    boolean isPublicRoot(String certificateSha256);

    /** Whether this subject key identifier (hexadecimal) is that of a public root. */
    boolean isPublicRootKeyId(String subjectKeyId);

    /** Whether this is the SHA-256 of a public root's key with its algorithm, 64 hexadecimal digits. */
    boolean isPublicRootKey(String spkiSha256);

    /** The day of the newest root list behind the three questions above. */
    LocalDate publicRootsAsOf();

    /** The log of Certificate Transparency with this id (32 bytes), whether or not it proves anything. */
    Optional<CtLogs.CtLog> ctLog(Bytes logId);

    /** The day of the list of logs. */
    LocalDate ctLogsAsOf();

    /** Whose own certificates carry this issuer; absent parts are empty strings. */
    Optional<OwnIssuer> ownIssuer(String commonName, String organization, String organizationalUnit);

    /** What the hellos of well-known clients are like. */
    ClientHellos clientHellos();

    /** What is known of this public host. */
    Optional<KnownHost> knownHost(String host);

    /** What clients say when a connection fails. */
    ClientErrors clientErrors();

    /** Well-known addresses by which systems look for a captive portal; two of one host and path are alternatives. */
    List<PortalCheck> portalChecks();

    /** Reads at once the tables that are otherwise read when they are first asked for; for a thread that has the time. */
    void readAll();

    /**
     * A well-known address by which systems look for a captive portal.
     *
     * @param host its name
     * @param path its path
     * @param status the status that means "no portal"
     * @param body what the body then begins with; empty where there is none
     * @param client who asks it
     */
    record PortalCheck(String host, String path, int status, String body, String client) {
    }
}
