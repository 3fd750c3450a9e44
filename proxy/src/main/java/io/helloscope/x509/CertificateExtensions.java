package io.helloscope.x509;

import io.helloscope.bytes.Bytes;
import io.helloscope.x509.CertificateFacts.KeyUsage;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;

/** The extensions of one certificate, each read by itself: a damaged one is a flaw and leaves the others readable. */
final class CertificateExtensions {
    private static final ASN1ObjectIdentifier SCT_LIST = new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2");
    private static final ASN1ObjectIdentifier TLS_FEATURE = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.24");

    /** What clients process; another one that is marked critical makes them refuse the certificate (RFC 5280 section 4.2). */
    private static final Set<ASN1ObjectIdentifier> PROCESSED = Set.of(Extension.subjectAlternativeName, Extension.basicConstraints,
            Extension.keyUsage, Extension.extendedKeyUsage, Extension.subjectKeyIdentifier, Extension.authorityKeyIdentifier,
            Extension.authorityInfoAccess, Extension.cRLDistributionPoints, Extension.nameConstraints, Extension.certificatePolicies,
            Extension.policyMappings, Extension.policyConstraints, Extension.inhibitAnyPolicy, Extension.issuerAlternativeName,
            SCT_LIST, TLS_FEATURE);

    /** What clients open only when they need it, so that damage in it makes none refuse. */
    private static final Set<ASN1ObjectIdentifier> LAZY = Set.of(Extension.cRLDistributionPoints, SCT_LIST);

    private final List<String> flaws = new ArrayList<>();
    private final List<String> dnsNames = new ArrayList<>();
    private final List<Bytes> ipAddresses = new ArrayList<>();
    private final Set<KeyUsage> keyUsage = EnumSet.noneOf(KeyUsage.class);
    private final List<String> extendedKeyUsage = new ArrayList<>();
    private final List<String> ocspUrls = new ArrayList<>();
    private final List<String> issuerUrls = new ArrayList<>();
    private final List<String> crlUrls = new ArrayList<>();
    private boolean hasAlternativeNames;
    private boolean ca;
    private OptionalInt pathLength = OptionalInt.empty();
    private Optional<String> subjectKeyId = Optional.empty();
    private Optional<String> authorityKeyId = Optional.empty();
    private Optional<NameConstraints> nameConstraints = Optional.empty();
    private boolean embeddedScts;

    private CertificateExtensions() {
    }

    static CertificateExtensions of(Certificate certificate) {
        CertificateExtensions read = new CertificateExtensions();
        Extensions extensions = certificate.getTBSCertificate().getExtensions();
        if (extensions != null) {
            for (ASN1ObjectIdentifier type : extensions.getExtensionOIDs()) {
                read.read(type, extensions.getExtension(type));
            }
            if (certificate.getVersionNumber() < 3) {
                read.flaws.add("extensions in a certificate of version " + certificate.getVersionNumber());
            }
        }
        return read;
    }

    private void read(ASN1ObjectIdentifier type, Extension extension) {
        if (extension.isCritical() && !PROCESSED.contains(type)) {
            flaws.add("an unknown critical extension " + type.getId());
        }
        try {
            reader(type).accept(extension);
        } catch (RuntimeException | StackOverflowError e) {
            if (LAZY.contains(type)) {
                return;
            }
            flaws.add("a damaged extension " + type.getId());
        }
    }

    private Consumer<Extension> reader(ASN1ObjectIdentifier type) {
        if (type.equals(Extension.subjectAlternativeName)) {
            return this::readAlternativeNames;
        }
        if (type.equals(Extension.basicConstraints)) {
            return this::readBasicConstraints;
        }
        if (type.equals(Extension.keyUsage)) {
            return this::readKeyUsage;
        }
        if (type.equals(Extension.extendedKeyUsage)) {
            return this::readExtendedKeyUsage;
        }
        if (type.equals(Extension.subjectKeyIdentifier)) {
            return e -> subjectKeyId = hex(SubjectKeyIdentifier.getInstance(e.getParsedValue()).getKeyIdentifier());
        }
        if (type.equals(Extension.authorityKeyIdentifier)) {
            return e -> authorityKeyId = Optional.ofNullable(AuthorityKeyIdentifier.getInstance(e.getParsedValue()).getKeyIdentifierOctets())
                    .flatMap(CertificateExtensions::hex);
        }
        if (type.equals(Extension.authorityInfoAccess)) {
            return this::readAuthorityInformation;
        }
        if (type.equals(Extension.cRLDistributionPoints)) {
            return this::readDistributionPoints;
        }
        if (type.equals(Extension.nameConstraints)) {
            return e -> nameConstraints = Optional.of(NameConstraints.getInstance(e.getParsedValue()));
        }
        return type.equals(SCT_LIST) ? this::readScts : e -> { };
    }

    private void readAlternativeNames(Extension extension) {
        hasAlternativeNames = true;
        for (GeneralName name : GeneralNames.getInstance(extension.getParsedValue()).getNames()) {
            if (name.getTagNo() == GeneralName.dNSName) {
                dnsNames.add(string(name.getName()));
            } else if (name.getTagNo() == GeneralName.iPAddress) {
                ipAddresses.add(Bytes.of(ASN1OctetString.getInstance(name.getName()).getOctets()));
            }
        }
    }

    private void readBasicConstraints(Extension extension) {
        BasicConstraints constraints = BasicConstraints.getInstance(extension.getParsedValue());
        ca = constraints.isCA();
        ASN1Integer limit = constraints.getPathLenConstraintInteger();
        if (limit != null) {
            pathLength = OptionalInt.of(limit.intValueExact());
        }
    }

    private void readKeyUsage(Extension extension) {
        var usage = org.bouncycastle.asn1.x509.KeyUsage.getInstance(extension.getParsedValue());
        int[] bits = {org.bouncycastle.asn1.x509.KeyUsage.digitalSignature, org.bouncycastle.asn1.x509.KeyUsage.nonRepudiation,
            org.bouncycastle.asn1.x509.KeyUsage.keyEncipherment, org.bouncycastle.asn1.x509.KeyUsage.dataEncipherment,
            org.bouncycastle.asn1.x509.KeyUsage.keyAgreement, org.bouncycastle.asn1.x509.KeyUsage.keyCertSign,
            org.bouncycastle.asn1.x509.KeyUsage.cRLSign, org.bouncycastle.asn1.x509.KeyUsage.encipherOnly,
            org.bouncycastle.asn1.x509.KeyUsage.decipherOnly};
        for (KeyUsage use : KeyUsage.values()) {
            if (usage.hasUsages(bits[use.ordinal()])) {
                keyUsage.add(use);
            }
        }
    }

    private void readExtendedKeyUsage(Extension extension) {
        for (KeyPurposeId purpose : ExtendedKeyUsage.getInstance(extension.getParsedValue()).getUsages()) {
            extendedKeyUsage.add(purpose.getId());
        }
    }

    private void readAuthorityInformation(Extension extension) {
        for (AccessDescription access : AuthorityInformationAccess.getInstance(extension.getParsedValue()).getAccessDescriptions()) {
            GeneralName location = access.getAccessLocation();
            if (location.getTagNo() != GeneralName.uniformResourceIdentifier) {
                continue;
            }
            if (access.getAccessMethod().equals(AccessDescription.id_ad_ocsp)) {
                ocspUrls.add(string(location.getName()));
            } else if (access.getAccessMethod().equals(AccessDescription.id_ad_caIssuers)) {
                issuerUrls.add(string(location.getName()));
            }
        }
    }

    private void readDistributionPoints(Extension extension) {
        for (DistributionPoint point : CRLDistPoint.getInstance(extension.getParsedValue()).getDistributionPoints()) {
            DistributionPointName name = point.getDistributionPoint();
            if (name == null || name.getType() != DistributionPointName.FULL_NAME) {
                continue;
            }
            for (GeneralName location : GeneralNames.getInstance(name.getName()).getNames()) {
                if (location.getTagNo() == GeneralName.uniformResourceIdentifier) {
                    crlUrls.add(string(location.getName()));
                }
            }
        }
    }

    /** An octet string in the extension's octet string; a list of length 0 proves nothing (RFC 6962 section 3.3). */
    private void readScts(Extension extension) {
        embeddedScts = ASN1OctetString.getInstance(extension.getParsedValue()).getOctets().length > 2;
    }

    private static String string(ASN1Encodable value) {
        return ((ASN1String) value.toASN1Primitive()).getString();
    }

    private static Optional<String> hex(byte[] bytes) {
        return bytes.length == 0 ? Optional.empty() : Optional.of(HexFormat.of().formatHex(bytes));
    }

    List<String> flaws() {
        return flaws;
    }

    List<String> dnsNames() {
        return dnsNames;
    }

    List<Bytes> ipAddresses() {
        return ipAddresses;
    }

    boolean hasAlternativeNames() {
        return hasAlternativeNames;
    }

    boolean isCa() {
        return ca;
    }

    OptionalInt pathLength() {
        return pathLength;
    }

    Set<KeyUsage> keyUsage() {
        return keyUsage;
    }

    List<String> extendedKeyUsage() {
        return extendedKeyUsage;
    }

    Optional<String> subjectKeyId() {
        return subjectKeyId;
    }

    Optional<String> authorityKeyId() {
        return authorityKeyId;
    }

    List<String> ocspUrls() {
        return ocspUrls;
    }

    List<String> issuerUrls() {
        return issuerUrls;
    }

    List<String> crlUrls() {
        return crlUrls;
    }

    Optional<NameConstraints> nameConstraints() {
        return nameConstraints;
    }

    boolean embeddedScts() {
        return embeddedScts;
    }
}
