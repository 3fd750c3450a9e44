package io.helloscope.config;

import io.helloscope.bytes.Bytes;
import io.helloscope.knowledge.PublicRoots;
import io.helloscope.x509.ParsedCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Certificates in a file that the settings name: PEM (several in one file) or DER. */
final class CertificateFile {
    private CertificateFile() {
    }

    /**
     * The DER of every certificate in it, at least one.
     *
     * @throws IllegalArgumentException where there is none that can be read
     */
    static List<Bytes> read(Path file) {
        List<Bytes> all = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                all.add(Bytes.of(certificate.getEncoded()));
            }
        } catch (CertificateException | IOException unreadable) {
            all.clear();
        }
        if (all.isEmpty()) {
            throw new IllegalArgumentException(file + " holds no certificate that can be read (expected: X.509 certificates as PEM or DER)");
        }
        return List.copyOf(all);
    }

    /**
     * The same as roots, of the day on which the file was last changed.
     *
     * @throws IllegalArgumentException where there is none that can be read
     */
    static PublicRoots roots(Path file) {
        Set<String> fingerprints = new HashSet<>();
        Set<String> keys = new HashSet<>();
        Set<String> keyIds = new HashSet<>();
        for (Bytes der : read(file)) {
            ParsedCertificate certificate = ParsedCertificate.parse(der);
            fingerprints.add(certificate.sha256());
            certificate.facts().ifPresent(facts -> {
                keys.add(facts.spkiSha256());
                facts.subjectKeyId().ifPresent(keyIds::add);
            });
        }
        try {
            return new PublicRoots(Files.getLastModifiedTime(file).toInstant().atZone(ZoneOffset.UTC).toLocalDate(), fingerprints, keys, keyIds);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(file + " cannot be read: " + unreadable.getMessage());
        }
    }
}
