package io.helloscope.probe;

import io.helloscope.bytes.Bytes;
import io.helloscope.observe.ProbeAnswer;
import io.helloscope.tls.Alert;
import io.helloscope.tls.AlertDescription;
import io.helloscope.tls.ClientHello;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import java.util.Vector;
import java.util.function.Predicate;
import org.bouncycastle.tls.AbstractTlsClient;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CertificateStatus;
import org.bouncycastle.tls.NameType;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.ServerName;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsDHGroupVerifier;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.jspecify.annotations.Nullable;

/**
 * A TLS client that takes whatever a server offers, TLS 1.0 to 1.3, and judges nothing: it keeps what it is shown. Has no
 * certificate of its own.
 */
final class CertificateClient extends AbstractTlsClient {
    /** More would be a way to keep an event loop busy. */
    private static final int LONGEST_PRIME = 8192;
    private static final int MOST_CERTIFICATES = 32;
    private static final int OCSP = 1;

    private final Seen seen;
    private final ProbeTarget target;
    private final Predicate<io.helloscope.tls.ProtocolVersion> versions;
    private final int longestMessage;

    /** Keeps certificates as they came, readable or not. */
    private static final class Seen extends BcTlsCrypto {
        private final List<Bytes> certificates = new ArrayList<>();
        private Optional<Bytes> ocspResponse = Optional.empty();
        private Optional<Alert> alert = Optional.empty();
        private boolean certificateRequested;
        private boolean finished;

        Seen() {
            super(new SecureRandom());
        }

        @Override
        public TlsCertificate createCertificate(short type, byte[] encoding) throws IOException {
            certificates.add(Bytes.of(encoding));
            return super.createCertificate(type, encoding);
        }
    }

    /**
     * A client for one handshake.
     *
     * @param versions which it offers
     * @param longestMessage bytes of a handshake message, at most
     */
    CertificateClient(ProbeTarget target, Predicate<io.helloscope.tls.ProtocolVersion> versions, int longestMessage) {
        this(new Seen(), target, versions, longestMessage);
    }

    private CertificateClient(Seen seen, ProbeTarget target, Predicate<io.helloscope.tls.ProtocolVersion> versions, int longestMessage) {
        super(seen);
        this.seen = seen;
        this.target = target;
        this.versions = versions;
        this.longestMessage = longestMessage;
    }

    boolean finished() {
        return seen.finished;
    }

    boolean certificateRequested() {
        return seen.certificateRequested;
    }

    boolean tls13() {
        return TlsUtils.isTLSv13(context.getServerVersion());
    }

    /**
     * What was seen; empty where that is nothing.
     *
     * @param answered whether data of the server's came
     */
    Optional<ProbeAnswer.Session> session(boolean answered) {
        if (seen.certificates.isEmpty() && !seen.finished && seen.alert.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ProbeAnswer.Session(seen.certificates, seen.ocspResponse, seen.certificateRequested, alpn(),
                seen.finished, answered, seen.alert));
    }

    /** The protocol that the server chose. */
    Optional<Bytes> alpn() {
        return Optional.ofNullable(context.getSecurityParameters()).map(parameters -> parameters.getApplicationProtocol())
                .map(protocol -> Bytes.of(protocol.getBytes()));
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return Arrays.stream(ProtocolVersion.TLSv13.downTo(ProtocolVersion.TLSv10))
                .filter(version -> versions.test(new io.helloscope.tls.ProtocolVersion(version.getFullVersion()))).toArray(ProtocolVersion[]::new);
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return TlsUtils.getSupportedCipherSuites(getCrypto(), Offer.CIPHER_SUITES);
    }

    @Override
    protected Vector<Integer> getSupportedGroups(@SuppressWarnings("rawtypes") Vector roles) {
        return Offer.groups(getCrypto());
    }

    @Override
    protected Vector<?> getSupportedSignatureAlgorithms() {
        return Offer.signatureAlgorithms(getCrypto());
    }

    @Override
    protected @Nullable Vector<ServerName> getSNIServerNames() {
        String name = target.hello().flatMap(ClientHello::serverName).orElse(target.destination().host());
        if (name.isEmpty() || NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name)) {
            return null;
        }
        return new Vector<>(List.of(new ServerName(NameType.host_name, name.getBytes(StandardCharsets.ISO_8859_1))));
    }

    @Override
    protected @Nullable Vector<ProtocolName> getProtocolNames() {
        List<ProtocolName> names = target.hello().map(ClientHello::alpn).orElse(List.of()).stream()
                .filter(name -> !name.isEmpty()).map(name -> ProtocolName.asRawBytes(name.toArray())).toList();
        return names.isEmpty() ? null : new Vector<>(names);
    }

    @Override
    public TlsDHGroupVerifier getDHGroupVerifier() {
        return group -> group.getP().bitLength() <= LONGEST_PRIME;
    }

    @Override
    public boolean shouldCheckSigAlgOfPeerCerts() {
        return false;
    }

    @Override
    public int getMaxCertificateChainLength() {
        return MOST_CERTIFICATES;
    }

    @Override
    public int getMaxHandshakeMessageSize() {
        return longestMessage;
    }

    @Override
    public void notifySecureRenegotiation(boolean offered) {
        // Old servers lack it (RFC 5746); nothing is sent that could be redirected.
    }

    @Override
    public void notifyAlertReceived(short level, short description) {
        boolean first = seen.alert.isEmpty() || !seen.alert.get().fatal();
        if (first && description != AlertDescription.CLOSE_NOTIFY.code()) {
            seen.alert = Optional.of(new Alert(level, new AlertDescription(description)));
        }
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        seen.finished = true;
    }

    @Override
    public TlsAuthentication getAuthentication() {
        return new TlsAuthentication() {
            @Override
            public void notifyServerCertificate(TlsServerCertificate shown) throws IOException {
                seen.ocspResponse = stapled(shown);
            }

            @Override
            public @Nullable TlsCredentials getClientCredentials(CertificateRequest request) {
                seen.certificateRequested = true;
                return null;
            }
        };
    }

    private static Optional<Bytes> stapled(TlsServerCertificate shown) throws IOException {
        CertificateStatus status = shown.getCertificateStatus();
        if (status != null && status.getStatusType() == OCSP) {
            return Optional.of(Bytes.of(status.getOCSPResponse().getEncoded()));
        }
        if (shown.getCertificate().isEmpty()) {
            return Optional.empty();
        }
        // TLS 1.3 (RFC 8446 section 4.4.2.1): type, three bytes of length, response.
        Hashtable<?, ?> extensions = shown.getCertificate().getCertificateEntryAt(0).getExtensions();
        Object body = extensions == null ? null : extensions.get(TlsExtensionsUtils.EXT_status_request);
        return body instanceof byte[] bytes && bytes.length > 4 && bytes[0] == OCSP
                ? Optional.of(Bytes.copyOf(bytes, 4, bytes.length)) : Optional.empty();
    }
}
