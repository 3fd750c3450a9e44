package io.helloscope.testing;

import io.helloscope.bytes.Bytes;
import io.helloscope.testing.CertificateMaker.Issued;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.cert.X509CertificateHolder;

/** A Certificate Transparency log of a test: it signs whatever it is shown. */
public final class TransparencyLog {
    private static final ASN1ObjectIdentifier LIST = new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2");

    private final KeyPair key;

    private TransparencyLog(KeyPair key) {
        this.key = key;
    }

    /** A log with an elliptic key, as all of today's. */
    public static TransparencyLog elliptic() {
        return new TransparencyLog(CertificateMaker.ec("secp256r1"));
    }

    /** A log with an RSA key, as some old ones. */
    public static TransparencyLog rsa() {
        return new TransparencyLog(CertificateMaker.rsa(2048, "log"));
    }

    /** SHA-256 of its key. */
    public Bytes id() {
        return sha256(key.getPublic().getEncoded());
    }

    /** DER of its key. */
    public Bytes spki() {
        return Bytes.of(key.getPublic().getEncoded());
    }

    /** A certificate of this CA that carries this log's proof. */
    public Issued issue(CertificateMaker maker, Issued issuer, Instant at) throws Exception {
        Issued bare = maker.serial(4711).signedBy(issuer);
        byte[] list = list(embedded(body(bare), issuer, at));
        return maker.rawExtension(LIST, false, new DEROctetString(list).getEncoded()).signedBy(issuer);
    }

    /** A list with one proof over a whole certificate, as the TLS extension carries it. */
    public Bytes extensionFor(Issued leaf, Instant at) throws Exception {
        byte[] der = leaf.der().toArray();
        ByteArrayOutputStream entry = new ByteArrayOutputStream();
        entry.writeBytes(new byte[] {0, 0});
        entry.writeBytes(opaque24(der));
        return Bytes.of(list(one(entry.toByteArray(), at)));
    }

    private byte[] embedded(byte[] body, Issued issuer, Instant at) throws Exception {
        ByteArrayOutputStream entry = new ByteArrayOutputStream();
        entry.writeBytes(new byte[] {0, 1});
        entry.writeBytes(sha256(issuer.key().getPublic().getEncoded()).toArray());
        entry.writeBytes(opaque24(body));
        return one(entry.toByteArray(), at);
    }

    private byte[] one(byte[] entry, Instant at) throws Exception {
        byte[] time = ByteBuffer.allocate(8).putLong(at.toEpochMilli()).array();
        boolean rsa = key.getPrivate().getAlgorithm().equals("RSA");
        Signature signer = Signature.getInstance(rsa ? "SHA256withRSA" : "SHA256withECDSA");
        signer.initSign(key.getPrivate());
        signer.update(new byte[] {0, 0});
        signer.update(time);
        signer.update(entry);
        signer.update(new byte[] {0, 0});
        byte[] signature = signer.sign();
        ByteArrayOutputStream sct = new ByteArrayOutputStream();
        sct.write(0);
        sct.writeBytes(id().toArray());
        sct.writeBytes(time);
        sct.writeBytes(new byte[] {0, 0, 4, (byte) (rsa ? 1 : 3)});
        sct.writeBytes(new byte[] {(byte) (signature.length >> 8), (byte) signature.length});
        sct.writeBytes(signature);
        return sct.toByteArray();
    }

    private static byte[] list(byte[] sct) {
        ByteBuffer out = ByteBuffer.allocate(sct.length + 4);
        return out.putShort((short) (sct.length + 2)).putShort((short) sct.length).put(sct).array();
    }

    private static byte[] body(Issued issued) throws Exception {
        return new X509CertificateHolder(issued.der().toArray()).toASN1Structure().getTBSCertificate().getEncoded();
    }

    private static byte[] opaque24(byte[] content) {
        ByteBuffer out = ByteBuffer.allocate(content.length + 3);
        return out.put((byte) (content.length >> 16)).put((byte) (content.length >> 8)).put((byte) content.length).put(content).array();
    }

    private static Bytes sha256(byte[] of) {
        try {
            return Bytes.of(MessageDigest.getInstance("SHA-256").digest(of));
        } catch (java.security.NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
