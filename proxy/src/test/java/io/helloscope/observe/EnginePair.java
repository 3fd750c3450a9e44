package io.helloscope.observe;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Two TLS engines of the JDK in memory, whose bytes become a {@link Script}. */
final class EnginePair {
    private static final char[] PASSWORD = "password".toCharArray();

    private final SSLContext clients;
    private final SSLContext servers;

    private EnginePair(SSLContext clients, SSLContext servers) {
        this.clients = clients;
        this.servers = servers;
    }

    /** The client trusts the server's certificate and has none itself. */
    static EnginePair trusting() {
        return make(true, false);
    }

    /** The client does not trust the server's certificate. */
    static EnginePair distrusting() {
        return make(false, false);
    }

    /** The client has a certificate that the server trusts. */
    static EnginePair withClientCertificate() {
        return make(true, true);
    }

    private static EnginePair make(boolean trusted, boolean clientHasCertificate) {
        try {
            Identity server = Identity.make("server.test");
            Identity client = Identity.make("client");
            Identity believed = trusted ? server : Identity.make("other");
            return new EnginePair(context(clientHasCertificate ? Optional.of(client) : Optional.empty(), believed),
                    context(Optional.of(server), client));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SSLContext context(Optional<Identity> own, Identity believed) throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        if (own.isPresent()) {
            keys.init(own.get().keys(), PASSWORD);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(believed.trust());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.isPresent() ? keys.getKeyManagers() : new KeyManager[0], trust.getTrustManagers(), null);
        return context;
    }

    /**
     * A whole conversation: handshake, a request and an answer, close. Sessions are kept between conversations of one pair.
     *
     * @param client changes the client's parameters
     * @param server changes the server's parameters
     */
    Script converse(Consumer<SSLParameters> client, Consumer<SSLParameters> server) {
        SSLEngine one = clients.createSSLEngine("server.test", 443);
        one.setUseClientMode(true);
        configure(one, client);
        SSLEngine other = servers.createSSLEngine();
        other.setUseClientMode(false);
        configure(other, server);
        return new Conversation(one, other).run();
    }

    private static void configure(SSLEngine engine, Consumer<SSLParameters> change) {
        SSLParameters parameters = engine.getSSLParameters();
        change.accept(parameters);
        engine.setSSLParameters(parameters);
    }

    private static final class Conversation {
        private final SSLEngine client;
        private final SSLEngine server;
        private final ByteBuffer toServer = ByteBuffer.allocate(1 << 17);
        private final ByteBuffer toClient = ByteBuffer.allocate(1 << 17);
        private final Script script = Script.script();
        private boolean asked;
        private boolean answered;
        private boolean failed;

        Conversation(SSLEngine client, SSLEngine server) {
            this.client = client;
            this.server = server;
        }

        Script run() {
            for (int round = 0; round < 40; round++) {
                send(client, toServer, Direction.CLIENT);
                receive(server, toServer);
                send(server, toClient, Direction.SERVER);
                receive(client, toClient);
            }
            return script;
        }

        private boolean handshaking(SSLEngine engine) {
            return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING && engine.getHandshakeStatus() != HandshakeStatus.FINISHED;
        }

        private void send(SSLEngine engine, ByteBuffer pipe, Direction sender) {
            ByteBuffer payload = ByteBuffer.allocate(0);
            if (sender == Direction.CLIENT && !asked && !handshaking(engine) && engine.getSession().isValid()
                    && !engine.getSession().getCipherSuite().contains("NULL")) {
                payload = ByteBuffer.wrap(new byte[300]);
                asked = true;
            } else if (sender == Direction.SERVER && asked && !answered && !handshaking(engine) && !failed) {
                payload = ByteBuffer.wrap(new byte[5000]);
                answered = true;
            } else if (sender == Direction.CLIENT && answered) {
                engine.closeOutbound();
            }
            int before = pipe.position();
            wrap(engine, payload, pipe);
            byte[] sent = new byte[pipe.position() - before];
            pipe.get(before, sent);
            if (sent.length > 0) {
                script.say(sender, sent);
            }
        }

        private void wrap(SSLEngine engine, ByteBuffer payload, ByteBuffer pipe) {
            for (int i = 0; i < 20; i++) {
                tasks(engine);
                boolean needed = payload.hasRemaining() || engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
                        || i == 0 && !engine.isOutboundDone();
                if (!needed) {
                    return;
                }
                try {
                    if (engine.wrap(payload, pipe).bytesProduced() == 0 && i > 0) {
                        return;
                    }
                } catch (SSLException e) {
                    failed = true;
                }
            }
        }

        private void receive(SSLEngine engine, ByteBuffer pipe) {
            pipe.flip();
            ByteBuffer plain = ByteBuffer.allocate(1 << 17);
            try {
                while (pipe.hasRemaining() && !engine.isInboundDone()) {
                    SSLEngineResult result = engine.unwrap(pipe, plain);
                    tasks(engine);
                    if (result.bytesConsumed() == 0 && engine.getHandshakeStatus() != HandshakeStatus.NEED_UNWRAP) {
                        break;
                    }
                }
            } catch (SSLException e) {
                failed = true;
                pipe.position(pipe.limit());
            }
            pipe.compact();
        }

        private void tasks(SSLEngine engine) {
            for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                task.run();
            }
        }
    }

    /** A key with a certificate that it signed itself. */
    private record Identity(KeyPair pair, X509Certificate certificate) {
        static Identity make(String name) throws GeneralSecurityException {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            // A curve that no test forbids for the key exchange: from JDK 25 on that forbids certificates on it too.
            generator.initialize(384);
            KeyPair pair = generator.generateKeyPair();
            Instant now = Instant.now();
            X500Name subject = new X500Name("CN=" + name);
            try {
                return new Identity(pair, new JcaX509CertificateConverter().getCertificate(
                        new JcaX509v3CertificateBuilder(subject, BigInteger.ONE, Date.from(now.minus(1, ChronoUnit.DAYS)),
                                Date.from(now.plus(1, ChronoUnit.DAYS)), subject, pair.getPublic())
                                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))));
            } catch (OperatorCreationException e) {
                throw new GeneralSecurityException(e);
            }
        }

        KeyStore keys() throws GeneralSecurityException, IOException {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, PASSWORD);
            store.setKeyEntry("key", pair.getPrivate(), PASSWORD, new X509Certificate[] {certificate});
            return store;
        }

        KeyStore trust() throws GeneralSecurityException, IOException {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, PASSWORD);
            store.setCertificateEntry("certificate", certificate);
            return store;
        }
    }
}
