package io.helloscope.testing;

import io.helloscope.bytes.Bytes;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.bc.BcX509ExtensionUtils;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes certificates of every kind for tests, healthy unless told otherwise: valid at {@link #NOW}, a P-256 key, SHA-256. */
public final class CertificateMaker {
    /** The time at which tests look at certificates. */
    public static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");

    private static final Map<String, KeyPair> SLOW_KEYS = new ConcurrentHashMap<>();
    private static final SecureRandom RANDOM = new SecureRandom();

    private final X500Name subject;
    private final List<Extension> extensions = new ArrayList<>();
    private final List<GeneralName> names = new ArrayList<>();
    private final List<AccessDescription> access = new ArrayList<>();
    private KeyPair key = ec("secp256r1");
    private Instant notBefore = NOW.minus(Duration.ofDays(10));
    private Instant notAfter = NOW.plus(Duration.ofDays(80));
    private Optional<String> algorithm = Optional.empty();
    private boolean keyIds = true;
    private Optional<BigInteger> serial = Optional.empty();

    private CertificateMaker(X500Name subject) {
        this.subject = subject;
    }

    /**
     * A certificate with its key.
     *
     * @param der the certificate
     * @param key its key
     * @param name its subject
     */
    public record Issued(Bytes der, KeyPair key, X500Name name) {
    }

    /** A certificate for this subject, such as {@code O=Lab,CN=Lab Root}. */
    public static CertificateMaker named(String subject) {
        return new CertificateMaker(new X500Name(subject));
    }

    /** A server's certificate for these host names. */
    public static CertificateMaker server(String... hosts) throws Exception {
        return named("CN=" + hosts[0]).dns(hosts).purposes(KeyPurposeId.id_kp_serverAuth).usage(KeyUsage.digitalSignature);
    }

    /** A CA's certificate. */
    public static CertificateMaker authority(String subject) throws Exception {
        return named(subject).extension(Extension.basicConstraints, true, new BasicConstraints(true))
                .usage(KeyUsage.keyCertSign | KeyUsage.cRLSign).valid(NOW.minus(Duration.ofDays(500)), NOW.plus(Duration.ofDays(2000)));
    }

    public CertificateMaker valid(Instant from, Instant until) {
        notBefore = from;
        notAfter = until;
        return this;
    }

    public CertificateMaker key(KeyPair pair) {
        key = pair;
        return this;
    }

    /** This serial number in place of a random one. */
    public CertificateMaker serial(long number) {
        serial = Optional.of(BigInteger.valueOf(number));
        return this;
    }

    /** The signature algorithm in Java's words. */
    public CertificateMaker signedWith(String signatureAlgorithm) {
        algorithm = Optional.of(signatureAlgorithm);
        return this;
    }

    public CertificateMaker withoutKeyIds() {
        keyIds = false;
        return this;
    }

    public CertificateMaker dns(String... hosts) {
        for (String host : hosts) {
            names.add(new GeneralName(GeneralName.dNSName, host));
        }
        return this;
    }

    public CertificateMaker ip(String address) {
        names.add(new GeneralName(GeneralName.iPAddress, address));
        return this;
    }

    public CertificateMaker usage(int bits) throws Exception {
        return extension(Extension.keyUsage, true, new KeyUsage(bits));
    }

    public CertificateMaker purposes(KeyPurposeId... purposes) throws Exception {
        return extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
    }

    public CertificateMaker pathLength(int most) throws Exception {
        return extension(Extension.basicConstraints, true, new BasicConstraints(most));
    }

    public CertificateMaker permits(String domain) throws Exception {
        GeneralSubtree subtree = new GeneralSubtree(new GeneralName(GeneralName.dNSName, domain));
        return extension(Extension.nameConstraints, true, new NameConstraints(new GeneralSubtree[] {subtree}, null));
    }

    public CertificateMaker excludes(String domain) throws Exception {
        GeneralSubtree subtree = new GeneralSubtree(new GeneralName(GeneralName.dNSName, domain));
        return extension(Extension.nameConstraints, true, new NameConstraints(null, new GeneralSubtree[] {subtree}));
    }

    public CertificateMaker issuerAt(String url) {
        access.add(new AccessDescription(AccessDescription.id_ad_caIssuers, new GeneralName(GeneralName.uniformResourceIdentifier, url)));
        return this;
    }

    public CertificateMaker ocspAt(String url) {
        access.add(new AccessDescription(AccessDescription.id_ad_ocsp, new GeneralName(GeneralName.uniformResourceIdentifier, url)));
        return this;
    }

    public CertificateMaker crlAt(String url) throws Exception {
        GeneralNames location = new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, url));
        return extension(Extension.cRLDistributionPoints, false,
                new CRLDistPoint(new DistributionPoint[] {new DistributionPoint(new DistributionPointName(location), null, null)}));
    }

    /** An extension; one of the same type given before is replaced. */
    public CertificateMaker extension(ASN1ObjectIdentifier type, boolean critical, ASN1Encodable value) throws Exception {
        return rawExtension(type, critical, value.toASN1Primitive().getEncoded());
    }

    /** An extension whose content is these bytes, sound or not. */
    public CertificateMaker rawExtension(ASN1ObjectIdentifier type, boolean critical, byte[] content) {
        extensions.removeIf(e -> e.getExtnId().equals(type));
        extensions.add(new Extension(type, critical, new DEROctetString(content)));
        return this;
    }

    /** Signed by its own key. */
    public Issued selfSigned() throws Exception {
        return sign(subject, key);
    }

    /** Signed by that CA. */
    public Issued signedBy(Issued issuer) throws Exception {
        return sign(issuer.name(), issuer.key());
    }

    private Issued sign(X500Name issuer, KeyPair issuerKey) throws Exception {
        SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded());
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(issuer, serial.orElseGet(() -> new BigInteger(64, RANDOM)), Date.from(notBefore),
                Date.from(notAfter), subject, info);
        for (Extension extension : extensions) {
            builder.addExtension(extension);
        }
        if (!names.isEmpty()) {
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names.toArray(GeneralName[]::new)));
        }
        if (!access.isEmpty()) {
            builder.addExtension(Extension.authorityInfoAccess, false, new AuthorityInformationAccess(access.toArray(AccessDescription[]::new)));
        }
        if (keyIds) {
            BcX509ExtensionUtils ids = new BcX509ExtensionUtils();
            builder.addExtension(Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(info));
            builder.addExtension(Extension.authorityKeyIdentifier, false,
                    ids.createAuthorityKeyIdentifier(SubjectPublicKeyInfo.getInstance(issuerKey.getPublic().getEncoded())));
        }
        String signature = algorithm.orElseGet(() -> defaultAlgorithm(issuerKey));
        JcaContentSignerBuilder signer = new JcaContentSignerBuilder(signature);
        if (signature.endsWith("MGF1")) {
            // The JDK knows these under another name.
            signer.setProvider(new BouncyCastleProvider());
        }
        byte[] der = builder.build(signer.build(issuerKey.getPrivate())).getEncoded();
        return new Issued(Bytes.of(der), key, subject);
    }

    private static String defaultAlgorithm(KeyPair key) {
        return switch (key.getPrivate().getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "Ed25519";
        };
    }

    /** A new key on this curve. */
    public static KeyPair ec(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An RSA key of this size, the same at every call with the same name. */
    public static KeyPair rsa(int bits, String name) {
        return SLOW_KEYS.computeIfAbsent(bits + name, k -> {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(bits);
                return generator.generateKeyPair();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** A new Ed25519 key. */
    public static KeyPair ed25519() throws Exception {
        return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }
}
