package io.helloscope.x509;

import io.helloscope.bytes.ByteReader;
import io.helloscope.bytes.Bytes;
import io.helloscope.bytes.WireFormatException;
import io.helloscope.x509.SignedTimestamp.Source;
import io.helloscope.x509.SignedTimestamp.Validity;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.ocsp.BasicOCSPResponse;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.asn1.ocsp.SingleResponse;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * Reads and checks the proofs of Certificate Transparency logging that come with a certificate (RFC 6962). What is embedded was
 * signed before the certificate was: over its body without the list, and the issuer's key. Never throws for what a peer sent.
 *
 * <pre>
 *   digitally-signed: version(1)=0 | type(1)=0 | timestamp(8) | entry type(2) | entry | extensions&lt;0..2^16-1&gt;
 *   entry of type 0:  certificate&lt;1..2^24-1&gt;
 *   entry of type 1:  SHA-256 of the issuer's key(32) | TBSCertificate&lt;1..2^24-1&gt;
 * </pre>
 */
public final class SignedTimestamps {
    private static final ASN1ObjectIdentifier EMBEDDED_LIST = new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2");
    private static final ASN1ObjectIdentifier STAPLED_LIST = new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.5");
    private static final AlgorithmIdentifier ECDSA = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    private static final AlgorithmIdentifier RSA = new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE);
    /** Real certificates have two to five. */
    private static final int MOST = 12;
    private static final int SHA256 = 4;
    private static final int EXTENSIONS = 3;
    private static final byte[] WHOLE = {0, 0};
    private static final byte[] PRECERTIFICATE = {0, 1};

    private final Function<Bytes, Optional<Bytes>> logKeys;

    /**
     * A reader that knows these logs.
     *
     * @param logKeys the key of a log (DER of a SubjectPublicKeyInfo) by its id, 32 bytes
     */
    public SignedTimestamps(Function<Bytes, Optional<Bytes>> logKeys) {
        this.logKeys = logKeys;
    }

    /** Those in a certificate; they are checked only where its issuer's is at hand. */
    public List<SignedTimestamp> embedded(CertificateFacts leaf, Optional<CertificateFacts> issuer) {
        try {
            Certificate certificate = Certificate.getInstance(leaf.der().toArray());
            Extensions extensions = certificate.getTBSCertificate().getExtensions();
            Extension list = extensions == null ? null : extensions.getExtension(EMBEDDED_LIST);
            if (list == null) {
                return List.of();
            }
            Optional<byte[]> entry = issuer.map(by -> precertificate(certificate, by));
            return read(Bytes.of(ASN1OctetString.getInstance(list.getParsedValue()).getOctets()), entry, Source.EMBEDDED);
        } catch (RuntimeException | StackOverflowError damaged) {
            return List.of();
        }
    }

    /** Those in the content of the TLS extension {@code signed_certificate_timestamp}. */
    public List<SignedTimestamp> ofExtension(Bytes list, CertificateFacts leaf) {
        return read(list, Optional.of(whole(leaf)), Source.EXTENSION);
    }

    /** Those in a stapled OCSP response. */
    public List<SignedTimestamp> stapled(Bytes ocspResponse, CertificateFacts leaf) {
        List<SignedTimestamp> all = new ArrayList<>();
        try {
            OCSPResponse response = OCSPResponse.getInstance(ocspResponse.toArray());
            BasicOCSPResponse basic = BasicOCSPResponse.getInstance(response.getResponseBytes().getResponse().getOctets());
            for (var each : basic.getTbsResponseData().getResponses()) {
                Extensions extensions = SingleResponse.getInstance(each).getSingleExtensions();
                Extension list = extensions == null ? null : extensions.getExtension(STAPLED_LIST);
                if (list != null) {
                    all.addAll(read(Bytes.of(ASN1OctetString.getInstance(list.getParsedValue()).getOctets()), Optional.of(whole(leaf)), Source.STAPLED));
                }
            }
        } catch (RuntimeException | StackOverflowError damaged) {
            return List.of();
        }
        return List.copyOf(all);
    }

    private List<SignedTimestamp> read(Bytes list, Optional<byte[]> entry, Source source) {
        List<SignedTimestamp> all = new ArrayList<>();
        try {
            ByteReader outer = ByteReader.of(list, "SignedCertificateTimestampList");
            ByteReader items = outer.sub(outer.u16("list"), "list");
            while (items.remaining() > 0 && all.size() < MOST) {
                all.add(one(items.sub(items.u16("sct"), "sct"), entry, source));
            }
        } catch (WireFormatException damaged) {
            // What came before the damage counts.
        }
        return List.copyOf(all);
    }

    private SignedTimestamp one(ByteReader in, Optional<byte[]> entry, Source source) throws WireFormatException {
        int version = in.u8("version");
        Bytes logId = in.bytes(32, "log id");
        Bytes time = in.bytes(8, "timestamp");
        Bytes extensions = in.bytes(in.u16("extensions"), "extensions");
        int hash = in.u8("hash");
        in.u8("signature");
        Bytes signature = in.bytes(in.u16("signature"), "signature");
        Optional<Bytes> key = logKeys.apply(logId);
        Validity validity = key.isEmpty() ? Validity.UNKNOWN_LOG
                : version != 0 || hash != SHA256 || entry.isEmpty() ? Validity.NOT_CHECKED
                : check(key.get(), signed(time, entry.get(), extensions), signature);
        return new SignedTimestamp(logId, Instant.ofEpochMilli(Long.parseUnsignedLong(HexFormat.of().formatHex(time.toArray()), 16)), source, validity);
    }

    private static byte[] signed(Bytes time, byte[] entry, Bytes extensions) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0, 0});
        out.writeBytes(time.toArray());
        out.writeBytes(entry);
        out.write(extensions.length() >> 8);
        out.write(extensions.length());
        out.writeBytes(extensions.toArray());
        return out.toByteArray();
    }

    private static Validity check(Bytes key, byte[] signed, Bytes signature) {
        SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(key.toArray());
        boolean rsa = info.getAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption);
        return switch (SignatureCheck.check(rsa ? RSA : ECDSA, info, signed, signature.toArray())) {
            case VALID -> Validity.VALID;
            case INVALID -> Validity.INVALID;
            case NOT_CHECKED -> Validity.NOT_CHECKED;
        };
    }

    private static byte[] whole(CertificateFacts leaf) {
        return entry(WHOLE, new byte[0], leaf.der().toArray());
    }

    private static byte[] precertificate(Certificate certificate, CertificateFacts issuer) {
        return entry(PRECERTIFICATE, HexFormat.of().parseHex(issuer.spkiSha256()), withoutList(certificate));
    }

    private static byte[] entry(byte[] type, byte[] issuerKey, byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(type);
        out.writeBytes(issuerKey);
        out.write(body.length >> 16);
        out.write(body.length >> 8);
        out.write(body.length);
        out.writeBytes(body);
        return out.toByteArray();
    }

    /** The body of the certificate as the log saw it: the list, which it gave in answer, was not there yet. */
    private static byte[] withoutList(Certificate certificate) {
        ASN1EncodableVector fields = new ASN1EncodableVector();
        for (var field : ASN1Sequence.getInstance(certificate.getTBSCertificate().toASN1Primitive())) {
            if (field.toASN1Primitive() instanceof ASN1TaggedObject tagged && tagged.getTagNo() == EXTENSIONS) {
                ASN1EncodableVector kept = new ASN1EncodableVector();
                for (var extension : ASN1Sequence.getInstance(tagged, true)) {
                    if (!EMBEDDED_LIST.equals(ASN1Sequence.getInstance(extension).getObjectAt(0))) {
                        kept.add(extension);
                    }
                }
                if (kept.size() > 0) {
                    fields.add(new DERTaggedObject(true, EXTENSIONS, new DERSequence(kept)));
                }
            } else {
                fields.add(field);
            }
        }
        return CertificateReader.encoded(new DERSequence(fields));
    }
}
