package io.helloscope.probe;

import io.helloscope.testing.CertificateMaker;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** The JDK's TLS on loopback. */
final class TlsPeer {
    private static final char[] NO_PASSWORD = new char[0];

    private TlsPeer() {
    }

    /** A listener that speaks this version and shows this chain, its own certificate first. */
    static SSLServerSocket listen(String version, boolean wantsCertificate, CertificateMaker.Issued... chain) throws Exception {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        Certificate[] certificates = new Certificate[chain.length];
        for (int i = 0; i < chain.length; i++) {
            certificates[i] = factory.generateCertificate(new ByteArrayInputStream(chain[i].der().toArray()));
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", chain[0].key().getPrivate(), NO_PASSWORD, certificates);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), new TrustManager[] {new Anyone()}, null);
        SSLServerSocket socket = (SSLServerSocket) context.getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        socket.setEnabledProtocols(new String[] {version});
        socket.setNeedClientAuth(wantsCertificate);
        return socket;
    }

    /** Trusts anyone; names no authority. */
    private static final class Anyone implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
