package io.helloscope.verdict;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Why a connection failed, or that it did not. The {@link #code()} is the same string in metrics, database, API, pages and
 * documentation; what belongs to a cause (phase, default party, title, explanation, remedies) stands in the knowledge table.
 */
public enum Cause {
    /** The handshake finished and application data went both ways (or the tunnel ended without a sign of failure). */
    ESTABLISHED,
    /** The name does not exist. */
    DNS_NOT_FOUND,
    /** The resolver failed or did not answer. */
    DNS_FAILURE,
    /** Nothing listens on that address and port. */
    CONNECTION_REFUSED,
    /** No answer to the TCP connection attempt. */
    CONNECTION_TIMED_OUT,
    /** No route, or a router or firewall said so. */
    CONNECTION_UNREACHABLE,
    /** This proxy's own rules forbid the destination. */
    DESTINATION_DENIED,
    /** This proxy wants credentials. */
    PROXY_AUTHENTICATION_REQUIRED,
    /** A limit of this proxy was reached. */
    PROXY_OVERLOADED,
    /** The next proxy answered 407. */
    UPSTREAM_PROXY_AUTHENTICATION_REQUIRED,
    /** The next proxy answered 403 or another 4xx. */
    UPSTREAM_PROXY_DENIED,
    /** The next proxy answered 5xx or something that is not HTTP. */
    UPSTREAM_PROXY_FAILED,
    /** The next proxy could not be reached. */
    UPSTREAM_PROXY_UNREACHABLE,
    /** The server closed before the client had said anything. */
    CLOSED_BEFORE_HELLO,
    /** The server reset before the client had said anything. */
    RESET_BEFORE_HELLO,
    /** The client opened a tunnel and never used it (preconnect, probe); not a failure. */
    CLIENT_SENT_NOTHING,
    /** An HTTP/1.x or bare HTML answer to a ClientHello: plain HTTP on that port. */
    SERVER_SPEAKS_HTTP,
    /** HTTP/2 frames without TLS. */
    SERVER_SPEAKS_HTTP2_CLEARTEXT,
    /** Another recognised protocol answers: ssh, smtp, ftp, imap, pop3, mysql, postgresql, redis, vnc, rdp, telnet, mqtt. */
    SERVER_SPEAKS_OTHER_PROTOCOL,
    /** A login portal answered in place of the server (redirect or 511 in the clear, or a portal's certificate). */
    CAPTIVE_PORTAL,
    /** A filter or firewall answered in place of the server. */
    BLOCK_PAGE,
    /** Bytes that are neither TLS nor a recognised protocol. */
    NON_TLS_ANSWER,
    /** The client sent plain HTTP to a TLS port, and the server's answer shows that it expected TLS. */
    CLIENT_SPEAKS_HTTP,
    /** The client's first bytes are not TLS and not HTTP, and the server's answer shows that it expected TLS. */
    CLIENT_SPEAKS_OTHER_PROTOCOL,
    /** The server chooses or accepts only versions below the client's minimum (SSL 3.0, TLS 1.0, TLS 1.1). */
    SERVER_VERSION_TOO_OLD,
    /** The client's highest version is below the server's minimum. */
    CLIENT_VERSION_TOO_OLD,
    /** The server chose a version that the client never offered or that does not exist. */
    VERSION_NOT_OFFERED,
    /** A downgrade sentinel in ServerHello.random although the client offered a higher version: the hello was altered on the way, or a broken server. */
    DOWNGRADE_DETECTED,
    /** The server refused a fallback hello (alert 86). */
    INAPPROPRIATE_FALLBACK,
    /** The server or a device breaks on a TLS 1.3 hello and accepts a TLS 1.2 one. */
    VERSION_INTOLERANCE,
    /** The server or a device breaks on reserved (GREASE) values. */
    GREASE_INTOLERANCE,
    /** The server or a device breaks on a hello that does not fit one segment (post-quantum key share). */
    LARGE_HELLO_INTOLERANCE,
    /** The server or a device breaks on another single extension (ECH, ALPS, status request, ...). */
    EXTENSION_INTOLERANCE,
    /** handshake_failure or insufficient_security: no common cipher, group or signature algorithm; which one is not yet known. */
    NO_COMMON_PARAMETERS,
    /** No common cipher suite. */
    NO_COMMON_CIPHER,
    /** No common key-exchange group. */
    NO_COMMON_GROUP,
    /** The server's certificate key or signature is of a kind that the client does not offer. */
    NO_COMMON_SIGNATURE_ALGORITHM,
    /** The server chose a cipher, group or extension that the client did not offer, or one that is wrong for the version. */
    PARAMETER_NOT_OFFERED,
    /** The client refused the server's short Diffie-Hellman group. */
    WEAK_DH_PARAMETERS,
    /** The server does not know this host name (alert 112). */
    UNRECOGNIZED_NAME,
    /** ALPN mismatch (alert 120). */
    NO_APPLICATION_PROTOCOL,
    /** The server wants a client certificate and got none. */
    CLIENT_CERTIFICATE_REQUIRED,
    /** The server refused the client certificate, or answers a hello with a certificate alert. */
    CLIENT_CERTIFICATE_REJECTED,
    /** access_denied alert. */
    ACCESS_DENIED,
    /** internal_error alert. */
    SERVER_INTERNAL_ERROR,
    /** Another fatal alert in answer to the hello: decode_error, illegal_parameter, unexpected_message, missing_extension, unsupported_extension, record_overflow, bad_record_mac, decrypt_error, unknown code. */
    SERVER_REJECTED_HELLO,
    /** The client's ECH was not accepted (alert 121, RFC 9849: from the client after a completed outer handshake, encrypted and normally followed by a retry: then recovered, not a failure); from a server it is a violation. */
    ECH_REQUIRED,
    /** close_notify or user_canceled in place of a ServerHello. */
    SERVER_DECLINED,
    /** Damaged or impossible TLS from the server: record type or length, message lengths, missing or unexpected message, wrong session id echo, hello echoed back. */
    MALFORMED_SERVER_ANSWER,
    /** The signature over the key exchange or the transcript does not verify (client's decrypt_error). */
    SERVER_SIGNATURE_INVALID,
    /** The client could not decrypt the server's first protected records (client's bad_record_mac). */
    SERVER_RECORDS_CORRUPTED,
    /** The client sent another fatal alert about the server's flight. */
    CLIENT_REJECTED_HANDSHAKE,
    /** Reset in answer to the hello. */
    RESET_AFTER_HELLO,
    /** Closed in answer to the hello, at most a fragment of a record was sent. */
    CLOSED_AFTER_HELLO,
    /** Nothing came back within the time limit, or the client gave up waiting. */
    NO_ANSWER_TO_HELLO,
    /** Reset after a ServerHello (or a part of it) and before the handshake was done. */
    RESET_DURING_HANDSHAKE,
    /** Closed after a ServerHello (or a part of it) and before the handshake was done. */
    CLOSED_DURING_HANDSHAKE,
    /** Silence after a ServerHello (or a part of it). */
    STALLED_DURING_HANDSHAKE,
    /** The client left during the handshake without saying why. */
    CLIENT_CLOSED_DURING_HANDSHAKE,
    /** The handshake was done and the client had sent application data; reset before any came back (without client data it is established). */
    RESET_AFTER_HANDSHAKE,
    /** The handshake was done and the client had sent application data; closed before any came back (without client data it is established). */
    CLOSED_AFTER_HANDSHAKE,
    /** The client refused the certificate; the reason is not visible (TLS 1.3 without triage). */
    CERTIFICATE_REJECTED,
    /** Not valid any more. */
    CERTIFICATE_EXPIRED,
    /** Not valid yet, or the client's clock is wrong. */
    CERTIFICATE_NOT_YET_VALID,
    /** No subject alternative name matches (also: no SAN at all). */
    CERTIFICATE_NAME_MISMATCH,
    /** Self-signed leaf. */
    CERTIFICATE_SELF_SIGNED,
    /** Issuer is no root that the client trusts. */
    CERTIFICATE_UNKNOWN_ISSUER,
    /** An intermediate certificate is missing. */
    CERTIFICATE_CHAIN_INCOMPLETE,
    /** Signed with SHA-1 or MD5. */
    CERTIFICATE_WEAK_SIGNATURE,
    /** Key too short. */
    CERTIFICATE_WEAK_KEY,
    /** Violates a CA's name constraint. */
    CERTIFICATE_NAME_CONSTRAINT,
    /** Extended key usage forbids server authentication. */
    CERTIFICATE_WRONG_PURPOSE,
    /** certificate_revoked alert, or status says so. */
    CERTIFICATE_REVOKED,
    /** Issued by inspection gear (or a portal) whose root the client does not trust. */
    CERTIFICATE_REPLACED,
    /** The client refuses a chain that is publicly valid: it pins, or its root store or clock is off. */
    CERTIFICATE_PINNED,
    /** The client speaks TLS to this plain proxy port: its proxy address starts with https://. */
    CLIENT_SPEAKS_TLS_TO_PROXY,
    /** A rule of the client or of its administrator forbids the request (not visible to a proxy; for error texts). */
    CLIENT_POLICY,
    /** The client lost or changed its network (not visible to a proxy; for error texts). */
    CLIENT_NETWORK_CHANGED,
    /** The client's own settings leave no version, cipher suite or usable client certificate (often visible only as a missing hello). */
    CLIENT_PARAMETERS_UNUSABLE,
    /** The server lacks secure renegotiation (RFC 5746) and the client insists on it. */
    LEGACY_RENEGOTIATION,
    /** The key exchange is signed with an algorithm that the client forbids (SHA-1 in TLS 1.0 and 1.1). */
    LEGACY_SIGNATURE_ALGORITHM,
    /** Inspection gear removed or changed the application protocols, so that the client falls back or fails. */
    ALPN_STRIPPED,
    /** The handshake works but takes longer than the client waits. */
    SLOW_HANDSHAKE,
    /** The client's clock is wrong: valid certificates look expired or not yet valid to it, on many hosts. */
    CLIENT_CLOCK_WRONG,
    /** The revocation state could not be fetched. */
    CERTIFICATE_REVOCATION_UNKNOWN,
    /** The certificate lacks proof of Certificate Transparency logging that the client demands. */
    CERTIFICATE_NOT_LOGGED,
    /** Valid for longer than the client allows. */
    CERTIFICATE_VALIDITY_TOO_LONG,
    /** The certificate cannot be parsed or breaks the rules of its format. */
    CERTIFICATE_MALFORMED,
    /** The browser knows this interception root and refuses it. */
    INTERCEPTION_BLOCKED,
    /** The tunnel carries another protocol than TLS (ws:// handshake, SSH, mail, a nested CONNECT) and both sides go on: not a failure. */
    NOT_TLS,
    /** The client left early without an alert (stop button, race, health check): not a failure. */
    CLIENT_CANCELLED,
    /** Full-size packets vanish on the path (tunnel, VPN, PPPoE); small ones pass. */
    PATH_MTU,
    /** One of the host's addresses fails and another one works. */
    ONE_ADDRESS_BROKEN,
    /** A capture has one side only, begins too late, ends too early or lacks packets: what happened cannot be told; not a failure. */
    CAPTURE_INCOMPLETE;

    private static final Map<String, Cause> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Cause::code, Function.identity()));

    private final String code = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');

    /** The stable kebab-case code, such as {@code server-speaks-http}. */
    public String code() {
        return code;
    }

    /** The cause with this code, or empty where there is none. */
    public static Optional<Cause> ofCode(String code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }
}
